internal import CCurses

/// How ncurses says a style.
struct Look {
    /// The attributes.
    let attributes: attr_t
    /// The number of the colour pair.
    let pair: Int32
}

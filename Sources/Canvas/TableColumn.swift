/// A column of a table, and how much of the width it wants.
package struct TableColumn: Hashable, Sendable {
    /// Its heading.
    package var title: String
    /// Where its texts stand.
    package var align: Alignment
    /// The columns below which it is of no use.
    package var least: Int
    /// The columns it should have before another column may stay on the screen.
    package var comfortable: Int
    /// The most columns it can make use of.
    package var most: Int
    /// Its worth: the lowest goes first when the width is short, and nil stays always.
    package var rank: Int?
    /// Whether it comes back with its least when there turns out to be room for that.
    package var returns: Bool

    /// Creates a column of a fixed width.
    package init(_ title: String, width: Int, align: Alignment = .left, rank: Int? = nil) {
        self.init(title, least: width, comfortable: width, most: width, align: align, rank: rank)
    }

    /// Creates a column whose width depends on the room.
    package init(
        _ title: String,
        least: Int,
        comfortable: Int,
        most: Int,
        align: Alignment = .left,
        rank: Int? = nil,
        returns: Bool = false
    ) {
        precondition(least >= 0 && least <= comfortable && comfortable <= most, "widths out of order")
        self.title = title
        self.align = align
        self.least = least
        self.comfortable = comfortable
        self.most = most
        self.rank = rank
        self.returns = returns
    }
}

/// A stretch of time under one offset from UTC, in whole seconds since the epoch.
struct ZoneSegment {
    /// The first second, or `Int.min` if the stretch has no beginning.
    let start: Int
    /// The first second after the stretch, or `Int.max` if it has no end.
    let end: Int
    /// Seconds east of UTC.
    let offset: Int

    /// What the clocks show at the first second.
    var localStart: Int { start == .min ? .min : start + offset }

    /// What the clocks would show at the first second after the stretch if they went on.
    var localEnd: Int { end == .max ? .max : end + offset }

    /// Tells whether the clocks show that local second during the stretch.
    func contains(local: Int) -> Bool { localStart <= local && local < localEnd }
}

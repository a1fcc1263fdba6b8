package import Timetable

extension Schedule {
    /// The newest instants in (`after`, `through`] that satisfy the condition, at most `limit`, oldest first.
    ///
    /// Looks back in steps that grow fourfold, so the cost follows the number asked for and not the length of
    /// the gap.
    package func newest(
        _ limit: Int,
        after: Instant,
        through: Instant,
        where isWanted: (Instant) -> Bool = { _ in true }
    ) -> [Instant] {
        var span = Duration.seconds(60)
        while true {
            let start = max(after, through - span)
            var found: [Instant] = []
            var instant = start
            while let next = next(after: instant), next <= through {
                instant = next
                if isWanted(next) { found.append(next) }
            }
            if found.count >= limit || start == after { return Array(found.suffix(limit)) }
            span *= 4
        }
    }
}

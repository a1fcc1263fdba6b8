package import Timetable

extension Schedule {
    /// The newest instants in (`after`, `through`], at most `limit`, oldest first.
    ///
    /// The cost follows the number asked for and not the length of the gap.
    package func newest(_ limit: Int, after: Instant, through: Instant) -> [Instant] {
        guard limit > 1 else {
            return limit == 1 ? last(after: after, through: through).map { [$0] } ?? [] : []
        }
        // Looks back in steps that grow fourfold, until enough lie behind one.
        var span = Duration.seconds(60)
        while true {
            let start = max(after, through - span)
            if start == after || count(after: start, through: through) >= limit {
                return Array(instants(after: start, through: through, limit: .max).suffix(limit))
            }
            span *= 4
        }
    }
}

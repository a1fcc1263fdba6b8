package import Timetable

/// The decisions of a task that are no longer kept: what is left of them is how many of each kind there were.
package struct PrunedDecisions: Sendable, Hashable {
    /// How many instants were decided that way; kinds there were none of are missing.
    package let counts: [Decision: Int]
    /// The last instant of theirs.
    package let through: Instant

    package init(counts: [Decision: Int], through: Instant) {
        self.counts = counts
        self.through = through
    }

    /// `45 decisions up to 2026-12-24 00:43:16Z have been pruned: 30 started, 15 skipped-overlap`.
    package var sentence: String {
        let kinds = Decision.allCases.compactMap { kind in counts[kind].map { "\($0) \(kind.rawValue)" } }
        let count = counts.values.reduce(0, +)
        let end = MomentText(zone: nil, besides: through).full(through)
        let have = count == 1 ? "has" : "have"
        return
            "\(count.counted("decision")) up to \(end) \(have) been pruned: \(kinds.joined(separator: ", "))"
    }
}

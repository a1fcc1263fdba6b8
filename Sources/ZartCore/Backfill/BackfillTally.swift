package import Timetable

/// Counts how many instants a backfill would start, from what is on record of them and without visiting each, but for
/// those that an earlier backfill dealt with under another schedule.
package struct BackfillTally: Sendable {
    private let instants: BackfillInstants
    private let selection: BackfillSelection
    /// Instants with a row of their own that are not started although the others are, or started although they are not.
    private var singles = 0
    /// Instants in spans of which none is started.
    private var inSpans = 0

    package init(of instants: BackfillInstants, _ selection: BackfillSelection) {
        self.instants = instants
        self.selection = selection
    }

    /// Takes in what is known of a piece; pieces do not overlap.
    package mutating func add(_ facts: BackfillFacts, within piece: ClosedRange<Instant>) {
        let spans = selection == .missing ? merged(facts, within: piece) : []
        for span in spans { inSpans += instants.count(in: span) }
        for (instant, fact) in facts.known where selection.starts(fact) != selection.starts(nil) {
            guard instants.contains(instant), !spans.contains(where: { $0.contains(instant) }) else {
                continue
            }
            singles += 1
        }
        guard selection == .missing else { return }
        for (place, old) in facts.backfilledOfOld.enumerated() {
            singles += old.countShared(with: instants) { instant in
                facts.known[instant] == nil && !spans.contains { $0.contains(instant) }
                    && !facts.backfilledOfOld[..<place].contains { $0.contains(instant) }
            }
        }
    }

    package var starts: Int { selection.starts(nil) ? instants.count - inSpans - singles : singles }

    /// The spans that a backfill of what is missing passes by, without overlaps.
    private func merged(_ facts: BackfillFacts, within piece: ClosedRange<Instant>) -> [ClosedRange<Instant>]
    {
        let pruned = facts.prunedThrough.flatMap { instants.ranges(of: $0.key, through: $0.value) }
        let spans = (facts.backfilled + facts.excluded + pruned)
            .filter { $0.overlaps(piece) }.map { $0.clamped(to: piece) }
            .sorted { $0.lowerBound < $1.lowerBound }
        var merged: [ClosedRange<Instant>] = []
        for span in spans {
            if let last = merged.last, span.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, span.upperBound)
            } else {
                merged.append(span)
            }
        }
        return merged
    }
}

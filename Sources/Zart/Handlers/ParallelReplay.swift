internal import Timetable
package import ZartCore

/// Which of some parallel steps a pass asks for, by what earlier passes have left of them.
///
/// Steps begin in their order. After a failure none begins any more: what had begun by then is asked for again, and gives
/// again what it gave.
package struct ParallelReplay {
    /// Whether one of them has failed already.
    package let isOver: Bool
    /// Which are asked for, in their order.
    package let wanted: [Int]
    /// Which are not although nothing is on record of their end: they are skipped now.
    package let left: [Int]
    /// Which have been skipped.
    package let skipped: [Int]
    /// When each ended, as far as it had.
    private let ends: [Instant?]

    package init(_ names: [String], recorded: [String: RecordedStep]) {
        let known = names.map { recorded[$0] }
        let isOver = known.contains { $0?.status == .failed || $0?.status == .cancelled }
        // What has left no trace had begun all the same, for a slot say, where a later one had.
        let lastKnown = known.lastIndex { $0 != nil } ?? -1
        var (wanted, left, skipped): ([Int], [Int], [Int]) = ([], [], [])
        for (index, step) in known.enumerated() {
            if step?.status == .skipped {
                skipped.append(index)
            } else if isOver, step?.isHeldBack ?? (index > lastKnown) {
                left.append(index)
            } else {
                wanted.append(index)
            }
        }
        self.isOver = isOver
        self.wanted = wanted
        self.left = left
        self.skipped = skipped
        ends = known.map { $0?.endedAt }
    }

    /// Whose failure came first, as a place in a list of those that failed; they are in the order in which that was told.
    package func first(of failed: [Int]) -> Int? {
        func end(_ place: Int) -> Instant { ends[failed[place]] ?? Instant(milliseconds: .max) }
        return failed.indices.min { (end($0), $0) < (end($1), $1) }
    }
}

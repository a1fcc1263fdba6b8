internal import Dashboard
internal import Timetable
internal import ZartCore

/// What the screens show of a moment that has passed; for one queue.
///
/// The copy of a moment is kept as long as that moment is looked at.
final class PastSnapshots {
    private let settings: Settings
    private let surroundings: Surroundings
    private var last: (at: Int64, source: SnapshotSource)?

    init(_ settings: Settings, _ surroundings: Surroundings) {
        self.settings = settings
        self.surroundings = surroundings
    }

    /// What was to be shown then; where it cannot be read, an empty screen with the reason.
    func read(_ wish: Wish, at moment: Int64) -> Snapshot {
        do {
            let source =
                if let last, last.at == moment { last.source } else {
                    try SnapshotSource(settings, past: Instant(milliseconds: moment), surroundings)
                }
            last = (moment, source)
            return source.read(wish)
        } catch {
            last = nil
            var empty = Snapshot(database: SnapshotSource.name(settings), standing: .past, now: moment)
            empty.fault = error.message
            return empty
        }
    }
}

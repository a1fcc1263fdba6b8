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
            return try source(at: moment).read(wish)
        } catch {
            var empty = Snapshot(database: SnapshotSource.name(settings), standing: .past, now: moment)
            empty.fault = error.message
            return empty
        }
    }

    /// Writes what there was of a step's output then to a file of the state folder, and says where, or why not.
    func save(_ wish: OutputWish, at moment: Int64, in state: String?) -> (message: String, isDone: Bool) {
        do {
            let then = try source(at: moment)
            // Which attempts there were its execution tells.
            var look = Wish()
            look.detail = wish.execution
            _ = then.read(look)
            return then.save(wish, in: state)
        } catch {
            return (error.message, false)
        }
    }

    private func source(at moment: Int64) throws(StoreError) -> SnapshotSource {
        if let last, last.at == moment { return last.source }
        last = nil
        let new = try SnapshotSource(settings, past: Instant(milliseconds: moment), surroundings)
        last = (moment, new)
        return new
    }
}

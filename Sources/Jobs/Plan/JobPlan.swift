package import Timetable
package import ZartCore

/// What applying a job file would do: every task of the file, and every task that it no longer has.
package struct JobPlan: Sendable, Hashable {
    /// What becomes of one task.
    package struct Entry: Sendable, Hashable {
        package var task: String
        package var change: Change
        /// The keys of the file whose values change.
        package var fields: [String] = []
        /// What an operator has to know, in a sentence; nil where the change says it all.
        package var note: String?
        /// What is given up with it; nil where nothing is.
        package var loss: String?
        /// Whether it has no instant to come once it is applied, and is finished by that.
        package var isEnded = false
        /// The next instants as things stand.
        package var before: [Instant] = []
        /// The next instants once it is applied.
        package var after: [Instant] = []

        /// Adds to what an operator has to know.
        mutating func add(_ sentence: String) { note = note.map { "\($0); \(sentence)" } ?? sentence }
    }

    /// A change, spelled as it is printed.
    package enum Change: String, Sendable, Hashable, CaseIterable {
        case added, changed, removed, unchanged
        /// Its file was moved or renamed, and nothing else is changed.
        case moved
        /// It had been removed, and comes back with its counter and history.
        case revived
        /// An operator stopped it, and stopped it stays.
        case stopped
        /// Its name belongs to another source, or its ids to another task; nothing of the file can be applied.
        case refused
    }

    /// In the order of the file; then the removed ones by name.
    package var entries: [Entry]
    /// The files whose tasks are this one's now, since nothing is where they were.
    package var former: [TaskSource] = []

    /// Whether tasks that an operator stopped leave the file, and may be another's then, or come back to it.
    package var movesStopped = false

    /// Whether it can be applied at all.
    package var isPossible: Bool { !entries.contains { $0.change == .refused } }

    /// Whether applying it would change anything.
    package var changesSomething: Bool {
        movesStopped
            || entries.contains { $0.change != .unchanged && !($0.change == .stopped && $0.fields.isEmpty) }
    }

    /// What would never fire, or never again.
    package var ended: [Entry] { entries.filter(\.isEnded) }

    /// What else cannot be taken back: that what a pause holds goes with the schedule, one sentence a task.
    package var losses: [String] { entries.compactMap { entry in entry.loss.map { "\(entry.task): \($0)" } } }

    /// How many entries have that change.
    package func count(_ change: Change) -> Int { entries.count { $0.change == change } }
}

internal import Dashboard
internal import Timetable
internal import ZartCore
internal import ZartSQLite

/// What is no longer kept of a moment that has passed.
struct PrunedPast: Sendable {
    /// Of so many tasks something that counts then is no longer kept.
    private(set) var count = 0
    /// Whether executions of the hour before have gone, and perhaps failures among them.
    private(set) var isHourPartial = false
    /// Tasks of which nothing that was decided until then is kept.
    private var whole: Set<String> = []
    /// Tasks of which some decisions are not kept, the former among them.
    private var some: Set<String> = []

    /// All is kept.
    init() {}

    /// Asks a reader of that moment.
    ///
    /// - Throws: when the database cannot be read.
    init(_ reader: SQLiteReader, at: Instant) throws(StoreError) {
        // What a task's row counts goes back a day.
        count = try reader.tasksPruned(beyond: at, countingFrom: at - .seconds(86_400)).count
        let hourBefore = at - .seconds(3_600)
        isHourPartial = try !reader.tasksPruned(beyond: hourBefore, countingFrom: hourBefore).isEmpty
        whole = Set(try reader.tasksPruned(beyond: at))
        some = Set(try reader.tasksPruned(beyond: Instant(milliseconds: .min)))
    }

    /// Has a task's line say what of it is no longer kept; nothing is told then of what was to come.
    func mark(_ line: inout TaskLine) {
        line.isPartlyPruned = some.contains(line.name)
        guard whole.contains(line.name) else { return }
        line.isPruned = true
        line.nextFireAt = nil
    }
}

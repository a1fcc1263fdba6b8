import Timetable
import ZartCore
import ZartSQLite

/// What a reader shows at one moment: everything, or as much as a screen holds.
struct Sight: Equatable {
    let tasks: [TaskRecord]
    let running: [ExecutionRow]
    let rows: [ExecutionRow]
    let details: [ExecutionDetail]
    let ledgers: [[LedgerRecord]]
    let strips: [String: [OutcomeRecord]]
    let statistics: [String: TaskStatistics]
    let attention: [AttentionRecord]
    let events: [EventRecord]
    let sessions: [SessionRecord]
    let counts: [Int]

    init(_ reader: SQLiteReader, at now: Instant, since: Instant? = nil, lines: Int = 1_000) throws {
        tasks = try reader.tasks()
        let names = tasks.map(\.name)
        running = try reader.running(limit: 100)
        rows = try reader.executionRows(ExecutionRowQuery(), .older, from: nil, limit: lines).rows
        details = try rows.compactMap { try reader.detail(id: $0.id) }
        ledgers = try names.map {
            try reader.ledger(task: $0, from: since, to: nil, after: nil, limit: 1_000)
        }
        strips = try reader.strips(tasks: names)
        statistics = try reader.statistics(tasks: names)
        attention = try reader.attention(tasks: tasks, at: now)
        events = try reader.events(EventFilter(level: .debug), .older, from: nil, limit: lines).events
        sessions = try reader.workers(limit: 10).sessions
        counts = [try reader.retrying(), try reader.failed(since: now - .seconds(3_600))]
    }

    /// What is not the same, in words that a failing test can show.
    func differences(from other: Sight) -> [String] {
        var found: [String] = []
        func compare<T: Equatable>(_ what: String, _ mine: [T], _ theirs: [T]) {
            for (one, two) in zip(mine, theirs) where one != two {
                // Who held the slot of an instant that waited is only on record as of its end; nothing else is excused.
                if isAlike("\(one)", "\(two)") { continue }
                found.append("\(what): \(one) was \(two)")
            }
            if mine.count != theirs.count { found.append("\(what): \(mine.count) were \(theirs.count)") }
        }
        func isAlike(_ one: String, _ two: String) -> Bool {
            guard one.contains("Decision.buffered"), two.contains("Decision.buffered") else { return false }
            let holder = /heldBy: (nil|Optional\("[^"]*"\))/
            return one.replacing(holder, with: "") == two.replacing(holder, with: "")
        }
        compare("task", tasks, other.tasks)
        compare("running", running, other.running)
        compare("row", rows, other.rows)
        compare("detail", details, other.details)
        for (one, two) in zip(ledgers, other.ledgers) { compare("decision", one, two) }
        for (name, strip) in strips { compare("strip of \(name)", strip, other.strips[name] ?? []) }
        if statistics != other.statistics { found.append("statistics") }
        compare("attention", attention, other.attention)
        compare("event", events, other.events)
        compare("session", sessions, other.sessions)
        compare("count", counts, other.counts)
        return found
    }
}

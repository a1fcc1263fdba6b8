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
        attention = try reader.attention(tasks: tasks, at: now).map(Self.asTold)
        events = try reader.events(EventFilter(level: .debug), .older, from: nil, limit: lines).events
        sessions = try reader.workers(limit: 10).sessions.map(Self.asTold)
        counts = [try reader.retrying(), try reader.failed(since: now - .seconds(3_600))]
    }

    /// When a worker that died was last heard of is known better afterwards.
    private static func asTold(_ record: AttentionRecord) -> AttentionRecord {
        guard case .leaseExpired(let session, _) = record else { return record }
        let silence = WorkerSilence(since: Instant(milliseconds: 0), isDiskFull: false)
        return .leaseExpired(session: session, silence)
    }

    private static func asTold(_ session: SessionRecord) -> SessionRecord {
        guard session.endedAt == nil, session.seenAt != nil else { return session }
        return SessionRecord(
            number: session.number,
            process: session.process,
            host: session.host,
            program: session.program,
            beganAt: session.beganAt,
            endedAt: nil,
            endReason: session.endReason,
            seenAt: nil,
            drainingAt: session.drainingAt,
            stepsInFlight: session.stepsInFlight
        )
    }

    /// The numbers of the alarms that are raised.
    var alarms: [Int64] {
        attention.compactMap { record -> Int64? in
            guard case .alarm(let alarm) = record else { return nil }
            return alarm.id
        }
    }

    /// What is not the same, in words that a failing test can show.
    ///
    /// Where ids are given no other execution is kept any more. What is told by many executions, or by one of long ago,
    /// is not compared then: strips, durations, how many steps are usual, and tasks whose newest execution has gone.
    func differences(from other: Sight, kept: Set<String>? = nil) -> [String] {
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
            let usual = /stepsUsual: (nil|Optional\(\d+\))/
            if kept != nil, one.replacing(usual, with: "") == two.replacing(usual, with: "") { return true }
            guard one.contains("Decision.buffered"), two.contains("Decision.buffered") else { return false }
            let holder = /heldBy: (nil|Optional\("[^"]*"\))/
            return one.replacing(holder, with: "") == two.replacing(holder, with: "")
        }
        compare("name of a task", tasks.map(\.name), other.tasks.map(\.name))
        let told = zip(tasks, other.tasks).filter { _, then in
            guard let kept, let last = then.lastExecution else { return true }
            return kept.contains(last)
        }
        compare("task", told.map { $0.0 }, told.map { $0.1 })
        compare("running", running, other.running)
        compare("row", rows, other.rows)
        compare("detail", details, other.details)
        for (one, two) in zip(ledgers, other.ledgers) { compare("decision", one, two) }
        if kept == nil {
            for (name, strip) in strips { compare("strip of \(name)", strip, other.strips[name] ?? []) }
            if statistics != other.statistics { found.append("statistics") }
        }
        compare("attention", attention, other.attention)
        compare("event", events, other.events)
        compare("session", sessions, other.sessions)
        compare("count", counts, other.counts)
        return found
    }
}

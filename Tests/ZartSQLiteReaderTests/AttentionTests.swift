import Testing
import Timetable
import ZartCore

@testable import ZartSQLite

@Suite(.timeLimit(.minutes(10)))
struct AttentionTests {
    let story: Story

    init() throws {
        story = try Story()
        try story.register("count")
    }

    private func attention(at seconds: Double) throws -> [AttentionRecord] {
        try story.reader.attention(tasks: story.reader.tasks(), at: Story.at(seconds))
    }

    @Test func `a quiet database needs no attention`() throws {
        let execution = try story.start("count", at: 0)
        try story.end(execution, .completed, at: 1)
        #expect(try attention(at: 9) == [])
    }

    @Test func `a task is late a second after its instant`() throws {
        try story.start("count", at: 0)
        #expect(try attention(at: 11) == [])
        #expect(
            try attention(at: 11.1) == [
                .late(task: "count", handler: "count", since: Story.at(10), reason: .unknown)
            ]
        )
    }

    private func raise(_ id: Int64, _ kind: AlarmKind, _ execution: String? = nil, isAddressed: Bool = false)
        throws
    {
        let alarm = RaisedAlarm(
            id: id,
            task: 1,
            kind: kind,
            subject: execution ?? "",
            execution: execution,
            step: nil,
            since: Story.at(1),
            raisedAt: Story.at(2),
            sentence: "sentence \(id)",
            evidence: "{}"
        )
        try story.commit(.raiseAlarm(AlarmRaise(alarm, isAddressed: isAddressed)))
    }

    private func numbers(at seconds: Double) throws -> [String] {
        try attention(at: seconds).map {
            guard case .alarm(let alarm) = $0 else { return "\($0)".prefix { $0 != "(" }.description }
            return "#\(alarm.id)" + (alarm.acknowledgement == nil ? "" : " known")
        }
    }

    @Test func `alarms come first by their urgency, and say things only once`() throws {
        try story.start("count", at: 0)
        try raise(1, .starved, "count-0")
        try raise(2, .noHandler)
        #expect(try numbers(at: 12) == ["#2", "#1"])
        try story.commit(
            .endAlarm(AlarmEnd(alarm: 2, sentence: "over", isAddressed: false, at: Story.at(12)))
        )
        #expect(try numbers(at: 12) == ["#1", "late"])
        let known = AlarmAcknowledgement(alarm: 1, actor: "anna", terminal: "", reason: nil, at: Story.at(12))
        try story.commit(.acknowledgeAlarm(known))
        #expect(try numbers(at: 12) == ["late", "#1 known"])
    }

    @Test func `an alarm of which nobody could be told is shown for a day`() throws {
        try story.start("count", at: 0)
        for id in Int64(1)...3 {
            try raise(id, .starved, "count-0", isAddressed: true)
            try story.commit(
                .noticeAttempt(
                    NoticeAttempt(
                        alarm: id,
                        change: .raised,
                        status: .failed,
                        attempts: 10,
                        error: "exit status 1",
                        at: Story.at(8)
                    )
                ),
                .endAlarm(AlarmEnd(alarm: id, sentence: "over", isAddressed: true, at: Story.at(9)))
            )
        }
        func untold(at seconds: Double) throws -> [String] {
            try attention(at: seconds).compactMap {
                guard case .untold(let alarm, let others, false) = $0 else { return nil }
                return "#\(alarm.id) and \(others)"
            }
        }
        // One line says it of all of them, below what is the matter now.
        try raise(4, .noHandler)
        #expect(try numbers(at: 9) == ["#4", "untold"])
        #expect(try untold(at: 9) == ["#3 and 2"])
        #expect(try untold(at: 86_409) == [])
        #expect(try story.reader.pendingNotices() == ["1-recovered", "2-recovered", "3-recovered"])
    }

    @Test func `why a task is late is said of the worker that runs and of what it has handlers for`() throws {
        try story.start("count", at: 0)
        func late(_ reason: Lateness) -> [AttentionRecord] {
            [.late(task: "count", handler: "count", since: Story.at(10), reason: reason)]
        }
        #expect(try attention(at: 12) == late(.unknown))
        try story.commit(.recordHandlers(["other", "third"]))
        #expect(try attention(at: 12) == late(.noHandler))
        try story.commit(.recordHandlers(["count", "other"]))
        #expect(try attention(at: 12) == late(.busy))
        // Nobody knows of a moment that has passed when a session that died was at its end.
        let past = try SQLiteReader(path: "\(story.folder)/story.db", at: Story.at(12)) { _ in nil }
        let then = try past.attention(tasks: try past.tasks(), at: Story.at(12))
        #expect(then == late(.onRecord))
        try story.commit(.recordHandlers([]))
        #expect(try attention(at: 12) == late(.noHandler))
        story.store.unlock()
        #expect(try attention(at: 12) == late(.noWorker))
    }

    @Test func `three failures in a row are a streak until one completes`() throws {
        for number in 0..<3 {
            let execution = try story.start("count", at: Double(number))
            #expect(try attention(at: 5) == [])
            try story.end(execution, .failed, at: Double(number), error: "no")
        }
        let open = try story.start("count", at: 8)
        let streak = AttentionRecord.failing(
            task: "count",
            .init(count: 3, lastID: "count-2", lastAt: Story.at(2), error: "no")
        )
        #expect(try attention(at: 9) == [streak])
        try story.end(open, .completed, at: 9)
        #expect(try attention(at: 9) == [])
    }

    @Test func `a task fails from as many failures on as its alarm for that says, and never without one`()
        throws
    {
        for number in 0..<4 {
            let execution = try story.start("count", at: Double(number))
            try story.end(execution, .failed, at: Double(number), error: "no")
        }
        func isFailing(_ limit: String) throws -> Bool {
            let connection = try Connection(path: "\(story.folder)/story.db", access: .readWrite)
            defer { connection.close() }
            try connection.run("UPDATE zart_tasks SET conduct = '{\"alarms\":{\"failures\":\(limit)}}'")
            return try !attention(at: 5).isEmpty
        }
        #expect(try isFailing("4"))
        #expect(try !isFailing("5"))
        #expect(try isFailing("null"))
        #expect(try !isFailing("\"off\""))
    }

    @Test func `a streak is seen behind the many failures of another task`() throws {
        for number in 0..<3 {
            let execution = try story.start("count", at: Double(number))
            try story.end(execution, .failed, at: Double(number), error: "no")
        }
        try story.register("noise")
        for number in 0..<501 {
            let execution = try story.start("noise", at: Double(5 + number))
            try story.end(execution, .failed, at: Double(5 + number), error: "no")
        }
        let failing = try attention(at: 600).compactMap { record -> String? in
            guard case .failing(let task, let streak) = record else { return nil }
            return "\(task) \(streak.count)"
        }
        #expect(failing == ["noise 200", "count 3"])
    }

    @Test func `a step that failed four times and is tried again is named`() throws {
        let execution = try story.start("count", at: 0)
        try story.step(execution, "email", .retrying, from: 0, attempt: 3, to: 1, wake: 9, failures: 3)
        #expect(try attention(at: 2) == [])
        try story.step(execution, "email", .retrying, from: 0, attempt: 4, to: 2, wake: 9, failures: 4)
        guard case .retrying(let row)? = try attention(at: 3).first else {
            Issue.record("nothing retries")
            return
        }
        #expect(row.id == "count-0")
        #expect(row.step?.failures == 4)
    }

    @Test func `a step that has yet to stop is named with its successor`() throws {
        let execution = try story.start("count", at: 0)
        try story.step(execution, "email", .running, from: 0)
        try story.end(execution, .cancelled, at: 3, error: "cancelled by anna")
        let expected = AttentionRecord.stopping(
            execution: "count-0",
            step: "email",
            since: Story.at(3),
            successor: nil
        )
        #expect(try attention(at: 4) == [expected])
    }

    @Test func `a lease past its end is the first thing to see`() throws {
        #expect(
            try attention(at: 16).first
                == .leaseExpired(session: 1, WorkerSilence(since: Story.at(0), isDiskFull: false))
        )
    }

    @Test func `workers say who holds lease and lock`() throws {
        let execution = try story.start("count", at: 0)
        try story.step(execution, "email", .running, from: 0)
        let report = try story.reader.workers(limit: 10)
        #expect(report.current == 1)
        #expect(report.leaseExpiresAt == Story.at(15))
        #expect(report.isLocked)
        #expect(report.sessions.map(\.number) == [1])
        #expect(report.sessions.map(\.stepsInFlight) == [1])
        #expect(report.sessions.first?.beganAt == Story.night)
        try story.commit(.endSession(at: Story.at(5), reason: "drained"))
        story.store.unlock()
        let after = try story.reader.workers(limit: 10)
        #expect(after.current == nil)
        #expect(!after.isLocked)
        #expect(after.sessions.first?.endReason == "drained")
        #expect(after.sessions.first?.endedAt == Story.at(5))
        // Asking did not take it.
        #expect(try story.store.tryLock())
    }

    @Test func `orders come newest first with their answers`() throws {
        try story.order(
            .trigger(task: "count", overlap: nil),
            at: 1,
            OrderAnswer("started", execution: "count-0")
        )
        try story.order(.stop(task: "none"), at: 2, OrderAnswer("no task none", refusal: .notFound))
        let orders = try story.reader.orders(before: nil, limit: 10)
        #expect(orders.map(\.kind) == ["stop", "trigger"])
        #expect(orders.map(\.target) == ["none", "count"])
        #expect(orders.map { $0.answer?.refusal } == [.notFound, nil])
        #expect(orders.last?.answer?.execution == "count-0")
        #expect(orders.first?.actor == "anna")
        #expect(try story.reader.orders(before: orders.first?.id, limit: 10).map(\.kind) == ["trigger"])
        #expect(try story.reader.orders(before: nil, limit: 1).count == 1)
    }
}

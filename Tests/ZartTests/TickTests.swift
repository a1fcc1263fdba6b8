import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

private func quick(
    _ recurrence: Recurrence,
    overlap: OverlapPolicy = .skipIfRunning,
    missed: MissedPolicy = .latest,
    startingAt: Instant? = nil,
    endingAt: Instant? = nil,
    maxOccurrences: Int? = nil,
    jitter: Duration? = nil
) -> (Worker.Builder) -> Worker.Builder {
    {
        $0.registerDurable("t", Script.quick())
            .registerRecurringDurable(
                "t",
                idTemplate: "t-{occurrence}",
                recurrence: recurrence,
                overlap: overlap,
                missed: missed,
                payload: "hi",
                jitter: jitter,
                startingAt: startingAt,
                endingAt: endingAt,
                maxOccurrences: maxOccurrences
            )
    }
}

@Suite(.timeLimit(.minutes(10))) struct TickTests {
    @Test func `a fixed delay fires at registration and then on the grid`() throws {
        let worker = try TestWorker(quick(.fixedDelay(.seconds(10))))
        worker.advance(by: .milliseconds(29_999))
        #expect(try worker.ledger().map(\.nominalAt) == [0, 10, 20].map { start + .seconds($0) })
        #expect(try worker.scheduler.executions().allSatisfy { $0.startedAt == $0.nominalAt })
        worker.advance(by: .milliseconds(1))
        #expect(try worker.task().occurrence == 4)
        try worker.audit()
    }

    @Test func `a cron task fires at the next match in its zone, never early`() throws {
        let worker = try TestWorker(quick(.cron("30 2 * * *", timezone: "Europe/Berlin")))
        let due = start + .seconds(5_400)
        worker.advance(by: .milliseconds(5_399_999))
        #expect(try worker.ledger().isEmpty)
        worker.advance(by: .milliseconds(1))
        #expect(try worker.ledger().map(\.nominalAt) == [due])
        #expect(try worker.execution("t-0").startedAt == due)
        #expect(try worker.task().nextFireAt == due + .seconds(86_400))
        try worker.audit()
    }

    @Test func `an after-completion task waits from the end of the last execution`() throws {
        let gate = Gate()
        let worker = try TestWorker {
            $0.registerDurable("t", Script.held(gate))
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .afterCompletion(.seconds(60)),
                    payload: "hi"
                )
        }
        worker.advance(by: .seconds(300))
        #expect(try worker.task().occurrence == 1)
        gate.open("t-0")
        worker.advance(by: .seconds(59))
        #expect(try worker.task().occurrence == 1)
        worker.advance(by: .seconds(1))
        #expect(try worker.execution("t-1").nominalAt == start + .seconds(360))
        try worker.cancel("t-1")
        worker.advance(by: .seconds(60))
        #expect(try worker.status("t-2") == .running)
        try worker.audit()
    }

    @Test func `an after-completion task goes on after a failure and after a trigger`() throws {
        let worker = try TestWorker {
            $0.registerDurable("t", Script { _ in throw Trouble("no") })
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .afterCompletion(.seconds(60)),
                    payload: "hi"
                )
        }
        worker.advance(by: .seconds(30))
        #expect(try worker.status("t-0") == .failed)
        try worker.perform(.trigger(task: "t", overlap: nil))
        worker.settle()
        #expect(try worker.status("t-1") == .failed)
        // The wait begins again with the end of the triggered one.
        worker.advance(by: .seconds(59))
        #expect(try worker.task().occurrence == 2)
        worker.advance(by: .seconds(1))
        #expect(try worker.execution("t-2").nominalAt == start + .seconds(90))
        try worker.audit()
    }

    @Test func `an after-completion task goes on after a restart`() throws {
        let worker = try TestWorker(quick(.afterCompletion(.seconds(60))))
        worker.advance(by: .seconds(10))
        worker.crash()
        worker.advance(by: .seconds(20))
        try worker.restart()
        worker.advance(by: .seconds(30))
        #expect(try worker.execution("t-1").nominalAt == start + .seconds(60))
        try worker.audit()
    }

    @Test func `a task at an instant fires once and is finished`() throws {
        let worker = try TestWorker(quick(.at(start + .seconds(90))))
        worker.advance(by: .seconds(89))
        #expect(try worker.task().state == .active)
        worker.advance(by: .seconds(1))
        #expect(try worker.status("t-0") == .completed)
        #expect(try worker.task().state == .finished)
        worker.crash()
        try worker.restart()
        #expect(try worker.task().occurrence == 1)
        try worker.audit()
    }

    @Test func `an instant already past at registration means finished, and the log says so`() throws {
        let log = Log()
        let worker = try TestWorker(settings: { $0.log = log.add }, quick(.at(start - .seconds(1))))
        #expect(try worker.task().state == .finished)
        #expect(try worker.task().occurrence == 0)
        #expect(log["task-finished"].first?.message.contains("no instant is left") == true)
        try worker.audit()
    }

    @Test func `late instants are decided one by one, as if on time`() throws {
        let worker = try TestWorker(quick(.fixedDelay(.seconds(2)), overlap: .alwaysStart))
        worker.crash()
        worker.advance(by: .seconds(10))
        try worker.restart()
        #expect(try worker.decisions() == times(6, .started))
        worker.settle()
        #expect(try worker.statuses() == Array(repeating: .completed, count: 6))
        try worker.audit()
    }

    @Test func `after hours down the newest missed instant starts and the others coalesce into it`() throws {
        let worker = try TestWorker(quick(.fixedDelay(.seconds(60))))
        worker.crash()
        worker.advance(by: .seconds(3 * 3600 + 30))
        try worker.restart()
        let ledger = try worker.ledger()
        #expect(ledger.map(\.decision) == [.started, .coalesced, .started])
        #expect(ledger.map(\.count) == [1, 179, 1])
        #expect(ledger[1].into == start + .seconds(3 * 3600))
        worker.advance(by: .seconds(30))
        #expect(try worker.task().occurrence == 3)
        try worker.audit()
    }

    @Test func `after hours down skip starts nothing`() throws {
        let worker = try TestWorker(quick(.fixedDelay(.seconds(60)), missed: .skip))
        worker.crash()
        worker.advance(by: .seconds(3600 + 30))
        try worker.restart()
        #expect(try worker.decisions() == [.started] + times(60, .missed))
        #expect(try worker.task().missedCount == 60)
        try worker.audit()
    }

    @Test func `after hours down all starts the newest up to its limit, ten a second`() throws {
        let worker = try TestWorker(
            quick(.fixedDelay(.seconds(60)), overlap: .alwaysStart, missed: .all(25))
        )
        worker.crash()
        worker.advance(by: .seconds(3600 + 30))
        try worker.restart()
        #expect(
            try worker.decisions() == [.started] + times(35, .limit)
                + times(25, .started)
        )
        worker.advance(by: .seconds(1))
        #expect(try worker.statuses().count { $0 == .completed } == 1 + 11)
        worker.advance(by: .seconds(2))
        #expect(try worker.statuses().allSatisfy { $0 == .completed })
        try worker.audit()
    }

    @Test func `instants older than the window are missed`() throws {
        let worker = try TestWorker(
            quick(.fixedDelay(.seconds(60)), overlap: .alwaysStart, missed: .latest(window: .seconds(600)))
        )
        worker.crash()
        worker.advance(by: .seconds(3600 + 30))
        try worker.restart()
        let ledger = try worker.ledger()
        #expect(ledger.map(\.decision) == [.started, .missed, .coalesced, .started])
        #expect(ledger.reduce(0) { $0 + $1.count } == 61)
        try worker.audit()
    }

    @Test func `a task is finished when its number of occurrences is used up`() throws {
        let worker = try TestWorker(quick(.fixedDelay(.seconds(10)), maxOccurrences: 3))
        worker.advance(by: .seconds(100))
        #expect(try worker.task().occurrence == 3)
        #expect(try worker.task().state == .finished)
        #expect(refusal { try worker.perform(.trigger(task: "t", overlap: nil)) }?.code == .refused)
        try worker.audit()
    }

    @Test func `a task begins at its start and is finished after its end`() throws {
        let worker = try TestWorker(
            quick(
                .fixedDelay(.seconds(10)),
                startingAt: start + .seconds(100),
                endingAt: start + .seconds(125)
            )
        )
        worker.advance(by: .seconds(99))
        #expect(try worker.ledger().isEmpty)
        worker.advance(by: .seconds(100))
        #expect(try worker.ledger().map(\.nominalAt) == [100, 110, 120].map { start + .seconds($0) })
        #expect(try worker.task().state == .finished)
        try worker.audit()
    }

    @Test func `jitter only delays, and never past the next instant`() throws {
        let worker = try TestWorker(quick(.fixedDelay(.seconds(10)), jitter: .seconds(8)))
        worker.advance(by: .seconds(600))
        let executions = try worker.scheduler.executions(limit: 100)
        #expect(executions.count >= 60)
        for execution in executions {
            let nominal = try #require(execution.nominalAt)
            let started = try #require(execution.startedAt)
            #expect(started >= nominal && started < nominal + .seconds(10))
        }
        #expect(Set(executions.compactMap { $0.lag }).count == 1)
        // What was acted on when it was to be is not late.
        let ledger = try worker.ledger()
        #expect(ledger.contains { $0.spread > .seconds(1) })
        #expect(ledger.allSatisfy { $0.lateness == .zero })
        try worker.audit()
    }

    @Test func `two thousand tasks due in one second are all started in it`() throws {
        let worker = try TestWorker { builder in
            (0..<2_000).reduce(builder.registerDurable("h", Script { $0 })) { builder, number in
                builder.registerRecurringDurable(
                    "t\(number)",
                    handler: "h",
                    idTemplate: "t\(number)-{occurrence}",
                    recurrence: .fixedDelay(.seconds(3600)),
                    payload: "hi",
                    startingAt: start + .seconds(60)
                )
            }
        }
        worker.advance(by: .seconds(60))
        let done = try worker.sql(
            "SELECT count(*) FROM zart_executions WHERE status = 'completed' AND started_at = nominal_at"
        )
        #expect(done == [["2000"]])
        #expect(worker.engine.held == 0)
        try worker.audit()
    }

    @Test(arguments: [nil, 20])
    func `how late an execution began counts from its instant, however late that was caught up on`(
        jitter: Int64?
    )
        throws
    {
        let worker = try TestWorker {
            $0.registerDurable("h", Script.quick())
                .registerRecurringDurable(
                    "t",
                    handler: "h",
                    idTemplate: "t-{occurrence}",
                    recurrence: .fixedDelay(.seconds(600)),
                    payload: "hi",
                    jitter: jitter.map { .seconds($0) }
                )
        }
        worker.advance(by: .seconds(30))
        #expect(try worker.execution("t-0").lag == .zero)
        worker.crash()
        worker.advance(by: .seconds(1_000))
        try worker.restart()
        worker.advance(by: .seconds(5))
        let putOff = jitter.map {
            Jitter.offset(task: "t", nominal: start + .seconds(600), limit: .seconds($0), next: nil)
        }
        #expect(putOff != .zero)
        #expect(try worker.execution("t-1").lag == .seconds(430) - (putOff ?? .zero))
        try worker.audit()
    }
}

import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

private func registering(
    _ recurrence: Recurrence = .fixedDelay(.seconds(60)),
    name: String = "t",
    template: String = "t-{occurrence}",
    overlap: OverlapPolicy = .skipIfRunning,
    missed: MissedPolicy = .latest,
    payload: String = "hi",
    endingAt: Instant? = nil,
    maxOccurrences: Int? = nil,
    was: String? = nil
) -> (Worker.Builder) -> Worker.Builder {
    {
        $0.registerDurable("h", Script.quick())
            .registerRecurringDurable(
                name,
                handler: "h",
                idTemplate: template,
                recurrence: recurrence,
                overlap: overlap,
                missed: missed,
                payload: payload,
                endingAt: endingAt,
                maxOccurrences: maxOccurrences,
                was: was
            )
    }
}

/// A task whose executions last until the gate is opened.
private func waiting(_ gate: Gate, _ overlap: OverlapPolicy) -> (Worker.Builder) -> Worker.Builder {
    {
        $0.registerDurable("h", Script.held(gate))
            .registerRecurringDurable(
                "t",
                handler: "h",
                idTemplate: "t-{occurrence}",
                recurrence: .fixedDelay(.seconds(60)),
                overlap: overlap,
                payload: "hi"
            )
    }
}

@Suite(.timeLimit(.minutes(10))) struct RegistrationTests {
    @Test func `an unchanged registration keeps the cursor and the version`() throws {
        let worker = try TestWorker(registering())
        worker.advance(by: .seconds(90))
        worker.crash()
        try worker.restart()
        worker.advance(by: .seconds(30))
        #expect(try worker.ledger().map(\.nominalAt) == [0, 60, 120].map { start + .seconds($0) })
        #expect(try worker.task().version == 1)
        try worker.audit()
    }

    @Test func `a changed recurrence decides what the old one made due, then begins a version`() throws {
        let worker = try TestWorker(registering(missed: .skip))
        worker.advance(by: .seconds(90))
        worker.crash()
        worker.advance(by: .seconds(600))
        try worker.restart(registering(.fixedDelay(.seconds(100)), missed: .skip))
        #expect(try worker.decisions() == [.started, .started] + times(10, .missed))
        #expect(try worker.task().version == 2)
        worker.advance(by: .seconds(100))
        #expect(try worker.ledger().last?.nominalAt == start + .seconds(790))
        #expect(try worker.ledger().last?.version == 2)
        try worker.audit()
    }

    @Test func `what waits for a slot is skipped when the policy becomes cancel-oldest`() throws {
        let gate = Gate()
        let worker = try TestWorker(waiting(gate, .max(1, atCap: .buffer(limit: 5, keep: .all))))
        worker.advance(by: .seconds(130))
        #expect(try worker.decisions() == [.started, .buffered, .buffered])
        worker.crash()
        try worker.restart(waiting(gate, .cancelAndRestart))
        #expect(try worker.decisions() == [.started, .skippedOverlap, .skippedOverlap])
        worker.advance(by: .seconds(60))
        #expect(try worker.decisions().last == .started)
        #expect(try worker.statuses() == [.cancelled, .running])
        try worker.audit()
    }

    @Test func `what waits for a slot starts at once when the policy has room for it`() throws {
        let gate = Gate()
        let worker = try TestWorker(waiting(gate, .max(1, atCap: .buffer(limit: 5, keep: .all))))
        worker.advance(by: .seconds(130))
        worker.crash()
        try worker.restart(waiting(gate, .alwaysStart))
        #expect(try worker.decisions() == times(3, .started))
        #expect(try worker.statuses() == [.running, .running, .running])
        try worker.audit()
    }

    @Test func `a changed overlap or payload begins no version`() throws {
        let worker = try TestWorker(registering())
        worker.advance(by: .seconds(90))
        worker.crash()
        try worker.restart(registering(overlap: .cancelAndRestart, payload: "other"))
        worker.advance(by: .seconds(30))
        #expect(try worker.task().version == 1)
        #expect(try worker.execution("t-2").result == "\"other\"")
        #expect(try worker.task().overlap == .cancelAndRestart)
        try worker.audit()
    }

    @Test func `a renamed task keeps its counter and its history`() throws {
        let worker = try TestWorker(registering())
        worker.advance(by: .seconds(90))
        worker.crash()
        try worker.restart(registering(name: "new", was: "t"))
        worker.advance(by: .seconds(30))
        #expect(try worker.scheduler.tasks().map(\.name) == ["new"])
        #expect(try worker.task("new").occurrence == 3)
        #expect(try worker.ledger("new").count == 3)
        #expect(try worker.execution("t-0").task == "new")
        try worker.audit()
    }

    @Test func `a template whose ids could be another's is refused, also a stopped one's`() throws {
        let worker = try TestWorker(registering())
        try worker.perform(.stop(task: "t"))
        worker.crash()
        let error = refusal { try worker.restart(registering(name: "u", template: "t-{occurrence}0")) }
        #expect(error?.code == .invalid)
        #expect(error?.message.contains("'t-{occurrence}' of t") == true, "\(error?.message ?? "")")
        try worker.restart(registering())
        try worker.audit()
    }

    @Test func `a template that could make the id of an execution is refused`() throws {
        let worker = try TestWorker(registering())
        try worker.start("h", id: "u-7", payload: "x")
        worker.crash()
        let error = refusal { try worker.restart(registering(name: "u", template: "u-{occurrence}")) }
        #expect(error?.message.contains("'u-7'") == true, "\(error?.message ?? "")")
        try worker.restart(registering())
        try worker.audit()
    }

    @Test func `an id that a template makes cannot be given to start`() throws {
        let worker = try TestWorker(registering())
        #expect(refusal { try worker.start("h", id: "t-77", payload: "x") }?.code == .refused)
        try worker.audit()
    }

    @Test func `a stopped task stays stopped across a restart until it is revived`() throws {
        let worker = try TestWorker(registering())
        try worker.perform(.stop(task: "t"))
        worker.crash()
        worker.advance(by: .seconds(600))
        try worker.restart()
        worker.advance(by: .seconds(300))
        #expect(try worker.task().state == .stopped)
        #expect(try worker.task().occurrence == 1)
        try worker.perform(.revive(task: "t"))
        worker.advance(by: .seconds(60))
        #expect(try worker.ledger().map(\.nominalAt) == [0, 960].map { start + .seconds($0) })
        #expect(try worker.task().version == 2)
        try worker.audit()
    }

    @Test func `a stopped task whose recurrence changes stays stopped and is revived with the new one`()
        throws
    {
        let worker = try TestWorker(registering())
        try worker.perform(.stop(task: "t"))
        worker.crash()
        try worker.restart(registering(.fixedDelay(.seconds(5))))
        worker.advance(by: .seconds(100))
        #expect(try worker.task().occurrence == 1)
        try worker.audit()
        try worker.perform(.revive(task: "t"))
        worker.advance(by: .seconds(10))
        #expect(try worker.task().occurrence == 3)
        try worker.audit()
    }

    @Test func `a finished task with a new recurrence fires again`() throws {
        let worker = try TestWorker(registering(.at(start + .seconds(1))))
        worker.advance(by: .seconds(5))
        #expect(try worker.task().state == .finished)
        worker.crash()
        try worker.restart(registering(.fixedDelay(.seconds(5))))
        worker.advance(by: .seconds(5))
        #expect(try worker.task().state == .active)
        #expect(try worker.task().occurrence == 2)
        try worker.audit()
    }

    @Test(arguments: [false, true])
    func `what came after a pause that ended while no worker ran is decided before the schedule changes`(
        isAll: Bool
    )
        throws
    {
        let worker = try TestWorker(registering())
        worker.advance(by: .seconds(70))
        let until = worker.now + .seconds(60)
        try worker.perform(
            isAll ? .pauseAll(until: until, note: nil) : .pause(task: "t", until: until, note: nil)
        )
        worker.crash()
        worker.advance(by: .seconds(600))
        try worker.restart(registering(.fixedDelay(.seconds(90))))
        let old = try worker.ledger().filter { $0.version == 1 }
        #expect(old.map(\.count).reduce(0, +) == 12 && old.last?.until == start + .seconds(660))
        try worker.audit()
    }

    @Test func `what is due when the last occurrence is used is not started for that limit`() throws {
        let worker = try TestWorker(registering(missed: .all(2), maxOccurrences: 3))
        worker.advance(by: .seconds(10))
        worker.crash()
        worker.advance(by: .seconds(600))
        try worker.restart()
        worker.advance(by: .seconds(30))
        try worker.perform(.trigger(task: "t", overlap: nil))
        #expect(try worker.task().state == .finished)
        let ledger = try worker.ledger()
        #expect(ledger.map(\.count).reduce(0, +) == 11)
        try worker.audit()
        // None of them is owed to a schedule that comes later.
        worker.crash()
        try worker.restart(registering(.fixedDelay(.seconds(90)), maxOccurrences: 4))
        try worker.audit()
    }

    @Test
    func `what is due of a task that is paused and has used its last occurrence is decided before a change`()
        throws
    {
        let worker = try TestWorker(registering(maxOccurrences: 2))
        worker.advance(by: .seconds(10))
        try worker.perform(.pause(task: "t", until: nil, note: nil))
        try worker.perform(.trigger(task: "t", overlap: nil))
        worker.advance(by: .seconds(130))
        worker.crash()
        try worker.restart(registering(.fixedDelay(.seconds(90)), maxOccurrences: 2))
        #expect(try worker.ledger().map(\.decision) == [.started, .limit])
        #expect(try worker.ledger().last?.count == 2)
        try worker.audit()
    }

    @Test func `what nobody had come to when the last occurrence was used is decided all the same`() throws {
        let worker = try TestWorker(registering(maxOccurrences: 2))
        worker.advance(by: .seconds(10))
        worker.crash()
        // No handler here: its instants wait.
        try worker.restart { $0.registerDurable("other", Script.quick()) }
        try worker.perform(.skip(task: "t", count: 1))
        worker.advance(by: .seconds(130))
        #expect(try worker.ledger().count == 1)
        try worker.perform(.trigger(task: "t", overlap: nil))
        worker.crash()
        try worker.restart(registering(maxOccurrences: 2))
        #expect(try worker.task().state == .finished)
        #expect(try worker.ledger().map(\.decision) == [.started, .excluded, .limit])
        #expect(try worker.ledger().map(\.count) == [1, 1, 1])
        try worker.audit()
    }

    @Test(arguments: [nil, 5])
    func `a finished task that may run more often goes on, and ends when it may not`(limit: Int?) throws {
        let worker = try TestWorker(registering(maxOccurrences: 2))
        worker.advance(by: .seconds(200))
        #expect(try worker.task().state == .finished)
        worker.crash()
        try worker.restart(registering(maxOccurrences: limit))
        #expect(try worker.task().state == .active)
        worker.advance(by: .seconds(60))
        // What passed while it was finished was never due.
        #expect(try worker.ledger().map(\.nominalAt) == [0, 60, 240].map { start + .seconds($0) })
        try worker.audit()
        worker.crash()
        try worker.restart(registering(maxOccurrences: 3))
        #expect(try worker.task().state == .finished)
        try worker.audit()
    }

    @Test(arguments: [
        (Recurrence.fixedDelay(.seconds(60)), [0, 60, 120] as [Int64], 420_000 as Int64),
        (.afterCompletion(.seconds(60)), [0, 60, 120], 455_000),
        (.cron("* * * * *", timezone: "UTC"), [60, 120], 420_000),
    ])
    func `another end moves no instant`(recurrence: Recurrence, instants: [Int64], next: Int64) throws {
        let worker = try TestWorker(registering(recurrence))
        worker.advance(by: .seconds(90))
        worker.crash()
        worker.advance(by: .seconds(5))
        try worker.restart(registering(recurrence, endingAt: start + .seconds(150)))
        #expect(try worker.task().version == 2)
        worker.advance(by: .seconds(300))
        #expect(try worker.ledger().map(\.nominalAt) == instants.map { start + .seconds($0) })
        #expect(try worker.task().state == .finished)
        try worker.audit()
        worker.crash()
        try worker.restart(registering(recurrence))
        worker.advance(by: .seconds(62))
        #expect(try worker.ledger().last?.nominalAt == start + .milliseconds(next))
        #expect(try worker.task().state == .active)
        try worker.audit()
    }

    @Test func `a finished task that goes on while something runs waits for its end`() throws {
        let gate = Gate()
        func registering(until end: Instant?) -> (Worker.Builder) -> Worker.Builder {
            {
                $0.registerDurable("h", Script.held(gate))
                    .registerRecurringDurable(
                        "t",
                        handler: "h",
                        idTemplate: "t-{occurrence}",
                        recurrence: .afterCompletion(.seconds(60)),
                        overlap: .alwaysStart,
                        payload: "hi",
                        endingAt: end
                    )
            }
        }
        gate.open("t-0")
        let worker = try TestWorker(registering(until: start + .seconds(30)))
        worker.advance(by: .seconds(100))
        #expect(try worker.task().state == .finished)
        try worker.start("t", id: "x", payload: "hi")
        worker.advance(by: .seconds(100))
        worker.crash()
        try worker.restart(registering(until: nil))
        worker.advance(by: .seconds(100))
        #expect(try worker.ledger().count == 1)
        gate.open("x")
        worker.advance(by: .seconds(61))
        #expect(try worker.ledger().last?.nominalAt == start + .seconds(360))
        try worker.audit()
    }

    @Test func `instants of a task without a handler stay undecided until one comes`() throws {
        let worker = try TestWorker(registering(missed: .skip))
        worker.crash()
        try worker.restart { $0.registerDurable("other", Script.quick()) }
        worker.advance(by: .seconds(600))
        #expect(try worker.decisions() == [.started])
        worker.crash()
        try worker.restart(registering(missed: .skip))
        #expect(try worker.decisions() == [.started] + times(9, .missed) + [.started])
        try worker.audit()
    }
}

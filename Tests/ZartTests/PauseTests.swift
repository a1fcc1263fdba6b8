import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

private func paused(missed: MissedPolicy = .latest, overlap: OverlapPolicy = .alwaysStart) throws
    -> TestWorker
{
    let worker = try TestWorker {
        $0.registerDurable("t", Script.quick())
            .registerRecurringDurable(
                "t",
                idTemplate: "t-{occurrence}",
                recurrence: .fixedDelay(.seconds(10)),
                overlap: overlap,
                missed: missed,
                payload: "hi"
            )
    }
    worker.advance(by: .seconds(5))
    try worker.perform(.pause(task: "t", until: nil, note: "maintenance"))
    worker.advance(by: .seconds(50))
    return worker
}

@Suite(.timeLimit(.minutes(10))) struct PauseTests {
    @Test func `a paused task records its instants and starts nothing`() throws {
        let worker = try paused()
        #expect(try worker.decisions() == [.started] + times(5, .paused))
        #expect(try worker.ledger().count == 2)
        #expect(try worker.task().state == .paused)
        #expect(try worker.task().note == "maintenance")
        #expect(try worker.task().occurrence == 1)
        try worker.audit()
    }

    @Test func `a resume starts the newest paused instant and coalesces the others`() throws {
        let worker = try paused()
        try worker.perform(.resume(task: "t", missed: nil))
        #expect(try worker.ledger().map(\.decision) == [.started, .coalesced, .started])
        #expect(try worker.ledger().map(\.count) == [1, 4, 1])
        worker.advance(by: .seconds(10))
        #expect(try worker.task().occurrence == 3)
        try worker.audit()
    }

    @Test(arguments: [false, true])
    func `what comes after a pause has ended by itself is not paused, also when no worker was there`(
        everything: Bool
    ) throws {
        let worker = try TestWorker {
            $0.registerDurable("t", Script.quick())
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .fixedDelay(.seconds(2)),
                    overlap: .alwaysStart,
                    missed: .skip,
                    payload: "hi"
                )
        }
        worker.advance(by: .seconds(1))
        let until = worker.now + .seconds(6)
        try worker.perform(
            everything ? .pauseAll(until: until, note: nil) : .pause(task: "t", until: until, note: nil)
        )
        worker.crash()
        worker.advance(by: .seconds(10))
        try worker.restart()
        worker.advance(by: .milliseconds(1_500))
        // At 2, 4 and 6 s it was paused; what came at 8, 10 and 12 s is late, and within what counts as on time.
        #expect(try worker.decisions() == [.started] + times(3, .paused) + times(3, .started))
        try worker.audit()
    }

    @Test(arguments: [false, true])
    func `what comes after the end of a pause that was made longer is paused as it comes`(
        everything: Bool
    ) throws {
        let worker = try paused()
        try worker.perform(.pause(task: "t", until: worker.now + .seconds(6), note: nil))
        worker.advance(by: .milliseconds(5_500))
        try worker.perform(
            everything ? .pauseAll(until: nil, note: nil) : .pause(task: "t", until: nil, note: nil)
        )
        let before = try worker.decisions().count
        worker.advance(by: .seconds(30))
        #expect(try worker.decisions() == times(1, .started) + times(before + 2, .paused))
        #expect(try worker.task("t").isLate(at: worker.now) == false)
        try worker.audit()
    }

    @Test func `a resume with skip leaves the instants paused`() throws {
        let worker = try paused()
        try worker.perform(.resume(task: "t", missed: .skip))
        worker.advance(by: .seconds(5))
        #expect(try worker.decisions() == [.started] + times(5, .paused) + [.started])
        try worker.audit()
    }

    @Test func `what one resume left paused is no business of the next`() throws {
        let worker = try paused()
        try worker.perform(.resume(task: "t", missed: .skip))
        try worker.perform(.pause(task: "t", until: nil, note: nil))
        worker.advance(by: .seconds(20))
        try worker.audit()
        try worker.perform(.resume(task: "t", missed: nil))
        #expect(
            try worker.decisions() == [.started] + times(5, .paused) + [.coalesced, .started]
        )
        try worker.audit()
    }

    @Test func `a resume with all starts the newest up to the limit`() throws {
        let worker = try paused()
        try worker.perform(.resume(task: "t", missed: .all(3)))
        worker.advance(by: .seconds(1))
        #expect(try worker.decisions() == [.started, .paused, .paused, .started, .started, .started])
        #expect(try worker.statuses().allSatisfy { $0 == .completed })
        try worker.audit()
    }

    @Test func `a pause with an end resumes by itself, also when the worker was down then`() throws {
        let worker = try paused()
        try worker.perform(.pause(task: "t", until: worker.now + .seconds(30), note: nil))
        worker.crash()
        worker.advance(by: .seconds(31))
        try worker.restart()
        #expect(try worker.task().state == .active)
        #expect(try worker.ledger().map(\.decision) == [.started, .coalesced, .started])
        try worker.audit()
    }

    @Test func `a second pause says what the first one had said`() throws {
        let worker = try paused()
        try worker.perform(.resume(task: "t", missed: .skip))
        let soon = worker.now + .seconds(100)
        let later = worker.now + .seconds(200)
        func pause(_ until: Instant?) throws -> String {
            try worker.perform(.pause(task: "t", until: until, note: nil))
        }
        #expect(try pause(soon) == "paused t until \(soon)")
        #expect(try pause(later) == "t stays paused, until \(later) instead of \(soon)")
        #expect(try pause(nil) == "t stays paused, and no longer only until \(later)")
        #expect(try pause(nil) == "t stays paused")
        #expect(try pause(soon) == "t stays paused, from now on until \(soon)")
    }

    @Test func `a second pause of the same operator that gives no reason leaves that of the first`() throws {
        let worker = try paused()
        func note() throws -> [[String?]] { try worker.sql("SELECT coalesce(note, 'none') FROM zart_tasks") }
        try worker.perform(.pause(task: "t", until: nil, note: "disk"))
        try worker.perform(.pause(task: "t", until: worker.now + .seconds(60), note: nil))
        #expect(try note() == [["disk"]])
        #expect(
            try worker.sql("SELECT actor, reason FROM zart_state_changes ORDER BY number DESC LIMIT 1")
                == [["tester", "disk"]]
        )
        try worker.perform(.pause(task: "t", until: nil, note: "the other disk"))
        #expect(try note() == [["the other disk"]])
        // Nobody gives another's reason as his own.
        try worker.perform(.pause(task: "t", until: nil, note: nil), actor: "ben")
        #expect(try note() == [["none"]])
        try worker.perform(.pause(task: "t", until: nil, note: "disk"))
        try worker.perform(.resume(task: "t", missed: .skip))
        try worker.perform(.pause(task: "t", until: nil, note: nil))
        #expect(try note() == [["none"]])
    }

    @Test func `a pause survives a restart`() throws {
        let worker = try paused()
        worker.crash()
        worker.advance(by: .seconds(100))
        try worker.restart()
        #expect(try worker.task().state == .paused)
        #expect(try worker.decisions().count { $0 == .paused } == 15)
        #expect(try worker.ledger().count == 2)
        try worker.audit()
    }

    @Test func `a paused task can be triggered, a stopped one cannot`() throws {
        let worker = try paused()
        try worker.perform(.trigger(task: "t", overlap: nil))
        #expect(try worker.status("t-1") == .completed)
        #expect(try worker.execution("t-1").nominalAt == nil)
        #expect(try worker.ledger().count == 2)
        try worker.perform(.stop(task: "t"))
        let error = refusal { try worker.perform(.trigger(task: "t", overlap: nil)) }
        #expect(error?.message == "task 't' is stopped: revive it first")
        try worker.audit()
    }

    @Test func `a resume of what is not paused and a pause into the past are refused`() throws {
        let worker = try paused()
        #expect(refusal { try worker.perform(.pause(task: "t", until: start, note: nil)) }?.code == .invalid)
        try worker.perform(.resume(task: "t", missed: nil))
        #expect(refusal { try worker.perform(.resume(task: "t", missed: nil)) }?.code == .refused)
        #expect(refusal { try worker.perform(.resume(task: "x", missed: nil)) }?.code == .notFound)
        try worker.audit()
    }

    @Test func `a paused after-completion task goes on after the resume`() throws {
        let worker = try TestWorker {
            $0.registerDurable("t", Script.quick())
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .afterCompletion(.seconds(10)),
                    payload: "hi"
                )
        }
        try worker.perform(.pause(task: "t", until: nil, note: nil))
        worker.advance(by: .seconds(100))
        #expect(try worker.decisions() == [.started, .paused])
        try worker.perform(.resume(task: "t", missed: .skip))
        worker.advance(by: .seconds(10))
        #expect(try worker.task().occurrence == 2)
        try worker.audit()
    }
}

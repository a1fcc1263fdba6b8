import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

@Suite(.timeLimit(.minutes(10))) struct TimeoutTests {
    @Test func `onFailure of an execution that held no slot waits for one`() throws {
        let gate = Gate()
        let rescues = Lines()
        let worker = try TestWorker {
            $0.concurrency(1)
                .registerDurable("holder", Script.held(gate))
                .registerDurable(
                    "waiter",
                    Rescued(timeout: .seconds(5)) { _ in
                        try await Durable.waitForEvent("go")
                    } rescue: { failure in
                        rescues.add(failure.reason.rawValue)
                        return "rescued"
                    }
                )
        }
        try worker.start("waiter", id: "waits", payload: "in")
        try worker.start("holder", id: "holds", payload: "in")
        #expect(worker.engine.slotsFree == 0)
        worker.advance(by: .seconds(6))
        #expect(worker.engine.slotsFree == 0 && rescues.lines.isEmpty)
        gate.open("holds")
        worker.settle()
        #expect(rescues.lines == ["timed-out"])
        #expect(try worker.execution("waits").result == "\"rescued\"")
        #expect(worker.engine.slotsFree == 1)
        try worker.audit()
    }

    @Test func `an execution over its time limit ends its step in flight and then onFailure runs`() throws {
        let gate = Gate()
        let rescues = Lines()
        let worker = try durable(
            Rescued(timeout: .seconds(30)) { _ in
                try await Durable.step("a") {
                    try await gate.pass("never")
                    return "never"
                }
            } rescue: { failure in
                rescues.add("\(failure.reason.rawValue): \(failure.message)")
                return nil
            }
        )
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .milliseconds(29_999))
        #expect(try worker.status("x") == .running)
        worker.advance(by: .milliseconds(1))
        #expect(try worker.status("x") == .failed)
        #expect(try worker.execution("x").error == "timed out after 30s")
        #expect(try worker.step("a", of: "x").attempts.map(\.status) == [.timedOut])
        #expect(rescues.lines == ["timed-out: timed out after 30s"])
        try worker.audit()
    }

    @Test func `a time limit is told as it was given, also when the clock was set meanwhile`() throws {
        let gate = Gate()
        let worker = try durable(
            Script(timeout: .seconds(30)) { _ in
                try await Durable.step("a") {
                    try await gate.pass("never")
                    return "never"
                }
            }
        )
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .seconds(10))
        worker.setWall(by: .seconds(-3_600))
        worker.advance(by: .seconds(20))
        #expect(try worker.execution("x").error == "timed out after 30s")
        try worker.audit()
    }

    @Test func `sleep and time without a worker count against the execution's limit`() throws {
        let rescues = Lines()
        let worker = try durable(
            Rescued(timeout: .seconds(100)) { _ in
                try await Durable.sleep("rest", for: .seconds(1_000))
                return "slept"
            } rescue: { failure in
                rescues.add(failure.reason.rawValue)
                return "rescued"
            }
        )
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .seconds(50))
        worker.crash()
        worker.advance(by: .seconds(60))
        try worker.restart()
        #expect(try worker.execution("x").result == "\"rescued\"")
        #expect(rescues.lines == ["timed-out"])
        try worker.audit()
    }

    @Test func `a sleeping execution reaches its limit while the worker runs`() throws {
        let worker = try durable(
            Script(timeout: .seconds(100)) { _ in
                try await Durable.sleep("rest", for: .seconds(1_000))
                return "slept"
            }
        )
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .seconds(100))
        #expect(try worker.execution("x").endedAt == start + .seconds(100))
        #expect(worker.engine.held == 0)
        try worker.audit()
    }

    @Test func `a step that ignores its execution's time limit does not keep it from ending`() throws {
        let gate = Gate()
        let worker = try durable(
            Script(timeout: .seconds(10)) { _ in
                try await Durable.step("a") {
                    try await gate.pass("a", isStubborn: true)
                    return "late"
                }
            }
        )
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .seconds(30))
        #expect(try worker.status("x") == .failed)
        #expect(try worker.step("a", of: "x").isStopping)
        try worker.audit()
        gate.open("a")
        worker.settle()
        #expect(try worker.step("a", of: "x").isStopping == false)
        #expect(worker.engine.held == 0)
        try worker.audit()
    }

    @Test func `onFailure is a checkpointed step whose value completes the execution`() throws {
        let counter = Counter()
        let worker = try durable(
            Rescued { _ in
                try await Durable.step("a") { throw Trouble("no") }
            } rescue: { failure in
                counter.add(failure.message)
                return "rescued"
            }
        )
        worker.crash(afterStep: "on-failure")
        try worker.start("h", id: "x", payload: "in")
        #expect(try worker.status("x") == .running)
        try worker.restart()
        #expect(try worker.execution("x").result == "\"rescued\"")
        #expect(counter["step 'a' failed: no"] == 1)
        #expect(try worker.show("x").runs[0].steps.map(\.kind) == [.step, .onFailure])
        try worker.audit()
    }

    @Test func `a failing onFailure is told beside what it was about`() throws {
        let worker = try durable(
            Rescued { _ in
                throw Trouble("first")
            } rescue: { _ in
                throw Trouble("second")
            }
        )
        try worker.start("h", id: "x", payload: "in")
        #expect(try worker.execution("x").error == "first; then onFailure failed: second")
        try worker.audit()
    }

    @Test func `onFailure does not run after a cancel`() throws {
        let gate = Gate()
        let counter = Counter()
        let worker = try durable(
            Rescued { _ in
                try await Durable.step("a") { try await gate.pass("a") }
                return "done"
            } rescue: { _ in
                counter.add("rescue")
                return nil
            }
        )
        try worker.start("h", id: "x", payload: "in")
        try worker.cancel("x")
        worker.advance(by: .seconds(60))
        #expect(try worker.status("x") == .cancelled)
        #expect(counter["rescue"] == 0)
        try worker.audit()
    }

    @Test func `an execution that nobody rescues fails without a trace of onFailure`() throws {
        let worker = try durable(Script { _ in throw Trouble("no") })
        try worker.start("h", id: "x", payload: "in")
        #expect(try worker.execution("x").error == "no")
        #expect(try worker.show("x").runs[0].steps.isEmpty)
        try worker.audit()
    }

    @Test(arguments: [false, true])
    func `an onFailure that is none leaves no trace even where its begin is on record`(withDeath: Bool) throws
    {
        let gate = Gate()
        let worker = try durable(
            Rescued { _ in
                try await Durable.step("a") { throw Trouble("no") }
            } rescue: { _ in
                try await gate.pass("late")
                throw NoFailureHandler()
            }
        )
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .seconds(1))
        #expect(try worker.show("x").runs[0].steps.map(\.kind) == [.step, .onFailure])
        if withDeath {
            worker.crash()
            try worker.restart()
            worker.advance(by: .seconds(1))
        }
        gate.open("late")
        worker.settle()
        #expect(try worker.status("x") == .failed)
        #expect(try worker.show("x").runs[0].steps.map(\.kind) == [.step])
        try worker.audit()
    }

    @Test func `a handler that returns while it is cancelled changes nothing`() throws {
        let gate = Gate()
        let worker = try durable(
            Script { _ in
                try? await gate.pass("a", isStubborn: true)
                return "too late"
            }
        )
        try worker.start("h", id: "x", payload: "in")
        try worker.cancel("x")
        gate.open("a")
        worker.settle()
        #expect(try worker.status("x") == .cancelled)
        #expect(try worker.execution("x").result == nil)
        #expect(worker.engine.held == 0)
        try worker.audit()
    }
}

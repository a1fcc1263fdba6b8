import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

func durable(
    _ handler: some DurableExecution,
    settings: @escaping (inout EngineSettings) -> Void = { _ in }
) throws -> TestWorker {
    try TestWorker(settings: settings) { $0.registerDurable("h", handler) }
}

@Suite(.timeLimit(.minutes(10))) struct StepTests {
    @Test func `a completed step never runs again after a crash`() throws {
        let counter = Counter()
        let worker = try durable(
            Script { input in
                let a = try await Durable.step("a") { counter.add("a") }
                let b = try await Durable.step("b") { counter.add("b") }
                return "\(input) \(a) \(b)"
            }
        )
        worker.crash(afterStep: "a")
        try worker.start("h", id: "x", payload: "in")
        let atCrash = try worker.show("x")
        #expect(atCrash.execution.status == .running, "\(atCrash)")
        try worker.restart()
        #expect(try worker.execution("x").result == "\"in 1 1\"")
        #expect(counter["a"] == 1)
        try worker.audit()
    }

    @Test func `a step in flight at a crash runs again with the same key, its old attempt interrupted`()
        throws
    {
        let counter = Counter()
        let gate = Gate()
        let worker = try durable(
            Script { _ in
                try await Durable.step("a") {
                    counter.add(ExecutionContext.current?.idempotencyKey ?? "none")
                    try await gate.pass("a")
                    return "\(ExecutionContext.current?.attempt ?? 0)"
                }
            }
        )
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .milliseconds(20))
        worker.crash()
        try worker.restart()
        gate.open("a")
        worker.settle()
        #expect(try worker.execution("x").result == "\"2\"")
        #expect(counter["x/0/a"] == 2)
        #expect(try worker.step("a", of: "x").attempts.map(\.status) == [.interrupted, .completed])
        try worker.audit()
    }

    @Test func `an attempt shorter than twenty milliseconds that is lost in a crash leaves no row`() throws {
        let gate = Gate()
        let worker = try durable(Script.held(gate))
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .milliseconds(10))
        worker.crash()
        #expect(try worker.show("x").runs[0].steps.isEmpty)
        try worker.restart()
        gate.open("x")
        worker.settle()
        #expect(try worker.step("hold", of: "x").attempts.map(\.status) == [.completed])
        try worker.audit()
    }

    @Test(arguments: [2, 3])
    func `an attempt whose work was lost is interrupted and uses up no retry, up to the third in a row`(
        losses: Int
    ) throws {
        let counter = Counter()
        let worker = try durable(
            Script { _ in
                try await Durable.step("a") {
                    if counter.add("a") <= losses { throw Interruption(message: "it was killed") }
                    return "done"
                }
            }
        )
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .seconds(1))
        let step = try worker.step("a", of: "x")
        let last: AttemptStatus = losses < 3 ? .completed : .failed
        #expect(step.attempts.map(\.status) == [.interrupted, .interrupted, last])
        #expect(step.attempts.map(\.attempt) == [1, 2, 3])
        #expect(step.attempts[0].error == "it was killed")
        #expect(try worker.status("x") == (losses < 3 ? .completed : .failed))
        try worker.audit()
    }

    @Test func `retries with a fixed delay come when they were planned`() throws {
        let counter = Counter()
        let worker = try durable(
            Script { _ in
                try await Durable.step("a", retry: .fixed(2, delay: .seconds(3))) {
                    throw Trouble("try \(counter.add("a"))")
                }
            }
        )
        try worker.start("h", id: "x", payload: "in")
        #expect(try worker.step("a", of: "x").status == .retrying)
        #expect(try worker.step("a", of: "x").nextRetryAt == start + .seconds(3))
        worker.advance(by: .seconds(6))
        let step = try worker.step("a", of: "x")
        #expect(step.attempts.map(\.status) == [.failed, .failed, .failed])
        #expect(step.attempts.map { $0.startedAt - start } == [.zero, .seconds(3), .seconds(6)])
        #expect(step.attempts.map(\.error) == ["try 1", "try 2", "try 3"])
        #expect(step.status == .failed)
        #expect(try worker.execution("x").error == "step 'a' failed after 3 attempts: try 3")
        try worker.audit()
    }

    @Test func `exponential retries grow up to their cap`() throws {
        let worker = try durable(
            Script { _ in
                try await Durable.step("a", retry: .exponential(4, initial: .seconds(1), cap: .seconds(3))) {
                    throw Trouble("no")
                }
            }
        )
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .seconds(60))
        let begins = try worker.step("a", of: "x").attempts.map { $0.startedAt - start }
        #expect(begins == [0, 1, 3, 6, 9].map { .seconds($0) })
        try worker.audit()
    }

    @Test func `an error that no retry can mend ends the retries`() throws {
        let worker = try durable(
            Script { _ in
                try await Durable.step("a", retry: .fixed(5)) { throw NonRetryable(Trouble("bad request")) }
            }
        )
        try worker.start("h", id: "x", payload: "in")
        #expect(try worker.step("a", of: "x").attempts.count == 1)
        #expect(try worker.execution("x").error == "step 'a' failed: bad request")
        try worker.audit()
    }

    @Test func `a back-off that was under way at a crash ends when it was meant to`() throws {
        let counter = Counter()
        let worker = try durable(
            Script { _ in
                try await Durable.step("a", retry: .fixed(1, delay: .seconds(60))) {
                    if counter.add("a") == 1 { throw Trouble("no") }
                    return "done"
                }
            }
        )
        try worker.start("h", id: "x", payload: "in")
        worker.crash()
        worker.advance(by: .seconds(30))
        try worker.restart()
        worker.advance(by: .seconds(29))
        #expect(counter["a"] == 1)
        worker.advance(by: .seconds(1))
        #expect(try worker.status("x") == .completed)
        #expect(try worker.step("a", of: "x").attempts[1].startedAt == start + .seconds(60))
        try worker.audit()
    }

    @Test func `an attempt over its time limit is stopped and tried again`() throws {
        let gate = Gate()
        let counter = Counter()
        let worker = try durable(
            Script { _ in
                try await Durable.step(
                    "a",
                    retry: .fixed(1, delay: .seconds(1)),
                    timeout: .perAttempt(.seconds(5))
                ) {
                    if counter.add("a") == 1 { try await gate.pass("never") }
                    return "done"
                }
            }
        )
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .seconds(6))
        #expect(try worker.status("x") == .completed)
        let attempts = try worker.step("a", of: "x").attempts
        #expect(attempts.map(\.status) == [.timedOut, .completed])
        #expect(attempts[0].endedAt == start + .seconds(5))
        #expect(attempts[0].error == "timed out after 5s")
        try worker.audit()
    }

    @Test func `a step over its time limit in total is not tried again`() throws {
        let gate = Gate()
        let worker = try durable(
            Script { _ in
                try await Durable.step(
                    "a",
                    retry: .fixed(9, delay: .seconds(1)),
                    timeout: .total(.seconds(5))
                ) {
                    try await gate.pass("never")
                    return "done"
                }
            }
        )
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .seconds(60))
        #expect(try worker.step("a", of: "x").attempts.map(\.status) == [.timedOut])
        #expect(try worker.status("x") == .failed)
        #expect(try worker.execution("x").endedAt == start + .seconds(5))
        try worker.audit()
    }

    @Test func `captured values are the same on every replay`() throws {
        let seen = Lines()
        let worker = try durable(
            Script { _ in
                let now = try await Durable.now("now")
                let dice = try await Durable.random("dice", in: 0..<1_000_000)
                let id = try await Durable.id("id")
                seen.add("\(now) \(dice) \(id)")
                try await Durable.sleep("rest", for: .seconds(60))
                return "\(now) \(dice) \(id)"
            }
        )
        try worker.start("h", id: "x", payload: "in")
        worker.crash()
        worker.advance(by: .seconds(30))
        try worker.restart()
        worker.advance(by: .seconds(30))
        #expect(try worker.status("x") == .completed)
        #expect(seen.lines.count == 2)
        #expect(Set(seen.lines).count == 1)
        #expect(try worker.execution("x").endedAt == start + .seconds(60))
        try worker.audit()
    }

    @Test func `a step without a result may be nothing, nil or empty`() throws {
        let worker = try durable(
            Script { _ in
                try await Durable.step("void") {}
                let none: Int? = try await Durable.step("nil") { nil }
                let empty: [String] = try await Durable.step("empty") { [] }
                try await Durable.sleep("rest", for: .seconds(1))
                return "\(none.map(String.init) ?? "nil") \(empty)"
            }
        )
        try worker.start("h", id: "x", payload: "in")
        worker.crash()
        try worker.restart()
        worker.advance(by: .seconds(1))
        #expect(try worker.execution("x").result == "\"nil []\"")
        try worker.audit()
    }
}

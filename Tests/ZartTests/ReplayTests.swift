import Synchronization
import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// Runs `before`, sleeps, crashes, and goes on with `after`.
private func changing(
    _ before: @escaping @Sendable () async throws -> Void,
    to after: @escaping @Sendable () async throws -> Void
) throws -> TestWorker {
    let worker = try durable(
        Script { _ in
            try await before()
            try await Durable.sleep("rest", for: .seconds(10))
            return "done"
        }
    )
    try worker.start("h", id: "x", payload: "in")
    worker.crash()
    try worker.restart {
        $0.registerDurable(
            "h",
            Script { _ in
                try await after()
                try await Durable.sleep("rest", for: .seconds(10))
                return "done"
            }
        )
    }
    worker.advance(by: .seconds(10))
    return worker
}

@Suite(.timeLimit(.minutes(10))) struct ReplayTests {
    @Test func `steps that changed under a running execution fail it, naming both lists`() throws {
        let worker = try changing {
            try await Durable.step("a") {}
            try await Durable.step("b") {}
        } to: {
            try await Durable.step("a") {}
            try await Durable.step("c") {}
        }
        let error = try worker.execution("x").error ?? ""
        #expect(error.contains("[a, b"), "\(error)")
        #expect(error.contains("[a, c, rest]"), "\(error)")
        #expect(try worker.status("x") == .failed)
        #expect(try worker.step("b", of: "x").status == .completed)
        try worker.audit()
    }

    @Test func `the order of the steps is free`() throws {
        let worker = try changing {
            try await Durable.step("a") {}
            try await Durable.step("b") {}
        } to: {
            try await Durable.step("b") {}
            try await Durable.step("a") {}
        }
        #expect(try worker.status("x") == .completed)
        try worker.audit()
    }

    @Test func `a name that comes back as another kind fails the run`() throws {
        let worker = try changing {
            try await Durable.step("a") {}
        } to: {
            try await Durable.sleep("a", for: .seconds(1))
        }
        #expect(
            try worker.execution("x").error?.contains("'a' is recorded as step and now asked for as sleep")
                == true
        )
        try worker.audit()
    }

    @Test func `a recorded result that no longer decodes fails the run`() throws {
        let worker = try changing {
            _ = try await Durable.step("a") { "text" }
        } to: {
            _ = try await Durable.step("a") { 7 }
        }
        #expect(
            try worker.execution("x").error?.contains("the recorded result of step 'a' is no Int") == true
        )
        #expect(try worker.step("a", of: "x").result == "\"text\"")
        try worker.audit()
    }

    @Test func `a handler that throws on replay fails with its own error`() throws {
        let worker = try changing {
            try await Durable.step("a") {}
        } to: {
            throw Trouble("its own")
        }
        #expect(try worker.execution("x").error == "its own")
        try worker.audit()
    }

    @Test func `a name used twice is an error that names it, even if it is swallowed`() throws {
        let worker = try durable(
            Script { _ in
                try await Durable.step("a") {}
                try? await Durable.step("a") {}
                return "done"
            }
        )
        try worker.start("h", id: "x", payload: "in")
        #expect(try worker.execution("x").error?.hasPrefix("step 'a' is used twice") == true)
        try worker.audit()
    }

    @Test func `a result over its limit fails the step at once`() throws {
        let counter = Counter()
        let worker = try durable(
            Script { _ in
                try await Durable.step("a", retry: .fixed(3)) {
                    counter.add("a")
                    return String(repeating: "x", count: 1_048_576)
                }
            }
        )
        try worker.start("h", id: "x", payload: "in")
        #expect(try worker.execution("x").error?.contains("1048578 bytes: at most 1048576") == true)
        #expect(counter["a"] == 1)
        try worker.audit()
    }

    @Test func `an execution's result over its limit fails it`() throws {
        let worker = try durable(Script { _ in String(repeating: "x", count: 1_048_576) })
        try worker.start("h", id: "x", payload: "in")
        #expect(try worker.execution("x").error?.contains("1048578 bytes") == true)
        try worker.audit()
    }

    @Test func `a step inside a step is refused`() throws {
        let worker = try durable(
            Script { _ in
                try await Durable.step("outer") { try await Durable.step("inner") { "in" } }
            }
        )
        try worker.start("h", id: "x", payload: "in")
        #expect(
            try worker.execution("x").error?.contains("step 'inner' was called inside step 'outer'") == true
        )
        try worker.audit()
    }

    @Test func `a step outside a handler is refused`() async throws {
        await #expect(throws: ZartError.self) { try await Durable.step("a") {} }
        await #expect(throws: ZartError.self) { try await Durable.transaction("a") { _ in } }
        #expect(ExecutionContext.current == nil)
    }

    @Test func `a failed step that the handler caught fails again on replay without running`() throws {
        let counter = Counter()
        let worker = try durable(
            Script { _ in
                var caught = ""
                do {
                    try await Durable.step("a") { throw Trouble("no \(counter.add("a"))") }
                } catch let error as StepError {
                    caught = error.message
                }
                try await Durable.sleep("rest", for: .seconds(10))
                return caught
            }
        )
        try worker.start("h", id: "x", payload: "in")
        worker.crash()
        try worker.restart()
        worker.advance(by: .seconds(10))
        #expect(try worker.execution("x").result == "\"no 1\"")
        #expect(counter["a"] == 1)
        try worker.audit()
    }

    @Test func `long histories are read a few at a time, and those read begin meanwhile`() throws {
        let gate = Gate()
        let points = Lines()
        let worker = try durable(
            longAndHeld(gate),
            settings: { $0.faultPoint = { points.add($0.rawValue) } }
        )
        for id in ["x", "y", "z"] { try worker.start("h", id: id, payload: "in") }
        worker.crash()
        let before = points.lines.count
        try worker.restart()
        #expect(
            points.lines.dropFirst(before).filter { ["after-commit", "claimed"].contains($0) }.prefix(7)
                == [
                    "after-commit", "after-commit", "claimed", "after-commit", "claimed", "after-commit",
                    "claimed",
                ]
        )
        #expect(gate.count("hold") == 3)
        gate.open("hold")
        worker.settle()
        for id in ["x", "y", "z"] { #expect(try worker.execution(id).result == "\"in\"") }
        try worker.audit()
    }

    @Test func `what can begin is not late while long histories are still being read`() throws {
        let gate = Gate()
        let slots = Counter()
        slots.add("free")
        slots.add("free")
        let worker = try TestWorker(settings: { $0.concurrency = slots["free"] }) {
            alarming(.skipIfRunning, .standard, Script.quick())($0).registerDurable("h", longAndHeld(gate))
        }
        for id in ["x", "y"] { try worker.start("h", id: id, payload: "in") }
        worker.advance(by: .seconds(15))
        #expect(try worker.status("t-1") == .scheduled)
        worker.crash()
        worker.advance(by: .seconds(600))
        slots.add("free")
        try worker.restart()
        #expect(try worker.status("t-1") == .completed)
        #expect(try worker.alarms().isEmpty)
        gate.open("hold")
        worker.settle()
        try worker.audit()
    }
}

/// As many steps as are read at once, and one that is held.
private func longAndHeld(_ gate: Gate) -> Script {
    Script { input in
        for number in 0..<500 { try await Durable.step("step-\(number)") {} }
        try await Durable.step("hold") { try await gate.pass("hold") }
        return input
    }
}

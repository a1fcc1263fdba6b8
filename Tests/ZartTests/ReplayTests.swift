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
}

import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

@Suite(.timeLimit(.minutes(10))) struct DrainTests {
    @Test func `a drain lets the step in flight end and checkpoints it`() throws {
        let gate = Gate()
        let counter = Counter()
        let worker = try durable(
            Script { _ in
                try await Durable.step("a") {
                    counter.add("a")
                    try await gate.pass("a")
                }
                _ = try await Durable.step("b") { counter.add("b") }
                return "done"
            }
        )
        try worker.start("h", id: "x", payload: "in")
        worker.stop(grace: .seconds(10))
        #expect(worker.engine.isDraining)
        worker.advance(by: .seconds(5))
        gate.open("a")
        worker.settle()
        #expect(worker.engine.hasStopped)
        #expect(counter["b"] == 0)
        #expect(try worker.step("a", of: "x").status == .completed)
        #expect(try worker.sql("SELECT end_reason FROM zart_sessions") == [["stopped"]])
        try worker.restart()
        #expect(try worker.status("x") == .completed)
        #expect(counter["a"] == 1)
        try worker.audit()
    }

    @Test func `who looks on is told that a worker is stopping, while it is and afterwards`() throws {
        let gate = Gate()
        let worker = try whyWorker(overlap: .max(5, atCap: .skip), running: Script.held(gate))
        worker.advance(by: .seconds(70))
        worker.stop(grace: .seconds(3_600))
        worker.advance(by: .seconds(60))
        #expect(worker.engine.isDraining)
        let since = "the worker has been stopping since 00:01:10Z"
        #expect(
            try worker.why("00:02").first
                == "2026-01-01 00:02:00Z is not decided yet, 10.0s after it was due: \(since): the next one decides it"
        )
        let coming = try worker.why("2026-01-01T00:03:00Z")
        #expect(coming.contains("\(since): nothing fires until another runs"), "\(coming)")
        let reader = try SQLiteReader(path: worker.path) { _ in nil }
        let late = AttentionRecord.late(
            task: "t",
            handler: "t",
            since: start + .seconds(120),
            reason: .draining(since: start + .seconds(70))
        )
        #expect(try reader.attention(tasks: try reader.tasks(), at: worker.now) == [late])
        gate.open("t-0")
        gate.open("t-1")
        worker.settle()
        #expect(worker.engine.hasStopped)
        try worker.restart()
        worker.advance(by: .seconds(1))
        let why = try worker.why("00:02")
        #expect(
            why.contains {
                $0.contains("ended at 00:02:10Z without deciding it: it had been stopping since 00:01:10Z;")
            },
            "\(why)"
        )
        try worker.audit()
    }

    @Test func `steps still in flight when the grace is over read interrupted and use up no retry`() throws {
        let gate = Gate()
        let worker = try durable(Script.held(gate))
        try worker.start("h", id: "x", payload: "in")
        worker.stop(grace: .seconds(10))
        worker.advance(by: .milliseconds(9_999))
        #expect(worker.engine.isDraining)
        worker.advance(by: .milliseconds(1))
        #expect(worker.engine.hasStopped)
        let step = try worker.step("hold", of: "x")
        #expect(step.attempts.map(\.status) == [.interrupted])
        #expect(try worker.sql("SELECT failures FROM zart_steps") == [["0"]])
        try worker.audit()
        gate.open("x")
        try worker.restart()
        #expect(try worker.status("x") == .completed)
        #expect(try worker.step("hold", of: "x").attempts.map(\.status) == [.interrupted, .completed])
        #expect(try worker.sql("SELECT deaths FROM zart_executions") == [["0"]])
        try worker.audit()
    }

    @Test func `a second stop gives up at once`() throws {
        let gate = Gate()
        let worker = try durable(Script.held(gate, isStubborn: true))
        try worker.start("h", id: "x", payload: "in")
        worker.stop(grace: .seconds(3_600))
        worker.advance(by: .seconds(5))
        worker.stop(grace: .zero)
        #expect(worker.engine.hasStopped)
        gate.open("x")
        worker.settle()
        try worker.restart()
        #expect(try worker.status("x") == .completed)
        try worker.audit()
    }

    @Test func `what sleeps or waits goes on after the restart`() throws {
        let worker = try durable(
            Script { input in
                if input == "sleep" {
                    try await Durable.sleep("rest", for: .seconds(100))
                } else {
                    let _: String = try await Durable.waitForEvent("e")
                }
                return input
            }
        )
        try worker.start("h", id: "s", payload: "sleep")
        try worker.start("h", id: "w", payload: "wait")
        worker.stop(grace: .seconds(10))
        #expect(worker.engine.hasStopped)
        worker.advance(by: .seconds(50))
        try worker.restart()
        try worker.offerEvent("e", to: "w", payload: "go")
        worker.advance(by: .seconds(50))
        #expect(try worker.statuses(of: "h") == [.completed, .completed])
        #expect(try worker.execution("s").endedAt == start + .seconds(100))
        try worker.audit()
    }

    @Test func `a draining worker says of what it is told to start that another will`() throws {
        let gate = Gate()
        let worker = try whyWorker(overlap: .alwaysStart, running: Script.held(gate))
        worker.advance(by: .seconds(5))
        worker.stop(grace: .seconds(60))
        #expect(worker.engine.isDraining)
        let said = try worker.perform(.trigger(task: "t", overlap: nil))
        #expect(said == "started t-1; this worker is stopping: it begins with the next one")
        gate.open("t-0")
        gate.open("t-1")
        worker.settle()
        try worker.restart()
        #expect(try worker.status("t-1") == .completed)
        #expect(try worker.show("t-1").origin.contains("test"))
        try worker.audit()
    }

    @Test func `a draining worker ticks no more and starts nothing`() throws {
        let gate = Gate()
        let worker = try TestWorker {
            $0.registerDurable("t", Script.held(gate))
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .fixedDelay(.seconds(5)),
                    overlap: .alwaysStart,
                    payload: "hi"
                )
        }
        worker.stop(grace: .seconds(20))
        worker.advance(by: .seconds(15))
        #expect(try worker.task().occurrence == 1)
        worker.advance(by: .seconds(5))
        #expect(worker.engine.hasStopped)
        try worker.restart()
        // The missed one at 5 s, and the late ones at 10, 15 and 20 s.
        #expect(try worker.task().occurrence == 5)
        try worker.audit()
    }

    @Test func `an attempt that ends with cancellation in a drain is no failure`() throws {
        let gate = Gate()
        let worker = try durable(
            Script { _ in
                try await Durable.step("a", retry: .fixed(1)) { try await gate.pass("a") }
                return "done"
            }
        )
        try worker.start("h", id: "x", payload: "in")
        worker.stop(grace: .zero)
        worker.settle()
        gate.open("a")
        try worker.restart()
        #expect(try worker.status("x") == .completed)
        #expect(try worker.step("a", of: "x").attempts.map(\.status) == [.interrupted, .completed])
        try worker.audit()
    }
}

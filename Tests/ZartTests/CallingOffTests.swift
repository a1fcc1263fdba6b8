import Synchronization
import Testing
import Timetable
import Zart
import ZartCore
import ZartTesting

/// What becomes of steps when the task that asked for them is cancelled: a sibling of theirs has failed, or has won.
@Suite(.timeLimit(.minutes(10)))
struct CallingOffTests {
    private func run(_ counter: Counter, _ sibling: @escaping @Sendable () async throws -> Void) -> Script {
        Script { _ in
            async let bad: Void = Durable.step("bad") {
                counter.add("bad")
                throw Trouble("broken")
            }
            async let other: Void = sibling()
            _ = try await (bad, other)
            return ""
        }
    }

    private static let siblings: [(String, @Sendable () async throws -> Void)] = [
        ("sleep", { try await Durable.sleep("other", for: .seconds(3600)) }),
        ("event", { let _: String = try await Durable.waitForEvent("other") }),
        (
            "back-off",
            {
                try await Durable.step("other", retry: .exponential(9, initial: .seconds(3600))) {
                    throw Trouble("not yet")
                }
            }
        ),
        (
            "body",
            {
                try await Durable.step("other", retry: .exponential(9, initial: .seconds(3600))) {
                    try await Gate().pass("never")
                }
            }
        ),
    ]

    @Test(arguments: siblings.indices)
    func `a failure is not kept waiting by its siblings`(number: Int) throws {
        let counter = Counter()
        let worker = try durable(run(counter, Self.siblings[number].1))
        try worker.start("h", id: "x", payload: "in")
        let ended = try worker.execution("x")
        #expect(ended.status == .failed && ended.error == "step 'bad' failed: broken")
        let other = try worker.step("other", of: "x")
        #expect(other.status == .cancelled)
        // What an attempt came to before stays.
        if Self.siblings[number].0 == "back-off" { #expect(other.attempts.map(\.error) == ["not yet"]) }
        worker.advance(by: .seconds(10_000))
        #expect(counter["bad"] == 1)
        try worker.audit()
    }

    @Test func `a failure is not kept waiting by a sibling that a rule holds`() throws {
        let worker = try durable(
            run(Counter()) {
                try await Durable.step("other") {}
            }
        )
        try worker.perform(.pauseSteps(steps: "other", tasks: "*", note: nil))
        try worker.start("h", id: "x", payload: "in")
        #expect(try worker.execution("x").error == "step 'bad' failed: broken")
        #expect(try worker.step("other", of: "x").status == .cancelled)
        try worker.audit()
    }

    /// Whichever comes first: the step, or the time.
    private func race(_ counter: Counter, _ seconds: Int64) -> Script {
        Script { _ in
            let winner = try await withThrowingTaskGroup(of: String.self) { group in
                group.addTask {
                    try await Durable.sleep("limit", for: .seconds(3600))
                    return "time"
                }
                group.addTask {
                    try await Durable.sleep("work", for: .seconds(seconds))
                    return try await Durable.step("done") {
                        counter.add("done")
                        return "work"
                    }
                }
                defer { group.cancelAll() }
                return try await group.next() ?? "nobody"
            }
            try await Durable.sleep("rest", for: .seconds(10_000))
            return winner
        }
    }

    @Test func `who has won a race has won it on every replay`() throws {
        let counter = Counter()
        let worker = try durable(race(counter, 60))
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .seconds(61))
        #expect(try worker.step("limit", of: "x").status == .cancelled)
        #expect(try worker.step("rest", of: "x").status == .sleeping)
        try worker.audit()
        for _ in 0..<3 {
            worker.crash()
            // The limit would have passed by now.
            worker.advance(by: .seconds(3_000))
            try worker.restart()
            worker.settle()
        }
        worker.advance(by: .seconds(2_000))
        #expect(try worker.execution("x").result == "\"work\"")
        #expect(counter["done"] == 1)
        try worker.audit()
    }

    @Test func `a race that time has won cancels what sleeps for longer`() throws {
        let counter = Counter()
        let worker = try durable(race(counter, 7_200))
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .seconds(3_601))
        worker.crash()
        try worker.restart()
        worker.advance(by: .seconds(20_000))
        #expect(try worker.execution("x").result == "\"time\"")
        #expect(counter["done"] == 0)
        try worker.audit()
    }

    @Test func `what was called off is no obstacle to the execution's own cancellation after a restart`()
        throws
    {
        let worker = try durable(race(Counter(), 60))
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .seconds(61))
        worker.crash()
        try worker.restart()
        worker.settle()
        try worker.cancel("x")
        #expect(try worker.execution("x").status == .cancelled)
        try worker.audit()
    }
}

import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

private func waiting(timeout: Duration? = nil, settings: @escaping (inout EngineSettings) -> Void = { _ in })
    throws -> TestWorker
{
    try durable(
        Script { _ in
            let name: String = try await Durable.waitForEvent("approval", timeout: timeout)
            return "approved by \(name)"
        },
        settings: settings
    )
}

@Suite(.timeLimit(.minutes(10))) struct WaitTests {
    @Test func `a sleep survives a crash and ends when it was meant to`() throws {
        let worker = try durable(
            Script { _ in
                try await Durable.sleep("rest", for: .seconds(100))
                return "slept"
            }
        )
        try worker.start("h", id: "x", payload: "in")
        #expect(try worker.step("rest", of: "x").status == .sleeping)
        worker.advance(by: .seconds(10))
        worker.crash()
        worker.advance(by: .seconds(10))
        try worker.restart()
        worker.advance(by: .milliseconds(79_999))
        #expect(try worker.status("x") == .running)
        worker.advance(by: .milliseconds(1))
        #expect(try worker.execution("x").endedAt == start + .seconds(100))
        try worker.audit()
    }

    @Test func `sleeping, waiting and backing off hold no slot`() throws {
        let worker = try TestWorker {
            $0.concurrency(1)
                .registerDurable(
                    "h",
                    Script { input in
                        switch input {
                        case "sleep": try await Durable.sleep("rest", for: .seconds(100))
                        case "wait": let _: String = try await Durable.waitForEvent("go")
                        case "retry":
                            try await Durable.step("a", retry: .fixed(1, delay: .seconds(100))) {
                                throw Trouble("no")
                            }
                        default: try await Durable.step("a") {}
                        }
                        return input
                    }
                )
        }
        for input in ["sleep", "wait", "retry", "quick"] { try worker.start("h", id: input, payload: input) }
        #expect(try worker.status("quick") == .completed)
        #expect(worker.engine.slotsFree == 1)
        worker.advance(by: .seconds(100))
        #expect(try worker.status("sleep") == .completed)
        try worker.offerEvent("go", to: "wait", payload: "now")
        #expect(try worker.status("wait") == .completed)
        #expect(worker.engine.slotsFree == 1)
        #expect(worker.engine.held == 0)
        try worker.audit()
    }

    @Test func `an event wakes who waits for it`() throws {
        let worker = try waiting()
        try worker.start("h", id: "x", payload: "in")
        #expect(try worker.step("approval", of: "x").status == .waiting)
        try worker.offerEvent("other", to: "x", payload: "no")
        #expect(try worker.status("x") == .running)
        try worker.offerEvent("approval", to: "x", payload: "anna")
        #expect(try worker.execution("x").result == "\"approved by anna\"")
        try worker.audit()
    }

    @Test func `an event that comes early is kept, and taken once`() throws {
        let worker = try durable(
            Script { _ in
                try await Durable.sleep("rest", for: .seconds(10))
                let first: String = try await Durable.waitForEvent("e")
                return first
            }
        )
        try worker.start("h", id: "x", payload: "in")
        try worker.offerEvent("e", to: "x", payload: "early")
        try worker.offerEvent("e", to: "x", payload: "second")
        worker.crash()
        try worker.restart()
        worker.advance(by: .seconds(10))
        #expect(try worker.execution("x").result == "\"early\"")
        #expect(try worker.sql("SELECT count(*) FROM zart_events WHERE used_at IS NULL") == [["1"]])
        try worker.audit()
    }

    @Test func `a wait that nobody answers fails when its patience ends, also across a crash`() throws {
        let worker = try waiting(timeout: .seconds(60))
        try worker.start("h", id: "x", payload: "in")
        worker.crash()
        worker.advance(by: .seconds(30))
        try worker.restart()
        worker.advance(by: .seconds(29))
        #expect(try worker.status("x") == .running)
        worker.advance(by: .seconds(1))
        #expect(try worker.status("x") == .failed)
        #expect(try worker.execution("x").error?.contains("no event 'approval' within 1m") == true)
        try worker.audit()
    }

    @Test func `an event offered while the worker is down is found by the next`() throws {
        let worker = try waiting()
        try worker.start("h", id: "x", payload: "in")
        worker.crash()
        let answer = try worker.performWithoutWorker(.event(id: "x", name: "approval", data: "\"anna\""))
        #expect(answer.refusal == nil)
        try worker.restart()
        #expect(try worker.execution("x").result == "\"approved by anna\"")
        try worker.audit()
    }

    @Test func `executions beyond those kept in memory are put aside and replayed when they wake`() throws {
        let counter = Counter()
        let worker = try durable(
            Script { input in
                let before = try await Durable.step("before") {
                    counter.add("before")
                    return input
                }
                try await Durable.sleep("rest", for: .seconds(100))
                return before
            },
            settings: { $0.parkedInMemory = 2 }
        )
        for number in 0..<6 { try worker.start("h", id: "x\(number)", payload: "\(number)") }
        worker.advance(by: .seconds(1))
        #expect(try worker.scheduler.executions(status: .running).count == 6)
        #expect(worker.engine.parkedCount == 2)
        worker.advance(by: .seconds(99))
        for number in 0..<6 { #expect(try worker.execution("x\(number)").result == "\"\(number)\"") }
        #expect(counter["before"] == 6)
        #expect(worker.engine.held == 0)
        try worker.audit()
    }

    @Test func `an event reaches an execution that was put aside`() throws {
        let worker = try waiting(settings: { $0.parkedInMemory = 0 })
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .seconds(1))
        #expect(worker.engine.parkedCount == 0)
        try worker.offerEvent("approval", to: "x", payload: "anna")
        #expect(try worker.execution("x").result == "\"approved by anna\"")
        #expect(worker.engine.held == 0)
        try worker.audit()
    }

    @Test
    func `what a handler does beside a wait is not put off until the wait is over when memory is short`()
        throws
    {
        let counter = Counter()
        let worker = try durable(
            Script { input in
                let names = ["go", "one", "two"]
                _ = try await Durable.parallel(names, maxInFlight: 2) { index in
                    switch names[index] {
                    case "go": let _: String = try await Durable.waitForEvent("go")
                    case let name: try await Durable.step(name) { _ = counter.add(name) }
                    }
                }
                return input
            },
            settings: { $0.parkedInMemory = 0 }
        )
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .seconds(1))
        #expect(counter["one"] == 1 && counter["two"] == 1)
        #expect(worker.engine.parkedCount == 0)
        try worker.offerEvent("go", to: "x", payload: "now")
        #expect(try worker.status("x") == .completed)
        #expect(counter["one"] == 1 && counter["two"] == 1)
        try worker.audit()
    }

    @Test func `a pass whose next step waits for a slot is not put aside`() throws {
        let gate = Gate()
        let worker = try TestWorker(settings: { $0.parkedInMemory = 0 }) {
            $0.concurrency(1)
                .registerDurable(
                    "h",
                    Script { input in
                        guard input != "busy" else {
                            try await Durable.step("hold") { try await gate.pass("hold") }
                            return ""
                        }
                        async let go: String = Durable.waitForEvent("go")
                        // By then another execution has its slot.
                        try await gate.pass("late")
                        _ = try await Durable.parallel(["one", "two"], maxInFlight: 1) { index in
                            try await Durable.step(index == 0 ? "one" : "two") {}
                        }
                        return try await go
                    }
                )
        }
        try worker.start("h", id: "x", payload: "in")
        worker.settle()
        try worker.start("h", id: "busy", payload: "busy")
        worker.settle()
        gate.open("late")
        worker.advance(by: .seconds(30))
        #expect(worker.engine.slotsFree == 0)
        gate.open("hold")
        worker.advance(by: .seconds(1))
        #expect(try worker.step("two", of: "x").status == .completed)
        #expect(worker.engine.slotsFree == 1)
        try worker.audit()
    }

    @Test func `what only sleeps holds no slot, whatever woke, came or failed beside it`() throws {
        let worker = try durable(
            Script { input in
                async let long: Void = Durable.sleep("long", for: .seconds(1_000))
                async let short: Void = Durable.sleep("short", for: .seconds(10))
                async let event: String = Durable.waitForEvent("event")
                async let none: String = Durable.waitForEvent("none", timeout: .seconds(30))
                async let step: Void = Durable.step("step") { throw NonRetryable(Trouble("no")) }
                try? await step
                _ = try await Durable.transaction("booked") { _ in "booked" }
                _ = try await Durable.now("seen")
                try await short
                _ = try await event
                _ = try? await none
                try await long
                return input
            }
        )
        try worker.start("h", id: "x", payload: "in")
        worker.settle()
        #expect(try worker.step("step", of: "x").status == .failed && worker.engine.slotsFree == 256)
        worker.advance(by: .seconds(10))
        #expect(try worker.step("short", of: "x").status == .completed && worker.engine.slotsFree == 256)
        try worker.offerEvent("event", to: "x", payload: "now")
        #expect(try worker.step("event", of: "x").status == .completed && worker.engine.slotsFree == 256)
        worker.advance(by: .seconds(20))
        #expect(try worker.step("none", of: "x").status == .failed && worker.engine.slotsFree == 256)
        worker.advance(by: .seconds(970))
        #expect(try worker.status("x") == .completed && worker.engine.held == 0)
        try worker.audit()
    }

    @Test
    func `a worker that died was last seen when it recorded an end, if that was after its last sign of life`()
        throws
    {
        let worker = try durable(
            Script { input in
                try await Durable.sleep("nap", for: .seconds(2))
                return input
            }
        )
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .seconds(3))
        #expect(try worker.status("x") == .completed)
        worker.crash()
        worker.advance(by: .seconds(60))
        try worker.restart()
        let seen = try worker.sql("SELECT seen_at FROM zart_sessions WHERE number = 1")
        #expect(seen == [["\((start + .seconds(2)).milliseconds)"]])
        try worker.audit()
    }

    @Test func `two sleeps side by side are one parked execution`() throws {
        let worker = try durable(
            Script { input in
                async let one: Void = Durable.sleep("one", for: .seconds(10))
                async let two: Void = Durable.sleep("two", for: .seconds(20))
                _ = try await (one, two)
                return input
            }
        )
        for number in 0..<3 { try worker.start("h", id: "x\(number)", payload: "in") }
        try worker.cancel("x2")
        worker.advance(by: .seconds(20))
        #expect(try worker.status("x0") == .completed)
        #expect(worker.engine.held == 0)
        #expect(worker.engine.slotsFree == 256)
        try worker.audit()
    }

    @Test func `a step beside a sleep holds a slot while it runs`() throws {
        let gate = Gate()
        let worker = try TestWorker {
            $0.concurrency(1)
                .registerDurable(
                    "h",
                    Script { input in
                        async let rest: Void = Durable.sleep("rest", for: .seconds(100))
                        let id = ExecutionContext.current?.id ?? ""
                        try await Durable.step("work") { try await gate.pass(id) }
                        try await rest
                        return input
                    }
                )
        }
        try worker.start("h", id: "x", payload: "in")
        try worker.start("h", id: "y", payload: "in")
        #expect(gate.count("x") + gate.count("y") == 1)
        gate.open("x")
        gate.open("y")
        worker.advance(by: .seconds(100))
        #expect(try worker.status("x") == .completed)
        #expect(try worker.status("y") == .completed)
        #expect(worker.engine.slotsFree == 1)
        #expect(worker.engine.held == 0)
        try worker.audit()
    }

    // MARK: Waiting for an execution

    /// Begins to wait for an execution, as a program does, and returns once the engine knows of it.
    private func wait(for id: String, _ worker: TestWorker) async -> Task<ExecutionRecord, any Error> {
        let before = worker.engine.held
        let task = Task { [scheduler = worker.scheduler] in try await scheduler.wait(for: id) }
        while worker.engine.held == before {
            worker.settle()
            await Task.yield()
        }
        return task
    }

    @Test(arguments: [ExecutionStatus.completed, .failed, .cancelled])
    func `the commit that ends an execution wakes whoever waits for it, from before it began or since`(
        end: ExecutionStatus
    ) async throws {
        let gate = Gate()
        let worker = try durable(
            Script { input in
                try await Durable.step("hold") { try await gate.pass("all") }
                if input == "failed" { throw Trouble("asked to") }
                return input
            }
        )
        let early = await wait(for: "early", worker)
        try worker.start("h", id: "early", payload: "\(end)")
        try worker.start("h", id: "late", payload: "\(end)")
        let late = await wait(for: "late", worker)
        if end == .cancelled {
            try worker.cancel("early")
            try worker.cancel("late")
        } else {
            gate.open("all")
            worker.settle()
        }
        // Whoever is not woken now is held for ever: the waits have no time limit.
        try #require(worker.engine.held == 0)
        #expect(try await early.value.status == end)
        #expect(try await late.value.status == end)
        try worker.audit()
    }

    @Test func `an execution that has been pruned is not waited for, with a worker here or without`()
        async throws
    {
        let worker = try TestWorker {
            $0.registerDurable("t", Script.quick())
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .fixedDelay(.seconds(10)),
                    payload: "x"
                )
        }
        worker.advance(by: .seconds(35))
        try worker.perform(.prune(task: "t", olderThan: .zero))
        worker.advance(by: .seconds(1))
        #expect(try worker.sql("SELECT count(*) FROM zart_executions WHERE id = 't-0'") == [["0"]])
        let gone = ZartError(
            .refused,
            "execution 't-0' is there no longer: task 't' had it, and its history of then has been pruned"
        )
        let elsewhere = DurableScheduler(store: try SQLiteStore(path: worker.path))
        for scheduler in [worker.scheduler, elsewhere] {
            // Who waited for it all the same would wait until the time is up.
            await #expect(throws: gone) {
                try await scheduler.wait(for: "t-0", timeout: .seconds(20))
            }
        }
        // One that may yet come is waited for.
        await #expect(throws: ZartError(.timedOut, "execution 't-9' has not ended within 10ms")) {
            try await elsewhere.wait(for: "t-9", timeout: .milliseconds(10))
        }
    }

    @Test func `a wait that is given up leaves nothing behind`() async throws {
        let worker = try durable(Script.quick())
        let never = await wait(for: "never", worker)
        never.cancel()
        await #expect(throws: ZartError.self) { try await never.value }
        worker.settle()
        #expect(worker.engine.held == 0)
    }
}

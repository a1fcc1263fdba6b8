import Synchronization
import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

@Suite(.timeLimit(.minutes(10))) struct ParallelTests {
    @Test func `steps by async let run side by side`() throws {
        let gate = Gate()
        let worker = try durable(
            Script { _ in
                async let pdf = Durable.step("pdf") {
                    try await gate.pass("pdf")
                    return "a"
                }
                async let csv = Durable.step("csv") {
                    try await gate.pass("csv")
                    return "b"
                }
                return try await pdf + csv
            }
        )
        try worker.start("h", id: "x", payload: "in")
        #expect(gate.count("pdf") == 1 && gate.count("csv") == 1)
        #expect(worker.engine.slotsFree == 254)
        gate.open("csv")
        worker.crash(afterStep: "csv")
        worker.settle()
        try worker.restart()
        gate.open("pdf")
        worker.settle()
        #expect(try worker.execution("x").result == "\"ab\"")
        #expect(try worker.step("csv", of: "x").attempts.count == 1)
        #expect(worker.engine.slotsFree == 256)
        try worker.audit()
    }

    @Test func `parallel gives results in the order of the steps, at most so many at a time`() throws {
        let running = Mutex((now: 0, most: 0))
        let gate = Gate()
        let worker = try durable(
            Script { _ in
                let steps = (0..<5).map { number in
                    NamedStep(name: "s\(number)") {
                        running.withLock { state in
                            state.now += 1
                            state.most = max(state.most, state.now)
                        }
                        try await gate.pass("s\(number)")
                        running.withLock { $0.now -= 1 }
                        return "\(number)"
                    }
                }
                return try await Durable.parallel(steps, maxInFlight: 2).joined()
            }
        )
        try worker.start("h", id: "x", payload: "in")
        for number in (0..<5).reversed() {
            gate.open("s\(number)")
            worker.settle()
        }
        #expect(try worker.execution("x").result == "\"01234\"")
        #expect(running.withLock { $0.most } == 2)
        try worker.audit()
    }

    @Test func `after a failure siblings not begun are skipped, those in flight end, also on replay`() throws
    {
        let gate = Gate()
        let counter = Counter()
        let worker = try durable(
            Script { _ in
                let steps = (0..<6).map { number in
                    NamedStep(name: "s\(number)") {
                        counter.add("s\(number)")
                        try await gate.pass("s\(number)")
                        if number == 1 { throw Trouble("one") }
                        return "\(number)"
                    }
                }
                var caught = ""
                do {
                    _ = try await Durable.parallel(steps, maxInFlight: 2)
                } catch let error as StepError {
                    caught = error.step
                }
                try await Durable.sleep("rest", for: .seconds(10))
                return caught
            }
        )
        try worker.start("h", id: "x", payload: "in")
        gate.open("s0")
        worker.settle()
        gate.open("s1")
        worker.settle()
        gate.open("s2")
        worker.settle()
        let steps = try worker.show("x").runs[0].steps
        #expect(
            steps.map(\.status) == [.completed, .failed, .completed, .skipped, .skipped, .skipped, .sleeping]
        )
        worker.crash()
        try worker.restart()
        worker.advance(by: .seconds(10))
        #expect(try worker.execution("x").result == "\"s1\"")
        #expect(counter["s2"] == 1)
        try worker.audit()
    }

    @Test func `a thousand parallel steps, retries and all, keep to the limit`() throws {
        let running = Mutex((now: 0, most: 0))
        let counter = Counter()
        let gate = Gate()
        let worker = try TestWorker {
            $0.concurrency(10)
                .registerDurable(
                    "h",
                    Script { _ in
                        let steps = (0..<1_000).map { number in
                            NamedStep(name: "s\(number)", retry: .fixed(1, delay: .seconds(1))) {
                                running.withLock { state in
                                    state.now += 1
                                    state.most = max(state.most, state.now)
                                }
                                defer { running.withLock { $0.now -= 1 } }
                                try await gate.pass("all")
                                await Task.yield()
                                if counter.add("s\(number)") == 1 { throw Trouble("again") }
                                return "x"
                            }
                        }
                        return "\(try await Durable.parallel(steps).count)"
                    }
                )
        }
        try worker.start("h", id: "x", payload: "in")
        #expect(gate.count("all") == 10)
        gate.open("all")
        worker.advance(by: .seconds(5))
        #expect(try worker.execution("x").result == "\"1000\"")
        #expect(running.withLock { $0.most } <= 10)
        #expect(worker.engine.slotsFree == 10)
        #expect(worker.engine.held == 0)
        try worker.audit()
    }

    @Test(arguments: ["retries", "sleep", "both"])
    func `what wakes at once goes on with the one slot there is, and none is kept from it`(
        kind: String
    ) throws {
        let gate = Gate()
        let counter = Counter()
        let worker = try TestWorker {
            $0.concurrency(1)
                .registerDurable("held", Script.held(gate))
                .registerDurable(
                    "h",
                    Script { input in
                        async let rest: Void =
                            kind == "retries" ? () : Durable.sleep("rest", for: .seconds(1))
                        let steps = (kind == "sleep" ? 0..<1 : 0..<3).map { number in
                            NamedStep(name: "s\(number)", retry: .fixed(1, delay: .seconds(1))) {
                                if counter.add("s\(number)") == 1 { throw Trouble("again") }
                                return "x"
                            }
                        }
                        _ = try await Durable.parallel(steps)
                        try await rest
                        return input
                    }
                )
        }
        try worker.start("h", id: "x", payload: "in")
        try worker.start("held", id: "y", payload: "in")
        #expect(gate.count("y") == 1)
        // All of x wakes while the slot is taken.
        worker.advance(by: .seconds(2))
        gate.open("y")
        worker.settle()
        #expect(try worker.status("y") == .completed)
        #expect(try worker.status("x") == .completed)
        #expect(worker.engine.slotsFree == 1)
        #expect(worker.engine.held == 0)
        try worker.audit()
    }

    @Test(arguments: [StepTimeout.perAttempt(.seconds(5)), .total(.seconds(5))])
    func `what an attempt waits for a slot is none of its time limit`(limit: StepTimeout) throws {
        let gate = Gate()
        let worker = try TestWorker {
            $0.concurrency(1)
                .registerDurable(
                    "h",
                    Script { input in
                        async let long: String = Durable.step("long") {
                            try await gate.pass("long")
                            return "all "
                        }
                        async let short: String = Durable.step("short", timeout: limit) {
                            try await gate.pass("short")
                            return "done"
                        }
                        return try await [long, short].joined()
                    }
                )
        }
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .seconds(60))
        gate.open("long")
        worker.advance(by: .seconds(4))
        gate.open("short")
        worker.settle()
        #expect(try worker.step("short", of: "x").attempts.map(\.status) == [.completed])
        #expect(try worker.step("short", of: "x").attempts.first?.startedAt == start + .seconds(60))
        #expect(try worker.status("x") == .completed)
        try worker.audit()
    }

    /// Two wait for the one slot when the third fails, and the first of them is told so only when it has begun.
    @Test func `what is called off while it backs off leaves its slot to what waits for it`() throws {
        let gate = Gate()
        let worker = try TestWorker {
            $0.concurrency(1)
                .registerDurable(
                    "h",
                    Script { input in
                        try await withThrowingTaskGroup { group in
                            group.addTask {
                                try await Durable.step("bad") {
                                    try await gate.pass("bad")
                                    throw Trouble("broken")
                                }
                            }
                            for name in ["left", "right"] {
                                group.addTask {
                                    try await Durable.step(
                                        name,
                                        retry: .fixed(3, delay: .seconds(60)),
                                        timeout: .perAttempt(.seconds(5))
                                    ) {
                                        try await gate.pass(name, isStubborn: true)
                                        throw Trouble("no")
                                    }
                                }
                            }
                            for try await _ in group {}
                        }
                        return input
                    }
                )
        }
        try worker.start("h", id: "x", payload: "in")
        gate.open("bad")
        worker.advance(by: .seconds(10))
        #expect(gate.count("left") + gate.count("right") == 1)
        for name in ["left", "right"] { gate.open(name) }
        worker.settle()
        #expect(try worker.status("x") == .failed)
        #expect(worker.engine.slotsFree == 1)
        try worker.audit()
    }

    @Test func `executions beyond the concurrency wait in the order in which they were due`() throws {
        let gate = Gate()
        let worker = try TestWorker {
            $0.concurrency(2).registerDurable("h", Script.held(gate))
        }
        for id in ["a", "b", "c", "d"] { try worker.start("h", id: id, payload: "in") }
        #expect(try ["a", "b", "c", "d"].map(worker.status) == [.running, .running, .scheduled, .scheduled])
        gate.open("b")
        worker.settle()
        #expect(try worker.status("c") == .running)
        for id in ["a", "c", "d"] { gate.open(id) }
        worker.settle()
        #expect(try worker.status("d") == .completed)
        #expect(worker.engine.slotsFree == 2)
        try worker.audit()
    }

    @Test func `ten thousand executions leave nothing in memory`() throws {
        let worker = try durable(Script.quick())
        for number in 0..<10_000 { try worker.start("h", id: "x\(number)", payload: "in") }
        worker.settle()
        #expect(
            try worker.sql("SELECT count(*) FROM zart_executions WHERE status = 'completed'") == [["10000"]]
        )
        #expect(worker.engine.held == 0)
        #expect(worker.engine.timersHeld < 10)
        #expect(worker.engine.slotsFree == 256)
        try worker.audit()
    }

    @Test func `a task with much work by hand keeps one timer for its next instant`() throws {
        let worker = try TestWorker {
            $0.registerDurable("t", Script.quick())
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .fixedDelay(.seconds(3600)),
                    payload: "hi"
                )
        }
        for _ in 0..<500 { try worker.perform(.trigger(task: "t", overlap: nil)) }
        #expect(try worker.task().occurrence == 501)
        #expect(worker.engine.timersHeld < 10)
        try worker.audit()
    }
}

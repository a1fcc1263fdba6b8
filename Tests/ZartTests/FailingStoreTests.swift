import Synchronization
import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// Fails the Nth statement that the worker's connection runs, and perhaps a few more.
private final class Disk: Sendable {
    private let state = Mutex(State())

    private struct State {
        var left = Int.max
        var length = 1
        var failures = 0
        /// Statements with these words fail, however many come.
        var refused: String?
    }

    func fail(at number: Int, length: Int = 1) {
        state.withLock { $0 = State(left: number, length: length) }
    }

    func refuse(_ words: String) { state.withLock { $0 = State(refused: words) } }

    func mend() {
        state.withLock { state in
            state.left = .max
            state.refused = nil
        }
    }

    var failures: Int { state.withLock { $0.failures } }
    var hasFailed: Bool { failures > 0 }

    func see(_ sql: String) throws(StoreError) {
        let fails = state.withLock { state in
            if let refused = state.refused, sql.contains(refused) {
                state.failures += 1
                return true
            }
            guard state.left != .max else { return false }
            state.left -= 1
            guard state.left < 0, state.left >= -state.length else { return false }
            state.failures += 1
            return true
        }
        if fails { throw StoreError(.diskFull, "no space left") }
    }
}

/// A worker whose handler has steps that fail once, a sleep, an event, a transaction and two side by side.
private func scripted(_ counter: Counter, _ disk: Disk, _ log: Log) throws -> TestWorker {
    let worker = try TestWorker(settings: { $0.log = log.add }) {
        $0.registerDurable(
            "h",
            Script { input in
                let id = ExecutionContext.current?.id ?? ""
                let one = try await Durable.step("one", retry: .fixed(3, delay: .seconds(1))) {
                    if counter.add("\(id) one") == 1 { throw Trouble("first") }
                    return "1"
                }
                async let left = Durable.step("left") { "l" }
                async let right = Durable.step("right") { "r" }
                let both = try await left + right
                try await Durable.transaction("book") { database in
                    try database.execute("CREATE TABLE IF NOT EXISTS booked (id TEXT)")
                    try database.execute("INSERT INTO booked VALUES (?)", .text(id))
                }
                try await Durable.sleep("rest", for: .seconds(2))
                if input == "event" { let _: String = try await Durable.waitForEvent("go") }
                return one + both
            }
        )
        .registerRecurringDurable(
            "t",
            handler: "h",
            idTemplate: "t-{occurrence}",
            recurrence: .fixedDelay(.seconds(10)),
            overlap: .alwaysStart,
            payload: "tick"
        )
    }
    worker.crash()
    worker.storeFaults = { sql throws(StoreError) in try disk.see(sql) }
    try worker.restart()
    return worker
}

@Suite(.timeLimit(.minutes(10))) struct FailingStoreTests {
    @Test(arguments: [1, 3]) func `whichever statement fails, nothing is lost and the engine recovers`(
        length: Int
    ) throws {
        var number = 0
        var isReached = true
        while isReached {
            number += length == 1 ? 1 : 7
            let counter = Counter()
            let disk = Disk()
            let log = Log()
            let worker = try scripted(counter, disk, log)
            disk.fail(at: number, length: length)
            worker.advance(by: .seconds(5))
            var isStarted = refusal { try worker.start("h", id: "mine", payload: "event") } == nil
            let wasTold = !isStarted
            worker.advance(by: .seconds(10))
            if !isStarted {
                isStarted = refusal { try worker.start("h", id: "mine", payload: "event") } == nil
            }
            worker.advance(by: .seconds(10))
            if refusal(of: { try worker.offerEvent("go", to: "mine", payload: "go") }) != nil {
                worker.advance(by: .seconds(10))
                _ = refusal { try worker.offerEvent("go", to: "mine", payload: "go") }
            }
            isReached = disk.hasFailed
            disk.mend()
            worker.advance(by: .seconds(30))
            let where_ = Comment(rawValue: "statement \(number), \(length) in a row")
            #expect(isStarted, where_)
            #expect(worker.engine.isActive, where_)
            #expect(try worker.status("mine") == .completed, where_)
            let instants = try worker.decisions()
            #expect(instants.count == Int((worker.now - start).components.seconds) / 10 + 1, where_)
            #expect(instants.allSatisfy { $0 == .started }, where_)
            worker.advance(by: .seconds(6))
            let open = try worker.sql("SELECT id FROM zart_executions WHERE status <> 'completed'")
            #expect(open.count <= 1, where_)
            let booked = try worker.sql("SELECT id, count(*) FROM booked GROUP BY id HAVING count(*) <> 1")
            #expect(booked.isEmpty, where_)
            if isReached { #expect(!log["store-failed"].isEmpty || wasTold, where_) }
            for fault in try worker.faults() { Issue.record("\(fault) (\(where_))") }
        }
        #expect(number > 50)
    }

    @Test func `a caller is told that the store failed, and the engine backs off`() throws {
        let disk = Disk()
        let log = Log()
        let worker = try scripted(Counter(), disk, log)
        worker.advance(by: .seconds(6))
        disk.fail(at: 0, length: 100_000)
        let error = refusal { try worker.start("h", id: "x", payload: "in") }
        #expect(error?.code == .storage)
        worker.advance(by: .seconds(60))
        #expect(disk.failures >= 8 && disk.failures <= 16, "\(disk.failures)")
        #expect(log["store-failed"].count == 1, "the same failure is told once a minute")
        worker.advance(by: .seconds(60))
        #expect(log["store-failed"].count == 2)
        disk.mend()
        worker.advance(by: .seconds(40))
        #expect(worker.engine.isActive)
        #expect(log["store-recovered"].count == 1)
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .seconds(10))
        #expect(try worker.status("x") == .completed)
        try worker.audit()
    }

    @Test func `a clock that is set while the store fails is on record when it works again`() throws {
        let disk = Disk()
        let worker = try scripted(Counter(), disk, Log())
        worker.advance(by: .seconds(6))
        disk.fail(at: 0, length: 100_000)
        _ = refusal { try worker.start("h", id: "x", payload: "in") }
        worker.setWall(by: .seconds(-4))
        worker.advance(by: .seconds(5))
        disk.mend()
        worker.advance(by: .seconds(60))
        #expect(worker.engine.isActive)
        #expect(try worker.sql("SELECT delta FROM zart_clock_events") == [["-4000"]])
        try worker.audit()
    }

    @Test func `a store that refuses only some writes is not tried at once again and again`() throws {
        let disk = Disk()
        let log = Log()
        let worker = try scripted(Counter(), disk, log)
        disk.refuse("zart_steps (")
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .seconds(60))
        #expect(disk.failures >= 8 && disk.failures <= 16, "\(disk.failures)")
        #expect(log["store-failed"].count <= 2)
        #expect(log["store-recovered"].isEmpty)
        disk.mend()
        worker.advance(by: .seconds(60))
        #expect(log["store-recovered"].count == 1)
        #expect(try worker.status("x") == .completed)
        try worker.audit()
    }

    @Test func `a step that was stopping when the store failed lets its successor in when it is gone`() throws
    {
        let gate = Gate()
        let disk = Disk()
        let worker = try TestWorker {
            $0.registerDurable("t", Script.held(gate, isStubborn: true))
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .fixedDelay(.seconds(10)),
                    overlap: .cancelAndRestart,
                    payload: "hi",
                    maxOccurrences: 3
                )
        }
        worker.crash()
        worker.storeFaults = { sql throws(StoreError) in try disk.see(sql) }
        gate.open("t-0")
        worker.settle()
        gate.shut("t-0")
        try worker.restart()
        worker.advance(by: .seconds(10))
        #expect(try worker.statuses() == [.cancelled, .scheduled])
        disk.fail(at: 0)
        #expect(refusal { try worker.start("t", id: "x", payload: "in") }?.code == .storage)
        worker.advance(by: .seconds(5))
        #expect(try worker.statuses() == [.cancelled, .scheduled])
        gate.open("t-0")
        worker.settle()
        #expect(try worker.statuses() == [.cancelled, .running])
        try worker.audit()
    }

    /// A worker whose only occurrence so far is at work in a function without a step on record, as a failed commit has left
    /// it behind.
    private func outlived(_ gate: Gate, _ disk: Disk) throws -> TestWorker {
        let worker = try TestWorker {
            $0.concurrency(2)
                .registerDurable(
                    "h",
                    Script { input in
                        try await gate.pass(ExecutionContext.current?.id ?? "", isStubborn: true)
                        return input
                    }
                )
                .registerDurable("other", Script.quick())
                .registerRecurringDurable(
                    "t",
                    handler: "h",
                    idTemplate: "t-{occurrence}",
                    recurrence: .fixedDelay(.seconds(10)),
                    overlap: .cancelAndRestart,
                    payload: "hi",
                    maxOccurrences: 2
                )
        }
        worker.crash()
        worker.storeFaults = { sql throws(StoreError) in try disk.see(sql) }
        gate.open("t-0")
        worker.settle()
        gate.shut("t-0")
        try worker.restart()
        disk.refuse("INSERT INTO zart_executions")
        #expect(refusal { try worker.start("other", id: "x", payload: "in") }?.code == .storage)
        disk.mend()
        worker.advance(by: .seconds(5))
        return worker
    }

    @Test func `what waits for a function that has no step on record begins although the store fails again`()
        throws
    {
        let gate = Gate()
        let disk = Disk()
        let worker = try outlived(gate, disk)
        worker.advance(by: .seconds(5))
        #expect(try worker.statuses(of: "t") == [.cancelled, .scheduled])
        disk.refuse("UPDATE zart_executions SET status = 'running'")
        gate.open("t-0")
        worker.settle()
        #expect(disk.hasFailed)
        disk.mend()
        worker.advance(by: .seconds(5))
        #expect(try worker.statuses(of: "t") == [.cancelled, .running])
        try worker.audit()
    }

    @Test
    func `what waited for a function without a step on record does so no longer, though no slot is free`()
        throws
    {
        let gate = Gate()
        let worker = try outlived(gate, Disk())
        // They are there before the next occurrence: one beside what is stopping, and one in its slot later.
        for id in ["a", "b"] { try worker.start("h", id: id, payload: "in") }
        worker.advance(by: .seconds(5))
        #expect(try worker.execution("t-1").waitsFor == "t-0")
        gate.open("t-0")
        worker.settle()
        #expect(try worker.status("t-1") == .scheduled)
        #expect(try worker.execution("t-1").waitsFor == nil)
        try worker.audit()
    }
}

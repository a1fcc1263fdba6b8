import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// Further runs that wait for a slot of their task instead of being refused.
@Suite struct QueueTests {
    private let gate = Gate()

    /// Three executions that have ended, and one that holds the only slot; a tick every `period`.
    private func busy(every period: Duration = .seconds(1_000)) throws -> TestWorker {
        for id in ["t-0", "t-1", "t-2"] { gate.open(id) }
        let worker = try TestWorker {
            $0.registerDurable("t", Script.held(gate))
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .fixedDelay(period),
                    payload: "hi"
                )
        }
        for _ in 0..<2 {
            try worker.perform(.trigger(task: "t", overlap: nil))
        }
        for id in ["t-0", "t-1", "t-2"] { gate.shut(id) }
        try worker.perform(.trigger(task: "t", overlap: nil))
        #expect(try worker.statuses() == [.completed, .completed, .completed, .running])
        return worker
    }

    private func restart(_ id: String, actor: String = "anna") -> Order {
        Order(.restart(id: id, payload: nil, overlap: nil), actor: actor, waits: true)
    }

    /// Gives orders as another process does.
    private func post(_ orders: [Order], to worker: TestWorker) throws {
        let store = try SQLiteStore(path: worker.path)
        for order in orders { _ = try store.postOrder(order, at: worker.now) }
        worker.advance(by: .seconds(3))
    }

    private func running(_ worker: TestWorker) throws -> [String] {
        try worker.sql("SELECT id FROM zart_executions WHERE ended_at IS NULL ORDER BY seq").compactMap {
            $0[0]
        }
    }

    private func answers(_ worker: TestWorker) throws -> [String] {
        try worker.sql(
            """
            SELECT coalesce(answer, '-') || iif(answered_at IS NULL, ' ...', '') FROM zart_orders
            WHERE kind = 'restart' ORDER BY id
            """
        ).compactMap { $0[0] }
    }

    @Test func `a program can have its run wait, and is told that it does`() async throws {
        let worker = try busy()
        let scheduler = worker.scheduler
        do throws(ZartError) {
            try await scheduler.restart("t-0")
            Issue.record("it has begun beside t-3")
        } catch {
            #expect(error.code == .refused, "\(error)")
        }
        for _ in 0..<2 { #expect(try await !scheduler.restart("t-0", queue: true)) }
        #expect(try await !scheduler.rerun("t-1", from: "hold", queue: true))
        #expect(try await !scheduler.restart("t-2", payload: "else", queue: true))
        #expect(try running(worker) == ["t-3"])
        for id in ["t-3", "t-0", "t-1"] {
            gate.open(id)
            worker.advance(by: .seconds(3))
        }
        #expect(try running(worker) == ["t-2"])
        #expect(try worker.execution("t-2").payload == "\"else\"")
        gate.open("t-2")
        worker.advance(by: .seconds(3))
        #expect(try await scheduler.restart("t-2", queue: true))
    }

    @Test func `runs that wait begin one after the other, each once`() throws {
        let worker = try busy()
        try post([restart("t-0"), restart("t-1"), restart("t-2")], to: worker)
        #expect(
            try answers(worker) == [
                "run 1 of t-0 waits for a slot of 't': t-3 runs ...",
                "run 1 of t-1 waits for a slot of 't': t-3 runs, and t-0 is before it ...",
                "run 1 of t-2 waits for a slot of 't': t-3 runs, and 2 others are before it ...",
            ]
        )
        for (ends, begins) in [("t-3", "t-0"), ("t-0", "t-1"), ("t-1", "t-2")] {
            #expect(try running(worker) == [ends])
            gate.open(ends)
            worker.settle()
            #expect(try running(worker) == [begins])
            try worker.audit()
        }
        gate.open("t-2")
        worker.settle()
        #expect(
            try answers(worker) == ["t-0", "t-1", "t-2"].map { "run 1 of \($0) begins from the start" }
        )
        #expect(
            try worker.sql("SELECT run FROM zart_executions ORDER BY seq") == [["1"], ["1"], ["1"], ["0"]]
        )
        try worker.audit()
    }

    @Test func `a look back says of what waited what was said of it then`() throws {
        let worker = try busy()
        try post([restart("t-0"), restart("t-1")], to: worker)
        let at = worker.now
        func queued(_ reader: SQLiteReader) throws -> [String?] {
            try reader.orders(before: nil, limit: 2).map(\.queued)
        }
        let then = try queued(SQLiteReader(path: worker.path) { _ in nil })
        #expect(
            then == [
                "run 1 of t-1 waits for a slot of 't': t-3 runs, and t-0 is before it",
                "run 1 of t-0 waits for a slot of 't': t-3 runs",
            ]
        )
        worker.advance(by: .seconds(3))
        gate.open("t-3")
        worker.settle()
        // One has its answer by now, and one still waits.
        #expect(try running(worker) == ["t-0"])
        #expect(try queued(SQLiteReader(path: worker.path, at: at) { _ in nil }) == then)
        let past = try SQLiteReader(path: worker.path, at: at) { _ in nil }
        #expect(try past.task(named: "t")?.queuedRuns == 2)
        gate.open("t-0")
        worker.settle()
        // As earlier versions left it.
        _ = try worker.sql("UPDATE zart_orders SET arguments = json_remove(arguments, '$.queued')")
        #expect(
            try queued(SQLiteReader(path: worker.path, at: at) { _ in nil })
                == ["waits for a slot", "waits for a slot"]
        )
        try worker.audit()
    }

    @Test func `an order given from this process waits as well`() throws {
        let worker = try busy()
        let said = worker.engine.performNow(restart("t-1"))
        #expect(said.isQueued && said.refusal == nil)
        worker.settle()
        try worker.audit()
        gate.open("t-3")
        worker.settle()
        #expect(try running(worker) == ["t-1"])
        #expect(try answers(worker) == ["run 1 of t-1 begins from the start"])
        try worker.audit()
    }

    @Test func `with a free slot and nobody before it a run begins at once`() throws {
        let worker = try busy()
        gate.open("t-3")
        worker.settle()
        try post([restart("t-0"), restart("t-1")], to: worker)
        #expect(try running(worker) == ["t-0"])
        #expect(
            try answers(worker) == [
                "run 1 of t-0 begins from the start", "run 1 of t-1 waits for a slot of 't': t-0 runs ...",
            ]
        )
    }

    @Test func `what waits survives the worker's death, and begins once`() throws {
        let worker = try busy()
        try post([restart("t-0"), restart("t-1")], to: worker)
        worker.crash()
        try worker.restart()
        try worker.audit()
        gate.open("t-3")
        worker.settle()
        #expect(try running(worker) == ["t-0"])
        worker.crash()
        try worker.restart()
        gate.open("t-0")
        worker.settle()
        #expect(try running(worker) == ["t-1"])
        gate.open("t-1")
        worker.settle()
        #expect(
            try worker.sql("SELECT run FROM zart_executions ORDER BY seq") == [["1"], ["1"], ["0"], ["0"]]
        )
        try worker.audit()
    }

    @Test func `without a worker it waits on record until one comes`() throws {
        let worker = try busy()
        worker.crash()
        let said = try worker.performWithoutWorker(restart("t-2").action, waits: true)
        #expect(said.isQueued, "\(said.message)")
        gate.open("t-3")
        try worker.restart()
        #expect(try running(worker) == ["t-2"])
        try worker.audit()
    }

    @Test func `a tick that a waiting run keeps from starting has the next slot`() throws {
        let worker = try busy(every: .seconds(10))
        try post([restart("t-0"), restart("t-1")], to: worker)
        gate.open("t-3")
        worker.settle()
        #expect(try running(worker) == ["t-0"])
        worker.advance(by: .seconds(10))
        #expect(try worker.ledger().last?.heldBy == "t-0")
        gate.open("t-0")
        worker.settle()
        // Such a run again would keep the next tick from starting too.
        #expect(try running(worker).isEmpty)
        gate.open("t-4")
        worker.advance(by: .seconds(10))
        #expect(try worker.ledger().last?.decision == .started)
        #expect(try running(worker) == ["t-1"])
        try worker.audit()
    }

    @Test
    func `a tick that was kept from starting has its turn though another run fitted in before the next`()
        throws
    {
        let worker = try busy(every: .seconds(10))
        try post([restart("t-0"), restart("t-1"), restart("t-2")], to: worker)
        worker.advance(by: .seconds(5))
        gate.open("t-3")
        worker.settle()
        #expect(try running(worker) == ["t-0"])
        worker.advance(by: .seconds(3))
        #expect(try worker.ledger().last?.heldBy == "t-0")
        gate.open("t-0")
        worker.settle()
        // At eleven: a run of three seconds is over long before twenty.
        #expect(try running(worker) == ["t-1"])
        worker.advance(by: .seconds(7))
        gate.open("t-1")
        worker.settle()
        // At eighteen: one of seven seconds is not.
        #expect(try running(worker).isEmpty)
        worker.advance(by: .seconds(2))
        #expect(try running(worker) == ["t-4"])
        try worker.audit()
    }

    @Test func `a tick that the first of them kept from starting has its turn, too`() throws {
        let worker = try busy(every: .seconds(10))
        gate.open("t-3")
        worker.settle()
        // The first finds a slot and waits for none.
        try post([restart("t-0"), restart("t-1")], to: worker)
        worker.advance(by: .seconds(10))
        #expect(try worker.ledger().last?.heldBy == "t-0")
        gate.open("t-0")
        worker.settle()
        #expect(try running(worker).isEmpty)
        worker.advance(by: .seconds(7))
        #expect(try running(worker) == ["t-4"])
        try worker.audit()
    }

    @Test func `what waits is not pruned`() throws {
        let worker = try busy()
        try post([restart("t-1")], to: worker)
        worker.advance(by: .seconds(60))
        try worker.perform(.prune(task: "t", olderThan: .seconds(1)))
        worker.advance(by: .seconds(3))
        #expect(try worker.sql("SELECT id FROM zart_executions ORDER BY seq") == [["t-1"], ["t-3"]])
        gate.open("t-3")
        worker.settle()
        #expect(try running(worker) == ["t-1"])
    }

    @Test func `while the task is paused they go on`() throws {
        let worker = try busy(every: .seconds(10))
        try worker.perform(.pause(task: "t", until: nil, note: nil))
        try post([restart("t-0"), restart("t-1")], to: worker)
        for (ends, begins) in [("t-3", "t-0"), ("t-0", "t-1")] {
            gate.open(ends)
            worker.settle()
            #expect(try running(worker) == [begins])
            worker.advance(by: .seconds(10))
        }
        try worker.audit()
    }

    @Test func `a cancel takes back what waits`() throws {
        let worker = try busy()
        try post([restart("t-0"), restart("t-1")], to: worker)
        let said = try worker.perform(.cancel(id: "t-0"), actor: "ben")
        #expect(said == "took back the run of t-0 that waited for a slot")
        #expect(try answers(worker)[0] == "taken back by ben")
        gate.open("t-3")
        worker.settle()
        #expect(try running(worker) == ["t-1"])
        let again = refusal { try worker.perform(.cancel(id: "t-0")) }
        #expect(again?.message == "execution 't-0' has already ended: completed")
        try worker.audit()
    }

    @Test func `stopping the task takes back what waits`() throws {
        let worker = try busy()
        try post([restart("t-0"), restart("t-1")], to: worker)
        let said = try worker.perform(.stop(task: "t"))
        #expect(said == "stopped t; 1 still runs to its end; 2 orders that waited for a slot will not run")
        #expect(try answers(worker) == Array(repeating: "task 't' was stopped while it waited", count: 2))
        gate.open("t-3")
        worker.settle()
        #expect(try running(worker).isEmpty)
        try worker.audit()
    }

    @Test func `the same order given twice waits once, another one about the execution is refused`() throws {
        let worker = try busy()
        try post([restart("t-0"), restart("t-0")], to: worker)
        let other = worker.engine.performNow(
            Order(.rerun(id: "t-0", step: "hold", overlap: nil), actor: "ben", waits: true)
        )
        #expect(
            other.message
                == "another run of 't-0' waits for a slot already: 'cancel t-0' takes it back"
        )
        worker.settle()
        #expect(try answers(worker)[1] == "run 1 of t-0 waits already")
        // It has not begun for whoever asked a second time, either.
        let number = try worker.sql("SELECT max(id) FROM zart_orders WHERE kind = 'restart'")[0][0]
        let second = try SQLiteReader(path: worker.path) { _ in .utc }
            .answer(order: Int64(number ?? "") ?? 0)
        #expect(second?.isQueued == true && second?.refusal == nil)
        gate.open("t-3")
        worker.settle()
        gate.open("t-0")
        worker.settle()
        #expect(try worker.execution("t-0").run == 1)
        try worker.audit()
    }

    @Test func `one whose execution has run again meanwhile waits no longer`() throws {
        let worker = try busy()
        try post([restart("t-0")], to: worker)
        try worker.perform(.restart(id: "t-0", payload: nil, overlap: .alwaysStart))
        #expect(try answers(worker)[0] == "run 1 of 't-0' has begun by another order")
        gate.open("t-0")
        gate.open("t-3")
        worker.settle()
        #expect(try worker.execution("t-0").run == 1)
        try worker.audit()
    }

    @Test func `of many orders given together none begins what a later one takes back`() throws {
        let worker = try busy()
        let waiting = (0..<3).map { restart("t-\($0)") }
        try post(waiting, to: worker)
        let others = Array(repeating: Order(.cancel(id: "none"), actor: "anna"), count: 40)
        _ = try SQLiteStore(path: worker.path).postBulk(
            [Order(.cancel(id: "t-3"), actor: "anna")] + others
                + (0..<3).map { Order(.cancel(id: "t-\($0)"), actor: "anna") },
            command: "cancel",
            actor: "anna",
            at: worker.now
        )
        worker.advance(by: .seconds(3))
        #expect(try running(worker).isEmpty)
        #expect(try worker.statuses() == [.completed, .completed, .completed, .cancelled])
        try worker.audit()
    }
}

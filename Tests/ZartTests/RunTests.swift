import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// Steps `a`, `b` and `c`, each counted with its key; `b` fails until the gate is open.
private func three(_ counter: Counter, mended: Box<Bool>, retry: RetryConfig = .none) -> Script {
    Script { input in
        for name in ["a", "b", "c"] {
            try await Durable.step(name, retry: name == "b" ? retry : .none) {
                counter.add(name)
                counter.add(ExecutionContext.current?.idempotencyKey ?? "no key")
                if name == "b", mended.value != true { throw Trouble("b is broken") }
            }
        }
        return input
    }
}

@Suite(.timeLimit(.minutes(10))) struct RunTests {
    private let counter = Counter()
    private let mended = Box<Bool>()

    /// A worker on which execution `x` has failed in step `b`.
    private func failed() throws -> TestWorker {
        let worker = try durable(three(counter, mended: mended))
        try worker.start("h", id: "x", payload: "in")
        try #require(try worker.status("x") == .failed)
        mended.value = true
        return worker
    }

    // MARK: retry

    @Test func `a retry keeps what completed and goes on with the failed step's key`() throws {
        let worker = try failed()
        let said = try worker.perform(.retry(id: "x", step: "b", overlap: nil))
        #expect(said == "run 1 of x retries step 'b'; the result of step 'a' is kept")
        let detail = try worker.show("x")
        #expect(detail.execution.status == .completed)
        #expect(detail.runs.map(\.trigger) == [.initial, .retry])
        #expect(detail.runs.map(\.status) == [.failed, .completed])
        #expect(detail.runs[0].error?.contains("b is broken") == true)
        #expect(counter["a"] == 1 && counter["b"] == 2 && counter["c"] == 1)
        #expect(counter["x/0/b"] == 2 && counter["x/0/c"] == 1)
        #expect(detail.runs[1].steps.map(\.keptFrom) == [0, nil, nil])
        #expect(detail.runs[1].steps[0].attempts.isEmpty)
        #expect(detail.runs[0].steps.map(\.status) == [.completed, .failed])
        try worker.audit()
    }

    @Test func `a retry of a retry still has the key of the step's first run`() throws {
        let worker = try failed()
        mended.value = false
        try worker.perform(.retry(id: "x", step: "b", overlap: nil))
        #expect(try worker.status("x") == .failed)
        mended.value = true
        try worker.perform(.retry(id: "x", step: "b", overlap: nil))
        #expect(counter["x/0/b"] == 3)
        #expect(counter["a"] == 1)
        #expect(try worker.show("x").runs.map(\.status) == [.failed, .failed, .completed])
        #expect(try worker.step("a", of: "x").keptFrom == 0)
        try worker.audit()
    }

    @Test func `a retry of a step that completed is refused, of an unknown one not found`() throws {
        let worker = try failed()
        let completed = refusal { try worker.perform(.retry(id: "x", step: "a", overlap: nil)) }
        #expect(completed?.code == .refused)
        #expect(
            completed?.message == "step 'a' of 'x' has completed: to repeat it use rerun --from a"
        )
        let unknown = refusal { try worker.perform(.retry(id: "x", step: "z", overlap: nil)) }
        #expect(unknown?.code == .notFound)
        #expect(unknown?.message == "run 0 of 'x' has no step 'z': it has a, b")
        #expect(
            refusal { try worker.perform(.retry(id: "y", step: "b", overlap: nil)) }?.message
                == "no execution 'y'"
        )
        #expect(try worker.show("x").runs.count == 1)
        try worker.audit()
    }

    @Test(arguments: [1_000, 0]) func `a retry of a step that backs off only skips the wait`(inMemory: Int)
        throws
    {
        let worker = try durable(three(counter, mended: mended, retry: .fixed(2, delay: .seconds(600)))) {
            $0.parkedInMemory = inMemory
        }
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .seconds(10))
        #expect(try worker.step("b", of: "x").status == .retrying)
        mended.value = true
        let said = try worker.perform(.retry(id: "x", step: "b", overlap: nil))
        #expect(said == "retrying step 'b' of x now")
        #expect(try worker.status("x") == .completed)
        #expect(try worker.show("x").runs.count == 1)
        #expect(try worker.step("b", of: "x").attempts.map(\.startedAt) == [start, start + .seconds(10)])
        #expect(counter["x/0/b"] == 2)
        try worker.audit()
    }

    @Test func `a skipped wait uses up the retry it was for, and later waits are whole`() throws {
        let worker = try durable(three(counter, mended: mended, retry: .fixed(2, delay: .seconds(600))))
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .seconds(10))
        try worker.perform(.retry(id: "x", step: "b", overlap: nil))
        #expect(try worker.step("b", of: "x").nextRetryAt == start + .seconds(610))
        worker.advance(by: .seconds(599))
        #expect(counter["b"] == 2)
        worker.advance(by: .seconds(1))
        #expect(counter["b"] == 3)
        #expect(try worker.status("x") == .failed)
        try worker.audit()
    }

    @Test func `a skipped wait is not forgotten when the worker dies right after`() throws {
        let worker = try durable(three(counter, mended: mended, retry: .fixed(2, delay: .seconds(600))))
        try worker.start("h", id: "x", payload: "in")
        worker.crash()
        #expect(
            try worker.performWithoutWorker(.retry(id: "x", step: "b", overlap: nil)).refusal == nil
        )
        mended.value = true
        try worker.restart()
        #expect(try worker.status("x") == .completed)
        try worker.audit()
    }

    @Test func `a step that runs cannot be retried`() throws {
        let gate = Gate()
        let worker = try durable(Script.held(gate))
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .milliseconds(20))
        let error = refusal { try worker.perform(.retry(id: "x", step: "hold", overlap: nil)) }
        #expect(error?.code == .refused)
        #expect(error?.message.hasPrefix("step 'hold' of 'x' is running") == true)
        try worker.audit()
    }

    @Test(arguments: ["b", nil] as [String?])
    func `of a run that has yet to begin nothing is retried, and that is said`(step: String?) throws {
        let gate = Gate()
        let script = Script { input in
            if input == "hold" {
                try await Durable.step("hold") { try await gate.pass("y") }
                return input
            }
            return try await Durable.step("b", retry: .none) { throw Trouble("b is broken") }
        }
        let worker = try durable(script, settings: { $0.concurrency = 1 })
        try worker.start("h", id: "x", payload: "in")
        try #require(try worker.status("x") == .failed)
        try worker.start("h", id: "y", payload: "hold")
        worker.advance(by: .milliseconds(20))
        try worker.perform(.retry(id: "x", step: "b", overlap: nil))
        try #require(try worker.status("x") == .scheduled)
        let again = refusal { try worker.perform(.retry(id: "x", step: step, overlap: nil)) }
        let code: ZartError.Code = step == nil ? .refused : .notFound
        #expect(again?.code == code)
        #expect(again?.message.hasPrefix("run 1 of 'x' has yet to begin: ") == true)
        gate.open("y")
        worker.settle()
        #expect(try worker.show("x").runs.map(\.status) == [.failed, .failed])
        try worker.audit()
    }

    @Test func `a cancelled execution goes on where it was by a retry`() throws {
        let gate = Gate()
        let worker = try durable(Script.held(gate))
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .milliseconds(20))
        try worker.cancel("x")
        gate.open("x")
        try worker.perform(.retry(id: "x", step: "hold", overlap: nil))
        #expect(try worker.status("x") == .completed)
        try worker.audit()
    }

    // MARK: restart

    @Test func `a restart keeps nothing and has new keys`() throws {
        let worker = try failed()
        #expect(
            try worker.perform(.restart(id: "x", payload: nil, overlap: nil))
                == "run 1 of x begins from the start"
        )
        let detail = try worker.show("x")
        #expect(detail.execution.result == "\"in\"")
        #expect(detail.runs.map(\.trigger) == [.initial, .restart])
        #expect(counter["a"] == 2)
        #expect(counter["x/0/a"] == 1 && counter["x/1/a"] == 1 && counter["x/1/b"] == 1)
        try worker.audit()
    }

    @Test
    func `a restart with another payload runs with it, and starting the old one again stays idempotent`()
        throws
    {
        let worker = try failed()
        try worker.perform(.restart(id: "x", payload: "\"other\"", overlap: nil))
        #expect(try worker.show("x").runs.map(\.payload) == ["\"in\"", nil])
        #expect(try worker.execution("x").result == "\"other\"")
        #expect(
            try worker.perform(.start(task: "h", id: "x", payload: "\"in\"", overlap: nil))
                == "x exists already: completed"
        )
        #expect(
            refusal { try worker.perform(.restart(id: "x", payload: "7", overlap: nil)) }?.code == .invalid
        )
        #expect(
            refusal { try worker.perform(.restart(id: "x", payload: "{", overlap: nil)) }?.code == .invalid
        )
        #expect(try worker.show("x").runs.count == 2)
        try worker.perform(.restart(id: "x", payload: nil, overlap: nil))
        try worker.perform(.restart(id: "x", payload: "\"third\"", overlap: nil))
        #expect(try worker.show("x").runs.map(\.payload) == ["\"in\"", "\"other\"", "\"other\"", nil])
        try worker.audit()
    }

    @Test func `a further run is no second dispatch`() throws {
        let worker = try failed()
        try worker.perform(.restart(id: "x", payload: nil, overlap: nil))
        let page = try worker.store.makeReader(zones: { _ in nil })
            .events(EventFilter(execution: "x"), .newer, from: nil, limit: 100)
        let beginnings = page.events.compactMap { event -> String? in
            switch event.kind {
            case .dispatched: "dispatched"
            case .runBegan(let run, let trigger): "run \(run), \(trigger.rawValue)"
            default: nil
            }
        }
        #expect(beginnings == ["dispatched", "run 1, restart"])
    }

    @Test func `a result that a run kept is no event of that run`() throws {
        let worker = try failed()
        try worker.perform(.retry(id: "x", step: "b", overlap: nil))
        let page = try worker.store.makeReader(zones: { _ in nil })
            .events(EventFilter(level: .debug, execution: "x"), .newer, from: nil, limit: 100)
        let ends = page.events.compactMap { event -> String? in
            guard case .stepEnded(let step, _, let status, _, _) = event.kind else { return nil }
            return "\(step) \(status.rawValue)"
        }
        #expect(ends == ["a completed", "b failed", "b completed", "c completed"])
    }

    @Test func `what has not ended is not restarted, nor what has a step that has yet to stop`() throws {
        let gate = Gate()
        let worker = try durable(Script.held(gate, isStubborn: true))
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .milliseconds(20))
        let open = refusal { try worker.perform(.restart(id: "x", payload: nil, overlap: nil)) }
        #expect(open?.code == .refused)
        #expect(
            open?.message
                == "execution 'x' has not ended: it is running; wait for its end or cancel it first"
        )
        try worker.cancel("x")
        let stopping = refusal { try worker.perform(.restart(id: "x", payload: nil, overlap: nil)) }
        #expect(stopping?.message == "step 'hold' of 'x' has yet to stop: try again when it has")
        gate.open("x")
        worker.settle()
        try worker.perform(.restart(id: "x", payload: nil, overlap: nil))
        #expect(try worker.status("x") == .completed)
        try worker.audit()
    }

    // MARK: rerun

    @Test func `a rerun keeps what began before the step and repeats the rest with new keys`() throws {
        let worker = try failed()
        try worker.perform(.retry(id: "x", step: "b", overlap: nil))
        let said = try worker.perform(.rerun(id: "x", step: "b", overlap: nil))
        #expect(said == "run 2 of x repeats from step 'b' on; the result of step 'a' is kept")
        #expect(try worker.status("x") == .completed)
        #expect(counter["a"] == 1 && counter["b"] == 3 && counter["c"] == 2)
        #expect(counter["x/2/b"] == 1 && counter["x/2/c"] == 1)
        #expect(try worker.show("x").runs.map(\.trigger) == [.initial, .retry, .rerun])
        #expect(
            refusal { try worker.perform(.rerun(id: "x", step: "z", overlap: nil)) }?.code == .notFound
        )
        try worker.audit()
    }

    @Test func `of a parallel group a rerun keeps the siblings listed before the step`() throws {
        let counter = counter
        let worker = try durable(
            Script { _ in
                let steps = ["p", "q", "r"].map { name in
                    NamedStep(name: name) {
                        counter.add(name)
                        return name
                    }
                }
                return try await Durable.parallel(steps).joined()
            }
        )
        try worker.start("h", id: "x", payload: "in")
        let listed = try worker.show("x").runs[0].steps.map(\.name)
        try worker.perform(.rerun(id: "x", step: listed[1], overlap: nil))
        #expect(try worker.status("x") == .completed)
        #expect(counter[listed[0]] == 1 && counter[listed[1]] == 2 && counter[listed[2]] == 2)
        try worker.audit()
    }

    // MARK: The maximum

    private func atCap(_ overlap: OverlapPolicy) throws -> (TestWorker, Gate) {
        let gate = Gate()
        gate.open("t-0")
        let worker = try TestWorker {
            $0.registerDurable("t", Script.held(gate))
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .fixedDelay(.seconds(10)),
                    overlap: overlap,
                    payload: "hi"
                )
        }
        worker.advance(by: .seconds(10))
        return (worker, gate)
    }

    @Test(arguments: [OverlapPolicy.skipIfRunning, .cancelAndRestart, .max(1, atCap: .buffer())])
    func `at the cap a further run is refused, naming the holder`(overlap: OverlapPolicy) throws {
        let (worker, _) = try atCap(overlap)
        for action in [
            Order.Action.restart(id: "t-0", payload: nil, overlap: nil),
            .rerun(id: "t-0", step: "hold", overlap: nil),
        ] {
            let error = refusal { try worker.perform(action) }
            #expect(error?.code == .refused)
            #expect(error?.message.contains("already runs t-1") == true, "\(error?.message ?? "")")
        }
        #expect(try worker.statuses() == [.completed, .running])
        try worker.audit()
    }

    @Test func `an override runs beside and is recorded`() throws {
        let (worker, gate) = try atCap(.skipIfRunning)
        gate.shut("t-0")
        try worker.perform(.restart(id: "t-0", payload: nil, overlap: .alwaysStart))
        #expect(try worker.statuses() == [.running, .running])
        #expect(
            try worker.sql("SELECT kind, target, policy, answer_execution FROM zart_orders")
                == [["restart", "t-0", "always-start", "t-0"]]
        )
        #expect(try worker.sql("SELECT override FROM zart_executions ORDER BY seq") == [["1"], ["0"]])
        try worker.audit()
    }

    @Test func `a further run holds its slot: ticks are skipped while it runs`() throws {
        let (worker, gate) = try atCap(.skipIfRunning)
        gate.open("t-1")
        worker.settle()
        gate.shut("t-0")
        try worker.perform(.rerun(id: "t-0", step: "hold", overlap: nil))
        worker.advance(by: .seconds(10))
        #expect(try worker.ledger().last?.heldBy == "t-0")
        #expect(try worker.task().occurrence == 2)
        try worker.audit()
    }

    @Test func `a further run of an after-completion task pushes its next instant on`() throws {
        let worker = try TestWorker {
            $0.registerDurable("t", Script.quick())
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .afterCompletion(.seconds(10)),
                    payload: "hi"
                )
        }
        worker.advance(by: .seconds(4))
        try worker.perform(.restart(id: "t-0", payload: nil, overlap: nil))
        #expect(try worker.task().nextFireAt == start + .seconds(14))
        worker.advance(by: .seconds(10))
        #expect(try worker.statuses() == [.completed, .completed])
        try worker.audit()
    }

    // MARK: Crashes

    @Test func `a run begun while no worker ran is carried out by the next one`() throws {
        let worker = try failed()
        worker.crash()
        let answer = try worker.performWithoutWorker(.retry(id: "x", step: "b", overlap: nil))
        #expect(answer.refusal == nil)
        #expect(answer.message.hasSuffix("; no worker runs: it begins once one does"))
        #expect(try worker.status("x") == .scheduled)
        try worker.restart()
        #expect(try worker.status("x") == .completed)
        #expect(counter["a"] == 1 && counter["x/0/b"] == 2)
        try worker.audit()
    }

    @Test func `a worker that dies in a further run goes on in it`() throws {
        let worker = try failed()
        worker.crash(afterStep: "b")
        _ = try? worker.perform(.retry(id: "x", step: "b", overlap: nil))
        try worker.restart()
        #expect(try worker.status("x") == .completed)
        #expect(try worker.show("x").runs.count == 2)
        #expect(counter["b"] == 2 && counter["a"] == 1)
        try worker.audit()
    }

    // MARK: Orders about a run

    @Test func `an order about a run is carried out once, however often it is given`() throws {
        let worker = try failed()
        let order = Order(.restart(id: "x", payload: nil, overlap: nil), actor: "anna", run: 0)
        #expect(worker.engine.performNow(order).refusal == nil)
        worker.settle()
        let again = worker.engine.performNow(order)
        #expect(again.refusal == .refused)
        #expect(again.message == "run 1 of 'x' has begun since; the order was about run 0")
        #expect(try worker.execution("x").run == 1)
        try worker.audit()
    }

    @Test func `a retry without a step goes on where the run failed`() throws {
        let worker = try failed()
        let said = try worker.perform(.retry(id: "x", step: nil, overlap: nil))
        #expect(said == "run 1 of x goes on where it failed; the result of step 'a' is kept")
        #expect(counter["a"] == 1 && counter["x/0/b"] == 2)
        let refused = refusal { try worker.perform(.retry(id: "x", step: nil, overlap: nil)) }
        #expect(refused?.message.hasPrefix("execution 'x' has completed") == true)
        try worker.audit()
    }
}

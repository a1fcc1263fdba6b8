import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// Fails when its number is divisible by three, after one retry.
private struct EveryThirdFails: DurableExecution {
    func run(_ input: String?) async throws -> Int {
        let number = ExecutionContext.current?.occurrence ?? 0
        return try await step("work", retry: .fixed(1, delay: .seconds(1))) {
            if number % 3 == 0 { throw Trouble("no luck") }
            return number
        }
    }
}

private func worker(
    every delay: Duration = .seconds(10),
    keep: Retention,
    settings: @escaping (inout EngineSettings) -> Void = { _ in }
) throws -> TestWorker {
    try TestWorker(settings: settings) {
        $0.registerDurable("t", EveryThirdFails())
            .registerRecurringDurable(
                "t",
                idTemplate: "t-{occurrence}",
                recurrence: .fixedDelay(delay),
                keep: keep
            )
    }
}

@Suite(.timeLimit(.minutes(10))) struct RetentionTests {
    /// What monitoring is told of the task.
    private func metrics(_ worker: TestWorker) throws -> TaskMetrics {
        let reader = try SQLiteReader(path: worker.path, zones: { _ in nil })
        return try #require(try reader.metrics(at: worker.now).tasks.first { $0.name == "t" })
    }

    /// The numbers of the executions that are kept, oldest first.
    private func kept(_ worker: TestWorker, _ condition: String = "1") throws -> [Int] {
        try worker.sql("SELECT occurrence FROM zart_executions WHERE \(condition) ORDER BY seq")
            .compactMap { $0[0].flatMap { Int($0) } }
    }

    @Test func `a task keeps its newest occurrences, and as many that failed`() throws {
        let worker = try worker(keep: Retention(count: 5))
        worker.advance(by: .seconds(1_000))
        try worker.perform(.prune(task: nil, olderThan: nil))
        worker.advance(by: .seconds(1))
        let next = try worker.task().occurrence
        let recent = (next - 5)..<next
        #expect(try kept(worker, "status <> 'failed'") == recent.filter { $0 % 3 != 0 })
        let failed = try kept(worker, "status = 'failed'")
        #expect(failed.count == 5 && failed.allSatisfy { $0 % 3 == 0 } && failed == failed.sorted())
        #expect(failed.last ?? 0 >= next - 4)
        #expect(try worker.task().occurrence == 101)
        try worker.audit()
    }

    @Test func `ended executions go when they are too old, and failed ones later`() throws {
        let worker = try worker(keep: Retention(age: .seconds(100), failed: .seconds(400)))
        worker.advance(by: .seconds(2_000))
        let now = worker.now.milliseconds
        // The worker looks once a minute.
        #expect(try kept(worker, "status <> 'failed' AND ended_at < \(now - 165_000)").isEmpty)
        #expect(try kept(worker, "status = 'failed' AND ended_at < \(now - 465_000)").isEmpty)
        #expect(try kept(worker, "status <> 'failed'").count >= 6)
        #expect(try kept(worker, "status = 'failed'").count >= 13)
        try worker.audit()
    }

    @Test func `counters are what they were before pruning`() throws {
        let worker = try worker(keep: Retention())
        worker.advance(by: .seconds(605))
        try worker.perform(.trigger(task: "t", overlap: .alwaysStart))
        try worker.start("t", id: "by-hand", payload: String?.none)
        worker.advance(by: .seconds(5))
        try worker.perform(.restart(id: "t-6", payload: nil, overlap: .alwaysStart))
        worker.advance(by: .seconds(8))
        let before = try metrics(worker)
        #expect(before.dispatched == 64)
        #expect(before.runs[.failed] ?? 0 == 23 && before.runs[.completed] ?? 0 == 42)
        #expect(before.retries == before.runs[.failed])
        #expect(before.attempts[.failed] == 2 * before.retries)
        try worker.perform(.prune(task: "t", olderThan: .zero))
        worker.advance(by: .seconds(1))
        let after = try metrics(worker)
        #expect(try kept(worker).count < 5)
        #expect(after.dispatched == before.dispatched && after.runs == before.runs)
        #expect(after.attempts == before.attempts && after.retries == before.retries)
        #expect(after.completedMilliseconds == before.completedMilliseconds)
        #expect(after.lastSuccess == before.lastSuccess && after.decisions == before.decisions)
        try worker.audit()
    }

    @Test func `decisions leave their counts behind, and the newest row stays to be lengthened`() throws {
        let worker = try worker(keep: Retention(age: .seconds(100), count: 3, failed: .seconds(100)))
        worker.advance(by: .seconds(3_000))
        #expect(try worker.ledger().count <= 40)
        #expect(try metrics(worker).decisions[.started] == 301)
        try worker.audit()
        // A gap longer than anything is kept: the row that began before it goes on in place.
        try worker.perform(.pause(task: "t", until: nil, note: nil))
        worker.advance(by: .seconds(2_000))
        try worker.perform(.resume(task: "t", missed: .skip))
        worker.advance(by: .seconds(600))
        try worker.audit()
        worker.crash()
        worker.advance(by: .seconds(5_000))
        try worker.restart()
        worker.advance(by: .seconds(500))
        try worker.audit()
    }

    @Test func `more rows of decisions than ten times the executions are too many`() throws {
        let worker = try TestWorker {
            $0.registerDurable("t", Script.quick())
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .fixedDelay(.seconds(1)),
                    payload: "x",
                    keep: Retention(count: 2)
                )
        }
        worker.advance(by: .seconds(900))
        #expect(try worker.ledger().count <= 20 + 61)
        #expect(try worker.ledger().count >= 20)
        #expect(try metrics(worker).decisions[.started] == 901)
        try worker.audit()
    }

    @Test func `what runs, waits or is held is never pruned`() throws {
        let worker = try TestWorker {
            $0.registerDurable("t", Script.quick())
                .registerDurable("long", Sleeper())
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .fixedDelay(.seconds(10)),
                    payload: "x"
                )
        }
        try worker.start("long", id: "long-one", payload: String?.none)
        worker.advance(by: .seconds(100))
        try worker.perform(.prune(task: nil, olderThan: .zero))
        worker.advance(by: .seconds(5))
        #expect(try worker.status("long-one") == .running)
        #expect(try kept(worker, "task IS NOT NULL") == [10])
        #expect(try worker.task().lastExecution == "t-10")
        worker.advance(by: .seconds(7_300))
        #expect(try worker.status("long-one") == .completed)
        try worker.audit()
    }

    @Test func `changes of state go from the oldest on, though the clock was set back between them`() throws {
        func program(_ recurrence: Recurrence) -> @Sendable (Worker.Builder) -> Worker.Builder {
            {
                $0.registerDurable("t", EveryThirdFails())
                    .registerRecurringDurable("t", idTemplate: "t-{occurrence}", recurrence: recurrence)
            }
        }
        let worker = try TestWorker(settings: { _ in }, program(.at(start - .seconds(1))))
        #expect(try worker.task().state == .finished)
        worker.advance(by: .seconds(10))
        worker.setWall(by: .seconds(-2 * 86_400))
        worker.advance(by: .seconds(60))
        worker.crash()
        try worker.restart(program(.fixedDelay(.seconds(3_600))))
        worker.advance(by: .seconds(43_200))
        try worker.perform(.stop(task: "t"))
        try worker.perform(.prune(task: "t", olderThan: .seconds(3_600)))
        worker.advance(by: .seconds(120))
        try worker.audit()
    }

    @Test func `an order to prune goes by one task alone, and survives the worker`() throws {
        let worker = try TestWorker {
            $0.registerDurable("t", Script.quick())
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .fixedDelay(.seconds(1)),
                    payload: "x"
                )
                .registerRecurringDurable(
                    "other",
                    handler: "t",
                    idTemplate: "o-{occurrence}",
                    recurrence: .fixedDelay(.seconds(10)),
                    payload: "x"
                )
        }
        worker.advance(by: .seconds(500))
        let reader = try SQLiteReader(path: worker.path, zones: { _ in nil })
        let before = worker.now - .seconds(100)
        let plan = try reader.keepingPlans(task: "t", before: before, rule: .standard, now: worker.now)
        #expect(plan.map(\.task) == ["t"] && plan.first?.executions == 400)
        // Recorded, and the worker dies before the first bite.
        try worker.perform(.prune(task: "t", olderThan: .seconds(100)))
        worker.crash()
        try worker.restart()
        worker.advance(by: .seconds(61))
        #expect(
            try worker.sql("SELECT executions, ended_at IS NOT NULL FROM zart_prunings") == [["400", "1"]]
        )
        #expect(try worker.scheduler.executions(of: "other", limit: 1_000).count == 57)
        #expect(throws: ZartError.self) { try worker.perform(.prune(task: "nobody", olderThan: nil)) }
        try worker.audit()
    }

    @Test func `without a worker an order prunes everything before it is answered`() throws {
        let worker = try worker(every: .seconds(1), keep: Retention())
        worker.advance(by: .seconds(700))
        worker.crash()
        let answer = try worker.performWithoutWorker(.prune(task: nil, olderThan: .zero))
        #expect(answer.message.hasPrefix("removed ") && answer.refusal == nil)
        #expect(try kept(worker).count <= 2)
        try worker.restart()
        worker.advance(by: .seconds(10))
        try worker.audit()
    }

    @Test func `a failing disk leaves what is pruned and what is counted together`() throws {
        for failing in 1...12 {
            let count = Counter()
            let worker = try worker(every: .seconds(1), keep: Retention())
            worker.advance(by: .seconds(60))
            worker.crash()
            worker.storeFaults = { sql throws(StoreError) in
                guard sql.hasPrefix("DELETE FROM zart_steps") else { return }
                if count.add("delete") == failing { throw StoreError(.inputOutput, "the disk is gone") }
            }
            try worker.restart()
            _ = try? worker.perform(.prune(task: nil, olderThan: .zero))
            worker.advance(by: .seconds(120))
            #expect(count["delete"] >= failing, "the fault never came")
            #expect(try metrics(worker).dispatched == (try worker.task().occurrence))
            try worker.audit()
        }
    }

    @Test func `what a failed commit was to remove stays until it is asked for again`() throws {
        let count = Counter()
        let worker = try worker(every: .seconds(1), keep: Retention())
        worker.advance(by: .seconds(300))
        worker.crash()
        let newest = try #require(try kept(worker).last)
        worker.storeFaults = { sql throws(StoreError) in
            if sql.hasPrefix("DELETE FROM zart_executions") { count.add("delete") }
            guard sql == "COMMIT", count["delete"] > 0 else { return }
            if count.add("commit") == 1 { throw StoreError(.inputOutput, "the disk is gone") }
        }
        try worker.restart()
        #expect(throws: (any Error).self) { try worker.perform(.prune(task: nil, olderThan: .zero)) }
        worker.advance(by: .seconds(120))
        let all = Array(0...newest)
        #expect(try kept(worker, "occurrence <= \(newest)") == all, "what was refused removes nothing")
        try worker.perform(.prune(task: nil, olderThan: .zero))
        worker.advance(by: .seconds(120))
        #expect(count["commit"] > 1)
        #expect(try kept(worker, "occurrence < \(newest - 5)").isEmpty)
        try worker.audit()
    }

    @Test func `what held work back and orders given together go too, but for what still counts`() throws {
        let worker = try worker(keep: Retention())
        worker.advance(by: .seconds(5))
        try worker.perform(.skip(task: "t", count: 0))
        let old = (start - .seconds(200 * 86_400)).milliseconds
        let young = (start - .seconds(86_400)).milliseconds
        _ = try worker.sql(
            """
            INSERT INTO zart_holds (number, began_at, actor, terminal, ended_at, ended_by) VALUES
                (1, \(old), 'anna', '', \(old), 'anna'), (2, \(old), 'anna', '', \(young), 'anna'),
                (3, \(young), 'anna', '', \(young), 'anna')
            """
        )
        _ = try worker.sql(
            """
            INSERT INTO zart_step_rules (number, steps, tasks, actor, terminal, began_at, ended_at, ended_by) VALUES
                (1, 'x', 'nobody', 'anna', '', \(old), NULL, NULL), (2, 'x', '*', 'anna', '', \(old), \(old), 'anna'),
                (3, 'x', '*', 'anna', '', \(young), \(young), 'anna')
            """
        )
        _ = try worker.sql(
            """
            INSERT INTO zart_bulks (number, command, actor, posted_at, first_order, last_order, closed_at) VALUES
                (1, 'gone', 'anna', \(old), -2, 0, NULL), (2, 'told', 'anna', \(old), 1, 1, \(old)),
                (3, 'kept', 'anna', \(old), 1, 1, NULL), (4, 'young', 'anna', \(young), 1, 1, \(young))
            """
        )
        worker.advance(by: .seconds(70))
        func numbers(_ table: String) throws -> [String?] {
            try worker.sql("SELECT number FROM \(table) ORDER BY number").map { $0[0] }
        }
        #expect(try numbers("zart_holds") == ["2", "3"])
        #expect(try numbers("zart_step_rules") == ["1", "3"])
        #expect(try numbers("zart_bulks") == ["3", "4"])
        try worker.audit()
    }

    @Test func `a backfill goes once nothing needs it, and what it started is not missing then`() throws {
        let worker = try TestWorker(
            settings: { settings in
                settings.keepEnded = .seconds(100)
                settings.keepFailed = .seconds(100)
            },
            {
                $0.registerDurable("t", Script.quick())
                    .registerRecurringDurable(
                        "t",
                        idTemplate: "t-{occurrence}",
                        recurrence: .fixedDelay(.seconds(10)),
                        overlap: .alwaysStart,
                        payload: "x"
                    )
            }
        )
        worker.advance(by: .seconds(5))
        try worker.perform(.pause(task: "t", until: nil, note: nil))
        worker.advance(by: .seconds(50))
        try worker.perform(.resume(task: "t", missed: .skip))
        worker.advance(by: .seconds(10))
        let since = BackfillRequest(from: start, to: worker.now)
        let before = BackfillRequest(from: start - .seconds(35), to: start - .seconds(1))
        for request in [since, before, since] { try worker.perform(.backfill(task: "t", request)) }
        func ids() throws -> [String?] {
            try worker.sql("SELECT id FROM zart_backfills ORDER BY id").map { $0[0] }
        }
        #expect(try worker.sql("SELECT count(*) FROM zart_executions WHERE cause = 'backfill'") == [["8"]])
        worker.advance(by: .seconds(90))
        #expect(try ids() == ["1", "2", "3"])
        worker.advance(by: .seconds(600))
        #expect(try worker.sql("SELECT count(*) FROM zart_executions WHERE cause = 'backfill'") == [["0"]])
        // No ledger tells of instants before the task was, and the newest keeps its number from being given again.
        #expect(try ids() == ["2", "3"])
        try worker.audit()
        for request in [since, before] { try worker.perform(.backfill(task: "t", request)) }
        worker.advance(by: .seconds(5))
        #expect(try worker.sql("SELECT count(*) FROM zart_executions WHERE cause = 'backfill'") == [["0"]])
        worker.crash()
        try worker.restart()
        #expect(try worker.sql("SELECT max(id) FROM zart_backfills") == [["5"]])
        try worker.audit()
    }

    @Test func `what is kept says so by its task, across restarts and in the specification`() throws {
        let keep = Retention(age: .seconds(3_600), count: 7, failed: .seconds(7_200))
        let worker = try worker(keep: keep)
        worker.advance(by: .seconds(1))
        worker.crash()
        try worker.restart()
        #expect(
            try worker.sql("SELECT keep_age, keep_count, keep_failed FROM zart_tasks") == [
                ["3600000", "7", "7200000"]
            ]
        )
        // Nothing new was said, so nothing new is on record.
        #expect(try worker.sql("SELECT count(*) FROM zart_specs") == [["1"]])
        let reader = try SQLiteReader(path: worker.path, zones: { _ in nil })
        #expect(try reader.registrations(at: worker.now).map(\.spec.keep) == [keep])
        for bad in [Retention(count: 0), Retention(age: .seconds(-1)), Retention(failed: .seconds(-1))] {
            #expect(throws: InvalidInput.self) { try Self.spec(bad).validate() }
        }
    }

    private static func spec(_ keep: Retention) -> TaskSpec {
        TaskSpec(name: "t", recurrence: .fixedDelay(.seconds(1)), keep: keep)
    }

    @Test func `a year of a task that fires every hour stays small`() throws {
        let worker = try worker(
            every: .seconds(3_600),
            keep: Retention(age: .seconds(86_400), failed: .seconds(172_800))
        ) { engine in
            // A look every hour and a sign of life twice a day are enough for a year that passes in seconds.
            engine.pruneInterval = .seconds(3_600)
            engine.leaseRenewal = .seconds(43_200)
            engine.orderLook = .seconds(43_200)
            engine.leaseLength = .seconds(129_600)
        }
        for _ in 0..<12 { worker.advance(by: .seconds(30 * 86_400)) }
        #expect(try kept(worker).count <= 60)
        #expect(try worker.ledger().count <= 60)
        #expect(try metrics(worker).dispatched == 12 * 30 * 24 + 1)
        try worker.audit()
    }
}

/// Sleeps for some hours.
private struct Sleeper: DurableExecution {
    func run(_ input: String?) async throws -> String {
        try await Durable.sleep("nap", for: .seconds(7_200))
        return "rested"
    }
}

import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

@Suite(.timeLimit(.minutes(10))) struct PastTests {
    /// Three tasks with retries, sleeps, failures and overlaps of every kind.
    private static func worker() throws -> TestWorker {
        let counter = Counter()
        let slow = Script { input in
            let id = ExecutionContext.current?.id ?? ""
            let one = try await Durable.step("fetch", retry: .fixed(2, delay: .seconds(3))) {
                if counter.add("\(id) fetch") < 3 { throw Trouble("not yet") }
                return input
            }
            try await Durable.sleep("settle", for: .seconds(7))
            return try await Durable.step("write") { one + "!" }
        }
        let failing = Script { _ in
            let id = ExecutionContext.current?.id ?? ""
            let number = try await Durable.step("count") { counter.add("all") }
            try await Durable.sleep("rest", for: .seconds(2))
            guard number % 3 > 0 else { throw Trouble("\(id) is unlucky") }
            return "ok"
        }
        return try TestWorker {
            $0.registerDurable("slow", slow).registerDurable("failing", failing)
                .registerRecurringDurable(
                    "skipping",
                    handler: "slow",
                    idTemplate: "skip-{occurrence}",
                    recurrence: .fixedDelay(.seconds(10)),
                    overlap: .skipIfRunning,
                    payload: "a"
                )
                .registerRecurringDurable(
                    "restarting",
                    handler: "slow",
                    idTemplate: "restart-{occurrence}",
                    recurrence: .fixedDelay(.seconds(8)),
                    overlap: .cancelAndRestart,
                    payload: "b"
                )
                .registerRecurringDurable(
                    "waiting",
                    handler: "slow",
                    idTemplate: "wait-{occurrence}",
                    recurrence: .fixedDelay(.seconds(9)),
                    overlap: .max(1, atCap: .buffer(limit: 2, keep: .latest)),
                    payload: "c"
                )
                .registerRecurringDurable(
                    "starting",
                    handler: "failing",
                    idTemplate: "start-{occurrence}",
                    recurrence: .fixedDelay(.seconds(5)),
                    overlap: .alwaysStart,
                    payload: "d"
                )
        }
    }

    @Test func `every moment looks afterwards as it looked then`() throws {
        let worker = try Self.worker()
        let zones: @Sendable (String) -> Zone? = { _ in nil }
        var seen: [(at: Instant, sight: Sight)] = []
        func look() throws {
            let sight = try Sight(SQLiteReader(path: worker.path, zones: zones), at: worker.now)
            seen.append((worker.now, sight))
            worker.advance(by: .milliseconds(1))
        }
        for round in 0..<42 {
            worker.advance(by: .milliseconds(3_301))
            switch round {
            case 5: try worker.perform(.skip(task: "starting", count: 4))
            case 6: try worker.perform(.skip(task: "starting", count: 2))
            case 8:
                let until = worker.now + .seconds(60)
                try worker.perform(.pause(task: "skipping", until: until, note: "deploy"))
            case 10: try worker.perform(.pauseSteps(steps: "write", tasks: "*", note: nil))
            case 13: try worker.perform(.resumeSteps(steps: "write", tasks: "*"))
            case 14: try worker.perform(.resume(task: "skipping", missed: .latest))
            case 15: try worker.perform(.pause(task: "waiting", until: nil, note: nil))
            case 19: try worker.perform(.resume(task: "waiting", missed: .all(9)))
            case 21: try worker.perform(.pauseAll(until: nil, note: nil))
            case 23: try worker.perform(.resumeAll(missed: .latest))
            case 16: try worker.perform(.trigger(task: "starting", overlap: .alwaysStart))
            case 20: try worker.perform(.cancel(id: try #require(seen.last?.sight.running.first?.id)))
            case 24: try worker.perform(.restart(id: "start-0", payload: nil, overlap: .alwaysStart))
            case 33: try worker.perform(.pauseAll(until: nil, note: nil))
            case 38: try worker.perform(.resumeAll(missed: .all(1)))
            case 28: try worker.perform(.stop(task: "starting"))
            case 32:
                worker.crash()
                try worker.restart()
            default: break
            }
            worker.advance(by: .milliseconds(1))
            try look()
        }
        for (at, sight) in seen {
            let past = try Sight(SQLiteReader(path: worker.path, at: at, zones: zones), at: at)
            for difference in past.differences(from: sight) { Issue.record("\(at): \(difference)") }
        }
        try worker.audit()
    }

    @Test func `what comes while no worker runs was not decided then, although its row goes on over it`()
        throws
    {
        let worker = try Self.worker()
        let zones: @Sendable (String) -> Zone? = { _ in nil }
        var seen: [(at: Instant, sight: Sight)] = []
        func look() throws {
            worker.advance(by: .milliseconds(1))
            seen.append(
                (worker.now, try Sight(SQLiteReader(path: worker.path, zones: zones), at: worker.now))
            )
            worker.advance(by: .milliseconds(1))
        }
        try worker.perform(.pause(task: "starting", until: nil, note: nil))
        worker.advance(by: .seconds(12))
        for isCrash in [false, true] {
            worker.advance(by: .seconds(11))
            if isCrash { worker.crash() } else { worker.stop(grace: .zero) }
            for _ in 0..<4 {
                // Beyond the lease: before it runs out nobody knows afterwards who still worked.
                worker.advance(by: .seconds(16))
                try look()
            }
            try worker.restart()
            worker.advance(by: .seconds(20))
        }
        let counts = seen.map { look in
            look.sight.ledgers.joined().filter { $0.decision == .paused }.map(\.count)
        }
        #expect(counts == [[4], [4], [4], [4], [23], [23], [23], [23]])
        for (at, sight) in seen {
            let past = try Sight(SQLiteReader(path: worker.path, at: at, zones: zones), at: at)
            for difference in past.differences(from: sight) { Issue.record("\(at): \(difference)") }
        }
        try worker.audit()
    }

    @Test func `a worker that was found dead later is not said to have worked after its last sign of life`()
        throws
    {
        let worker = try Self.worker()
        worker.advance(by: .seconds(20))
        worker.crash()
        worker.advance(by: .seconds(60))
        try worker.restart()
        let found = try SQLiteReader(path: worker.path) { _ in nil }.workers(limit: 9).sessions.last
        let seen = try #require(found?.seenAt)
        func look(_ at: Instant) throws -> (
            report: WorkerReport, silence: WorkerSilence?, first: AttentionRecord?
        ) {
            let past = try SQLiteReader(path: worker.path, at: at) { _ in nil }
            return (
                try past.workers(limit: 9), try past.silence(at: at),
                try past.attention(tasks: try past.tasks(), at: at).first
            )
        }
        let then = try look(seen)
        #expect(then.report.isLocked && then.report.holder?.seenAt == nil && then.silence == nil)
        // The lease lasts on for seconds.
        for wait in [1, 2_000, 30_000] as [Int64] {
            let after = try look(seen + .milliseconds(wait))
            let silence = WorkerSilence(since: seen, isDiskFull: false, isLast: true)
            #expect(!after.report.isLocked && after.report.holder?.seenAt == seen)
            #expect(after.silence == silence)
            #expect(after.first == .leaseExpired(session: 1, silence))
        }
    }

    @Test func `what is started by hand, and a clock that is set later, change nothing of how it was`() throws
    {
        let resting = Script { input in
            try await Durable.sleep("rest", for: .seconds(60))
            return input
        }
        let worker = try TestWorker {
            $0.registerDurable("t", resting)
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .afterCompletion(.seconds(100)),
                    payload: "a"
                )
        }
        worker.advance(by: .seconds(100))
        try worker.perform(.trigger(task: "t", overlap: .alwaysStart))
        worker.advance(by: .seconds(5))
        let at = worker.now
        let zones: @Sendable (String) -> Zone? = { _ in nil }
        let then = try Sight(SQLiteReader(path: worker.path, zones: zones), at: at)
        #expect(then.tasks.first?.nextFireAt != nil && then.running.count == 1)
        worker.advance(by: .seconds(1))
        worker.setWall(by: .seconds(30))
        worker.advance(by: .seconds(300))
        let past = try Sight(SQLiteReader(path: worker.path, at: at, zones: zones), at: at)
        for difference in past.differences(from: then) { Issue.record("\(difference)") }
    }

    @Test func `until when an event was waited for is told after its execution was cancelled`() throws {
        let worker = try durable(
            Script { _ in try await Durable.waitForEvent("approval", timeout: .seconds(60)) }
        )
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .seconds(10))
        let at = worker.now
        worker.advance(by: .seconds(1))
        try worker.cancel("x")
        let past = try SQLiteReader(path: worker.path, at: at) { _ in nil }
        let step = try #require(try past.detail(id: "x")?.runs.first?.steps.first)
        #expect(step.status == .waiting && step.nextRetryAt == start + .seconds(60))
        #expect(try worker.step("approval", of: "x").nextRetryAt == nil)
    }

    @Test func `what an execution had to wait for is told after it has begun`() throws {
        let gate = Gate()
        let worker = try TestWorker {
            $0.registerDurable("t", Script.held(gate, isStubborn: true))
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .fixedDelay(.seconds(10)),
                    overlap: .cancelAndRestart,
                    payload: "hi"
                )
        }
        worker.advance(by: .seconds(12))
        let at = worker.now
        #expect(try worker.execution("t-1").waitsFor == "t-0/hold")
        worker.advance(by: .seconds(1))
        gate.open("t-0")
        gate.open("t-1")
        worker.advance(by: .seconds(5))
        #expect(try worker.status("t-1") == .completed)
        let past = try SQLiteReader(path: worker.path, at: at) { _ in nil }
        #expect(try past.running(limit: 9).first?.waitsFor == "t-0/hold")
        let task = try #require(try past.task(named: "t"))
        #expect(try past.attention(tasks: [task], at: at).count == 1)
    }

    @Test func `a task whose decisions of then are no longer kept was not late for that`() throws {
        let worker = try Self.worker()
        worker.advance(by: .seconds(62))
        let at = worker.now
        func starting(_ reader: SQLiteReader) throws -> TaskRecord {
            try #require(try reader.task(named: "starting"))
        }
        let then = try starting(SQLiteReader(path: worker.path) { _ in nil })
        #expect(!then.isLate(at: at))
        worker.advance(by: .seconds(600))
        try worker.perform(.prune(task: "starting", olderThan: .seconds(60)))
        worker.advance(by: .seconds(120))
        #expect(try worker.sql("SELECT count(*) FROM zart_pruned") != [["0"]])
        let past = try starting(SQLiteReader(path: worker.path, at: at) { _ in nil })
        #expect(past.nextFireAt == then.nextFireAt)
        #expect(!past.isLate(at: at))
    }

    @Test func `of a day of which completed ones have gone since no share is told`() throws {
        let worker = try Self.worker()
        worker.advance(by: .seconds(62))
        let at = worker.now
        func share() throws -> SuccessCount {
            try SQLiteReader(path: worker.path, at: at) { _ in nil }
                .successes(task: "starting", since: at - .seconds(86_400))
        }
        let then = try share()
        #expect(then.completed > 0 && !then.isPruned)
        worker.advance(by: .seconds(600))
        #expect(try share() == then)
        try worker.perform(.prune(task: "starting", olderThan: .seconds(60)))
        worker.advance(by: .seconds(120))
        #expect(try share().isPruned)
    }

    @Test func `a task is stopped as long as no version follows, although the stop is no longer on record`()
        throws
    {
        let worker = try Self.worker()
        worker.advance(by: .seconds(70))
        let before = worker.now - .seconds(30)
        try worker.perform(.stop(task: "starting"))
        worker.advance(by: .seconds(60))
        let meanwhile = worker.now
        worker.advance(by: .seconds(60))
        try worker.perform(.revive(task: "starting"))
        worker.advance(by: .seconds(600))
        try worker.perform(.prune(task: "starting", olderThan: .seconds(200)))
        worker.advance(by: .seconds(30))
        func state(_ at: Instant) throws -> TaskState? {
            try SQLiteReader(path: worker.path, at: at) { _ in nil }.task(named: "starting")?.state
        }
        let kept = "FROM zart_state_changes WHERE task = (SELECT id FROM zart_tasks WHERE name = 'starting')"
        #expect(try worker.sql("SELECT min(number) \(kept)") == [["1"]])
        #expect(try state(meanwhile) == .stopped)
        #expect(try state(before) == .active)
    }

    @Test func `a state that is no longer on record is not told by a change that came long after`() throws {
        let worker = try Self.worker()
        worker.advance(by: .seconds(10))
        let before = worker.now
        worker.advance(by: .seconds(10))
        try worker.perform(.pause(task: "starting", until: nil, note: nil))
        worker.advance(by: .seconds(30))
        try worker.perform(.resume(task: "starting", missed: .skip))
        worker.advance(by: .seconds(600))
        func state(_ at: Instant) throws -> TaskState? {
            try SQLiteReader(path: worker.path, at: at) { _ in nil }.task(named: "starting")?.state
        }
        #expect(try state(before) == .active)
        try worker.perform(.prune(task: "starting", olderThan: .seconds(60)))
        worker.advance(by: .seconds(30))
        #expect(try worker.sql("SELECT min(number) FROM zart_state_changes") == [["1"]])
        #expect(try state(before) == .active)
    }

    @Test func `skips that were used up long ago are not to come again once what they left out is pruned`()
        throws
    {
        let worker = try Self.worker()
        worker.advance(by: .seconds(10))
        try worker.perform(.skip(task: "starting", count: 3))
        worker.advance(by: .seconds(30))
        let after = worker.now
        func skips() throws -> Int? {
            try SQLiteReader(path: worker.path, at: after) { _ in nil }.task(named: "starting")?.skips
        }
        #expect(try skips() == 0)
        worker.advance(by: .seconds(600))
        try worker.perform(.prune(task: "starting", olderThan: .seconds(60)))
        worker.advance(by: .seconds(30))
        #expect(try worker.sql("SELECT count(*) FROM zart_pruned WHERE decision = 'excluded'") == [["1"]])
        #expect(try skips() == 0)
    }

    @Test func `an execution that is asked for is there however old it is`() throws {
        let worker = try Self.worker()
        worker.advance(by: .seconds(60))
        let reader = try SQLiteReader(path: worker.path, at: worker.now, including: ["skip-0"]) { _ in nil }
        #expect(try reader.execution(id: "skip-0")?.status == .completed)
        #expect(try reader.execution(id: "none") == nil)
        #expect(try !reader.hasChanged())
    }

    @Test func `what held work back then is told`() throws {
        let worker = try Self.worker()
        worker.advance(by: .seconds(5))
        try worker.perform(.pauseAll(until: nil, note: "the database moves"))
        try worker.perform(.pauseSteps(steps: "write", tasks: "*", note: nil))
        worker.advance(by: .seconds(5))
        let at = worker.now
        let then = try worker.scheduler.holds()
        worker.advance(by: .seconds(5))
        try worker.perform(.resumeAll(missed: .skip))
        try worker.perform(.resumeSteps(steps: "write", tasks: "*"))
        worker.advance(by: .seconds(5))
        let reader = try SQLiteReader(path: worker.path, at: at) { _ in nil }
        let told = try reader.holds()
        #expect(told.hold == then.hold && told.hold != nil)
        #expect(told.rules == then.rules && told.rules.count == 1)
        let tasks = try reader.tasks()
        #expect(tasks.count == 4 && tasks.allSatisfy(\.isHeld))
        #expect(try worker.scheduler.holds() == HoldReport())
    }

    @Test func `backfills are told as far as they had come then`() throws {
        let gate = Gate()
        let worker = try TestWorker(settings: { _ in }) {
            $0.registerDurable("t", Script.held(gate))
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .fixedDelay(.seconds(10)),
                    overlap: .alwaysStart,
                    payload: "hi"
                )
        }
        /// What is on record of each, but for the last word about it.
        func told(_ reader: SQLiteReader) throws -> [String] {
            try reader.backfills(task: nil, limit: 10).map { record in
                "\(record)".replacing(/note: (nil|Optional\("[^"]*"\))/, with: "")
            }
        }
        var seen: [(at: Instant, told: [String])] = []
        func look() throws {
            worker.advance(by: .milliseconds(1))
            seen.append((worker.now, try told(SQLiteReader(path: worker.path) { _ in nil })))
            worker.advance(by: .milliseconds(1))
        }
        worker.advance(by: .seconds(5))
        try worker.perform(.pause(task: "t", until: nil, note: nil))
        worker.advance(by: .seconds(50))
        try worker.perform(.resume(task: "t", missed: .skip))
        try look()
        let range = BackfillRequest(from: start, to: worker.now, only: .all, maximum: 2)
        try worker.perform(.backfill(task: "t", range))
        try look()
        gate.open("t-1")
        worker.settle()
        try look()
        try worker.perform(.pauseBackfill(id: 1))
        try look()
        gate.open("t-2")
        worker.settle()
        try look()
        try worker.perform(.resumeBackfill(id: 1))
        try look()
        for number in 0...6 { gate.open("t-\(number)"); worker.settle() }
        try look()
        let before = BackfillRequest(
            from: start - .seconds(50),
            to: start - .seconds(1),
            only: .all,
            order: .newest
        )
        try worker.perform(.backfill(task: "t", before))
        try look()
        try worker.perform(.cancelBackfill(id: 2))
        try look()
        // What has an execution is passed by together with what was dispatched before it.
        let alone = start - .seconds(30)
        try worker.perform(.backfill(task: "t", BackfillRequest(from: alone, to: alone, only: .all)))
        gate.open("t-\(try worker.task().occurrence - 1)")
        worker.settle()
        let rest = BackfillRequest(from: start - .seconds(50), to: start - .seconds(1), only: .missing)
        try worker.perform(.backfill(task: "t", rest))
        for _ in 0..<3 {
            try look()
            gate.open("t-\(try worker.task().occurrence - 1)")
            worker.settle()
        }
        try look()
        #expect(seen.first?.told == [] && seen.last?.told.count == 4)
        for (at, expected) in seen {
            #expect(try told(SQLiteReader(path: worker.path, at: at) { _ in nil }) == expected, "\(at)")
        }
    }

    @Test func `what a task kept then is told by its specification of then`() throws {
        func build(_ keep: Retention) -> (Worker.Builder) -> Worker.Builder {
            {
                $0.registerDurable("t", Script.quick())
                    .registerRecurringDurable(
                        "t",
                        idTemplate: "t-{occurrence}",
                        recurrence: .fixedDelay(.seconds(10)),
                        payload: "x",
                        lateGrace: .seconds(3),
                        keep: keep
                    )
            }
        }
        let worker = try TestWorker(settings: { _ in }, build(Retention(count: 7)))
        worker.advance(by: .seconds(5))
        let at = worker.now
        worker.advance(by: .seconds(5))
        worker.crash()
        try worker.restart(build(Retention(age: .seconds(3_600))))
        let now = try SQLiteReader(path: worker.path) { _ in nil }
        let then = try SQLiteReader(path: worker.path, at: at) { _ in nil }
        #expect(try now.registrations(at: worker.now).map(\.spec.keep) == [Retention(age: .seconds(3_600))])
        #expect(try then.registrations(at: worker.now).map(\.spec.keep) == [Retention(count: 7)])
        #expect(try now.view(ofTask: "t")?.lateGrace == .seconds(3))
    }

    @Test func `before there was anything there is nothing`() throws {
        let worker = try Self.worker()
        let before = worker.now - .seconds(10)
        worker.advance(by: .seconds(10))
        let reader = try SQLiteReader(path: worker.path, at: before) { _ in nil }
        #expect(try reader.tasks().isEmpty)
        #expect(try reader.running(limit: 10).isEmpty)
        #expect(try reader.workers(limit: 10).isLocked == false)
    }
}

import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// Works for minutes to hours, and fails now and then.
private struct Chore: DurableExecution {
    let longest: Int

    func run(_ input: String) async throws -> Int {
        let number = ExecutionContext.current?.occurrence ?? 0
        let fetched = try await step("fetch", retry: .fixed(2, delay: .seconds(90))) {
            if (ExecutionContext.current?.attempt ?? 1) <= number % 4 { throw Trouble("no answer") }
            return number
        }
        try await Durable.sleep("work", for: .seconds(60 + number * 7_919 % (longest * 60)))
        return try await step("store") { fetched }
    }
}

/// A month under everything that an operator does and that befalls a machine.
@Suite(.timeLimit(.minutes(10))) struct MonthTests {
    private static let day = Duration.seconds(86_400)
    private static let names = ["skipping", "restarting", "queueing", "starting", "nightly"]

    private static func worker() throws -> TestWorker {
        try TestWorker(
            settings: { settings in
                // Kept to the end: what was pruned cannot be counted again.
                settings.keepEnded = .seconds(400 * 86_400)
                // How often the worker looks around matters to nobody here.
                settings.leaseRenewal = .seconds(1_200)
                settings.leaseLength = .seconds(3_600)
                settings.orderLook = .seconds(1_200)
                settings.pruneInterval = .seconds(3_600)
            }
        ) { builder in
            var builder = builder
            for (name, recurrence, overlap, longest) in [
                ("skipping", .fixedDelay(.seconds(1_800)), .skipIfRunning, 70),
                ("restarting", .cron("0 */2 * * *", timezone: "UTC"), .cancelAndRestart, 150),
                ("queueing", .cron("20 * * * *", timezone: "UTC"), .max(2, atCap: .buffer(limit: 3)), 160),
                ("starting", .afterCompletion(.seconds(2_700)), .skipIfRunning, 20),
                ("nightly", .cron("30 2 * * *", timezone: "UTC"), .alwaysStart, 300),
            ] as [(String, Recurrence, OverlapPolicy, Int)] {
                builder = builder.registerDurable(name, Chore(longest: longest))
                    .registerRecurringDurable(
                        name,
                        idTemplate: "\(name)-{occurrence}",
                        recurrence: recurrence,
                        overlap: overlap,
                        payload: name
                    )
            }
            return builder
        }
    }

    @Test func `after a month of trouble rows, metrics and looks back agree`() throws {
        let worker = try Self.worker()
        // A month that has found two faults.
        var dice = Knuth(state: 4)
        var seen: [(at: Instant, sight: Sight)] = []
        var done: [String: Int] = [:]
        let end = worker.now + Self.day * 31
        func look() throws {
            worker.advance(by: .milliseconds(1))
            seen.append((worker.now, try sight(worker, at: worker.now, isPast: false)))
            worker.advance(by: .milliseconds(1))
        }
        while worker.now < end {
            worker.advance(by: .seconds(dice.next(3_600...14_400)))
            done[try trouble(worker, &dice, withoutWorker: look), default: 0] += 1
            if seen.isEmpty || worker.now - (seen.last?.at ?? end) > Self.day / 4 { try look() }
        }
        // The month had some of everything, and nothing was refused throughout.
        #expect(done.count == 12, "\(done)")
        try worker.audit()
        #expect(seen.count > 90)
        for (at, then) in seen {
            let past = try sight(worker, at: at, isPast: true)
            for difference in past.differences(from: then) {
                Issue.record("\(at): \(difference)")
            }
        }
        // Nothing moves any more while it is counted.
        try worker.perform(.pauseAll(until: nil, note: nil))
        worker.advance(by: Self.day)
        let counted = try metrics(worker)
        try compare(counted, worker)
        // Nor does pruning take anything from the counters.
        try worker.perform(.prune(task: nil, olderThan: Self.day))
        worker.advance(by: .seconds(600))
        let left = try worker.sql("SELECT count(*) FROM zart_executions")[0][0].flatMap { Int($0) }
        #expect(left ?? .max < 300)
        for (before, after) in zip(counted, try metrics(worker)) {
            #expect(before.decisions == after.decisions && before.runs == after.runs)
            #expect(before.dispatched == after.dispatched && before.attempts == after.attempts)
        }
        try worker.audit()
    }

    /// One thing that befalls the worker or is asked of it; gives its name.
    private func trouble(
        _ worker: TestWorker,
        _ dice: inout Knuth,
        withoutWorker look: () throws -> Void
    ) throws -> String {
        let task = Self.names[dice.next(0...Self.names.count - 1)]
        let last = try worker.scheduler.executions(of: task, limit: 1).first
        func ask(_ action: Order.Action) { _ = try? worker.perform(action) }
        switch dice.next(0...11) {
        case 0:
            worker.crash()
            let absence = dice.next(0...20_000)
            worker.advance(by: .seconds(absence))
            // Until its lease runs out nobody knows afterwards how long it lived.
            if absence > 3_600 { try look() }
            try worker.restart()
            return "crash"
        case 1:
            worker.stop(grace: .seconds(30))
            worker.advance(by: .seconds(dice.next(60...5_000)))
            try look()
            worker.crash()
            try worker.restart()
            return "stop of the worker"
        case 2:
            worker.setWall(by: .seconds(dice.next(1...4_000)))
            return "clock"
        case 3:
            ask(.pause(task: task, until: nil, note: "deploy"))
            worker.advance(by: .seconds(dice.next(1_000...20_000)))
            ask(.resume(task: task, missed: [.skip, .latest, .all(3)][dice.next(0...2)]))
            return "pause"
        case 4:
            ask(.pauseAll(until: nil, note: nil))
            worker.advance(by: .seconds(dice.next(1_000...9_000)))
            ask(.resumeAll(missed: .latest))
            return "pause of everything"
        case 5:
            ask(.pauseSteps(steps: "store", tasks: task, note: nil))
            worker.advance(by: .seconds(dice.next(1_000...9_000)))
            ask(.resumeSteps(steps: "store", tasks: task))
            return "step rule"
        case 6:
            last.map { ask(.cancel(id: $0.id)) }
            return "cancel"
        case 7:
            ask(.trigger(task: task, overlap: .alwaysStart))
            return "trigger"
        case 8:
            last.map { ask(.restart(id: $0.id, payload: nil, overlap: .alwaysStart)) }
            return "restart"
        case 9:
            ask(.skip(task: task, count: dice.next(1...4)))
            return "skip"
        case 10:
            ask(.stop(task: task))
            worker.advance(by: .seconds(dice.next(1_000...9_000)))
            ask(.revive(task: task))
            return "stop"
        default:
            let range = BackfillRequest(from: worker.now - Self.day, to: worker.now - .seconds(1), maximum: 2)
            ask(.backfill(task: task, range))
            return "backfill"
        }
    }

    /// As much as a screen shows.
    private func sight(_ worker: TestWorker, at: Instant, isPast: Bool) throws -> Sight {
        let zones = EngineSettings().zones
        let reader =
            try isPast
            ? SQLiteReader(path: worker.path, at: at, zones: zones)
            : SQLiteReader(path: worker.path, zones: zones)
        return try Sight(reader, at: at, since: at - Self.day, lines: 30)
    }

    private func metrics(_ worker: TestWorker) throws -> [TaskMetrics] {
        let zones = EngineSettings().zones
        return try SQLiteReader(path: worker.path, zones: zones).metrics(at: worker.now).tasks
    }

    /// Counts everything one by one, as monitoring was told.
    private func compare(_ counted: [TaskMetrics], _ worker: TestWorker) throws {
        #expect(counted.map(\.name) == Self.names.sorted())
        for task in counted {
            var decisions: [Decision: Int] = [:]
            for row in try worker.ledger(task.name)
            where row.decision != .buffered && (row.decision != .paused || row.resolvedAt != nil) {
                decisions[row.decision, default: 0] += row.count
            }
            #expect(task.decisions.filter { $0.value > 0 } == decisions, "\(task.name)")
            let executions = try worker.scheduler.executions(of: task.name, limit: 100_000)
            #expect(task.dispatched == executions.count, "\(task.name)")
            var runs: [ExecutionStatus: Int] = [:]
            for execution in executions {
                for run in try worker.show(execution.id).runs where run.status.isEnded {
                    runs[run.status, default: 0] += 1
                }
            }
            #expect(task.runs.filter { $0.value > 0 } == runs, "\(task.name)")
        }
    }
}

/// The linear congruential generator of Knuth's MMIX, so that a month is the same month each time.
private struct Knuth {
    var state: UInt64

    mutating func next(_ range: ClosedRange<Int>) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return range.lowerBound + Int(state >> 33) % range.count
    }
}

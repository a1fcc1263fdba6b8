import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// Works for minutes to hours, and fails now and then.
private struct Chore: DurableExecution {
    let longest: Int
    /// So many in a row fail, and twice as many after them do not; where it is 0 every fourth fails.
    var streak = 0

    func run(_ input: String) async throws -> Int {
        let number = ExecutionContext.current?.occurrence ?? 0
        let isUnlucky = streak > 0 && number / streak % 3 == 1
        let failures = streak == 0 ? number % 4 : isUnlucky ? 3 : 0
        let fetched = try await step("fetch", retry: .fixed(2, delay: .seconds(90))) {
            if (ExecutionContext.current?.attempt ?? 1) <= failures { throw Trouble("no answer") }
            return number
        }
        try await Durable.sleep("work", for: .seconds(60 + number * 7_919 % (longest * 60)))
        return try await step("store") { fetched }
    }
}

/// A month of tasks of every kind with all that befalls them, and what was seen of it on the way.
final class Month {
    /// What was seen at a moment.
    struct Look {
        let at: Instant
        let sight: Sight
    }

    private struct Plan {
        let name: String
        let recurrence: Recurrence
        let overlap: OverlapPolicy
        let chore: Chore
        var alarms = AlarmRules.standard
    }

    static let day = Duration.seconds(86_400)
    static let names = plans.map(\.name)
    /// 2026-10-05T00:00:00Z.
    static let begin = start + day * 277
    /// The clocks of Berlin go back from 03:00 to 02:00: 2026-10-25T01:00:00Z.
    static let clockChange = begin + day * 20 + .seconds(3_600)

    let worker: TestWorker
    /// The ids of the notices that somebody was given of alarms.
    let told: Lines
    var dice = Knuth(state: 4)
    /// How often each kind of trouble came.
    private(set) var done: [String: Int] = [:]
    private(set) var looks: [Look] = []
    /// What pruning has taken, looked up before it went.
    private(set) var gone = Tally()

    init() throws {
        let told = Lines()
        self.told = told
        worker = try TestWorker(
            now: Month.begin,
            settings: { settings in
                // Only operators prune.
                settings.keepEnded = Month.day * 400
                // How often the worker looks around matters to nobody here.
                settings.leaseRenewal = .seconds(1_200)
                settings.leaseLength = .seconds(3_600)
                settings.orderLook = .seconds(1_200)
                settings.pruneInterval = .seconds(3_600)
            }
        ) { builder in Month.program(builder, telling: told) }
    }

    private static let plans: [Plan] = [
        Plan(
            name: "deploying",
            recurrence: .cron("45 * * * *", timezone: "UTC"),
            overlap: .max(1, atCap: .buffer(limit: 2, keep: .latest, ttl: .seconds(5_400))),
            chore: Chore(longest: 80, streak: 5),
            alarms: AlarmRules(
                late: .at(.seconds(600)),
                noSuccess: .at(.seconds(4 * 3_600)),
                failures: .at(3)
            )
        ),
        Plan(
            name: "nightly",
            recurrence: .cron("30 2 * * *", timezone: "Europe/Berlin"),
            overlap: .alwaysStart,
            chore: Chore(longest: 300),
            alarms: AlarmRules(noSuccess: .at(.seconds(30 * 3_600)))
        ),
        Plan(
            name: "queueing",
            recurrence: .cron("20 * * * *", timezone: "Europe/Berlin"),
            overlap: .max(2, atCap: .buffer(limit: 3)),
            chore: Chore(longest: 160)
        ),
        Plan(
            name: "restarting",
            recurrence: .cron("0 */2 * * *", timezone: "UTC"),
            overlap: .cancelAndRestart,
            chore: Chore(longest: 150)
        ),
        Plan(
            name: "skipping",
            recurrence: .fixedDelay(.seconds(1_800)),
            overlap: .skipIfRunning,
            chore: Chore(longest: 70),
            alarms: AlarmRules(starved: .at(2))
        ),
        Plan(
            name: "starting",
            recurrence: .afterCompletion(.seconds(2_700)),
            overlap: .skipIfRunning,
            chore: Chore(longest: 20)
        ),
    ]

    private static func program(_ builder: Worker.Builder, telling told: Lines) -> Worker.Builder {
        var builder = builder.notifying { notice in told.add(notice.id) }
        for plan in plans {
            builder = builder.registerDurable(plan.name, plan.chore)
                .registerRecurringDurable(
                    plan.name,
                    idTemplate: "\(plan.name)-{occurrence}",
                    recurrence: plan.recurrence,
                    overlap: plan.overlap,
                    payload: plan.name,
                    alarms: plan.alarms
                )
        }
        return builder
    }

    // MARK: Going on

    /// Lets so many days pass, with trouble every few hours and a look at least each quarter of a day.
    func pass(days: Int) throws {
        let end = worker.now + Self.day * days
        while worker.now < end {
            worker.advance(by: .seconds(dice.next(3_600...14_400)))
            let kind = try trouble()
            done[kind, default: 0] += 1
            if looks.last.map({ worker.now - $0.at > Self.day / 4 }) ?? true { try look() }
        }
    }

    func look() throws {
        worker.advance(by: .milliseconds(1))
        looks.append(Look(at: worker.now, sight: try sight(at: worker.now, isPast: false)))
        worker.advance(by: .milliseconds(1))
    }

    /// As much as a screen shows.
    func sight(at moment: Instant, isPast: Bool) throws -> Sight {
        let zones = EngineSettings().zones
        let reader =
            try isPast
            ? SQLiteReader(path: worker.path, at: moment, zones: zones)
            : SQLiteReader(path: worker.path, zones: zones)
        return try Sight(reader, at: moment, since: moment - Self.day, lines: 30)
    }

    // MARK: Taking out

    /// Has everything go that ended longer ago than that, by the worker or while there is none.
    ///
    /// - Returns: the time before which it ended.
    @discardableResult
    func prune(olderThan age: Duration, withoutWorker: Bool = false) throws -> Instant {
        let border = worker.now - age
        var decisions: [(task: String, row: LedgerRecord)] = []
        var executions: [ExecutionDetail] = []
        for task in Self.names {
            for row in try worker.ledger(task) where row.until < border { decisions.append((task, row)) }
            for execution in try worker.scheduler.executions(of: task, limit: 100_000) {
                guard let end = execution.endedAt, end < border else { continue }
                executions.append(try worker.show(execution.id))
            }
        }
        let order = Order.Action.prune(task: nil, olderThan: age)
        if withoutWorker {
            worker.crash()
            #expect(try worker.performWithoutWorker(order).refusal == nil)
            try worker.restart()
        } else {
            try worker.perform(order)
            worker.advance(by: .seconds(20))
        }
        #expect(try worker.sql("SELECT count(*) FROM zart_prunings WHERE ended_at IS NULL") == [["0"]])
        // Whatever of it is still there has been kept.
        var left: Set<String> = []
        for task in Self.names {
            left.formUnion(try worker.ledger(task).map { Self.place(of: $0, task) })
            left.formUnion(try worker.scheduler.executions(of: task, limit: 100_000).map(\.id))
        }
        for (task, row) in decisions where !left.contains(Self.place(of: row, task)) {
            gone.add(row, of: task)
        }
        for detail in executions where !left.contains(detail.execution.id) { gone.add(detail) }
        return border
    }

    /// What tells a row of the ledger from all others, however it grows.
    private static func place(of row: LedgerRecord, _ task: String) -> String {
        "\(task) \(row.version) \(row.nominalAt)"
    }
}

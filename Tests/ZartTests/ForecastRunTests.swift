import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// What a forecast says, held against what the engine then does.
@Suite(.timeLimit(.minutes(10))) struct ForecastRunTests {
    private static let takes = Duration.milliseconds(12_300)

    private func worker(_ policy: String, _ recurrence: Recurrence, missed: MissedPolicy = .latest) throws
        -> TestWorker
    {
        let policy = try #require(OverlapPolicy(text: policy))
        return try TestWorker {
            $0.registerDurable(
                "t",
                Script { input in
                    try await Durable.sleep("nap", for: Self.takes)
                    return input
                }
            )
            .registerRecurringDurable(
                "t",
                idTemplate: "t-{occurrence}",
                recurrence: recurrence,
                overlap: policy,
                missed: missed,
                payload: "hi"
            )
        }
    }

    /// What is foreseen of the coming five minutes is what they bring.
    private func compare(_ worker: TestWorker) throws {
        let reader = try SQLiteReader(path: worker.path) { _ in nil }
        let standing = try #require(try reader.standing(ofTask: "t"))
        let from = worker.now
        let forecast = Forecast(
            standing.view,
            paused: standing.paused,
            begun: standing.begun,
            duration: Self.takes,
            from: from,
            through: from + .seconds(300)
        )
        worker.advance(by: .seconds(300))
        let schedule = standing.view.schedule
        func instants(_ first: Instant, _ count: Int) -> [Instant] {
            var nominal = [first]
            while nominal.count < count, let last = nominal.last, let next = schedule?.next(after: last) {
                nominal.append(next)
            }
            return nominal.filter { $0 > from }
        }
        let foreseen = forecast.fires.flatMap { fire -> [String] in
            let decision: Decision =
                switch fire.fate {
                case .starts: .started
                case .waits: fire.startsAt == nil ? .buffered : .started
                case .skipped: .skippedOverlap
                case .coalesced: .coalesced
                case .held: .paused
                case .dropped: fire.heldBy == nil ? .expired : .limit
                }
            return instants(fire.nominal, fire.count).map {
                "\($0) \(decision.rawValue) \(fire.execution ?? "")"
            }
        }
        let happened = try worker.ledger().filter { $0.until > from }.flatMap { entry in
            instants(entry.nominalAt, entry.count).map {
                "\($0) \(entry.decision.rawValue) \(entry.execution ?? "")"
            }
        }
        // Expired ones tell their holder too.
        func comparable(_ lines: [String]) -> [String] {
            lines.map { $0.replacing("expired", with: "limit") }.sorted()
        }
        #expect(comparable(foreseen) == comparable(happened))
        #expect(happened.count > 15)
        try worker.audit()
    }

    @Test(
        arguments: [
            "skip-if-running", "cancel-and-restart", "always-start", "max-2 skip", "max-2 cancel-oldest",
            "max-1 buffer(limit 1, keep latest)", "max-2 buffer(limit 2, keep first)",
            "max-1 buffer(limit 9, keep all, ttl 11s)",
        ],
        [
            Recurrence.fixedDelay(.seconds(5)), .cron("*/7 * * * * *", timezone: "UTC"),
            .afterCompletion(.seconds(3)),
        ]
    )
    func `what was foreseen is what happens when every execution takes the same time`(
        policy: String,
        recurrence: Recurrence
    ) throws {
        let worker = try worker(policy, recurrence)
        worker.advance(by: .seconds(61))
        try compare(worker)
    }

    @Test(
        arguments: [
            "skip-if-running", "cancel-and-restart", "always-start", "max-1 buffer(limit 9, keep all)",
        ],
        [MissedPolicy.skip, .latest, .all(3)]
    )
    func `what the end of a pause will bring is foreseen, of everything's as well`(
        policy: String,
        missed: MissedPolicy
    )
        throws
    {
        for isOfAll in [false, true] {
            let worker = try worker(policy, .fixedDelay(.seconds(5)), missed: missed)
            worker.advance(by: .seconds(31))
            let until = worker.now + .seconds(77)
            try worker.perform(
                isOfAll ? .pauseAll(until: until, note: nil) : .pause(task: "t", until: until, note: nil)
            )
            worker.advance(by: .seconds(23))
            try compare(worker)
        }
    }
}

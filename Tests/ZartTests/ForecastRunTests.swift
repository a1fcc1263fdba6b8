import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// What a forecast says, held against what the engine then does.
@Suite(.timeLimit(.minutes(10))) struct ForecastRunTests {
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
        let takes = Duration.milliseconds(12_300)
        let policy = try #require(OverlapPolicy(text: policy))
        let worker = try TestWorker {
            $0.registerDurable(
                "t",
                Script { input in
                    try await Durable.sleep("nap", for: takes)
                    return input
                }
            )
            .registerRecurringDurable(
                "t",
                idTemplate: "t-{occurrence}",
                recurrence: recurrence,
                overlap: policy,
                payload: "hi"
            )
        }
        worker.advance(by: .seconds(61))
        let reader = try SQLiteReader(path: worker.path) { _ in nil }
        let standing = try #require(try reader.standing(ofTask: "t"))
        let from = worker.now
        let forecast = Forecast(
            standing.view,
            begun: standing.begun,
            duration: takes,
            from: from,
            through: from + .seconds(300)
        )
        worker.advance(by: .seconds(300))
        let foreseen = forecast.fires.map { fire -> String in
            let decision: Decision =
                switch fire.fate {
                case .starts: .started
                case .waits: fire.startsAt == nil ? .buffered : .started
                case .skipped: .skippedOverlap
                case .coalesced: .coalesced
                case .held: .paused
                case .dropped: fire.heldBy == nil ? .expired : .limit
                }
            return "\(fire.nominal) \(decision.rawValue) \(fire.execution ?? "")"
        }
        let schedule = standing.view.schedule
        let happened = try worker.ledger().filter { $0.until > from }.flatMap { entry -> [String] in
            var nominal = [entry.nominalAt]
            while nominal.count < entry.count, let last = nominal.last, let next = schedule?.next(after: last)
            {
                nominal.append(next)
            }
            return nominal.filter { $0 > from }
                .map { "\($0) \(entry.decision.rawValue) \(entry.execution ?? "")" }
        }
        // Expired ones tell their holder too.
        func comparable(_ lines: [String]) -> [String] {
            lines.map { $0.replacing("expired", with: "limit") }
        }
        #expect(comparable(foreseen) == comparable(happened))
        #expect(happened.count > 15)
        try worker.audit()
    }
}

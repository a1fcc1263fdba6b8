import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// Every instant has its decision through whatever trouble there is, and a long trouble is one row.
@Suite(.timeLimit(.minutes(10))) struct LedgerSpanTests {
    private func worker(
        _ recurrence: Recurrence = .fixedDelay(.seconds(1)),
        missed: MissedPolicy = .latest,
        now: Instant = start
    ) throws -> TestWorker {
        let worker = try TestWorker(now: now, Self.build(recurrence, missed: missed))
        worker.advance(by: .milliseconds(10_500))
        return worker
    }

    private static func build(_ recurrence: Recurrence, missed: MissedPolicy) -> (Worker.Builder) ->
        Worker.Builder
    {
        {
            $0.registerDurable("t", Script.quick())
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: recurrence,
                    missed: missed,
                    payload: "hi"
                )
        }
    }

    /// The rows that stand for more than one instant: decision and number.
    private func spans(_ worker: TestWorker) throws -> [String] {
        try worker.ledger().filter { $0.count > 20 }.map { "\($0.decision.rawValue) \($0.count)" }
    }

    /// Every second from the first to the last decided one has its decision, in rows that follow one another.
    private func hasAll(_ worker: TestWorker) throws -> Bool {
        let rows = try worker.ledger()
        guard let first = rows.first, let last = rows.last else { return false }
        let follows = zip(rows, rows.dropFirst()).allSatisfy { $0.until + .seconds(1) == $1.nominalAt }
        let count = rows.reduce(0) { $0 + $1.count }
        return follows && Int64(count) == (last.until - first.nominalAt).inMilliseconds / 1000 + 1
    }

    @Test(arguments: [MissedPolicy.latest, .skip, .all(3)])
    func `two days without a worker`(missed: MissedPolicy) throws {
        let worker = try worker(missed: missed)
        worker.crash()
        worker.advance(by: .seconds(2 * 86_400))
        try worker.restart()
        worker.advance(by: .seconds(5))
        let expected =
            switch missed.rule {
            case .latest: "coalesced 172789"
            case .skip: "missed 172790"
            case .all: "limit 172787"
            }
        #expect(try spans(worker) == [expected])
        #expect(try hasAll(worker))
        try worker.audit()
    }

    @Test func `a clock set forward by two days, as after a suspend`() throws {
        let worker = try worker()
        worker.setWall(by: .seconds(2 * 86_400))
        worker.advance(by: .seconds(5))
        #expect(try spans(worker) == ["coalesced 172789"])
        #expect(try hasAll(worker))
        try worker.audit()
    }

    @Test func `a long pause, left as it is or caught up`() throws {
        for (missed, expected) in [(MissedPolicy.skip, "paused 7200"), (.latest, "coalesced 7199")] {
            let worker = try worker()
            try worker.perform(.pause(task: "t", until: nil, note: nil))
            worker.advance(by: .seconds(7_200))
            #expect(try spans(worker) == ["paused 7200"])
            try worker.perform(.resume(task: "t", missed: missed))
            worker.advance(by: .seconds(5))
            #expect(try spans(worker) == [expected])
            #expect(try hasAll(worker))
            try worker.audit()
        }
    }

    @Test func `a pause across a worker's death and a change of the schedule`() throws {
        let worker = try worker()
        try worker.perform(.pause(task: "t", until: nil, note: nil))
        worker.advance(by: .seconds(100))
        worker.crash()
        worker.advance(by: .seconds(100))
        try worker.restart(Self.build(.fixedDelay(.seconds(2)), missed: .latest))
        worker.advance(by: .seconds(100))
        // The version before ends where the new one begins; each has its own row.
        #expect(try worker.ledger().filter { $0.decision == .paused }.map(\.version) == [1, 2])
        try worker.audit()
    }

    @Test(arguments: ["2026-03-29T00:00:00Z", "2026-10-25T00:00:00Z"])
    func `a change of the clocks while nobody works`(from: String) throws {
        let now = try #require(Instant(rfc3339: from))
        let worker = try worker(.cron("*/10 2,3 * * *", timezone: "Europe/Berlin"), missed: .skip, now: now)
        worker.crash()
        worker.advance(by: .seconds(80_000))
        try worker.restart()
        worker.advance(by: .seconds(1))
        #expect(try worker.ledger().map(\.decision) == [.missed])
        // In spring 02:00 to 03:00 is missing; in autumn it comes twice, but for the very first, which is the
        // registration's. A job of every real period fires in both.
        #expect(try worker.ledger().first?.count == (from.contains("-03-") ? 6 : 17))
        try worker.audit()
    }
}

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
}

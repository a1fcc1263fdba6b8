import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// What one resume has left as paused is settled: no later one starts it.
@Suite("left paused", .timeLimit(.minutes(10)))
struct LeftPausedTests {
    @Test(arguments: [MissedPolicy.skip, .all(1)], [false, true])
    func `a second resume looks at its own pause only`(first: MissedPolicy, crashes: Bool) throws {
        let worker = try TestWorker {
            $0.registerDurable("two", TwoSteps(counter: Counter()))
                .registerRecurringDurable(
                    "two",
                    idTemplate: "two-{occurrence}",
                    recurrence: .fixedDelay(.seconds(60)),
                    payload: "hi"
                )
        }
        worker.settle()
        _ = try worker.perform(.pause(task: "two", until: nil, note: nil))
        worker.advance(by: .seconds(185))
        _ = try worker.perform(.resume(task: "two", missed: first))
        worker.settle()
        if crashes {
            worker.crash()
            try worker.restart()
            worker.settle()
        }
        _ = try worker.perform(.pause(task: "two", until: nil, note: nil))
        worker.advance(by: .seconds(60))
        let before = try worker.scheduler.tasks()[0].occurrence
        _ = try worker.perform(.resume(task: "two", missed: .all(99)))
        worker.settle()
        #expect(try worker.scheduler.tasks()[0].occurrence == before + 1)
        let left = try worker.scheduler.ledger("two").filter { $0.decision == .paused }
        #expect(left.map(\.count) == [first == .skip ? 3 : 2])
        #expect(left.allSatisfy { $0.resolvedAt != nil })
    }
}

import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

struct TwoSteps: DurableExecution {
    let counter: Counter
    func run(_ input: String) async throws -> String {
        let a = try await step("first") {
            counter.add("first"); return 20
        }
        let b = try await step("second", retry: .fixed(2, delay: .seconds(3))) {
            if counter.add("second") < 2 { throw Trouble("not yet") }
            return 22
        }
        return "\(input) \(a + b)"
    }
}

@Suite struct SliceTests {
    @Test func `a fixed delay task runs its two steps`() throws {
        let counter = Counter()
        let worker = try TestWorker {
            $0.registerDurable("two", TwoSteps(counter: counter))
                .registerRecurringDurable(
                    "two",
                    idTemplate: "two-{occurrence}",
                    recurrence: .fixedDelay(.seconds(10)),
                    payload: "hi"
                )
        }
        worker.settle()
        #expect(try worker.execution("two-0").status == .running)
        #expect(try worker.show("two-0").runs[0].steps.map(\.status) == [.completed, .retrying])
        worker.advance(by: .seconds(4))
        let record = try worker.execution("two-0")
        #expect(record.status == .completed)
        #expect(record.result == "\"hi 42\"")
        worker.advance(by: .seconds(60))
        #expect(try worker.scheduler.tasks()[0].occurrence == 7)
    }
}

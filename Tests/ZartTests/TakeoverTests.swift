import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

@Suite(.timeLimit(.minutes(10))) struct TakeoverTests {
    @Test func `a standby takes over from a frozen worker, whose late writes are refused`() throws {
        let gate = Gate()
        let counter = Counter()
        let logs = (Log(), Log())
        let build: (Worker.Builder) -> Worker.Builder = {
            $0.registerDurable("t", Script.held(gate, counter))
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .fixedDelay(.seconds(60)),
                    payload: "hi"
                )
        }
        let first = try TestWorker(settings: { $0.log = logs.0.add }, build)
        first.advance(by: .seconds(1))
        let second = try TestWorker(rivalOf: first, settings: { $0.log = logs.1.add }, build)
        #expect(!second.engine.isActive)
        // The first is frozen: time passes for the second only.
        second.advance(by: .seconds(30))
        #expect(second.engine.isActive)
        #expect(logs.1["takeover"].count == 1)
        #expect(counter["t-0"] == 2)
        gate.open("t-0")
        first.settle()
        #expect(!first.engine.isActive)
        #expect(logs.0["store-failed"].count == 1)
        #expect(try second.status("t-0") == .running)
        second.settle()
        #expect(try second.status("t-0") == .completed)
        #expect(try second.step("hold", of: "t-0").attempts.map(\.status) == [.interrupted, .completed])
        second.advance(by: .seconds(30))
        #expect(try second.task().occurrence == 2)
        try second.audit()
        // And back again, when the second is frozen in turn.
        first.advance(by: .seconds(120))
        #expect(first.engine.isActive)
        try first.audit()
    }

    @Test func `a standby takes the store over when the worker is stopped`() throws {
        let build: (Worker.Builder) -> Worker.Builder = {
            $0.registerDurable("t", Script.quick())
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .fixedDelay(.seconds(60)),
                    payload: "hi"
                )
        }
        let first = try TestWorker(build)
        let second = try TestWorker(rivalOf: first, build)
        #expect(!second.engine.isActive)
        first.stop(grace: .seconds(1))
        #expect(!first.engine.isActive)
        // The kernel grants the lock on a thread of its own.
        while !second.engine.isActive { second.advance(by: .milliseconds(1)) }
        second.advance(by: .seconds(60))
        #expect(try second.task().occurrence == 2)
        try second.audit()
    }
}

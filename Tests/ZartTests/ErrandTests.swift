import Testing
import Timetable
import Zart
import ZartCore
import ZartTesting

/// Orders that are given while no worker runs, about instants that nobody has come to.
@Suite(.timeLimit(.minutes(10)))
struct ErrandTests {
    /// A worker of a task that is due every minute, dead since its first execution has ended.
    private func dead(before order: (TestWorker) throws -> Void = { _ in }) throws -> TestWorker {
        let worker = try TestWorker {
            $0.registerDurable("t", Script.quick())
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .fixedDelay(.seconds(60)),
                    payload: "hi"
                )
        }
        worker.advance(by: .seconds(1))
        try order(worker)
        worker.crash()
        return worker
    }

    private func comeBack(_ worker: TestWorker) throws {
        try worker.restart()
        worker.advance(by: .seconds(1))
        #expect(try worker.faults() == [])
    }

    @Test(arguments: [
        (MissedPolicy.skip, "3 instants had passed: all left out", 0),
        (.all(99), "3 instants had passed: 1 started, 2 skipped by the overlap policy", 1),
        (.latest, "3 instants had passed: 1 started, 2 coalesced into a later one", 1),
    ])
    func `a resume decides by its own rule what passed while the task was paused`(
        missed: MissedPolicy,
        said: String,
        started: Int
    ) throws {
        let worker = try dead { _ = try $0.perform(.pause(task: "t", until: nil, note: nil)) }
        worker.advance(by: .seconds(185))
        let answer = try worker.performWithoutWorker(.resume(task: "t", missed: missed))
        #expect(answer.message.hasPrefix("resumed t; \(said)"), "\(answer.message)")
        try comeBack(worker)
        #expect(try worker.task().occurrence == 1 + started)
    }

    @Test func `the end of a pause of everything decides by its own rule, too`() throws {
        let worker = try dead { _ = try $0.perform(.pauseAll(until: nil, note: nil)) }
        worker.advance(by: .seconds(185))
        let answer = try worker.performWithoutWorker(.resumeAll(missed: .skip))
        #expect(answer.message.contains("3 instants had passed"), "\(answer.message)")
        try comeBack(worker)
        #expect(try worker.task().occurrence == 1)
    }

    @Test func `a skip counts from now, and what passed before it goes by the task's rule`() throws {
        let worker = try dead()
        worker.advance(by: .seconds(605))
        let now = worker.now
        let answer = try worker.performWithoutWorker(.skip(task: "t", count: 2))
        let named = answer.message.split(separator: " ").compactMap { Instant(rfc3339: String($0)) }
        #expect(named.allSatisfy { $0 > now } && !named.isEmpty, "\(answer.message)")
        #expect(answer.message.hasSuffix("; of what had passed before, 1 will start with the next worker"))
        try comeBack(worker)
        worker.advance(by: .seconds(185))
        let excluded = try worker.ledger().filter { $0.decision == .excluded }
        #expect(excluded.map(\.count).reduce(0, +) == 2)
        #expect(excluded.allSatisfy { $0.nominalAt > now })
    }

    @Test func `a stop starts nothing, and what nobody had come to is missed`() throws {
        let worker = try dead()
        worker.advance(by: .seconds(120))
        #expect(try worker.performWithoutWorker(.stop(task: "t")).message == "stopped t")
        #expect(try worker.decisions() == [.started, .missed, .missed])
        _ = try worker.performWithoutWorker(.revive(task: "t"))
        try comeBack(worker)
        #expect(try worker.task().occurrence == 1)
        try worker.audit()
    }

    @Test func `a pause takes what nobody has come to`() throws {
        let worker = try dead()
        worker.advance(by: .seconds(185))
        #expect(
            try worker.performWithoutWorker(.pause(task: "t", until: nil, note: nil)).message == "paused t"
        )
        try comeBack(worker)
        #expect(try worker.task().occurrence == 1)
        #expect(try worker.decisions() == [.started, .paused, .paused, .paused])
    }

    @Test func `a retry that was cancelled before it came to its step can be given again`() throws {
        let counter = Counter()
        let isMended = Box(false)
        let worker = try TestWorker {
            $0.registerDurable(
                "t",
                Script { input in
                    _ = try await Durable.step("first") {
                        counter.add("first")
                        return input
                    }
                    return try await Durable.step("second") {
                        counter.add("second")
                        if isMended.value != true { throw StepFailure("the disk is full") }
                        return input
                    }
                }
            )
        }
        try worker.start("t", id: "t-0", payload: "hi")
        #expect(try worker.status("t-0") == .failed)
        worker.crash()
        let retry = Order.Action.retry(id: "t-0", step: "second", overlap: nil, latest: false)
        #expect(try worker.performWithoutWorker(retry).refusal == nil)
        #expect(try worker.performWithoutWorker(.cancel(id: "t-0")).refusal == nil)
        #expect(try worker.status("t-0") == .cancelled)
        isMended.value = true
        try worker.restart()
        #expect(throws: ZartError.self) {
            try worker.perform(.retry(id: "t-0", step: "third", overlap: nil, latest: false))
        }
        try worker.perform(retry)
        #expect(try worker.status("t-0") == .completed)
        #expect(counter["first"] == 1 && counter["second"] == 2)
        #expect(try worker.faults() == [])
    }

    @Test func `what an order left for the next worker is not late once that one begins it`() throws {
        let worker = try dead()
        #expect(try worker.performWithoutWorker(.trigger(task: "t", overlap: nil)).refusal == nil)
        worker.advance(by: .seconds(90))
        try comeBack(worker)
        #expect(try worker.execution("t-1").status == .completed)
        #expect(try worker.alarms().filter { $0.kind == .late } == [])
    }
}

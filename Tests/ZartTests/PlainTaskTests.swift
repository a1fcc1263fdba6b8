import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

private func plain(
    _ recurrence: Recurrence = .fixedDelay(.seconds(10)),
    settings: @escaping (inout EngineSettings) -> Void = { _ in },
    _ body: @escaping @Sendable (ScheduledTick) async throws -> Void
) throws -> TestWorker {
    try TestWorker(settings: settings) { $0.registerScheduledTask("p", recurrence: recurrence, body) }
}

@Suite(.timeLimit(.minutes(10))) struct PlainTaskTests {
    @Test func `a plain task runs once a tick and makes no execution`() throws {
        let lines = Lines()
        let worker = try plain { tick in lines.add("\(tick.task) \(tick.occurrence) \(tick.nominalAt)") }
        worker.advance(by: .seconds(20))
        #expect(
            lines.lines == [0, 10, 20].enumerated().map { "p \($0.offset) \(start + .seconds($0.element))" }
        )
        #expect(try worker.scheduler.executions().isEmpty)
        #expect(try worker.task("p").lastStatus == "completed")
        try worker.audit()
    }

    @Test func `a tick that finds the function still running is skipped`() throws {
        let gate = Gate()
        let worker = try plain { _ in try await gate.pass("p") }
        worker.advance(by: .seconds(20))
        #expect(try worker.decisions("p") == [.started, .skippedOverlap, .skippedOverlap])
        gate.open("p")
        worker.advance(by: .seconds(10))
        #expect(try worker.decisions("p").last == .started)
        try worker.audit()
    }

    @Test(arguments: [false, true])
    func `what a pause held and what came after its end do not run beside each other`(
        everything: Bool
    ) throws {
        let gate = Gate()
        let counter = Counter()
        let worker = try plain { tick in
            counter.add("began")
            try await gate.pass("\(tick.occurrence)")
        }
        gate.open("0")
        worker.advance(by: .seconds(1))
        let until = worker.now + .seconds(60)
        try worker.perform(
            everything ? .pauseAll(until: until, note: nil) : .pause(task: "p", until: until, note: nil)
        )
        worker.crash()
        worker.advance(by: .seconds(600))
        try worker.restart()
        #expect(counter["began"] == 2)
        let decisions = try worker.decisions("p")
        let late = times(52, .coalesced) + times(2, .skippedOverlap)
        #expect(decisions == [.started] + times(5, .coalesced) + [.started] + late)
        try worker.audit()
    }

    @Test func `a failure is recorded and the next tick comes all the same`() throws {
        let worker = try plain { _ in throw Trouble("broken") }
        #expect(try worker.task("p").lastStatus == "failed")
        #expect(try worker.sql("SELECT last_error FROM zart_tasks") == [["broken"]])
        worker.advance(by: .seconds(10))
        #expect(try worker.task("p").occurrence == 2)
        try worker.audit()
    }

    @Test func `a function lost in a crash is not run again, and its task says so`() throws {
        let gate = Gate()
        let counter = Counter()
        let worker = try plain { tick in
            counter.add("\(tick.occurrence)")
            try await gate.pass("p")
        }
        worker.crash()
        try worker.restart()
        #expect(counter["0"] == 1)
        #expect(try worker.task("p").lastStatus == "failed")
        worker.advance(by: .seconds(10))
        #expect(counter["1"] == 1)
        try worker.audit()
    }

    @Test func `an after-completion function goes on after a crash`() throws {
        let gate = Gate()
        let worker = try plain(.afterCompletion(.seconds(10))) { _ in try await gate.pass("p") }
        worker.crash()
        gate.open("p")
        worker.settle()
        try worker.restart()
        worker.advance(by: .seconds(10))
        #expect(try worker.task("p").occurrence == 2)
        worker.advance(by: .seconds(10))
        #expect(try worker.task("p").occurrence == 3)
        try worker.audit()
    }

    @Test func `a drain waits for a function in flight`() throws {
        let gate = Gate()
        let worker = try plain { _ in try await gate.pass("p") }
        worker.stop(grace: .seconds(10))
        #expect(worker.engine.isDraining)
        gate.open("p")
        worker.settle()
        #expect(worker.engine.hasStopped)
        #expect(try worker.task("p").lastStatus == "completed")
        try worker.audit()
    }

    @Test func `a function that runs while the store fails is not started a second time`() throws {
        let gate = Gate()
        let counter = Counter()
        let flag = Flag()
        let worker = try plain { _ in
            counter.add("p")
            try await gate.pass("p")
        }
        worker.crash()
        gate.open("p")
        worker.settle()
        gate.shut("p")
        worker.storeFaults = { sql throws(StoreError) in
            if counter["p"] == 2, sql == "COMMIT", flag.takeOnce() {
                throw StoreError(.diskFull, "no space left")
            }
        }
        try worker.restart()
        worker.advance(by: .seconds(30))
        #expect(counter["p"] == 2)
        #expect(try worker.decisions("p").suffix(2) == [.skippedOverlap, .skippedOverlap])
        gate.open("p")
        worker.settle()
        #expect(try worker.task("p").lastStatus == "completed")
        try worker.audit()
    }

    @Test func `a plain task that becomes durable goes on with its numbers`() throws {
        let worker = try plain { _ in }
        worker.advance(by: .seconds(35))
        worker.stop(grace: .zero)
        try worker.restart {
            $0.registerDurable("p", Script.quick())
                .registerRecurringDurable(
                    "p",
                    idTemplate: "p-{occurrence}",
                    recurrence: .fixedDelay(.seconds(10)),
                    payload: "hi"
                )
        }
        worker.advance(by: .seconds(10))
        #expect(try worker.status("p-4") == .completed)
        try worker.audit()
    }
}

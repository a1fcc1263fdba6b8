import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// A job file's tasks are made so in one transaction, and only its own.
@Suite("apply", .timeLimit(.minutes(10)))
struct ApplyTests {
    private static let source = TaskSource.file("/srv/zartop.yaml")

    private static func task(
        _ name: String,
        every: Duration = .seconds(60),
        says body: String = "{}",
        was: String? = nil
    ) throws -> AppliedTask {
        let template = try IDTemplate("\(was ?? name)-{occurrence}")
        var spec = TaskSpec(name: name, handler: "shell", template: template, recurrence: .fixedDelay(every))
        spec.was = was
        spec.payload = "\"\""
        return AppliedTask(
            spec: spec,
            definition: TaskDefinition(hash: "#\(body)", body: body),
            conduct: "{}"
        )
    }

    /// A worker whose handler returns the definition that it is given.
    private static func worker() throws -> TestWorker {
        let worker = try TestWorker {
            $0.registerDurable("shell", Script { _ in ExecutionContext.current?.definition ?? "none" })
                .registerDurable("own", Script.quick())
                .registerRecurringDurable(
                    "own",
                    idTemplate: "own-{occurrence}",
                    recurrence: .fixedDelay(.seconds(60)),
                    payload: ""
                )
        }
        worker.settle()
        return worker
    }

    @Test func `a task whose only instant has passed is finished, and the log says so`() throws {
        let log = Log()
        let worker = try TestWorker(settings: { $0.log = log.add }) {
            $0.registerDurable("shell", Script { $0 })
        }
        var (late, coming) = (try Self.task("late"), try Self.task("coming"))
        late.spec.recurrence = .at(worker.now - .seconds(60))
        coming.spec.recurrence = .at(worker.now + .seconds(60))
        try Self.apply([late, coming], worker)
        #expect(try worker.task("late").state == .finished && worker.task("coming").state == .active)
        let told = log["task-finished"].filter { $0.message.contains("its instants have all passed already") }
        #expect(told.map(\.task) == ["late"])
        try worker.audit()
    }

    @discardableResult
    private static func apply(_ tasks: [AppliedTask], _ worker: TestWorker) throws -> String {
        try worker.perform(.apply(source: source, tasks: tasks))
    }

    private static func state(_ name: String, _ worker: TestWorker) throws -> TaskState? {
        try worker.scheduler.tasks().first { $0.name == name }?.state
    }

    private static func versions(_ name: String, _ worker: TestWorker) throws -> Int {
        try worker.store.makeReader(zones: { _ in nil }).versions(task: name).count
    }

    @Test func `an order that waits for a worker is applied as it was posted`() throws {
        let worker = try Self.worker()
        var full = try Self.task("a", says: "1")
        full.spec.jitter = .seconds(1)
        full.spec.overlap = .max(2, atCap: .buffer(limit: 3, keep: .first, ttl: .seconds(9)))
        full.spec.payload = "\"x\""
        full.spec.lateGrace = .seconds(4)
        full.spec.maxOccurrences = 7
        full.conduct = #"{"description":"d"}"#
        worker.crash()
        let order = Order(.apply(source: Self.source, tasks: [full]), actor: "anna")
        _ = try SQLiteStore(path: worker.path).postOrder(order, at: worker.now)
        try worker.restart()
        worker.settle()
        let known = try worker.store.makeReader(zones: { _ in nil }).registrations(at: worker.now).first {
            $0.spec.name == "a"
        }
        #expect(known?.spec == full.spec)
        #expect(known?.source == Self.source)
        #expect(known?.definition == "1")
        #expect(known?.conduct == full.conduct)
    }

    @Test func `without a worker the file is applied all the same`() throws {
        let worker = try Self.worker()
        worker.crash()
        let answer = try worker.performWithoutWorker(.apply(source: Self.source, tasks: [Self.task("a")]))
        #expect(answer.message == "applied: 1 added")
        try worker.restart()
        worker.settle()
        #expect(try worker.scheduler.show("a-0").execution.status == .completed)
    }

    @Test func `the doctor finds nothing after all of it`() throws {
        let worker = try Self.worker()
        try Self.apply([Self.task("a"), Self.task("b")], worker)
        worker.advance(by: .seconds(90))
        try Self.apply([Self.task("z", was: "a")], worker)
        worker.advance(by: .seconds(90))
        try Self.apply([Self.task("z", every: .seconds(7)), Self.task("b", says: "2")], worker)
        worker.advance(by: .seconds(90))
        #expect(try worker.faults() == [])
    }

    @Test func `what a former source had is the new one's, and only its own`() throws {
        let worker = try Self.worker()
        let (other, third) = (
            TaskSource.file("/srv/other.yaml"), TaskSource.file("/srv/third,\"run\":5.yaml")
        )
        try Self.apply([Self.task("a"), Self.task("b")], worker)
        try worker.perform(.apply(source: third, tasks: [Self.task("c")]))
        worker.advance(by: .seconds(90))
        let tasks = try [Self.task("a"), Self.task("d")]
        #expect(throws: ZartError.self) { try worker.perform(.apply(source: other, tasks: tasks)) }
        #expect(
            try worker.perform(.apply(source: other, tasks: tasks, former: [Self.source]))
                == "applied: 1 added, 1 moved, 1 removed"
        )
        #expect(try Self.state("b", worker) == .stopped)
        #expect(try Self.state("c", worker) == .active)
        #expect(try Self.versions("a", worker) == 1)
        // As an order that waits for a worker, and with more than one of them.
        worker.crash()
        let all = try [Self.task("a"), Self.task("c")]
        let order = Order(.apply(source: Self.source, tasks: all, former: [other, third]), actor: "anna")
        _ = try SQLiteStore(path: worker.path).postOrder(order, at: worker.now)
        try worker.restart()
        worker.settle()
        let registered = try worker.store.makeReader(zones: { _ in nil }).registrations(at: worker.now)
        let sources = registered.filter { $0.view.state == .active }.map { "\($0.spec.name) \($0.source)" }
        #expect(sources == ["a \(Self.source)", "c \(Self.source)", "own program"])
        worker.advance(by: .seconds(90))
        #expect(try worker.faults() == [])
    }

    @Test func `a task that its file let go may be another file's`() throws {
        let worker = try Self.worker()
        try Self.apply([Self.task("a")], worker)
        worker.advance(by: .seconds(90))
        try Self.apply([], worker)
        let other = TaskSource.file("/srv/other.yaml")
        #expect(try worker.perform(.apply(source: other, tasks: [Self.task("a")])) == "applied: 1 revived")
        worker.advance(by: .seconds(90))
        #expect(try worker.scheduler.show("a-2").execution.status == .completed)
        #expect(try worker.faults() == [])
    }

    @Test func `added tasks fire, with the definition they were given`() throws {
        let worker = try Self.worker()
        #expect(try Self.apply([Self.task("a", says: "1"), Self.task("b")], worker) == "applied: 2 added")
        worker.advance(by: .seconds(60))
        #expect(try worker.scheduler.show("a-0").execution.result == "\"1\"")
        #expect(try worker.scheduler.show("a-1").execution.status == .completed)
        #expect(
            try Self.apply([Self.task("a", says: "1"), Self.task("b")], worker) == "applied: 2 unchanged"
        )
    }

    @Test func `an execution keeps the definition it began with, and the next has the new one`() throws {
        let worker = try Self.worker()
        try Self.apply([Self.task("a", says: "1")], worker)
        #expect(try Self.apply([Self.task("a", says: "2")], worker) == "applied: 1 changed")
        worker.advance(by: .seconds(60))
        #expect(try worker.scheduler.show("a-0").execution.result == "\"1\"")
        #expect(try worker.scheduler.show("a-1").execution.result == "\"2\"")
        // Nothing of the schedule changed, so no version began.
        #expect(try Self.versions("a", worker) == 1)
        _ = try worker.perform(.restart(id: "a-0", payload: nil, overlap: nil))
        worker.settle()
        #expect(try worker.scheduler.show("a-0").execution.result == "\"2\"")
    }

    @Test(arguments: [false, true])
    func `a removed task is stopped, and revived when it comes back`(crashes: Bool) throws {
        let worker = try Self.worker()
        try Self.apply([Self.task("a"), Self.task("b")], worker)
        #expect(try Self.apply([Self.task("b")], worker) == "applied: 1 removed, 1 unchanged")
        #expect(try Self.state("a", worker) == .stopped)
        #expect(try worker.scheduler.tasks().first { $0.name == "a" }?.note == "removed")
        if crashes {
            worker.crash()
            try worker.restart()
            worker.settle()
        }
        worker.advance(by: .seconds(120))
        #expect(try worker.scheduler.tasks().first { $0.name == "a" }?.occurrence == 1)
        #expect(try worker.scheduler.tasks().first { $0.name == "b" }?.occurrence == 3)
        #expect(
            try Self.apply([Self.task("a"), Self.task("b")], worker) == "applied: 1 revived, 1 unchanged"
        )
        worker.advance(by: .seconds(60))
        #expect(try worker.scheduler.tasks().first { $0.name == "a" }?.occurrence == 2)
    }

    @Test func `what came of a task while no worker was there to see its removal is missed`() throws {
        let worker = try Self.worker()
        try Self.apply([Self.task("a")], worker)
        worker.crash()
        worker.advance(by: .seconds(150))
        let answer = try worker.performWithoutWorker(.apply(source: Self.source, tasks: []))
        #expect(answer.message == "applied: 1 removed")
        #expect(try worker.decisions("a") == [.started, .missed, .missed])
        try worker.restart()
        worker.advance(by: .seconds(100))
        #expect(try worker.decisions("a").count == 3)
        try worker.audit()
    }

    @Test func `a task that an operator stopped stays stopped`() throws {
        let worker = try Self.worker()
        try Self.apply([Self.task("a")], worker)
        _ = try worker.perform(.stop(task: "a"))
        #expect(try Self.apply([Self.task("a", every: .seconds(30))], worker) == "applied: 1 stays stopped")
        #expect(try Self.state("a", worker) == .stopped)
        try Self.apply([], worker)
        #expect(try Self.apply([Self.task("a")], worker) == "applied: 1 stays stopped")
    }

    @Test func `a task that an operator stopped is another file's to have, and stays stopped`() throws {
        let worker = try Self.worker()
        try Self.apply([Self.task("a")], worker)
        _ = try worker.perform(.stop(task: "a"))
        #expect(try Self.apply([], worker) == "applied: no tasks")
        worker.crash()
        try worker.restart()
        let other = TaskSource.file("/srv/other.yaml")
        let answer = try worker.perform(.apply(source: other, tasks: [Self.task("a")]))
        #expect(answer == "applied: 1 stays stopped")
        #expect(throws: ZartError.self) { try Self.apply([Self.task("a")], worker) }
        _ = try worker.perform(.revive(task: "a"))
        #expect(try Self.state("a", worker) == .active)
        try worker.audit()
    }

    @Test(arguments: [nil, 600, 100])
    func `a task that an operator paused is paused when its file has it again`(until: Int64?) throws {
        let worker = try Self.worker()
        try Self.apply([Self.task("a")], worker)
        let end = until.map { worker.now + .seconds($0) }
        _ = try worker.perform(.pause(task: "a", until: end, note: "hands off"), actor: "anna")
        try Self.apply([], worker)
        worker.advance(by: .seconds(150))
        worker.crash()
        try worker.restart()
        let answer = try Self.apply([Self.task("a")], worker)
        // One that would be over by now is over.
        #expect(answer == "applied: 1 \(until == 100 ? "revived" : "there again and still paused")")
        worker.advance(by: .seconds(120))
        #expect(try Self.state("a", worker) == (until == 100 ? .active : .paused))
        if until != 100 {
            let note = try worker.scheduler.tasks().first { $0.name == "a" }?.note
            #expect(note == "hands off")
            let last = "SELECT actor, reason FROM zart_state_changes ORDER BY task DESC, number DESC LIMIT 1"
            #expect(try worker.sql(last) == [["anna", "hands off"]])
        }
        worker.advance(by: .seconds(600))
        #expect(try Self.state("a", worker) == (until == nil ? .paused : .active))
        #expect(
            try worker.scheduler.tasks().first { $0.name == "a" }?.occurrence ?? 0 > (until == nil ? 0 : 1)
        )
        try worker.audit()
    }

    @Test func `what belongs to a program is refused, and then nothing at all is changed`() throws {
        let worker = try Self.worker()
        let error = #expect(throws: ZartError.self) {
            try Self.apply([Self.task("a"), Self.task("own")], worker)
        }
        #expect(error?.code == .refused)
        #expect(error?.message == "task 'own' belongs to a program: give this one another name")
        #expect(try worker.scheduler.tasks().map(\.name) == ["own"])
        try Self.apply([], worker)
        #expect(try Self.state("own", worker) == .active)
    }

    @Test func `one bad task among good ones changes nothing`() throws {
        let worker = try Self.worker()
        var bad = try Self.task("b")
        bad.spec.recurrence = .cron("0 2 * * *", timezone: "Mars/Olympus")
        let error = #expect(throws: ZartError.self) { try Self.apply([Self.task("a"), bad], worker) }
        #expect(error?.code == .invalid)
        #expect(try worker.scheduler.tasks().map(\.name) == ["own"])
    }

    @Test func `a renamed task keeps its counter`() throws {
        let worker = try Self.worker()
        try Self.apply([Self.task("a")], worker)
        worker.advance(by: .seconds(60))
        #expect(try Self.apply([Self.task("z", was: "a")], worker) == "applied: 1 changed")
        worker.advance(by: .seconds(60))
        #expect(try worker.scheduler.tasks().map(\.name) == ["own", "z"])
        #expect(try worker.scheduler.tasks().last?.occurrence == 3)
    }

    @Test func `a changed schedule begins a version`() throws {
        let worker = try Self.worker()
        try Self.apply([Self.task("a")], worker)
        try Self.apply([Self.task("a", every: .seconds(30))], worker)
        #expect(try Self.versions("a", worker) == 2)
        worker.advance(by: .seconds(30))
        #expect(try worker.scheduler.tasks().first?.occurrence == 2)
    }

    @Test func `applied tasks go on after a restart of the worker, with their definitions`() throws {
        let worker = try Self.worker()
        try Self.apply([Self.task("a", says: "1")], worker)
        worker.crash()
        try worker.restart()
        worker.settle()
        worker.advance(by: .seconds(60))
        #expect(try worker.scheduler.show("a-1").execution.result == "\"1\"")
    }

    @Test func `a rerun does what its execution began with, unless the latest is asked for`() throws {
        let worker = try TestWorker {
            $0.registerDurable(
                "shell",
                Script { _ in
                    let definition = ExecutionContext.current?.definition ?? "none"
                    return try await Durable.step("work") { definition }
                }
            )
        }
        try Self.apply([Self.task("a", says: #"{"v":1}"#)], worker)
        worker.settle()
        try #require(try worker.execution("a-0").result?.contains("1") == true)
        try Self.apply([Self.task("a", says: #"{"v":2}"#)], worker)
        try worker.perform(.rerun(id: "a-0", step: "work", overlap: nil))
        #expect(try worker.execution("a-0").result?.contains("1") == true)
        try worker.perform(.rerun(id: "a-0", step: "work", overlap: nil, latest: true))
        #expect(try worker.execution("a-0").result?.contains("2") == true)
        try worker.audit()
    }
}

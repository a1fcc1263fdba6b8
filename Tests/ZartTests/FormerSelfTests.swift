import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// What tasks and executions were before they were renamed, given other steps or another payload.
@Suite(.timeLimit(.minutes(10)))
struct FormerSelfTests {
    private static func task(_ name: String, says body: String = "{}", was: String? = nil) throws
        -> AppliedTask
    {
        let template = try IDTemplate("t-{occurrence}")
        var spec = TaskSpec(
            name: name,
            handler: "shell",
            template: template,
            recurrence: .fixedDelay(.seconds(60))
        )
        spec.was = was
        spec.payload = "\"first\""
        let definition = TaskDefinition(hash: "#\(body)", body: body)
        return AppliedTask(spec: spec, definition: definition, conduct: "{}")
    }

    private static func worker(_ tasks: AppliedTask...) throws -> TestWorker {
        let worker = try TestWorker { $0.registerDurable("shell", Script { $0 }) }
        worker.settle()
        try apply(tasks, worker)
        return worker
    }

    private static func apply(_ tasks: [AppliedTask], _ worker: TestWorker) throws {
        try worker.perform(.apply(source: .file("/srv/zartop.yaml"), tasks: tasks))
    }

    private static func past(_ at: Instant, _ worker: TestWorker) throws -> SQLiteReader {
        try SQLiteReader(path: worker.path, at: at) { _ in nil }
    }

    @Test func `orders about a renamed task are its own`() throws {
        let worker = try Self.worker(Self.task("old"))
        worker.advance(by: .seconds(10))
        try worker.perform(.skip(task: "old", count: 2))
        worker.advance(by: .seconds(60))
        let until = worker.now + .seconds(40)
        try worker.perform(.pause(task: "old", until: until, note: "hold it"))
        worker.advance(by: .seconds(1))
        let then = worker.now
        worker.advance(by: .seconds(1))
        let skipped = try worker.why("00:01", of: "old")
        try #require(skipped.contains { $0.contains("asked for at 00:00:10") }, "\(skipped)")
        try Self.apply([Self.task("new", was: "old")], worker)
        // One that takes the name that is free has no part in what was asked of the other.
        worker.advance(by: .seconds(1))
        var other = try Self.task("old")
        other.spec.template = try IDTemplate("other-{occurrence}")
        try Self.apply([Self.task("new"), other], worker)
        worker.advance(by: .seconds(1))
        #expect(try worker.why("00:01", of: "new").prefix(2) == skipped.prefix(2))
        try worker.perform(.resume(task: "new", missed: .skip))
        worker.advance(by: .seconds(1))
        let paused = try #require(
            try Self.past(then, worker).tasks().first { $0.pausedUntil != nil || $0.skips > 0 }
        )
        #expect(paused.pausedUntil == until && paused.skips == 1)
        #expect(try worker.task("old").skips == 0 && worker.task("old").pausedUntil == nil)
        try worker.audit()
    }

    @Test func `the events of a renamed task have the orders that named it as it was called`() throws {
        let worker = try Self.worker(Self.task("old"))
        try worker.perform(.pause(task: "old", until: nil, note: nil))
        worker.advance(by: .seconds(1))
        try Self.apply([Self.task("new", was: "old")], worker)
        try worker.perform(.resume(task: "new", missed: .skip))
        let orders = try SQLiteReader(path: worker.path) { _ in nil }
            .events(EventFilter(task: "new"), .newer, from: nil, limit: 100).events
            .compactMap { event in if case .ordered(let order) = event.kind { order.kind } else { nil } }
        #expect(orders == ["pause", "resume"])
    }

    @Test
    func `a run that is over had the payload and the steps of then, whatever a restart was given since`()
        throws
    {
        let worker = try Self.worker(Self.task("t", says: "{\"steps\": 1}"))
        worker.advance(by: .seconds(60))
        worker.advance(by: .seconds(1))
        let then = worker.now
        worker.advance(by: .seconds(1))
        try Self.apply([Self.task("t", says: "{\"steps\": 2}")], worker)
        worker.advance(by: .seconds(1))
        try worker.perform(.restart(id: "t-0", payload: "\"second\"", overlap: nil))
        worker.advance(by: .seconds(1))
        let between = worker.now
        worker.advance(by: .seconds(1))
        try worker.perform(.restart(id: "t-0", payload: "\"third\"", overlap: nil))
        worker.settle()
        func told(_ reader: SQLiteReader) throws -> [String?] {
            [try reader.execution(id: "t-0")?.payload, try reader.body(ofExecution: "t-0")]
        }
        #expect(try told(Self.past(then, worker)) == ["\"first\"", "{\"steps\": 1}"])
        #expect(try told(Self.past(between, worker)) == ["\"second\"", "{\"steps\": 2}"])
        #expect(try told(SQLiteReader(path: worker.path) { _ in nil }) == ["\"third\"", "{\"steps\": 2}"])
    }
}

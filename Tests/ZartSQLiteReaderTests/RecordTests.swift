import Glibc
import TestDatabase
import Testing
import Timetable
import ZartCore

@testable import ZartSQLite

@Suite(.timeLimit(.minutes(10)))
struct RecordTests {
    let database: TestDatabase
    let reader: SQLiteReader
    let night = Instant(milliseconds: Scene.night)

    init() throws {
        database = try TestDatabase()
        try database.run(Scene.sql)
        reader = try SQLiteReader(path: database.path) { _ in nil }
    }

    @Test func `tasks come by name with what they run, buffer and fire next`() throws {
        let tasks = try reader.tasks()
        #expect(tasks.map(\.name) == ["audit-window", "config-refresh", "nightly-report"])
        #expect(tasks.map(\.running) == [0, 1, 1])
        #expect(tasks.map(\.buffered) == [0, 1, 0])
        #expect(
            tasks.map(\.nextFireAt) == [
                night + .seconds(600), night + .seconds(10), night + .seconds(86_400),
            ]
        )
        #expect(tasks.map(\.dueAt).allSatisfy { $0 != nil })
        #expect(tasks.map(\.stepsInFlight) == [0, 0, 0])
        #expect(tasks[1].recurrence == .fixedDelay(.seconds(30)))
        #expect(tasks[1].overlap == .cancelAndRestart)
        #expect(tasks[0].missed == .all(3, window: .seconds(3600)))
        #expect(tasks[2].recurrence == .cron("0 2 * * *", timezone: "UTC"))
        #expect(tasks[2].lastExecution == "report-2")
        #expect(tasks[2].lastStatus == "running")
        #expect(tasks[2].timezone == "UTC")
        #expect(tasks[1].note == "deploy window")
    }

    @Test(arguments: ["audit-window", "config-refresh", "nightly-report", "none"])
    func `one task is read as it is among all`(name: String) throws {
        let task = try reader.task(named: name)
        #expect(try task == reader.tasks().first { $0.name == name })
    }

    @Test(
        arguments: [
            ("state = 'stopped'", nil), ("state = 'finished'", nil), ("ending_at = cursor + 1000", nil),
            ("max_occurrences = 3", nil), ("max_occurrences = 4", 86_400_000),
            ("state = 'paused'", 86_400_000),
            ("recurrence = 'cron Europe/Nowhere gap=after repeat=first 0 2 * * *'", nil),
        ] as [(String, Int64?)]
    )
    func `a task without further instants has no next one`(change: String, wait: Int64?) throws {
        try database.run("UPDATE zart_tasks SET \(change) WHERE id = 1")
        let next = try reader.task(named: "nightly-report")?.nextFireAt
        #expect(next == wait.map { Instant(milliseconds: Scene.night + $0) })
    }

    @Test func `a new schedule version is noticed`() throws {
        _ = try reader.tasks()
        try database.run(
            """
            UPDATE zart_tasks SET recurrence = 'every 7s', version = 2 WHERE id = 1;
            INSERT INTO zart_versions (task, version, recurrence, anchor, includes_anchor, began_at, cause)
            VALUES (1, 2, 'every 7s', \(Scene.night), 0, \(Scene.night), 'recurrence')
            """
        )
        let next = try reader.task(named: "nightly-report")?.nextFireAt
        #expect(next == night + .seconds(7))
    }

    @Test func `names are those of tasks and handlers`() throws {
        let expected = ["audit-window", "config-refresh", "export", "nightly-report", "refresh"]
        #expect(try reader.names() == expected)
    }

    @Test func `an execution without a task goes by its handler`() throws {
        let found = try reader.execution(id: "manual-1")
        let execution = try #require(found)
        #expect(execution.task == "export")
        #expect(execution.occurrence == nil)
        #expect(execution.cause == .start)
        #expect(execution.payload == "[1, 2]")
        #expect(execution.result == "3")
        #expect(execution.lag == .zero)
        #expect(try reader.execution(id: "report-1")?.lag == nil)
        #expect(try reader.execution(id: "manual-2") == nil)
    }

    @Test func `what a scheduled execution waits for is named until it has begun`() throws {
        #expect(try reader.execution(id: "config-1")?.waitsFor == "config-0/email")
        try database.run("UPDATE zart_steps SET stopping = 0, attempt_status = 'cancelled' WHERE seq = 3")
        #expect(try reader.execution(id: "config-1")?.waitsFor == "config-0")
        try database.run("UPDATE zart_executions SET status = 'running' WHERE seq = 6")
        #expect(try reader.execution(id: "config-1")?.waitsFor == nil)
    }

    @Test func `details hold earlier runs with the newest one last`() throws {
        let found = try reader.detail(id: "report-1")
        let runs = try #require(found).runs
        #expect(runs.map(\.run) == [0, 1])
        #expect(runs.map(\.trigger) == [.initial, .retry])
        #expect(runs.map(\.error) == ["worker gone three times", "step 'write-report' failed: disk full"])
        #expect(runs.map(\.steps.count) == [0, 1])
    }

    @Test func `details hold all attempts of steps that are tried`() throws {
        let found = try reader.detail(id: "report-2")
        let steps = try #require(found?.runs.first).steps
        #expect(steps.map(\.name) == ["fetch-inventory", "settle", "write-report", "approval"])
        #expect(steps.map(\.attempts.count) == [1, 0, 3, 0])
        #expect(steps[2].attempts.map(\.attempt) == [1, 2, 3])
        #expect(steps[2].attempts.map(\.status) == [.failed, .interrupted, .timedOut])
        #expect(
            steps[2].attempts.map(\.nextRetryAt) == [night + .milliseconds(4_300), nil, night + .seconds(20)]
        )
        #expect(steps[2].nextRetryAt == night + .seconds(20))
        #expect(steps[1].nextRetryAt == nil)
        #expect(try reader.detail(id: "config-0")?.runs.first?.steps.first?.isStopping == true)
        #expect(try reader.detail(id: "report-9") == nil)
    }

    @Test(arguments: StepKind.allCases)
    func `only steps that are tried show attempts`(kind: StepKind) throws {
        try database.run("UPDATE zart_steps SET kind = '\(kind.rawValue)', attempt = 1 WHERE seq = 4")
        let step = try reader.detail(id: "report-2")?.runs.first?.steps.first
        let isTried = [.step, .transaction, .onFailure].contains(kind)
        #expect(step?.attempts.count == (isTried ? 1 : 0))
    }

    @Test func `a step that was never tried has no attempt`() throws {
        try database.run("UPDATE zart_steps SET attempt = 0, status = 'skipped' WHERE seq = 4")
        #expect(try reader.detail(id: "report-2")?.runs.first?.steps.first?.attempts == [])
    }

    @Test func `versions come oldest first`() throws {
        let versions = try reader.versions(task: "config-refresh")
        #expect(versions.map(\.version) == [1, 2])
        #expect(versions.map(\.recurrence) == [.fixedDelay(.seconds(10)), .fixedDelay(.seconds(30))])
        #expect(versions.map(\.includesAnchor) == [true, false])
        #expect(versions.map { $0.endedAt == nil } == [false, true])
        #expect(try reader.versions(task: "none") == [])
    }

    @Test func `an order has no answer until it is answered`() throws {
        try database.run(
            """
            INSERT INTO zart_orders (id, kind, target, actor, terminal, posted_at, answered_at, refusal, answer,
                answer_execution) VALUES
            (1, 'trigger', 'x', '', '', 0, NULL, NULL, NULL, NULL),
            (2, 'trigger', 'x', '', '', 0, 5, NULL, 'started report-3', 'report-3'),
            (3, 'trigger', 'x', '', '', 0, 5, 'not-found', 'no task x', NULL)
            """
        )
        #expect(try reader.answer(order: 1) == nil)
        #expect(try reader.answer(order: 2) == OrderAnswer("started report-3", execution: "report-3"))
        #expect(try reader.answer(order: 3) == OrderAnswer("no task x", refusal: .notFound))
        #expect(try reader.answer(order: 4) == nil)
    }

    @Test func `a commit of another connection is noticed once`() throws {
        #expect(try !reader.hasChanged())
        try database.run("UPDATE zart_tasks SET note = 'x'")
        #expect(try reader.hasChanged())
        #expect(try !reader.hasChanged())
    }

    @Test func `a database that another one has taken the place of is shown as that`() throws {
        #expect(try !reader.hasChanged())
        #expect(rename(database.path, "\(database.path).old") == 0)
        defer { unlink("\(database.path).old") }
        #expect(throws: StoreError.self) { try reader.hasChanged() }
        _ = try SQLiteStore(path: database.path)
        let error = #expect(throws: StoreError.self) { try reader.hasChanged() }
        #expect(error?.code == .replaced && error?.message.contains("another one is in its place") == true)
    }

    @Test func `a word nobody knows is damage, not a guess`() throws {
        try database.run("UPDATE zart_tasks SET overlap = 'sometimes' WHERE id = 2")
        let error = #expect(throws: StoreError.self) { try reader.tasks() }
        #expect(error?.code == .corrupt)
        #expect(
            error?.message
                == "the database holds 'sometimes', which is no OverlapPolicy: run 'zartop doctor'"
        )
        try database.run("UPDATE zart_tasks SET overlap = 'always-start' WHERE id = 2")
        #expect(try reader.tasks().count == 3)
    }
}

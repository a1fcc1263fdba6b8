import TestDatabase
import Testing
import Timetable
import ZartCore

@testable import ZartSQLite

@Suite(.timeLimit(.minutes(10)))
struct MigrationTests {
    /// An execution of version 1 that backs off, an order that was answered and one that waits.
    private static let rows = """
        INSERT INTO zart_executions (seq, id, handler, cause, scheduled_at, status, payload, epoch, started_at, created_at)
            VALUES (1, 'x', 'h', 'start', 0, 'running', '{}', 1, 0, 0);
        INSERT INTO zart_steps (execution, run, name, kind, status, started_at, wake_at, attempt, attempt_status,
                attempt_started_at, attempt_ended_at, attempt_error, failures, key_run, retry, session)
            VALUES (1, 0, 'a', 'step', 'retrying', 0, 9, 1, 'failed', 0, 1, 'bad', 1, 0, 'every 1s, 2 retries', 1);
        INSERT INTO zart_orders (id, kind, target, policy, actor, terminal, posted_at, answered_at, answer)
            VALUES (3, 'trigger', 't', 'always-start', 'anna', 'pts/1', 5, 6, 'started t-1');
        INSERT INTO zart_orders (id, kind, target, event, payload, actor, terminal, posted_at)
            VALUES (4, 'event', 'x', 'go', '7', 'anna', 'pts/1', 7);
        """

    @Test func `a database of version 1 is brought up to date with its rows`() throws {
        let database = try TestDatabase(version: 1)
        try database.run(Self.rows)
        _ = try SQLiteStore(path: database.path)

        let connection = try Connection(path: database.path, access: .readWrite)
        defer { connection.close() }
        #expect(try connection.number("PRAGMA user_version") == Int64(Schema.version))
        let pending = try OrderRows(connection).pending()
        #expect(pending.map(\.id) == [4])
        #expect(
            pending.map(\.order) == [
                Order(.event(id: "x", name: "go", data: "7"), actor: "anna", terminal: "pts/1")
            ]
        )
        #expect(
            try connection.number("SELECT count(*) FROM zart_orders WHERE id = 3 AND policy = 'always-start'")
                == 1
        )
        let detail = try #require(try SQLiteReader(path: database.path) { _ in nil }.detail(id: "x"))
        let step = try #require(detail.runs.first?.steps.first)
        #expect(step.retry == nil && step.failures == 1 && step.keptFrom == nil)
        #expect(step.attempts.map(\.error) == ["bad"])
        let checks = try Doctor(path: database.path, zones: { _ in nil }).examine(
            now: Instant(milliseconds: 10)
        )
        #expect(checks.first { $0.name == "schema" }?.ok == true)
    }

    @Test func `a database of version 1 takes the new orders once it is up to date`() throws {
        let database = try TestDatabase(version: 1)
        let store = try SQLiteStore(path: database.path)
        let orders: [Order.Action] = [
            .retry(id: "x", step: "a", overlap: nil), .restart(id: "x", payload: "7", overlap: .alwaysStart),
            .restart(id: "x", payload: nil, overlap: nil), .rerun(id: "x", step: "b", overlap: nil),
            .retry(id: "x", step: nil, overlap: nil, latest: true),
            .rerun(id: "x", step: "b", overlap: .alwaysStart, latest: true), .skip(task: "t", count: 0),
            .pauseAll(until: Instant(milliseconds: 7), note: "n"), .resumeAll(missed: .all(3)),
            .pauseSteps(steps: "e*", tasks: "*", note: nil), .resumeSteps(steps: "e*", tasks: "*"),
        ]
        for order in orders { _ = try store.postOrder(Order(order), at: Instant(milliseconds: 1)) }
        let connection = try Connection(path: database.path, access: .readWrite)
        defer { connection.close() }
        #expect(try OrderRows(connection).pending().map(\.order.action) == orders)
    }

    @Test func `a migrated database has the very tables of a fresh one`() throws {
        let old = try TestDatabase(version: 1)
        try old.run(Self.rows)
        _ = try SQLiteStore(path: old.path)
        let fresh = try TestDatabase()
        let schemas = try [old.path, fresh.path].map { path in
            let connection = try Connection(path: path, access: .readOnly)
            defer { connection.close() }
            return try connection.statement("SELECT name, sql FROM sqlite_schema ORDER BY name")
                .all { row in "\(row.text(0)): \(row.optionalText(1) ?? "")" }
        }
        #expect(schemas[0] == schemas[1])
    }

    @Test func `reader and doctor name an old version and what to do`() throws {
        let database = try TestDatabase(version: 1)
        let sentence = "bring it up to date with 'zartop migrate', or start a worker there"
        let reader = #expect(throws: StoreError.self) {
            _ = try SQLiteReader(path: database.path) { _ in nil }
        }
        #expect(reader?.message.contains(sentence) == true)
        let doctor = #expect(throws: StoreError.self) {
            _ = try Doctor(path: database.path, zones: { _ in nil })
        }
        #expect(doctor?.message.contains(sentence) == true)
    }
}

import TestDatabase
import Testing
import Timetable
import ZartCore

@testable import ZartSQLite

@Suite(.timeLimit(.minutes(10)))
struct PagingTests {
    let database: TestDatabase
    let reader: SQLiteReader

    /// Five thousand executions: every tenth failed, every twentieth without a task, the newest hundred open.
    init() throws {
        database = try TestDatabase()
        try database.run(
            """
            INSERT INTO zart_tasks (id, task_id, name, kind, handler, recurrence, overlap, missed, payload, late_grace,
                state, version, cursor, created_at) VALUES
            (1, 'a', 'many', 'durable', 'many', 'every 1s', 'always-start', 'latest', 'null', 1, 'active', 1, 0, 0),
            (2, 'b', 'other', 'durable', 'other', 'every 1s', 'always-start', 'latest', 'null', 1, 'active', 1, 0, 0);
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
            INSERT INTO zart_executions (seq, id, task, handler, occurrence, cause, scheduled_at, status, payload,
                started_at, ended_at, created_at)
            SELECT i, 'e-' || i, CASE WHEN i % 20 = 0 THEN NULL ELSE 1 + i % 2 END,
                CASE WHEN i % 20 = 0 THEN 'many' ELSE 'x' END, NULL, 'tick', i * 1000,
                CASE WHEN i > 4950 THEN 'scheduled' WHEN i > 4900 THEN 'running' WHEN i % 10 = 0 THEN 'failed'
                    ELSE 'completed' END,
                'null', NULL, CASE WHEN i > 4900 THEN NULL ELSE i * 1000 + 10 END, i * 1000
            FROM n;
            """
        )
        reader = try SQLiteReader(path: database.path) { _ in nil }
    }

    private func belongs(_ number: Int, _ filter: ExecutionFilter) -> Bool {
        let task = number % 20 == 0 ? "many" : number % 2 == 0 ? "many" : "other"
        let status: ExecutionStatus =
            number > 4950
            ? .scheduled : number > 4900 ? .running : number % 10 == 0 ? .failed : .completed
        return (filter.task ?? task) == task && (filter.status ?? status) == status
            && (filter.since?.milliseconds ?? 0) <= Int64(number * 1000)
    }

    @Test(
        arguments: [nil, .scheduled, .running, .completed, .failed, .cancelled] as [ExecutionStatus?],
        [nil, "many", "other", "none"] as [String?]
    )
    func `pages hold every execution once, newest first`(status: ExecutionStatus?, task: String?) throws {
        for since in [nil, Instant(milliseconds: 2_500_500)] {
            let filter = ExecutionFilter(task: task == "other" ? "other" : task, status: status, since: since)
            var found: [String] = []
            var before: Int64?
            while true {
                let page = try reader.executions(filter, before: before, limit: 333)
                guard let last = page.last else { break }
                found += page.map(\.id)
                before = last.sequence
            }
            let expected = (1...5000).reversed().filter { belongs($0, filter) }.map { "e-\($0)" }
            #expect(found == expected)
        }
    }

    @Test func `executions created before the clock was set back are not lost`() throws {
        try database.run(
            """
            UPDATE zart_executions SET created_at = created_at + 3600000 WHERE seq BETWEEN 1000 AND 2000;
            INSERT INTO zart_clock_events VALUES (1, 2001000, -3600000)
            """
        )
        let found = try reader.executions(
            ExecutionFilter(since: Instant(milliseconds: 4_800_000)),
            before: nil,
            limit: 5000
        )
        let expected = (1...5000).reversed().filter { $0 >= 4800 || (1200...2000).contains($0) }
        #expect(found.map(\.sequence) == expected.map(Int64.init))
    }

    @Test(arguments: [5_000_000, 5_000_001, 0, -1, Int64.min, Int64.max])
    func `any time is a border`(since: Int64) throws {
        let filter = ExecutionFilter(since: Instant(milliseconds: since))
        let found = try reader.executions(filter, before: nil, limit: 6000)
        #expect(found.count == (since > 5_000_000 ? 0 : since == 5_000_000 ? 1 : 5000))
    }

    @Test func `an empty database has empty pages`() throws {
        let empty = try TestDatabase()
        let reader = try SQLiteReader(path: empty.path) { _ in nil }
        let filter = ExecutionFilter(since: Instant(milliseconds: 0))
        #expect(try reader.executions(filter, before: nil, limit: 9) == [])
        #expect(try reader.tasks() == [])
        #expect(try reader.names() == [])
    }
}

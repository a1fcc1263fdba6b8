internal import CSQLite
internal import Timetable
internal import Zart
internal import ZartCore
internal import ZartSQLite

/// A database with a past: one task whose executions have all ended, one step each, one in fifty failed.
struct HistoryFile {
    let path: String
    let size: Int
    /// The task's row, its name, and the instant of its newest execution.
    let task: Int64 = 1
    let name = "history"
    let end: Instant

    /// Lets an engine make the file and its task, and then writes the past in one go.
    init(_ path: String, size: Int, _ options: BenchOptions) throws {
        self.path = path
        self.size = size
        let count = BodyCount()
        let engine = try BenchEngine(path, options) { builder in
            builder.registerDurable("history", NoOps(1, count))
                .registerRecurringDurable(
                    "history",
                    idTemplate: "history-{occurrence}",
                    recurrence: .cron("0 0 1 1 *", timezone: "UTC"),
                    payload: 1
                )
        }
        try engine.stop()
        end = Instant(milliseconds: SystemTimeline.wallMilliseconds / 1_000 * 1_000)
        try write()
    }

    private func write() throws {
        var handle: OpaquePointer?
        defer { sqlite3_close_v2(handle) }
        let last = end.milliseconds
        let script = """
            PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-200000;
            BEGIN;
            WITH RECURSIVE number (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < \(size))
            INSERT INTO zart_executions (seq, id, task, handler, occurrence, cause, nominal_at, scheduled_at, status,
                payload, epoch, started_at, ended_at, result, error, created_at)
            SELECT i, 'history-' || (i - 1), 1, 'history', i - 1, 'tick', at, at,
                CASE i % 50 WHEN 0 THEN 'failed' ELSE 'completed' END, '1', 1, at + 2, at + 900,
                CASE i % 50 WHEN 0 THEN NULL ELSE '1' END, CASE i % 50 WHEN 0 THEN 'the disk is full' END, at
            FROM (SELECT i, \(last) - (\(size) - i + 1) * 1000 AS at FROM number);
            INSERT INTO zart_steps (seq, execution, run, name, kind, status, started_at, ended_at, attempt,
                attempt_status, attempt_started_at, attempt_ended_at, failures, result, error, key_run, session)
            SELECT seq, seq, 0, 'step-0', 'step', status, started_at, ended_at, 1, status, started_at, ended_at,
                status = 'failed', result, error, 0, 1 FROM zart_executions;
            INSERT INTO zart_ledger (task, version, nominal_at, until, count, decision, decided_at, execution)
            SELECT 1, 1, nominal_at, nominal_at, 1, 'started', nominal_at, id FROM zart_executions;
            UPDATE zart_tasks SET cursor = \(last), occurrence = \(size), started = \(size);
            COMMIT;
            PRAGMA wal_checkpoint(TRUNCATE);
            """
        guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK,
            sqlite3_exec(handle, script, nil, nil, nil) == SQLITE_OK
        else {
            throw BenchOptions.Wrong(
                description: "the past was not written: \(String(cString: sqlite3_errmsg(handle)))"
            )
        }
    }
}

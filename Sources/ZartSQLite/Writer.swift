internal import Glibc
internal import Timetable
internal import ZartCore

/// The one writing connection: owned by the engine's queue, and so without locks.
final class Writer {
    let connection: Connection
    let statements: WriterStatements
    /// The session whose epoch every commit is checked against; nil until one has begun.
    private var session: Session? {
        didSet { ownVersion = nil }
    }
    /// The ``Connection/commitVersion`` right after a commit of that session's: until others commit, its epoch stands.
    private var ownVersion: UInt32?
    /// The look at everything that is kept, as far as it has come.
    var pruneRound: PruneRound?
    /// How many decisions a task had made when its rows were last counted, by task.
    var ledgerCounted: [Int64: Int] = [:]
    /// What SQLite counts other connections' commits by, as last seen.
    private var dataVersion: Int64?
    /// Where its file is, and which it is.
    private let place: String
    private let file: DatabaseFile.Identity?

    init(path: String) throws(StoreError) {
        connection = try Connection(path: path, access: .readWrite)
        place = DatabaseFile.absolute(path)
        file = DatabaseFile.Identity(of: place)
        statements = WriterStatements(connection)
        try Self.configure(connection)
    }

    /// What every writing connection agrees on.
    static func configure(_ connection: Connection) throws(StoreError) {
        // FULL in WAL mode: a commit is on the disk before it is acknowledged (sqlite.org/pragma.html#pragma_synchronous).
        // A log that grew while a long read held it back shrinks again at the next checkpoint that empties it.
        try connection.script(
            """
            PRAGMA synchronous=FULL; PRAGMA secure_delete=FAST; PRAGMA temp_store=MEMORY;
            PRAGMA journal_size_limit=\(64 << 20);
            """
        )
        let mode = try connection.statement("PRAGMA journal_mode").first { row in row.text(0) }
        guard mode == "wal" else {
            throw StoreError(
                .inputOutput,
                "database '\(connection.path)' is in journal mode \(mode ?? "?"), not WAL: "
                    + "put it on a local disk that is writable"
            )
        }
    }

    /// Whether another connection has committed since the last call, the first one aside.
    func hasForeignCommits() throws(StoreError) -> Bool {
        let version = try connection.statement("PRAGMA data_version").first { row in row.int64(0) }
        defer { dataVersion = version }
        return version != dataVersion
    }

    // MARK: Sessions

    func leaseExpiry() throws(StoreError) -> Instant? {
        try connection.statement("SELECT expires_at FROM zart_lease WHERE id = 1")
            .first { row in row.optionalInstant(0) } ?? nil
    }

    func workerProcess() throws(StoreError) -> Int? {
        try connection.statement(
            "SELECT process FROM zart_sessions WHERE ended_at IS NULL ORDER BY number DESC"
        )
        .first { row in row.int(0) }
    }

    func beginSession(
        at clock: @autoclosure () -> Instant,
        lease: Duration,
        orphans: [String],
        isErrand: Bool
    ) throws(StoreError) -> Session {
        let new = try connection.transaction { () throws(StoreError) -> Session in
            let now = clock()
            let epoch = try currentEpoch() + 1
            try noteClockSetBack(at: now)
            try connection.run(
                """
                UPDATE zart_sessions SET ended_at = ?, end_reason = coalesce(end_reason, 'died'), seen_at = ?,
                    (renewed_at, expires_at) = (SELECT renewed_at, expires_at FROM zart_lease)
                WHERE ended_at IS NULL
                """,
                now,
                min(try lastSign() ?? now, now)
            )
            try connection.run(
                """
                INSERT INTO zart_sessions (epoch, process, host, boot, program, began_at, end_reason)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                epoch,
                Int(getpid()),
                Self.hostName(),
                Self.bootID(),
                CommandLine.arguments.first ?? "",
                now,
                // No worker, from its first commit on and however it ends.
                isErrand ? SessionRecord.errand : nil
            )
            let number =
                try connection.statement("SELECT max(number) FROM zart_sessions")
                .first { row in row.int(0) } ?? 0
            try connection.run(
                "UPDATE zart_lease SET epoch = ?, session = ?, renewed_at = ?, expires_at = ? WHERE id = 1",
                epoch,
                number,
                now,
                now + lease
            )
            let left = try stopping(of: orphans)
            let interrupted = try markInterrupted(at: now, but: left.values, andCommands: !isErrand)
            return Session(number: number, epoch: epoch, interrupted: interrupted, orphans: left)
        }
        session = new
        return new
    }

    /// The last time that the worker before is known to have written: as it renewed its lease, or later than that.
    private func lastSign() throws(StoreError) -> Instant? {
        try connection.statement(
            """
            SELECT max(time) FROM (
                SELECT renewed_at AS time FROM zart_lease
                UNION ALL \(Self.writtenSQL)
            )
            """
        ).first { row in row.optionalInstant(0) } ?? nil
    }

    /// The times of what only a worker decides, begins and ends, as far as it is open or the newest.
    private static let writtenSQL = """
        SELECT cursor AS time FROM zart_tasks
        UNION ALL SELECT max(created_at, coalesce(started_at, 0)) FROM zart_executions
            INDEXED BY zart_executions_open WHERE ended_at IS NULL
        UNION ALL SELECT attempt_started_at FROM zart_steps INDEXED BY zart_steps_running
            WHERE status = 'running'
        UNION ALL SELECT max(ended_at) FROM zart_executions INDEXED BY zart_executions_ended
            WHERE ended_at IS NOT NULL
        """

    /// What was decided, what has begun or ended, an order that waits, a raised alarm and the last sign of life cannot lie in the
    /// future, unless the clock was set back since.
    ///
    /// A time beyond a step back that is on record is no news, but for the sign of life, which that step moved along:
    /// recorded anew by every worker that begins before the clock has passed it, the step would move stored deadlines
    /// time and again.
    private func noteClockSetBack(at now: Instant) throws(StoreError) {
        let latest = try connection.statement(
            """
            SELECT max(coalesce((SELECT renewed_at FROM zart_lease WHERE id = 1), 0), coalesce((SELECT max(time) FROM (
                \(Self.writtenSQL)
                UNION ALL SELECT posted_at FROM zart_orders WHERE answered_at IS NULL
                UNION ALL SELECT max(raised_at, coalesce(acknowledged_at, 0)) FROM zart_alarms
                    INDEXED BY zart_alarms_raised WHERE recovered_at IS NULL
            ) WHERE NOT EXISTS (
                SELECT 1 FROM zart_clock_events WHERE delta < 0 AND time BETWEEN at AND at - delta)), 0))
            """
        ).first { row in row.instant(0) }
        guard let latest, now < latest else { return }
        _ = try write(ClockEvent(delta: now - latest, at: now))
    }

    /// The ended executions among those with a step that has yet to stop, by id.
    private func stopping(of orphans: [String]) throws(StoreError) -> [String: Int64] {
        let statement = connection.statement(
            """
            SELECT e.seq FROM zart_executions e WHERE e.id = ? AND e.ended_at IS NOT NULL AND EXISTS (
                SELECT 1 FROM zart_steps s WHERE s.execution = e.seq AND s.status = 'running' AND s.stopping = 1)
            """
        )
        var found: [String: Int64] = [:]
        for id in orphans {
            found[id] = try statement.first(id) { row in row.int64(0) }
        }
        return found
    }

    /// Nothing a former worker had in flight is in flight any more, but for commands that are still being stopped.
    private func markInterrupted(
        at now: Instant,
        but left: some Collection<Int64>,
        andCommands: Bool
    ) throws(StoreError) -> Set<Int64> {
        let interrupted = try connection.statement(
            """
            SELECT s.execution FROM zart_steps s JOIN zart_executions e ON e.seq = s.execution
            WHERE s.status = 'running' AND s.stopping = 0 AND e.definition IS NULL
            """
        ).all { row in row.int64(0) }
        try connection.run(
            """
            UPDATE zart_steps SET status = 'scheduled', attempt_status = 'interrupted', attempt_ended_at = ?1
            WHERE status = 'running' AND stopping = 0 AND (?2 OR NOT EXISTS (
                SELECT 1 FROM zart_executions WHERE seq = execution AND definition IS NOT NULL))
            """,
            now,
            andCommands ? 1 : 0
        )
        try connection.run(
            """
            UPDATE zart_steps SET stopping = 0, status = 'cancelled', ended_at = ?,
                attempt_status = 'cancelled', attempt_ended_at = ?
            WHERE status = 'running' AND stopping = 1 AND execution NOT IN (SELECT value FROM json_each(?))
            """,
            now,
            now,
            "[\(left.map(String.init).joined(separator: ","))]"
        )
        try connection.run(
            """
            UPDATE zart_executions SET waits_for = NULL WHERE ended_at IS NULL AND waits_for NOT IN (
                SELECT execution FROM zart_steps WHERE status = 'running' AND stopping = 1)
            """
        )
        // A plain function runs at most once: it is lost with its worker.
        try connection.run(
            """
            UPDATE zart_tasks SET last_status = 'failed', last_error = 'its worker died while it ran',
                last_ended_at = ?, failures = failures + 1 WHERE kind = 'scheduled' AND last_status = 'running'
            """,
            now
        )
        return Set(interrupted)
    }

    private func currentEpoch() throws(StoreError) -> Int {
        try statements.epoch.first { row in row.int(0) } ?? 0
    }

    /// Refuses everything once another worker has begun a session.
    ///
    /// Called inside the transaction.
    func checkEpoch() throws(StoreError) {
        if let ownVersion, ownVersion == connection.commitVersion { return }
        guard try currentEpoch() == session?.epoch else {
            throw StoreError(.fenced, "another worker took over database '\(connection.path)'")
        }
    }

    /// Remembers that what the connection sees now is what it has committed itself.
    ///
    /// Called right after a commit whose epoch was checked. Of others' commits it knows only once the next transaction
    /// has begun.
    func noteOwnCommit() { ownVersion = connection.commitVersion }

    /// Says that the worker lives, in the file where others look for it: one that is gone from there is nobody's.
    func renewLease(at: Instant, until: Instant) throws(StoreError) -> Outcome {
        if DatabaseFile.isReplaced(place, was: file) {
            throw StoreError(
                .replaced,
                "database '\(connection.path)' was removed or replaced while a worker had it: what it did since its last "
                    + "sign of life is in the old file; stop the worker first the next time, and start it again now"
            )
        }
        let renew = "UPDATE zart_lease SET renewed_at = ?, expires_at = ? WHERE id = 1"
        return Outcome(changes: try connection.run(renew, at, until))
    }

    var sessionNumber: Int { session?.number ?? 0 }

    private static func hostName() -> String {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Tells one boot of the machine from another.
    private static func bootID() -> String {
        guard let file = fopen("/proc/sys/kernel/random/boot_id", "r") else { return "" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count).filter { $0 > 32 }, as: UTF8.self)
    }
}

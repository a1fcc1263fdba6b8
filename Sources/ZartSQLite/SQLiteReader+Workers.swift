package import Timetable
package import ZartCore

/// Who works on the database, and what was ordered of them.
extension SQLiteReader {
    package func workers(limit: Int) throws(StoreError) -> WorkerReport {
        try snapshot { () throws(StoreError) in
            var inFlight: [Int: Int] = [:]
            _ = try connection.statement(Self.inFlightBySessionSQL).all { row in
                inFlight[row.int(0), default: 0] += 1
            }
            let sessions = try connection.statement(Self.sessionsSQL).all(limit) { row in
                Self.readSession(row, stepsInFlight: inFlight[row.int(0)] ?? 0)
            }
            let lease = try readLease()
            return WorkerReport(
                sessions: sessions,
                current: lease.session,
                renewedAt: lease.renewedAt,
                leaseExpiresAt: lease.expiresAt,
                isLocked: !lease.isErrand && isWorked(lease.session)
            )
        }
    }

    /// The lease, with what is on record of who has it.
    private struct Lease {
        /// Nil where nobody has it, and where whoever carries out one order does.
        var session: Int?
        var renewedAt: Instant?
        var expiresAt: Instant?
        var drainingAt: Instant?
        /// Its last sign of life; nil unless another session has found it dead since the moment that is looked at.
        var seenAt: Instant?
        var isErrand = false
    }

    private func readLease() throws(StoreError) -> Lease {
        let lease = try connection.statement(Self.leaseSQL).first { row in
            Lease(
                session: row.optionalInt(0),
                renewedAt: row.optionalInstant(1),
                expiresAt: row.optionalInstant(2),
                drainingAt: row.optionalInstant(3),
                seenAt: row.optionalInstant(4),
                isErrand: row.bool(5)
            )
        }
        guard let lease, !lease.isErrand else { return Lease(isErrand: lease?.isErrand ?? false) }
        return lease
    }

    /// Who has the database, as its lease and its lock say.
    func presentWorker(at now: Instant) throws(StoreError) -> PresentWorker {
        let lease = try readLease()
        var worker = PresentWorker(
            session: lease.session,
            isWorked: !lease.isErrand && isWorked(lease.session),
            isPast: past != nil
        )
        worker.drainingAt = lease.drainingAt
        if let seen = lease.seenAt {
            worker.silence = WorkerSilence(since: seen, isDiskFull: false, isLast: true)
        } else if let renewed = lease.renewedAt, let expiry = lease.expiresAt, expiry < now {
            let isDiskFull = past == nil && DiskRoom.isUsedUp(at: LockFile.path(beside: connection.path))
            worker.silence = WorkerSilence(since: renewed, isDiskFull: isDiskFull)
        }
        return worker
    }

    /// That the worker does not renew its lease, or, of a moment that has passed, was not heard of any more; nil while
    /// it does.
    package func silence(at now: Instant) throws(StoreError) -> WorkerSilence? {
        try presentWorker(at: now).silence
    }

    /// What it has handlers for; nil if it has not said.
    func handlers(of worker: PresentWorker) throws(StoreError) -> Set<String>? {
        guard worker.isWorked, let session = worker.session else { return nil }
        let isKnown = try connection.statement(Self.knowsHandlersSQL).first(session) { $0.int(0) == 1 }
        guard isKnown == true else { return nil }
        return Set(try connection.statement(Self.handlersSQL).all(session) { $0.text(0) })
    }

    /// Of a moment that has passed the lease alone is on record: who let it run out is taken for dead, and so is who
    /// was not heard of any more.
    package func isWorked(_ session: Int?) -> Bool {
        guard past == nil else { return session != nil && hasLease }
        // Whoever may not look at the lock goes by the lease.
        return LockFile.isHeld(beside: connection.path) ?? hasLease
    }

    private var hasLease: Bool {
        let now =
            past.map { "\($0.milliseconds)" } ?? "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
        let unknown = past == nil ? "0" : "1"
        let holds = try? connection.statement(
            """
            SELECT coalesce(expires_at > \(now), \(unknown)) AND NOT EXISTS (
                SELECT 1 FROM zart_sessions s WHERE s.number = session AND s.seen_at IS NOT NULL)
            FROM zart_lease WHERE id = 1
            """
        ).first { $0.optionalInt(0) == 1 }
        return holds ?? false
    }

    package func orders(before: Int64?, limit: Int) throws(StoreError) -> [OrderRecord] {
        try connection.statement(Self.ordersSQL).all(before ?? .max, limit, read: Self.readOrder)
    }

    /// Orders about an execution, oldest first: those among the newest thousand, and whatever waits.
    func orders(about execution: String) throws(StoreError) -> [OrderRecord] {
        try connection.statement(Self.ordersAboutSQL).all(execution, read: Self.readOrder).reversed()
    }

    static let sessionSelect = """
        SELECT number, process, host, program, began_at, ended_at, end_reason, seen_at, draining_at
        FROM zart_sessions
        """

    /// Of workers: whoever carries out one order while none runs has a session, and is none.
    static let workerSessions = "\(sessionSelect) WHERE end_reason IS NOT '\(SessionRecord.errand)'"

    static let sessionsSQL = "\(workerSessions) ORDER BY number DESC LIMIT ?"

    static let inFlightBySessionSQL = """
        SELECT session FROM zart_steps INDEXED BY zart_steps_running WHERE status = 'running'
        """

    static let knowsHandlersSQL = "SELECT handlers IS NOT NULL FROM zart_sessions WHERE number = ?"

    static let handlersSQL = """
        SELECT j.value FROM zart_sessions s, json_each(s.handlers) j WHERE s.number = ?
        """

    static let leaseSQL = """
        SELECT l.session, l.renewed_at, l.expires_at, iif(s.ended_at IS NULL, s.draining_at, NULL),
            iif(s.ended_at IS NULL, s.seen_at, NULL), s.end_reason IS '\(SessionRecord.errand)'
        FROM zart_lease l LEFT JOIN zart_sessions s ON s.number = l.session WHERE l.id = 1
        """

    static let orderColumns = """
        id, kind, target, actor, terminal, reason, posted_at, answered_at, answer, answer_execution, refusal
        """

    static let ordersSQL = "SELECT \(orderColumns) FROM zart_orders WHERE id < ? ORDER BY id DESC LIMIT ?"

    static let ordersAboutSQL = """
        SELECT \(orderColumns) FROM (SELECT * FROM zart_orders ORDER BY id DESC LIMIT 1000)
        WHERE target = ?1 OR answer_execution = ?1
        UNION SELECT \(orderColumns) FROM zart_orders WHERE answered_at IS NULL AND target = ?1 ORDER BY 1 DESC
        """

    /// Reads a row of ``sessionSelect``.
    static func readSession(_ row: borrowing Row, stepsInFlight: Int) -> SessionRecord {
        SessionRecord(
            number: row.int(0),
            process: row.int(1),
            host: row.text(2),
            program: row.text(3),
            beganAt: row.instant(4),
            endedAt: row.optionalInstant(5),
            endReason: row.optionalText(6),
            seenAt: row.optionalInstant(7),
            drainingAt: row.optionalInstant(8),
            stepsInFlight: stepsInFlight
        )
    }

    /// Reads ``orderColumns``, of which the first is that column.
    static func readOrder(_ row: borrowing Row, from first: Int32) throws(StoreError) -> OrderRecord {
        let refusal: OrderAnswer.Refusal? = row.isNull(first + 10) ? nil : try row.word(first + 10)
        let answer = OrderAnswer(
            row.text(first + 8),
            execution: row.optionalText(first + 9),
            refusal: refusal
        )
        return OrderRecord(
            id: row.int64(first),
            kind: row.text(first + 1),
            target: row.text(first + 2),
            actor: row.text(first + 3),
            terminal: row.text(first + 4),
            reason: row.optionalText(first + 5),
            postedAt: row.instant(first + 6),
            answeredAt: row.optionalInstant(first + 7),
            answer: row.isNull(first + 7) ? nil : answer,
            queued: row.isNull(first + 7) ? row.optionalText(first + 8) : nil
        )
    }

    private static func readOrder(_ row: borrowing Row) throws(StoreError) -> OrderRecord {
        try readOrder(row, from: 0)
    }
}

/// The worker that has the database, as far as can be seen from beside it.
struct PresentWorker {
    /// The session that holds the lease.
    let session: Int?
    /// Whether a process holds the lock.
    let isWorked: Bool
    /// Whether it is looked at as of a moment that has passed.
    let isPast: Bool
    /// Since when it has taken no new work.
    var drainingAt: Instant?
    /// That it does not renew its lease, once that has run out; of a moment that has passed that it was not heard of.
    var silence: WorkerSilence?

    /// Why an instant of a task with that handler is not decided yet.
    func lateness(of handler: String, among handlers: Set<String>?) -> Lateness {
        guard isWorked else { return .noWorker }
        if let silence { return .frozen(silence) }
        if let drainingAt { return .draining(since: drainingAt) }
        guard let handlers else { return .unknown }
        guard handlers.contains(handler) else { return .noHandler }
        return isPast ? .onRecord : .busy
    }
}

internal import Timetable
internal import ZartCore

/// Executions as lists show them, each read by its key.
struct ExecutionRows {
    private let reader: SQLiteReader
    /// Steps that executions of a kind have, or that the newest completed one of it had, as far as asked for.
    private var usual: [Kind: Int?] = [:]
    /// Kinds of the orders that wait for a slot, by execution.
    private let queued: [String: String]
    /// Step rules in force; nil until they matter.
    private var rules: [StepRule]?

    /// What executions have in common that do the same.
    private struct Kind: Hashable {
        let task: Int64
        let definition: String?
    }

    init(_ reader: SQLiteReader, queued: [String: String] = [:]) {
        self.reader = reader
        self.queued = queued
    }

    private var connection: Connection { reader.connection }

    /// The name an execution goes by.
    static let nameSQL = "coalesce((SELECT t.name FROM zart_tasks t WHERE t.id = e.task), e.handler)"

    /// What its status and the steps of its newest run make an execution's phase.
    static let phaseSQL = """
        CASE e.status WHEN 'running' THEN (
            SELECT CASE max(CASE p.status WHEN 'running' THEN 4 WHEN 'scheduled' THEN 4 WHEN 'retrying' THEN 3
                WHEN 'sleeping' THEN 2 WHEN 'waiting' THEN 1 ELSE 0 END)
                WHEN 3 THEN 'retrying' WHEN 2 THEN 'sleeping' WHEN 1 THEN 'waiting' ELSE 'running' END
            FROM zart_steps p WHERE p.execution = e.seq AND p.run = e.run)
        ELSE e.status END
        """

    /// Error texts are cut for a line's sake.
    static let rowSQL = """
        SELECT e.id, \(nameSQL), e.occurrence, \(phaseSQL), e.cause, e.nominal_at, e.scheduled_at, e.started_at,
            e.ended_at, e.run, substr(e.error, 1, 200), e.task,
            CASE WHEN e.status = 'scheduled' THEN (
                SELECT w.id || coalesce('/' || (
                    SELECT min(s.name) FROM zart_steps s WHERE s.execution = w.seq AND s.stopping = 1), '')
                FROM zart_executions w WHERE w.seq = e.waits_for) END,
            e.definition
        FROM zart_executions e WHERE e.seq = ?1
        """

    /// Steps in the order in which each would rather stand for the execution; the first one does.
    static let stepSQL = """
        SELECT name, kind, status, started_at, attempt, failures, retry, wake_at, substr(attempt_error, 1, 200)
        FROM zart_steps WHERE execution = ?1 AND run = ?2
        ORDER BY CASE status WHEN 'running' THEN 8 WHEN 'scheduled' THEN 7 WHEN 'retrying' THEN 6
            WHEN 'sleeping' THEN 5 WHEN 'waiting' THEN 4 ELSE CASE WHEN kind = 'on-failure' THEN 0
            WHEN status = 'failed' THEN 3 WHEN status = 'cancelled' THEN 2 ELSE 1 END END DESC, seq DESC LIMIT 1
        """

    static let countSQL = """
        SELECT count(*) FILTER (WHERE kind <> 'on-failure'),
            count(*) FILTER (WHERE kind <> 'on-failure' AND status = 'completed'), max(stopping) FROM zart_steps
        WHERE execution = ?1 AND run = ?2
        """

    static let usualSQL = """
        SELECT (SELECT count(*) FROM zart_steps s WHERE s.execution = n.seq AND s.run = n.run)
        FROM (SELECT seq, run, status, definition FROM zart_executions
            WHERE task = ?1 ORDER BY seq DESC LIMIT 12) n
        WHERE n.status = 'completed' AND n.definition IS ?2 ORDER BY n.seq DESC LIMIT 1
        """

    /// The execution with that key; nil when it is gone.
    mutating func row(_ sequence: Int64) throws(StoreError) -> ExecutionRow? {
        let found = try connection.statement(Self.rowSQL).first(sequence) {
            row throws(StoreError) -> Base in try Base(row)
        }
        guard let base = found else { return nil }
        let step = try connection.statement(Self.stepSQL).first(sequence, base.run, read: Self.readStep)
        let counts = try connection.statement(Self.countSQL).first(sequence, base.run) {
            (known: $0.int(0), done: $0.int(1), isStopping: $0.bool(2))
        }
        var usual: Int?
        if base.phase != .completed, let task = base.taskID {
            usual = try usualSteps(of: Kind(task: task, definition: base.definition))
        }
        var row = ExecutionRow(
            id: base.id,
            task: base.task,
            occurrence: base.occurrence,
            phase: base.phase,
            cause: base.cause,
            nominalAt: base.nominalAt,
            scheduledAt: base.scheduledAt,
            startedAt: base.startedAt,
            endedAt: base.endedAt,
            run: base.run,
            step: step,
            stepsDone: counts?.done ?? 0,
            stepsKnown: counts?.known ?? 0,
            stepsUsual: usual,
            error: base.error ?? step?.error,
            waitsFor: base.waitsFor,
            isStopping: counts?.isStopping ?? false,
            sequence: sequence
        )
        row.isOfTask = base.taskID != nil
        if base.phase.isEnded { row.queued = queued[base.id] }
        if base.phase == .waiting, let step, step.kind.isTried {
            row.heldBy = try rule(for: step.name, of: base.task)?.phrase
        }
        return row
    }

    private mutating func rule(for step: String, of task: String) throws(StoreError) -> StepRule? {
        let rules = if let known = self.rules { known } else { try HoldRows(connection).rules() }
        self.rules = rules
        return rules.holding(step, of: task)
    }

    private mutating func usualSteps(of kind: Kind) throws(StoreError) -> Int? {
        if let known = usual[kind] { return known }
        // Of what was begun only one that is over tells how much there is.
        let count =
            if let planned = try kind.definition.flatMap(reader.glance)?.steps {
                planned
            } else {
                try connection.statement(Self.usualSQL).first(kind.task, kind.definition) { $0.int(0) }
            }
        usual[kind] = .some(count)
        return count
    }

    private static func readStep(_ row: borrowing Row) throws(StoreError) -> StepGlance {
        let kind: StepKind = try row.word(1)
        let status: StepStatus = try row.word(2)
        let retry = row.optionalText(6).flatMap { RetryConfig(storedText: $0) } ?? .none
        return StepGlance(
            name: row.text(0),
            kind: kind,
            status: status,
            startedAt: row.instant(3),
            attempt: kind.isTried ? row.int(4) : 0,
            failures: row.int(5),
            attemptLimit: kind.isTried ? retry.attemptLimit : nil,
            wakeAt: status.isEnded ? nil : row.optionalInstant(7),
            error: row.optionalText(8)
        )
    }

    /// What the execution's own row says.
    private struct Base {
        let id: String
        let task: String
        let occurrence: Int?
        let phase: ExecutionPhase
        let cause: ExecutionCause
        let nominalAt: Instant?
        let scheduledAt: Instant
        let startedAt: Instant?
        let endedAt: Instant?
        let run: Int
        let error: String?
        let taskID: Int64?
        let waitsFor: String?
        let definition: String?

        /// Reads a row of ``ExecutionRows/rowSQL``.
        init(_ row: borrowing Row) throws(StoreError) {
            id = row.text(0)
            task = row.text(1)
            occurrence = row.optionalInt(2)
            phase = try row.word(3)
            cause = try row.word(4)
            nominalAt = row.optionalInstant(5)
            scheduledAt = row.instant(6)
            startedAt = row.optionalInstant(7)
            endedAt = row.optionalInstant(8)
            run = row.int(9)
            error = row.optionalText(10)
            taskID = row.optionalInt64(11)
            waitsFor = row.optionalText(12)
            definition = row.optionalText(13)
        }
    }
}

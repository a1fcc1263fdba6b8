/// The statements of ``PastCopy``: from the attached database `live` into tables of the same names; ?1 is the moment.
enum PastSQL {
    // MARK: Which executions

    static let chooseNewest = """
        INSERT OR IGNORE INTO chosen SELECT seq FROM live.zart_executions
        WHERE seq < ?2 AND created_at <= ?1 ORDER BY seq DESC LIMIT ?3
        """

    static let chooseOpen = """
        INSERT OR IGNORE INTO chosen SELECT seq FROM live.zart_executions INDEXED BY zart_executions_open
        WHERE ended_at IS NULL AND created_at <= ?1
        """

    static let chooseEndedSince = """
        INSERT OR IGNORE INTO chosen
        SELECT seq FROM (
            SELECT seq, created_at FROM live.zart_executions INDEXED BY zart_executions_ended
            WHERE ended_at > ?1 ORDER BY ended_at LIMIT ?2)
        WHERE created_at <= ?1
        """

    static let chooseOne = """
        INSERT OR IGNORE INTO chosen SELECT seq FROM live.zart_executions WHERE id = ?2 AND created_at <= ?1
        """

    static let chooseOfTask = """
        INSERT OR IGNORE INTO chosen SELECT seq FROM live.zart_executions INDEXED BY zart_executions_task
        WHERE task = ?3 AND seq < ?2 AND created_at <= ?1 ORDER BY seq DESC LIMIT ?4
        """

    // MARK: What goes by its times alone

    /// In an order in which each finds what it asks for; at most so many sessions, orders, alarms and backfills.
    static func byTime(atMost count: Int) -> [String] {
        func newest(_ select: String) -> String { "\(select) LIMIT \(count)" }
        return [
            executions, executionsInAnEarlierRun, runs, endedSteps, currentSteps, earlierSteps, heldSteps,
            attempts, offers, tasksThen, successors, definitions, versions, pruned, prunedWork, specs, states,
            newest(sessions), lease, clock, newest(orders), holds,
            rules,
            newest(alarms), notices, newest(backfills), backfillStretches,
        ]
    }

    private static let executionColumns = """
        seq, id, task, handler, occurrence, cause, nominal_at, scheduled_at, status, payload, run, run_trigger,
        epoch, started_at, deadline, ended_at, result, error, override, created_at, definition, backfill
        """

    /// The status that an execution's or a run's times give.
    private static func status(_ row: String) -> String {
        """
        CASE WHEN \(row).ended_at <= ?1 THEN \(row).status WHEN \(row).started_at <= ?1 THEN 'running'
            ELSE 'scheduled' END
        """
    }

    static func then(_ column: String, by time: String) -> String {
        "CASE WHEN \(time) <= ?1 THEN \(column) END"
    }

    /// A time that something waited for until an end, as it was then: it went along with a clock that was set since.
    private static func awaited(_ time: String, until end: String) -> String {
        """
        \(time) - (SELECT coalesce(sum(c.delta), 0) FROM live.zart_clock_events c
            WHERE c.at > ?1 AND c.at <= coalesce(\(end), c.at))
        """
    }

    private static let executions = """
        INSERT INTO zart_executions (\(executionColumns))
        SELECT e.seq, e.id, e.task, e.handler, e.occurrence, e.cause, e.nominal_at, e.scheduled_at, \(status("e")),
            e.payload, e.run, e.run_trigger, e.epoch, \(then("e.started_at", by: "e.started_at")),
            \(then(awaited("e.deadline", until: "e.ended_at"), by: "e.started_at")), \(then("e.ended_at", by: "e.ended_at")),
            \(then("e.result", by: "e.ended_at")), \(then("e.error", by: "e.ended_at")), e.override, e.created_at,
            e.definition, e.backfill
        FROM chosen c CROSS JOIN live.zart_executions e ON e.seq = c.seq
        WHERE e.run = 0 OR e.started_at <= ?1
        """

    /// What a run was given stands with the last one before another was.
    private static let payloadOfRun = """
        (SELECT p.payload FROM live.zart_runs p WHERE p.execution = e.seq AND p.run >= r.run AND p.payload IS NOT NULL
            ORDER BY p.run LIMIT 1)
        """

    /// What an earlier run did: as its task was registered when the execution was created, or restarted last.
    private static let definitionOfRun = """
        (SELECT CASE WHEN json_valid(s.spec) THEN s.spec ->> 'definition' END FROM live.zart_specs s
            WHERE s.task = e.task AND s.at <= coalesce((SELECT max(x.started_at) FROM live.zart_runs x
                WHERE x.execution = e.seq AND x.run <= r.run AND x.run_trigger = 'restart'), e.created_at)
            ORDER BY s.at DESC LIMIT 1)
        """

    /// A run begins with its claim: when its order came is not on record.
    private static let executionsInAnEarlierRun = """
        INSERT INTO zart_executions (\(executionColumns))
        SELECT e.seq, e.id, e.task, e.handler, e.occurrence, e.cause, e.nominal_at, e.scheduled_at, \(status("r")),
            coalesce(\(payloadOfRun), e.payload), r.run, r.run_trigger, e.epoch,
            \(then("r.started_at", by: "r.started_at")), NULL, \(then("r.ended_at", by: "r.ended_at")),
            \(then("r.result", by: "r.ended_at")), \(then("r.error", by: "r.ended_at")), e.override, e.created_at,
            coalesce(\(definitionOfRun), e.definition), e.backfill
        FROM chosen c CROSS JOIN live.zart_executions e ON e.seq = c.seq
        JOIN live.zart_runs r ON r.execution = e.seq AND r.run = coalesce((
            SELECT max(x.run) FROM live.zart_runs x WHERE x.execution = e.seq AND x.started_at <= ?1), 0)
        WHERE e.run > 0 AND (e.started_at IS NULL OR e.started_at > ?1)
        """

    private static let runs = """
        INSERT INTO zart_runs (execution, run, run_trigger, status, started_at, ended_at, result, error, payload)
        SELECT r.execution, r.run, r.run_trigger, r.status, r.started_at, r.ended_at, r.result, r.error, r.payload
        FROM main.zart_executions e CROSS JOIN live.zart_runs r ON r.execution = e.seq
        WHERE r.run < e.run AND r.ended_at <= ?1
        """

    private static let stepColumns = """
        seq, execution, run, name, kind, status, started_at, ended_at, wake_at, total_deadline, attempt,
        attempt_status, attempt_started_at, attempt_ended_at, attempt_error, failures, result, error, key_run, retry,
        session, stopping, kept_from, held_at
        """

    private static let stepsOfRun = """
        FROM main.zart_executions e CROSS JOIN live.zart_steps s ON s.execution = e.seq AND s.run <= e.run
        """

    private static let endedSteps = """
        INSERT INTO zart_steps (\(stepColumns))
        SELECT s.seq, s.execution, s.run, s.name, s.kind, s.status, s.started_at, s.ended_at, s.wake_at,
            s.total_deadline, s.attempt, s.attempt_status, s.attempt_started_at, s.attempt_ended_at, s.attempt_error,
            s.failures, s.result, s.error, s.key_run, s.retry, s.session, 0, s.kept_from,
            s.held_at
        \(stepsOfRun) WHERE s.ended_at <= ?1
        """

    /// Steps whose newest attempt had begun, and which had not ended.
    ///
    /// When a sleep was meant to end is not on record where an earlier version wrote its end: it is told by when it did.
    private static let currentSteps = """
        INSERT INTO zart_steps (\(stepColumns))
        SELECT s.seq, s.execution, s.run, s.name, s.kind,
            CASE WHEN s.kind = 'sleep' THEN 'sleeping' WHEN s.kind = 'event' OR s.attempt = 0 THEN 'waiting'
                WHEN s.attempt_ended_at <= ?1 THEN
                    CASE WHEN s.attempt_status IN ('failed', 'timed-out') THEN 'retrying' ELSE 'scheduled' END
                ELSE 'running' END,
            s.started_at, NULL,
            CASE WHEN s.kind = 'sleep' THEN \(awaited("coalesce(s.wake_at, s.ended_at)", until: "s.ended_at"))
                WHEN s.kind = 'event' OR s.attempt_ended_at <= ?1 THEN \(awaited("s.wake_at", until: "s.ended_at")) END,
            \(awaited("s.total_deadline", until: "s.ended_at")),
            s.attempt, CASE WHEN s.attempt_ended_at <= ?1 THEN s.attempt_status ELSE 'running' END,
            s.attempt_started_at, \(then("s.attempt_ended_at", by: "s.attempt_ended_at")),
            \(then("s.attempt_error", by: "s.attempt_ended_at")),
            s.failures - (s.attempt_ended_at > ?1 AND s.attempt_status IN ('failed', 'timed-out')), NULL,
            \(then("s.attempt_error", by: "s.attempt_ended_at")), s.key_run, s.retry, s.session,
            e.ended_at IS NOT NULL, s.kept_from, s.held_at
        \(stepsOfRun)
        WHERE (s.ended_at IS NULL OR s.ended_at > ?1) AND s.attempt_started_at <= ?1 AND s.started_at <= ?1
        """

    /// Steps that have been tried again since.
    private static let earlierSteps = """
        INSERT INTO zart_steps (\(stepColumns))
        SELECT s.seq, s.execution, s.run, s.name, s.kind,
            CASE WHEN a.ended_at <= ?1 THEN CASE a.status WHEN 'interrupted' THEN 'scheduled' ELSE 'retrying' END
                ELSE 'running' END,
            s.started_at, NULL,
            \(then(awaited("a.next_retry_at", until: "a.next_retry_at"), by: "a.ended_at")),
            \(awaited("s.total_deadline", until: "s.ended_at")), a.attempt,
            CASE WHEN a.ended_at <= ?1 THEN a.status ELSE 'running' END, a.started_at,
            \(then("a.ended_at", by: "a.ended_at")), \(then("a.error", by: "a.ended_at")),
            (SELECT count(*) FROM live.zart_attempts x WHERE x.execution = s.execution AND x.run = s.run
                AND x.step = s.name AND x.status IN ('failed', 'timed-out') AND x.ended_at <= ?1),
            NULL, \(then("a.error", by: "a.ended_at")), s.key_run, s.retry, a.session, e.ended_at IS NOT NULL,
            s.kept_from, s.held_at
        \(stepsOfRun)
        JOIN live.zart_attempts a ON a.execution = s.execution AND a.run = s.run AND a.step = s.name
            AND a.attempt = (SELECT max(x.attempt) FROM live.zart_attempts x WHERE x.execution = s.execution
                AND x.run = s.run AND x.step = s.name AND x.started_at <= ?1)
        WHERE (s.ended_at IS NULL OR s.ended_at > ?1) AND s.attempt_started_at > ?1 AND s.started_at <= ?1
        """

    /// Steps that a rule held back, and that have begun since.
    private static let heldSteps = """
        INSERT INTO zart_steps (\(stepColumns))
        SELECT s.seq, s.execution, s.run, s.name, s.kind, 'waiting', s.held_at, NULL, NULL, NULL, 0, 'running',
            s.held_at, NULL, NULL, 0, NULL, NULL, s.key_run, NULL, s.session, e.ended_at IS NOT NULL, NULL,
            NULL
        \(stepsOfRun) WHERE s.held_at <= ?1 AND s.started_at > ?1
        """

    /// What an execution waited for that had yet to begin: the oldest one of its task that had ended and yet to stop.
    private static let successors = """
        UPDATE main.zart_executions AS e SET waits_for = (
            SELECT min(w.seq) FROM main.zart_steps s INDEXED BY zart_steps_running
            CROSS JOIN main.zart_executions w ON w.seq = s.execution AND w.run = s.run
            WHERE s.status = 'running' AND s.stopping = 1 AND w.task = e.task AND w.ended_at IS NOT NULL AND w.seq < e.seq)
        WHERE e.status = 'scheduled' AND e.task IN (SELECT id FROM main.zart_tasks WHERE overlap <> 'always-start')
        """

    private static let definitions = """
        INSERT INTO zart_definitions (hash, body) SELECT hash, body FROM live.zart_definitions
        WHERE hash IN (SELECT definition FROM main.zart_executions UNION SELECT definition FROM main.zart_tasks)
        """

    private static let attempts = """
        INSERT INTO zart_attempts (execution, run, step, attempt, status, started_at, ended_at, next_retry_at, error,
            session)
        SELECT a.execution, a.run, a.step, a.attempt, a.status, a.started_at, a.ended_at, a.next_retry_at, a.error,
            a.session
        FROM main.zart_steps s CROSS JOIN live.zart_attempts a
            ON a.execution = s.execution AND a.run = s.run AND a.step = s.name AND a.attempt < s.attempt
        WHERE a.started_at <= ?1
        """

    private static let offers = """
        INSERT INTO zart_events (seq, execution, name, data, actor, offered_at, used_run, used_at)
        SELECT o.seq, o.execution, o.name, o.data, o.actor, o.offered_at, \(then("o.used_run", by: "o.used_at")),
            \(then("o.used_at", by: "o.used_at"))
        FROM main.zart_executions e CROSS JOIN live.zart_events o ON o.execution = e.seq
        WHERE o.offered_at <= ?1
        """

    private static let versions = """
        INSERT INTO zart_versions (task, version, recurrence, timezone, zone_fingerprint, anchor, includes_anchor,
            starting_at, ending_at, began_at, ended_at, cause)
        SELECT v.task, v.version, v.recurrence, v.timezone, v.zone_fingerprint, v.anchor, v.includes_anchor,
            v.starting_at, v.ending_at, v.began_at, CASE WHEN v.version < t.version THEN v.ended_at END, v.cause
        FROM live.zart_versions v JOIN main.zart_tasks t ON t.id = v.task WHERE v.began_at <= ?1
        """

    /// What has gone since is not on record either.
    private static let pruned = """
        INSERT INTO zart_pruned (task, version, decision, count, through)
        SELECT p.task, p.version, p.decision, p.count, p.through
        FROM live.zart_pruned p JOIN main.zart_versions v ON v.task = p.task AND v.version = p.version
        """

    /// Up to when completed executions have gone since, and whether any have; what else pruned ones counted for is no
    /// matter of the past.
    private static let prunedWork = """
        INSERT INTO zart_pruned_work (task, handler, measure, label, value)
        SELECT task, handler, measure, label, value FROM live.zart_pruned_work
        WHERE measure IN ('\(PrunedWork.Measure.lastSuccess.rawValue)',
            '\(PrunedWork.Measure.executions.rawValue)', '\(PrunedWork.Measure.unnumbered.rawValue)')
        """

    private static let specs =
        "INSERT INTO zart_specs (task, at, spec) SELECT task, at, spec FROM live.zart_specs WHERE at <= ?1"

    private static let states = """
        INSERT INTO zart_state_changes (task, number, at, from_state, to_state, actor, terminal, reason)
        SELECT task, number, at, from_state, to_state, actor, terminal, reason FROM live.zart_state_changes
        WHERE at <= ?1
        """

    /// The last sign of life of one that was found dead later is told from then on: nothing more was heard of it.
    private static let sessions = """
        INSERT INTO zart_sessions (number, epoch, process, host, boot, program, began_at, ended_at, end_reason,
            handlers, seen_at, renewed_at, expires_at, draining_at)
        SELECT number, epoch, process, host, boot, program, began_at, \(then("ended_at", by: "ended_at")),
            \(then("end_reason", by: "iif(end_reason = 'errand', began_at, ended_at)")), handlers,
            CASE WHEN seen_at < ?1 OR ended_at <= ?1 THEN seen_at END, renewed_at, expires_at,
            \(then("draining_at", by: "draining_at"))
        FROM live.zart_sessions WHERE began_at <= ?1 ORDER BY number DESC
        """

    /// When it was renewed then is on record of who has died since, and once that one had renewed it for the last time.
    private static let lease = """
        UPDATE main.zart_lease SET (session, renewed_at, expires_at) = (
            SELECT number, iif(renewed_at <= ?1, renewed_at, NULL), iif(renewed_at <= ?1, expires_at, NULL)
            FROM main.zart_sessions
            WHERE ended_at IS NULL AND began_at <= ?1 AND end_reason IS NOT 'errand' ORDER BY number DESC LIMIT 1)
        """

    private static let clock = """
        INSERT INTO zart_clock_events (number, at, delta) SELECT number, at, delta FROM live.zart_clock_events
        WHERE at <= ?1
        """

    /// What was said of one that waited for a slot is its answer until it has another.
    ///
    /// Where an earlier version answered it, only that it waited is on record.
    private static let answerThen = """
        CASE WHEN answered_at <= ?1 OR answered_at IS NULL THEN answer
            WHEN arguments ->> 'queued' IS NOT NULL THEN arguments ->> 'queued'
            WHEN arguments ->> 'waits' = 1 AND arguments ->> 'run' IS NOT NULL THEN 'waits for a slot' END
        """

    private static let orders = """
        INSERT INTO zart_orders (id, kind, target, execution, step, payload, policy, until, note, event, actor,
            terminal, reason, posted_at, answered_at, refusal, answer, answer_execution, arguments)
        SELECT id, kind, target, execution, step, payload, policy, until, note, event, actor, terminal, reason,
            posted_at, \(then("answered_at", by: "answered_at")), \(then("refusal", by: "answered_at")),
            \(answerThen), \(then("answer_execution", by: "answered_at")), arguments
        FROM live.zart_orders WHERE posted_at <= ?1 ORDER BY id DESC
        """

    // MARK: What held work back, and what was the matter

    /// Where the clock was set back two may seem to be in force; the newer one was.
    private static let holds = """
        INSERT OR IGNORE INTO zart_holds (number, began_at, until, actor, terminal, note, ended_at, ended_by)
        SELECT number, began_at, until, actor, terminal, note, \(then("ended_at", by: "ended_at")),
            \(then("ended_by", by: "ended_at"))
        FROM live.zart_holds WHERE began_at <= ?1 ORDER BY number DESC
        """

    private static let rules = """
        INSERT OR IGNORE INTO zart_step_rules (number, steps, tasks, actor, terminal, note, began_at, ended_at,
            ended_by)
        SELECT number, steps, tasks, actor, terminal, note, began_at, \(then("ended_at", by: "ended_at")),
            \(then("ended_by", by: "ended_at"))
        FROM live.zart_step_rules WHERE began_at <= ?1 ORDER BY number DESC
        """

    private static let alarms = """
        INSERT OR IGNORE INTO zart_alarms (id, task, kind, subject, execution, step, since, raised_at, sentence,
            evidence, recovered_at, recovery, acknowledged_at, acknowledged_by, acknowledged_from,
            acknowledged_because)
        SELECT id, task, kind, subject, execution, step, since, raised_at, sentence, evidence,
            \(then("recovered_at", by: "recovered_at")), \(then("recovery", by: "recovered_at")),
            \(then("acknowledged_at", by: "acknowledged_at")), \(then("acknowledged_by", by: "acknowledged_at")),
            \(then("acknowledged_from", by: "acknowledged_at")),
            \(then("acknowledged_because", by: "acknowledged_at"))
        FROM live.zart_alarms WHERE raised_at <= ?1 ORDER BY id DESC
        """

    /// How often telling somebody had been tried by then is not on record.
    private static let notices = """
        INSERT INTO zart_alarm_notices (alarm, change, status, attempts, due_at, ended_at, error)
        SELECT n.alarm, n.change, CASE WHEN n.ended_at <= ?1 THEN n.status ELSE 'pending' END,
            CASE WHEN n.ended_at <= ?1 THEN n.attempts ELSE 0 END,
            CASE WHEN n.ended_at <= ?1 THEN NULL WHEN n.change = 'raised' THEN a.raised_at ELSE a.recovered_at END,
            \(then("n.ended_at", by: "n.ended_at")), \(then("n.error", by: "n.ended_at"))
        FROM main.zart_alarms a CROSS JOIN live.zart_alarm_notices n ON n.alarm = a.id
        WHERE n.change = 'raised' OR a.recovered_at IS NOT NULL
        """

    // MARK: Backfills

    /// How far one had come that went on is told by what it had dispatched; who had paused it, by the orders.
    private static let backfills = """
        INSERT INTO zart_backfills (id, task, from_at, to_at, selection, direction, maximum, state, position, instants,
            dispatched, left_out, actor, terminal, reason, note, created_at, ended_at)
        SELECT id, task, from_at, to_at, selection, direction, maximum,
            CASE WHEN ended_at <= ?1 THEN state WHEN (SELECT o.kind FROM main.zart_orders o
                WHERE o.kind IN ('pause-backfill', 'resume-backfill') AND o.target = CAST(b.id AS TEXT)
                    AND o.answered_at <= ?1 AND o.refusal IS NULL ORDER BY o.id DESC LIMIT 1) = 'pause-backfill'
                THEN 'paused' ELSE 'running' END,
            CASE WHEN ended_at <= ?1 THEN position ELSE (SELECT e.nominal_at FROM live.zart_executions e
                WHERE e.backfill = b.id AND e.created_at <= ?1 ORDER BY e.seq DESC LIMIT 1) END,
            instants,
            dispatched - (SELECT count(*) FROM live.zart_executions e
                WHERE e.backfill = b.id AND e.created_at > ?1),
            CASE WHEN ended_at <= ?1 THEN left_out ELSE 0 END, actor, terminal, reason,
            \(then("note", by: "ended_at")), created_at, \(then("ended_at", by: "ended_at"))
        FROM live.zart_backfills b WHERE created_at <= ?1 ORDER BY id DESC
        """

    private static let backfillStretches = """
        INSERT INTO zart_backfill_stretches (backfill, number, version, recurrence, zone_fingerprint, anchor,
            includes_anchor, above, through)
        SELECT s.backfill, s.number, s.version, s.recurrence, s.zone_fingerprint, s.anchor, s.includes_anchor, s.above,
            s.through
        FROM main.zart_backfills b CROSS JOIN live.zart_backfill_stretches s ON s.backfill = b.id
        WHERE b.created_at <= ?1
        """

    static let nextDispatch = """
        SELECT nominal_at FROM live.zart_executions INDEXED BY zart_executions_backfill
        WHERE backfill = ?2 AND created_at > ?1 ORDER BY seq LIMIT 1
        """

    static let standing = "UPDATE main.zart_backfills SET position = ?1, left_out = ?2 WHERE id = ?3"

    static let standsAsNow = """
        UPDATE main.zart_backfills SET (position, left_out) = (
            SELECT b.position, b.left_out FROM live.zart_backfills b WHERE b.id = ?1) WHERE id = ?1
        """
}

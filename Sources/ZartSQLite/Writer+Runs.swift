internal import Timetable
internal import ZartCore

/// Further runs of ended executions.
extension Writer {
    /// The run that ended becomes history, and the execution's row is the new one's.
    func write(_ start: RunStart) throws(StoreError) -> Outcome {
        let archived = try connection.run(
            """
            INSERT INTO zart_runs (execution, run, run_trigger, status, started_at, ended_at, result, error, payload)
            SELECT seq, run, run_trigger, status, started_at, ended_at, result, error,
                CASE WHEN ?3 <> payload THEN payload END
            FROM zart_executions WHERE seq = ?1 AND run = ?2 - 1 AND ended_at IS NOT NULL
            """,
            start.execution,
            start.run,
            start.payload
        )
        guard archived > 0 else { return .refused }
        // The epoch is raised too: whatever the former run's last pass still has to say is refused from here on.
        try connection.run(
            """
            UPDATE zart_executions SET run = ?, run_trigger = ?, status = 'scheduled', epoch = epoch + 1,
                payload = coalesce(?, payload), definition = coalesce(?, definition), started_at = NULL, deadline = NULL, ended_at = NULL, result = NULL,
                error = NULL, waits_for = ?, deaths = 0, override = max(override, ?)
            WHERE seq = ?
            """,
            start.run,
            start.trigger.rawValue,
            start.payload,
            start.definition?.hash,
            start.waitsFor,
            start.isOverride ? 1 : 0,
            start.execution
        )
        for step in start.keeps { try keep(step, in: start) }
        return .done
    }

    /// A completed step stands in the new run too, and says where it ran.
    private func keep(_ step: String, in start: RunStart) throws(StoreError) {
        try connection.run(
            """
            INSERT INTO zart_steps (execution, run, name, kind, status, started_at, ended_at, attempt,
                attempt_status, attempt_started_at, attempt_ended_at, failures, result, key_run, retry, session,
                kept_from)
            SELECT execution, ?1, name, kind, status, started_at, ended_at, attempt, attempt_status,
                attempt_started_at, attempt_ended_at, failures, result, key_run, retry, session,
                coalesce(kept_from, run)
            FROM zart_steps WHERE execution = ?2 AND run = ?1 - 1 AND name = ?3 AND status = 'completed'
            """,
            start.run,
            start.execution,
            step
        )
    }

    func write(_ skip: WaitSkip) throws(StoreError) -> Outcome {
        Outcome(
            changes: try connection.run(
                """
                UPDATE zart_steps SET wake_at = min(wake_at, ?1)
                WHERE execution = ?2 AND run = ?3 AND name = ?4 AND status = 'retrying'
                """,
                skip.at,
                skip.execution,
                skip.run,
                skip.step
            )
        )
    }
}

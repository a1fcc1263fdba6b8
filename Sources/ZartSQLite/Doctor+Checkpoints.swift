internal import ZartCore

extension Doctor {
    /// A checkpoint is for ever, and nothing comes from the dead.
    ///
    /// A completed step has no later attempt, attempts are numbered without a gap, and no step of a run began or
    /// completed after that run's end.
    struct CheckpointExamination: Examination {
        let name = "checkpoints"

        /// What a step's row must not be, and what is said of one that is.
        private static let contradictions: [(condition: String, reason: String)] = [
            (
                "status = 'completed' AND attempt > 0 AND attempt_status <> 'completed'",
                "is completed by an attempt that is not"
            ),
            ("status IN ('retrying', 'sleeping') AND wake_at IS NULL", "waits, but for no time"),
            (
                "status IN ('completed', 'failed') AND ended_at IS NULL AND stopping = 0",
                "has ended, but at no time"
            ),
            (
                "attempt_status = 'running' AND attempt_ended_at IS NOT NULL",
                "is in an attempt that has ended"
            ),
            (
                "kind IN ('step', 'transaction', 'on-failure') AND attempt > 0 AND attempt_ended_at IS NULL "
                    + "AND attempt_status NOT IN ('running', 'interrupted')",
                "has an ended attempt without an end"
            ),
            ("attempt < 0", "has a negative attempt"),
            ("failures < 0 OR failures > attempt", "counts more failures than attempts"),
            ("key_run < 0 OR key_run > run", "has the idempotency key of a run that is not before it"),
        ]

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String {
            let total = try snapshot.connection.number("SELECT count(*) FROM zart_steps")
            try examineRows(snapshot, &findings)
            try examineTimes(snapshot, &findings)
            try examineAttempts(snapshot, &findings)
            try examineRuns(snapshot, &findings)
            try examineKept(snapshot, &findings)
            return "\(counted(Int(total), "step")), every checkpoint stands"
        }

        /// What one step's row can say against itself.
        private func examineRows(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) {
            let all = CheckpointExamination.contradictions
            let which = all.enumerated().map { "WHEN \($0.element.condition) THEN \($0.offset)" }
            let any = all.map { "(\($0.condition))" }
            try snapshot.each(
                """
                SELECT execution, run, name, CASE \(which.joined(separator: " ")) END FROM zart_steps
                WHERE \(any.joined(separator: " OR "))
                """
            ) { row throws(StoreError) in
                let place = try step(row.int64(0), row.int64(1), row.text(2), snapshot)
                findings.fault("\(place) \(all[row.int(3)].reason)")
            }
            try snapshot.each("SELECT id, epoch FROM zart_executions WHERE epoch < 0") {
                row throws(StoreError) in
                findings.fault("'\(row.text(0))' has the epoch \(row.int64(1))")
            }
        }

        private func examineTimes(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) {
            let least = ClockHistory.smallestStep
            try snapshot.each(
                """
                SELECT execution, run, name, started_at, ended_at, 0 FROM zart_steps
                WHERE started_at - ended_at >= \(least)
                UNION ALL
                SELECT execution, run, name, attempt_started_at, attempt_ended_at, attempt FROM zart_steps
                WHERE attempt_started_at - attempt_ended_at >= \(least)
                UNION ALL
                SELECT execution, run, step, started_at, ended_at, attempt FROM zart_attempts
                WHERE started_at - ended_at >= \(least)
                """
            ) { row throws(StoreError) in
                let what = row.int(5) > 0 ? " ended attempt \(row.int(5))" : " ended"
                findings.fault(
                    try step(row.int64(0), row.int64(1), row.text(2), snapshot) + what
                        + " at \(shown(row.int64(4))), before it began at \(shown(row.int64(3)))",
                    unless: snapshot.clock,
                    turnedBackFrom: row.int64(3),
                    to: row.int64(4)
                )
            }
        }

        /// Attempts are numbered from 1 without a gap, and the newest one is in the step's own row.
        ///
        /// In a run that inherits a step's key the numbers may begin later: those before it are the earlier run's.
        private func examineAttempts(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) {
            try snapshot.each(
                """
                SELECT a.execution, a.run, a.step, a.attempt, s.attempt, s.status FROM zart_attempts a
                JOIN zart_steps s ON s.execution = a.execution AND s.run = a.run AND s.name = a.step
                WHERE a.attempt >= s.attempt
                """
            ) { row throws(StoreError) in
                findings.fault(
                    try step(row.int64(0), row.int64(1), row.text(2), snapshot)
                        + " is \(row.text(5)) in attempt \(row.int64(4)), but has an attempt \(row.int64(3)) "
                        + "besides"
                )
            }
            try snapshot.each(
                """
                SELECT execution, run, name, attempt, found, failures, failed FROM (
                    SELECT s.execution, s.run, s.name, s.attempt, s.key_run, s.failures,
                        count(a.attempt) AS found, coalesce(min(a.attempt), s.attempt) AS first,
                        count(CASE WHEN a.status IN ('failed', 'timed-out') THEN 1 END)
                            + (s.attempt_status IN ('failed', 'timed-out')) AS failed
                    FROM zart_steps s LEFT JOIN zart_attempts a
                        ON a.execution = s.execution AND a.run = s.run AND a.step = s.name AND a.attempt < s.attempt
                    WHERE s.attempt > 1 OR s.failures > 0 GROUP BY s.seq)
                WHERE found <> attempt - first OR key_run = run AND found <> attempt - 1
                    OR key_run = run AND failures > failed
                """
            ) { row throws(StoreError) in
                let place = try step(row.int64(0), row.int64(1), row.text(2), snapshot)
                let (attempt, found) = (row.int(3), row.int(4))
                if row.int(5) > row.int(6) {
                    findings.fault(
                        "\(place) counts \(counted(row.int(5), "failure")), but \(row.int(6)) are kept"
                    )
                }
                if found != attempt - 1 {
                    findings.fault("\(place) is in attempt \(attempt), but \(found) before it are kept")
                }
            }
        }

        /// Steps live inside their run: none is open, began or completed after its end.
        private func examineRuns(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) {
            try snapshot.each(
                """
                SELECT s.execution, s.run, s.name, s.status, e.status FROM zart_steps s
                JOIN zart_executions e ON e.seq = s.execution
                WHERE s.status IN ('scheduled', 'running', 'retrying', 'sleeping', 'waiting') AND s.stopping = 0
                    AND (e.ended_at IS NOT NULL OR s.run < e.run)
                """
            ) { row throws(StoreError) in
                findings.fault(
                    try step(row.int64(0), row.int64(1), row.text(2), snapshot)
                        + " is \(row.text(3)), but its run has ended"
                )
            }
            try snapshot.each(
                """
                SELECT s.execution, s.run, s.name, s.run > e.run, coalesce(r.ended_at, e.ended_at), s.started_at,
                    CASE WHEN s.status = 'completed' THEN s.ended_at END,
                    EXISTS (SELECT 1 FROM zart_sessions n
                        WHERE n.number > s.session AND n.began_at <= coalesce(r.ended_at, e.ended_at))
                FROM zart_steps s CROSS JOIN zart_executions e ON e.seq = s.execution
                LEFT JOIN zart_runs r ON s.run < e.run AND r.execution = s.execution AND r.run = s.run
                WHERE s.run > e.run OR max(s.started_at, CASE WHEN s.status = 'completed' AND s.ended_at IS NOT NULL
                    THEN s.ended_at ELSE s.started_at END) > coalesce(r.ended_at, e.ended_at)
                """
            ) { row throws(StoreError) in
                let place = try step(row.int64(0), row.int64(1), row.text(2), snapshot)
                guard !row.bool(3) else { return findings.fault("\(place) is of a run that never was") }
                let end = row.int64(4)
                let completed = row.optionalInt64(6)
                let late = max(row.int64(5), completed ?? .min)
                guard late - end >= ClockHistory.smallestStep else { return }
                // By a clock that was set back while no worker was there to record it, the next one began before.
                guard !row.bool(7) else { return findings.excuse() }
                findings.fault(
                    "\(place) \(completed == late ? "completed" : "began") at \(shown(late)), but its run "
                        + "had ended at "
                        + shown(end),
                    unless: snapshot.clock,
                    turnedBackFrom: late,
                    to: end
                )
            }
        }

        /// What a later run keeps is what an earlier one completed; what it repeats has a key of its own.
        private func examineKept(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) {
            try snapshot.each(
                """
                SELECT s.execution, s.run, s.name, s.kept_from FROM zart_steps s LEFT JOIN zart_steps k
                    ON k.execution = s.execution AND k.run = s.kept_from AND k.name = s.name
                WHERE s.kept_from IS NOT NULL AND (s.kept_from >= s.run OR s.status <> 'completed' OR k.seq IS NULL
                    OR k.status <> 'completed' OR k.kept_from IS NOT NULL OR k.result IS NOT s.result
                    OR k.kind <> s.kind OR k.key_run <> s.key_run)
                """
            ) { row throws(StoreError) in
                findings.fault(
                    try step(row.int64(0), row.int64(1), row.text(2), snapshot)
                        + " is kept from run \(row.int64(3)), which did not complete it so"
                )
            }
            try snapshot.each(
                """
                SELECT s.execution, s.run, s.name, s.key_run FROM zart_steps s
                JOIN zart_executions e ON e.seq = s.execution
                LEFT JOIN zart_runs r ON r.execution = s.execution AND r.run = s.run
                WHERE s.key_run < s.run AND s.kept_from IS NULL
                    AND coalesce(r.run_trigger, e.run_trigger) <> 'retry'
                """
            ) { row throws(StoreError) in
                findings.fault(
                    try step(row.int64(0), row.int64(1), row.text(2), snapshot)
                        + " repeats with the idempotency key of run \(row.int64(3)), which only a retry inherits"
                )
            }
        }

        private func step(_ execution: Int64, _ run: Int64, _ name: String, _ snapshot: Snapshot)
            throws(StoreError) -> String
        {
            let id = try snapshot.connection.statement("SELECT id FROM zart_executions WHERE seq = ?1")
                .first(execution) { row throws(StoreError) in row.text(0) }
            return "step '\(name)' of run \(run) of '\(id ?? "\(execution)")'"
        }
    }
}

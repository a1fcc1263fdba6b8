internal import Timetable
internal import ZartCore

extension Doctor {
    /// The instants of an after-completion version: each is the delay after something that happened.
    ///
    /// That is the version's begin, the end of an execution or of one of its runs, a decision that started nothing, a
    /// resume, or the end of a pause of everything. Of a plain scheduled task only the last end is kept, so there only
    /// the distance is verified.
    struct CompletionChain {
        private let label: String
        private let version: VersionRow
        private let task: TaskRow
        private let delay: Duration

        init(_ label: String, _ version: VersionRow, _ task: TaskRow, delay: Duration) {
            self.label = label
            self.version = version
            self.task = task
            self.delay = delay
        }

        /// Rows of the version, each end of a span one instant, whose cause is not among ?3's known times.
        private static let uncaused = """
            WITH causes(at) AS (
                SELECT ended_at FROM zart_executions WHERE task = ?1 AND ended_at IS NOT NULL
                UNION ALL SELECT r.ended_at FROM zart_executions e JOIN zart_runs r ON r.execution = e.seq
                    WHERE e.task = ?1
                UNION ALL SELECT decided_at FROM zart_ledger WHERE task = ?1 AND decision <> 'started'
                UNION ALL SELECT resolved_at FROM zart_ledger WHERE task = ?1 AND resolved_at IS NOT NULL
                UNION ALL SELECT at FROM zart_state_changes WHERE task = ?1
                UNION ALL SELECT ended_at FROM zart_holds WHERE ended_at IS NOT NULL
            ), instants(at) AS (
                SELECT nominal_at FROM zart_ledger WHERE task = ?1 AND version = ?2
                UNION ALL SELECT until FROM zart_ledger
                    WHERE task = ?1 AND version = ?2 AND until > nominal_at AND count = 2
                UNION ALL SELECT pending_at FROM zart_tasks
                    WHERE id = ?1 AND version = ?2 AND pending_at IS NOT NULL AND state = 'active'
            )
            SELECT at FROM instants WHERE at - ?3 NOT IN (SELECT at FROM causes) AND at NOT IN (?4, ?4 + 1, ?4 + ?3, ?5)
            ORDER BY at
            """

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) {
            guard task.isDurable else { return try examineDistances(snapshot, &findings) }
            // What ended before the oldest kept success or cancellation may have been pruned.
            let horizon = try snapshot.connection.statement(
                """
                SELECT count(*), min(CASE WHEN status IN ('completed', 'cancelled') THEN ended_at END),
                    EXISTS (SELECT 1 FROM zart_pruned_work WHERE task = ?1)
                FROM zart_executions WHERE task = ?1 AND occurrence IS NOT NULL
                """
            ).first(task.id) { row throws(StoreError) -> Int64 in
                // One that was started under an id of its own has no number that would be missed.
                row.int(0) >= task.occurrence && !row.bool(2) ? .min : row.optionalInt64(1) ?? .max
            }
            try snapshot.each(
                CompletionChain.uncaused,
                task.id,
                version.version,
                delay,
                version.anchor,
                version.startingAt ?? version.anchor
            ) { row throws(StoreError) in
                let nominal = row.int64(0)
                let cause = nominal - delay.inMilliseconds
                if cause < horizon ?? .min { return }
                if try followsPruned(nominal, in: snapshot) { return }
                if try follows(joinedSpanIn: snapshot, at: nominal) { return }
                if try wasRunAgain(before: cause, snapshot) { return }
                let isUnknown = try mayHaveBeenRunAgain(before: cause, snapshot)
                if isUnknown || snapshot.clock.wasSet(from: cause, through: nominal) {
                    findings.excuse()
                    return
                }
                findings.fault(
                    "\(shown(nominal)) in \(label) is an instant, but nothing ended \(delay.operatorText) "
                        + "before it"
                )
            }
        }

        /// Whether an old execution may have ended then once more, and been pruned since.
        ///
        /// Those go by their age, and not by when they ended.
        private func wasRunAgain(before cause: Int64, _ snapshot: Snapshot) throws(StoreError) -> Bool {
            try snapshot.connection.statement(
                """
                SELECT 1 WHERE EXISTS (SELECT 1 FROM zart_pruned_work WHERE task = ?1)
                    AND EXISTS (SELECT 1 FROM zart_orders WHERE kind IN ('retry', 'restart', 'rerun') AND answered_at <= ?2)
                """
            ).first(task.id, cause) { _ throws(StoreError) in true } ?? false
        }

        /// Whether the order for a further run may have gone with the execution: those before that time are pruned.
        private func mayHaveBeenRunAgain(before cause: Int64, _ snapshot: Snapshot) throws(StoreError) -> Bool
        {
            try snapshot.connection.statement(
                """
                SELECT 1 WHERE EXISTS (SELECT 1 FROM zart_pruned_work WHERE task = ?1)
                    AND (SELECT id > 1 AND posted_at > ?2 FROM zart_orders ORDER BY id LIMIT 1)
                """
            ).first(task.id, cause) { _ throws(StoreError) in true } ?? false
        }

        /// Whether what came before that instant was pruned, and its cause perhaps with it.
        ///
        /// That is all of it, or what started nothing while a start before it is kept with its execution.
        private func followsPruned(_ nominal: Int64, in snapshot: Snapshot) throws(StoreError) -> Bool {
            try snapshot.connection.statement(
                """
                WITH kept(until) AS (
                    SELECT (SELECT until FROM zart_ledger WHERE task = ?1 AND version = ?2 AND nominal_at < ?3
                        ORDER BY nominal_at DESC LIMIT 1))
                SELECT 1 FROM kept WHERE CASE WHEN until IS NULL THEN
                    EXISTS (SELECT 1 FROM zart_pruned WHERE task = ?1 AND version = ?2)
                        OR (SELECT min(number) FROM zart_state_changes WHERE task = ?1) > 0
                ELSE EXISTS (SELECT 1 FROM zart_pruned
                    WHERE task = ?1 AND version = ?2 AND decision <> 'started' AND through > until) END
                """
            ).first(task.id, version.version, nominal) { _ throws(StoreError) in true } ?? false
        }

        /// Whether the row before that instant took in several decisions, so that the time of each is not known.
        private func follows(joinedSpanIn snapshot: Snapshot, at nominal: Int64) throws(StoreError) -> Bool {
            try snapshot.connection.statement(
                """
                SELECT count > 1 FROM zart_ledger WHERE task = ?1 AND version <= ?2 AND nominal_at < ?3
                ORDER BY version DESC, nominal_at DESC LIMIT 1
                """
            ).first(task.id, version.version, nominal) { row throws(StoreError) in row.bool(0) } ?? false
        }

        /// An instant comes no sooner than the delay after the one before it, but for a small step of the clock, which is on
        /// no record.
        private func examineDistances(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) {
            var previous: Int64?
            try snapshot.each(
                """
                SELECT nominal_at, until, decided_at FROM zart_ledger WHERE task = ?1 AND version = ?2
                ORDER BY nominal_at
                """,
                task.id,
                version.version
            ) { row in
                let nominal = row.int64(0)
                defer { previous = row.int64(1) }
                let least = delay.inMilliseconds - ClockHistory.smallestStep
                guard let previous, nominal - previous < least else { return }
                guard !snapshot.clock.wasSet(from: previous, through: nominal) else {
                    return findings.excuse()
                }
                findings.fault(
                    "\(shown(nominal)) in \(label) comes less than \(delay.operatorText) after "
                        + "\(shown(previous))"
                )
            }
        }
    }
}

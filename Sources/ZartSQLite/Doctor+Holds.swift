internal import Timetable
internal import ZartCore

extension Doctor {
    /// What is held back is held by something: undecided paused instants by a pause, steps that have not begun by a
    /// rule; and what an operator said of coming instants belongs to a task that has some.
    struct HoldExamination: Examination {
        let name = "holds"

        /// How long a step may wait after its rule is gone while a worker is alive.
        private static let patience: Int64 = 60_000

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String {
            try examineInstants(snapshot, &findings)
            try examineSteps(snapshot, &findings)
            try snapshot.each(
                """
                SELECT name, state, skip_next FROM zart_tasks
                WHERE skip_next > 0 AND state NOT IN ('active', 'paused', 'finished')
                """
            ) { row in
                findings.fault(
                    "task '\(row.text(0))' is \(row.text(1)), but its next \(row.int(2)) instants are to be skipped"
                )
            }
            try snapshot.each(
                """
                SELECT name, failures_in_row, pause_after_failures FROM zart_tasks
                WHERE state = 'active' AND failures_in_row >= pause_after_failures
                """
            ) { row in
                findings.fault(
                    "task '\(row.text(0))' has failed \(row.int(1)) times in a row and is active, though "
                        + "\(row.int(2)) pause it"
                )
            }
            let rules = try snapshot.connection.number(
                "SELECT count(*) FROM zart_step_rules WHERE ended_at IS NULL"
            )
            return
                "\(snapshot.isHeld ? "everything is paused" : "nothing is paused as a whole"), "
                + "\(counted(Int(rules), "step rule")) in force"
        }

        /// Instants that a resume will decide are those of a task that is paused.
        private func examineInstants(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) {
            guard !snapshot.isHeld else { return }
            try snapshot.each(
                """
                SELECT t.name, l.nominal_at FROM zart_ledger l JOIN zart_tasks t
                    ON t.id = l.task AND t.version = l.version
                WHERE l.decision = 'paused' AND l.resolved_at IS NULL AND t.state = 'active'
                """
            ) { row in
                findings.fault(
                    "'paused' of \(shown(row.int64(1))) of task '\(row.text(0))' waits for a resume, but the task "
                        + "is active"
                )
            }
        }

        private func examineSteps(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) {
            try snapshot.each(
                """
                SELECT e.id, s.name, s.attempt FROM zart_steps s JOIN zart_executions e ON e.seq = s.execution
                WHERE s.status = 'waiting' AND s.kind IN ('step', 'transaction') AND s.attempt > 0
                """
            ) { row in
                findings.fault(
                    "step '\(row.text(1))' of '\(row.text(0))' waits to begin, but is in attempt \(row.int(2))"
                )
            }
            guard let session = snapshot.liveSession else { return }
            let rules = try HoldRows(snapshot.connection).rules()
            let lastEnd = try snapshot.connection.number("SELECT max(ended_at) FROM zart_step_rules")
            let border = snapshot.now.milliseconds - Self.patience
            guard max(lastEnd, session.beganAt) < border else { return }
            for held in try HoldRows(snapshot.connection).heldSteps()
            where rules.holding(held.name, of: held.task) == nil {
                // Without its handler nobody asks again, and that is no fault; then no claim was made either.
                let isDriven = try snapshot.connection.statement(
                    "SELECT 1 FROM zart_steps WHERE execution = ? AND name = ? AND session = ?"
                ).first(held.execution, held.name, session.number) { _ in true }
                guard isDriven != nil else { continue }
                findings.fault(
                    "step '\(held.name)' of execution \(held.execution) of '\(held.task)' waits to begin, "
                        + "but no rule holds it"
                )
            }
        }
    }
}

internal import ZartCore

extension Doctor {
    /// Never more of a task's executions open at once than its overlap policy allowed.
    ///
    /// An execution is open from the commit that created it to the one that ended it; one that ended when the next
    /// was created does not overlap it. A later run opens it again, here from when that run began. Executions that
    /// an operator let go over the maximum are exempt.
    struct OverlapExamination: Examination {
        let name = "overlap"

        /// Beyond this the task's policy was plainly not kept, and the sweep over it ends.
        private static let enough = 1_000

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String {
            var swept = 0
            for task in snapshot.tasks where task.isDurable {
                let limits = try OverlapLimits(of: task, snapshot)
                guard limits.isEverFinite else { continue }
                swept += 1
                try sweep(task, limits, snapshot, &findings)
            }
            return "never more than allowed, in \(counted(swept, "task")) with a maximum"
        }

        /// Each stretch in which an execution was open, in the order in which they began.
        ///
        /// Of those that began in one millisecond, what was over within it comes first: it made room for the others.
        /// Without reruns the executions already are in that order but for clock steps; the sort costs little then.
        private static let stretches = """
            SELECT opened, closed, again, seq FROM (
                SELECT e.created_at AS opened, coalesce(r.ended_at, e.ended_at) AS closed, 0 AS again, e.seq AS seq
                FROM zart_executions e LEFT JOIN zart_runs r ON e.run > 0 AND r.execution = e.seq AND r.run = 0
                WHERE e.task = ?1 AND e.override = 0
                UNION ALL
                SELECT e.started_at, e.ended_at, 1, e.seq FROM zart_executions e
                WHERE e.task = ?1 AND e.override = 0 AND e.run > 0 AND e.started_at IS NOT NULL
                UNION ALL
                SELECT r.started_at, r.ended_at, 1, e.seq
                FROM zart_executions e JOIN zart_runs r ON r.execution = e.seq AND r.run > 0
                WHERE e.task = ?1 AND e.override = 0 AND e.run > 1 AND r.started_at IS NOT NULL
            ) ORDER BY opened, closed IS NOT opened, seq
            """

        private func sweep(
            _ task: TaskRow,
            _ limits: OverlapLimits,
            _ snapshot: Snapshot,
            _ findings: inout Findings
        ) throws(StoreError) {
            var open = OpenStretches()
            var faults = 0
            try snapshot.each(OverlapExamination.stretches, task.id) { row throws(StoreError) in
                guard faults < OverlapExamination.enough else { return }
                let opened = row.int64(0)
                open.close(through: opened)
                let others = open.all.count
                let isAgain = row.bool(2)
                open.add(
                    .init(
                        opened: opened,
                        closed: row.optionalInt64(1) ?? .max,
                        isAgain: isAgain,
                        execution: row.int64(3)
                    )
                )
                let limit = isAgain ? limits.greatest : limits.limit(at: opened)
                guard let limit, others >= limit else { return }
                let holders = open.all.filter { $0.execution != row.int64(3) }
                let real = holders.filter { holder in
                    // Opened after this one, whatever a clock that was set back says of it.
                    let isLater =
                        isAgain || holder.isAgain
                        ? snapshot.clock.wasSetBack(from: opened, to: holder.opened)
                        : holder.execution > row.int64(3)
                    // Steps of the clock too small to be recorded may have turned the two round.
                    let (length, isEndless) = holder.closed.subtractingReportingOverflow(opened)
                    let isSure = isEndless || length >= ClockHistory.smallestStep
                    return isSure && !isLater && !snapshot.clock.wasSetBack(from: holder.closed, to: opened)
                }
                guard real.count >= limit else {
                    if holders.count >= limit { findings.excuse() }
                    return
                }
                faults += 1
                var names: [String] = []
                for stretch in real.prefix(3) { names.append(try name(of: stretch.execution, snapshot)) }
                findings.fault(
                    "\(try name(of: row.int64(3), snapshot)) was opened at \(shown(opened)) while "
                        + "\(names.joined(separator: ", ")) had not ended: \(real.count + 1) of task "
                        + "'\(task.name)' at once, allowed are \(limit)"
                )
            }
        }

        private func name(of execution: Int64, _ snapshot: Snapshot) throws(StoreError) -> String {
            let id = try snapshot.connection.statement("SELECT id FROM zart_executions WHERE seq = ?1")
                .first(execution) { row throws(StoreError) in row.text(0) }
            return "'\(id ?? "\(execution)")'"
        }
    }
}

internal import Timetable
internal import ZartCore

extension Doctor {
    /// States never lie: a task is what its last recorded change made it, and its rows agree.
    struct StateExamination: Examination {
        let name = "states"

        /// How long a state may take to be acted on by a worker that is alive.
        private static let patience: Int64 = 60_000

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String {
            try examineChanges(snapshot, &findings)
            for task in snapshot.tasks {
                try examineFuture(of: task, snapshot, &findings)
                try examineBuffer(of: task, snapshot, &findings)
            }
            try examineExecutions(snapshot, &findings)
            return
                "the states of \(counted(snapshot.tasks.count, "task")) and their executions agree with "
                + "their rows"
        }

        /// Each change begins where the one before it ended, and the last one is the task's state.
        private func examineChanges(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) {
            var last: [Int64: String] = [:]
            try snapshot.each(
                "SELECT task, number, at, from_state, to_state FROM zart_state_changes ORDER BY task, number"
            ) { row in
                let task = row.int64(0)
                if let state = last[task], state != row.text(3) {
                    let name = snapshot.tasks.first { $0.id == task }?.name ?? "\(task)"
                    findings.fault(
                        "change \(row.int64(1)) of task '\(name)' at \(shown(row.int64(2))) says it was "
                            + "\(row.text(3)), but the change before made it \(state)"
                    )
                }
                last[task] = row.text(4)
            }
            for task in snapshot.tasks {
                if let state = last[task.id], state != task.state {
                    findings.fault(
                        "task '\(task.name)' is \(task.state), but its last change made it \(state)"
                    )
                }
            }
        }

        /// A finished task has no instant left; an after-completion task that goes on has one, or will get one.
        private func examineFuture(
            of task: TaskRow,
            _ snapshot: Snapshot,
            _ findings: inout Findings
        ) throws(StoreError) {
            guard let version = try snapshot.versions(of: task).last, version.version == task.version else {
                return
            }
            if let maximum = task.maxOccurrences, task.occurrence >= maximum { return }
            switch version.instants(zones: snapshot.zones) {
            case .enumerated(let instants):
                guard task.state == "finished", let next = instants.next(after: task.cursor) else { return }
                if let ending = task.endingAt, next > ending { return }
                findings.fault("task '\(task.name)' is finished, but is due at \(next.shortDescription)")
            case .afterCompletion:
                if task.state == "finished", let pending = task.pendingAt {
                    if let ending = task.endingAt, pending > ending { return }
                    findings.fault(
                        "task '\(task.name)' is finished, but is due at \(pending.shortDescription)"
                    )
                }
                guard task.state == "active", task.isDurable, task.pendingAt == nil, !snapshot.isHeld else {
                    return
                }
                let open = try openExecutions(of: task, snapshot)
                if open == 0, try buffered(of: task, snapshot) == 0 {
                    findings.fault(
                        "task '\(task.name)' is active, but nothing is open whose end brings its next instant"
                    )
                }
            case .unverifiable, .broken:
                return
            }
        }

        /// Instants wait only for a slot, and not for a task that was stopped.
        private func examineBuffer(
            of task: TaskRow,
            _ snapshot: Snapshot,
            _ findings: inout Findings
        ) throws(StoreError) {
            let waiting = try buffered(of: task, snapshot)
            guard waiting > 0 else { return }
            let instants = counted(waiting, "buffered instant")
            if task.state == "stopped" {
                findings.fault("task '\(task.name)' is stopped, but has \(instants)")
            }
            // What a worker that is alive and ticks this task would have started by now.
            let border = snapshot.now.milliseconds - StateExamination.patience
            guard task.state == "active", !snapshot.isHeld, let session = snapshot.liveSession,
                session.beganAt < border,
                try isTicked(task, snapshot), try openExecutions(of: task, snapshot) == 0
            else { return }
            let free = try snapshot.connection.statement(
                "SELECT max(ended_at) FROM zart_executions WHERE task = ?1"
            ).first(task.id) { row throws(StoreError) in row.int64(0) }
            guard let free, free < border else { return }
            findings.fault(
                "task '\(task.name)' has \(instants), though nothing of it is open since \(shown(free))"
            )
        }

        /// Whether a worker decides this task's instants: without its handler none does, and that is no fault.
        private func isTicked(_ task: TaskRow, _ snapshot: Snapshot) throws(StoreError) -> Bool {
            guard let version = try snapshot.versions(of: task).last else { return false }
            guard case .enumerated(let instants) = version.instants(zones: snapshot.zones) else {
                return true
            }
            guard let next = instants.next(after: task.cursor) else { return true }
            return next.milliseconds > snapshot.now.milliseconds - StateExamination.patience
        }

        private func examineExecutions(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) {
            try snapshot.each(
                """
                SELECT id, status, started_at IS NULL FROM zart_executions
                WHERE started_at IS NULL AND status IN ('running', 'completed') OR status = 'failed' AND error IS NULL
                """
            ) { row in
                let reason = row.text(1) == "failed" ? "says no error" : "never began"
                findings.fault("'\(row.text(0))' is \(row.text(1)), but \(reason)")
            }
        }

        /// Counts along the index of open executions: the plus keeps the one by task from being chosen.
        private func openExecutions(of task: TaskRow, _ snapshot: Snapshot) throws(StoreError) -> Int {
            try snapshot.connection.statement(
                """
                SELECT count(*) FROM zart_executions WHERE ended_at IS NULL AND +task = ?1
                """
            ).first(task.id) { row throws(StoreError) in row.int(0) } ?? 0
        }

        private func buffered(of task: TaskRow, _ snapshot: Snapshot) throws(StoreError) -> Int {
            try snapshot.connection.statement(
                "SELECT sum(count) FROM zart_ledger WHERE task = ?1 AND decision = 'buffered'"
            ).first(task.id) { row throws(StoreError) in row.int(0) } ?? 0
        }
    }
}

import Zart
import ZartCore

/// What is counted of tasks by their names: instants that have their decision, executions, and runs that have ended.
struct Tally {
    private(set) var decisions: [String: [Decision: Int]] = [:]
    private(set) var executions: [String: Int] = [:]
    private(set) var runs: [String: [ExecutionStatus: Int]] = [:]

    /// Counts a row of the ledger, unless what it stands for has yet to be decided.
    mutating func add(_ row: LedgerRecord, of task: String) {
        guard row.decision != .buffered, row.decision != .paused || row.resolvedAt != nil else { return }
        decisions[task, default: [:]][row.decision, default: 0] += row.count
    }

    mutating func add(_ detail: ExecutionDetail) {
        let task = detail.execution.task
        executions[task, default: 0] += 1
        for run in detail.runs where run.status.isEnded {
            runs[task, default: [:]][run.status, default: 0] += 1
        }
    }
}

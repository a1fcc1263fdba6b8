extension ExecutionSort {
    /// The executions in this order; equals keep the order in which they were created, newest first.
    package func sorted(_ rows: [ExecutionLine], now: Int64) -> [ExecutionLine] {
        switch column {
        case .started: order(rows) { (started($0), $0.sequence) > (started($1), $1.sequence) }
        case .state: order(rows) { ($0.state, -$0.sequence) < ($1.state, -$1.sequence) }
        case .task: order(rows) { ($0.task, -$0.sequence) < ($1.task, -$1.sequence) }
        case .elapsed:
            order(rows) { (elapsed($0, now), $0.sequence) > (elapsed($1, now), $1.sequence) }
        }
    }

    private func order(_ rows: [ExecutionLine], by precedes: (ExecutionLine, ExecutionLine) -> Bool)
        -> [ExecutionLine]
    {
        let sorted = rows.sorted(by: precedes)
        return isInverted ? sorted.reversed() : sorted
    }

    /// What has yet to begin is the newest; what never did goes by its end.
    private func started(_ row: ExecutionLine) -> Int64 { row.startedAt ?? row.endedAt ?? .max }

    private func elapsed(_ row: ExecutionLine, _ now: Int64) -> Int64 {
        row.startedAt.map { (row.endedAt ?? now).subtractingReportingOverflow($0).partialValue } ?? -1
    }
}

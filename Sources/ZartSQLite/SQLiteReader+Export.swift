package import Timetable
package import ZartCore

/// Everything that is kept, oldest first, a page at a time.
extension SQLiteReader {
    /// Executions with their runs, oldest first: at most so many of those created after the one with that sequence.
    ///
    /// Each page is of one moment. Offers and orders are left out. `task` is the name of a task or of a handler, nil for
    /// all; `from` and `to` are about when they were created.
    package func executionDetails(
        task: String?,
        from: Instant?,
        to: Instant?,
        after: Int64?,
        limit: Int
    ) throws(StoreError) -> [ExecutionDetail] {
        try snapshot { () throws(StoreError) in
            var first = after.map { $0 + 1 } ?? .min
            if let from {
                guard let floor = try firstKey(of: .executions, since: from.milliseconds) else { return [] }
                first = max(first, floor)
            }
            var end = Int64.max
            if let to, to.milliseconds < .max {
                end = try firstKey(of: .executions, onlySince: to.milliseconds + 1) ?? .max
            }
            let sequences: [Int64]
            if let task {
                sequences = try connection.statement(Self.ownSequencesSQL).all(
                    first,
                    end,
                    from?.milliseconds ?? .min,
                    to?.milliseconds ?? .max,
                    limit,
                    try taskID(task) ?? -1,
                    task
                ) { row in row.int64(0) }
            } else {
                sequences = try connection.statement(Self.sequencesSQL).all(
                    first,
                    end,
                    from?.milliseconds ?? .min,
                    to?.milliseconds ?? .max,
                    limit
                ) { row in row.int64(0) }
            }
            var details: [ExecutionDetail] = []
            for sequence in sequences {
                let found = try connection.statement(ExecutionQuery.bySequence).first(
                    sequence,
                    read: ExecutionQuery.read
                )
                guard let found else { continue }
                details.append(
                    ExecutionDetail(execution: found, runs: try runs(of: sequence), offers: [], orders: [])
                )
            }
            return details
        }
    }

    private static let range = "seq >= ?1 AND seq < ?2 AND created_at BETWEEN ?3 AND ?4"

    static let sequencesSQL = "SELECT seq FROM zart_executions WHERE \(range) ORDER BY seq LIMIT ?5"

    static let ownSequencesSQL = """
        SELECT seq FROM zart_executions INDEXED BY zart_executions_task WHERE task = ?6 AND \(range)
        UNION ALL
        SELECT seq FROM zart_executions INDEXED BY zart_executions_handler
            WHERE task IS NULL AND handler = ?7 AND \(range)
        ORDER BY 1 LIMIT ?5
        """
}

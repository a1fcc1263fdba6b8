package import Timetable
package import ZartCore

extension SQLiteReader {
    package func retrying() throws(StoreError) -> Int {
        try connection.statement(Self.retryingSQL).first { row in row.int(0) } ?? 0
    }

    package func failed(since: Instant) throws(StoreError) -> Int {
        try connection.statement(Self.failedSQL).first(since) { row in row.int(0) } ?? 0
    }

    /// Only what has not ended is looked at, through its own index.
    static let retryingSQL = """
        SELECT count(*) FROM zart_executions e INDEXED BY zart_executions_open
        WHERE e.ended_at IS NULL AND \(ExecutionRows.phaseSQL) = 'retrying'
        """

    /// A count beyond ten thousand says nothing more.
    static let failedSQL = """
        SELECT count(*) FROM (SELECT 1 FROM zart_executions INDEXED BY zart_executions_failed
            WHERE status = 'failed' AND ended_at >= ? LIMIT 10000)
        """
}

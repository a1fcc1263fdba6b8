package import Timetable
package import ZartCore

extension SQLiteReader {
    package func retrying() throws(StoreError) -> Int {
        // Only what has not ended is looked at, through its own index.
        try connection.statement(
            """
            SELECT count(*) FROM zart_executions e WHERE e.ended_at IS NULL AND EXISTS (
                SELECT 1 FROM zart_steps s
                WHERE s.execution = e.seq AND s.run = e.run AND s.status = 'retrying')
            """
        ).first { row in row.int(0) } ?? 0
    }

    package func failed(since: Instant) throws(StoreError) -> Int {
        // The newest thousand failures: a count beyond that says nothing more.
        try connection.statement(
            """
            SELECT count(*) FROM (SELECT ended_at FROM zart_executions WHERE status = 'failed'
                ORDER BY seq DESC LIMIT 1000) WHERE ended_at >= ?
            """
        ).first(since) { row in row.int(0) } ?? 0
    }
}

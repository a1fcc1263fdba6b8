internal import Timetable
package import ZartCore

/// Executions, newest first.
///
/// Each listing walks one index from the page's border on, whatever it is asked to leave out.
extension SQLiteReader {
    package func executions(_ filter: ExecutionFilter, before: Int64?, limit: Int) throws(StoreError)
        -> [ExecutionRecord]
    {
        let before = before ?? .max
        return try snapshot { () throws(StoreError) in
            var floor = Int64.min
            if let since = filter.since {
                guard let first = try firstSequence(createdSince: since.milliseconds) else { return [] }
                floor = first
            }
            let task = try filter.task.map { name throws(StoreError) in try taskID(name) ?? -1 }
            let statement = connection.statement(ExecutionQuery.listing(filter))
            try statement.start()
            statement.bind(before)
            statement.bind(floor)
            statement.bind(filter.since?.milliseconds ?? .min)
            statement.bind(limit)
            statement.bind(filter.status?.rawValue)
            statement.bind(task ?? -1)
            statement.bind(filter.task)
            return try statement.rows(ExecutionQuery.read)
        }
    }

    package func execution(id: String) throws(StoreError) -> ExecutionRecord? {
        try connection.statement(ExecutionQuery.byID).first(id, read: ExecutionQuery.read)
    }

    /// The lowest key whose execution may have been created at that time or later; nil if there is none.
    ///
    /// Keys follow the time of creation but for clocks that were set back, so a search by halves finds the border
    /// once it allows for all the steps back on record, and a minute for those too small to be recorded.
    private func firstSequence(createdSince since: Int64) throws(StoreError) -> Int64? {
        let setBack =
            try connection.statement(
                "SELECT COALESCE(SUM(-delta), 0) FROM zart_clock_events WHERE delta < 0"
            ).first { $0.int64(0) } ?? 0
        let (border, overflow) = since.subtractingReportingOverflow(setBack + 60_000)
        guard !overflow else { return .min }
        let ends = try connection.statement(
            "SELECT (SELECT MIN(seq) FROM zart_executions), (SELECT MAX(seq) FROM zart_executions)"
        ).first { ($0.optionalInt64(0), $0.optionalInt64(1)) }
        guard case (var low?, let last?)? = ends else { return nil }
        var high = last + 1
        let probe = connection.statement(
            "SELECT seq, created_at FROM zart_executions WHERE seq >= ? ORDER BY seq LIMIT 1"
        )
        while low < high {
            let middle = low + (high - low) / 2
            guard let found = try probe.first(middle, read: { ($0.int64(0), $0.int64(1)) }) else { break }
            if found.1 >= border {
                high = middle
            } else {
                low = found.0 + 1
            }
        }
        return low > last ? nil : low
    }
}

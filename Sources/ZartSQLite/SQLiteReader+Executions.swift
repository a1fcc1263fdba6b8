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
                guard let first = try firstKey(of: .executions, since: since.milliseconds) else { return [] }
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
            var records = try statement.rows(ExecutionQuery.read)
            let queued = try queuedOrders()
            for place in records.indices where !queued.isEmpty {
                records[place].queued = queued[records[place].id]
            }
            return records
        }
    }

    package func execution(id: String) throws(StoreError) -> ExecutionRecord? {
        let found = try connection.statement(ExecutionQuery.byID).first(id, read: ExecutionQuery.read)
        guard var found, found.status.isEnded else { return found }
        found.queued = try OrderRows(connection).queuedKinds(of: id)[id]
        return found
    }

    /// The lowest key whose row may be of that time or later; nil if there is none.
    func firstKey(of table: TimedTable, since time: Int64) throws(StoreError) -> Int64? {
        let (border, overflow) = time.subtractingReportingOverflow(try clockSlack())
        return overflow ? .min : try firstKey(of: table, notBefore: border)
    }

    /// The lowest key from which on all rows are of that time or later; nil if there is none.
    func firstKey(of table: TimedTable, onlySince time: Int64) throws(StoreError) -> Int64? {
        let (border, overflow) = time.addingReportingOverflow(try clockSlack())
        return overflow ? nil : try firstKey(of: table, notBefore: border)
    }

    /// How far the times of rows may fall behind those of rows before them.
    ///
    /// Keys follow the time of creation but for clocks that were set back: all the steps back on record, and a
    /// minute for those too small to be recorded.
    func clockSlack() throws(StoreError) -> Int64 {
        let setBack =
            try connection.statement(
                "SELECT COALESCE(SUM(-delta), 0) FROM zart_clock_events WHERE delta < 0"
            ).first { $0.int64(0) } ?? 0
        return setBack + 60_000
    }

    /// A table whose keys follow a time.
    enum TimedTable {
        case executions
        case orders

        fileprivate var ends: String {
            switch self {
            case .executions:
                "SELECT (SELECT MIN(seq) FROM zart_executions), (SELECT MAX(seq) FROM zart_executions)"
            case .orders: "SELECT (SELECT MIN(id) FROM zart_orders), (SELECT MAX(id) FROM zart_orders)"
            }
        }

        fileprivate var probe: String {
            switch self {
            case .executions:
                "SELECT seq, created_at FROM zart_executions WHERE seq >= ? ORDER BY seq LIMIT 1"
            case .orders: "SELECT id, posted_at FROM zart_orders WHERE id >= ? ORDER BY id LIMIT 1"
            }
        }
    }

    /// Where a search by halves finds the times to reach the border; nil if that is beyond the last row.
    private func firstKey(of table: TimedTable, notBefore border: Int64) throws(StoreError) -> Int64? {
        let ends = try connection.statement(table.ends).first { ($0.optionalInt64(0), $0.optionalInt64(1)) }
        guard case (var low?, let last?)? = ends else { return nil }
        var high = last + 1
        let probe = connection.statement(table.probe)
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

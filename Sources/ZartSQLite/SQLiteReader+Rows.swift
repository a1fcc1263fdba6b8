internal import Timetable
package import ZartCore

/// Lists of executions.
extension SQLiteReader {
    package func running(limit: Int) throws(StoreError) -> [ExecutionRow] {
        try snapshot { () throws(StoreError) in
            let sequences = try connection.statement(Self.openNewestSQL).all(limit) { $0.int64(0) }
            return try rows(sequences)
        }
    }

    package func executionRows(ids: [String]) throws(StoreError) -> [ExecutionRow] {
        try snapshot { () throws(StoreError) in
            var sequences: [Int64] = []
            for id in ids {
                let sequence = try connection.statement("SELECT seq FROM zart_executions WHERE id = ?").first(
                    id
                ) {
                    $0.int64(0)
                }
                if let sequence { sequences.append(sequence) }
            }
            return try rows(sequences)
        }
    }

    package func holders(limit: Int) throws(StoreError) -> [String: [String]] {
        var holders: [String: [String]] = [:]
        try connection.statement(Self.openOfTasksSQL).each([limit]) { row in
            holders[row.text(0), default: []].append(row.text(1))
        }
        return holders
    }

    package func executionRows(
        _ query: ExecutionRowQuery,
        _ direction: WalkDirection,
        from border: Int64?,
        limit: Int
    ) throws(StoreError) -> ExecutionPage {
        try snapshot { () throws(StoreError) in
            var found: [Int64] = []
            let scannedTo = try walk(query, direction, from: border) { sequence in
                found.append(sequence)
                return found.count < limit
            }
            return ExecutionPage(rows: try rows(found), scannedTo: scannedTo)
        }
    }

    package func executionCount(_ query: ExecutionRowQuery, limit: Int) throws(StoreError) -> BoundedCount {
        try snapshot { () throws(StoreError) in
            var count = 0
            let scannedTo = try walk(query, .older, from: nil) { _ in
                count += 1
                return count <= limit
            }
            return BoundedCount(min(count, limit), isPartial: scannedTo != nil)
        }
    }

    /// Visits the keys of executions that the query asks for, until the visitor or the budget ends it.
    ///
    /// - Returns: the last key looked at; nil when there was nothing more to look at.
    private func walk(
        _ query: ExecutionRowQuery,
        _ direction: WalkDirection,
        from border: Int64?,
        visit: (Int64) -> Bool
    ) throws(StoreError) -> Int64? {
        guard let range = try range(query, direction, border) else { return nil }
        let sql = RowQuery(query, direction, range, names: try names(query))
        var looked = 0
        var last: Int64 = 0
        let isDone = try connection.statement(sql.sql).walk(sql.parameters) { row in
            last = row.int64(0)
            looked += 1
            let goesOn = row.bool(1) ? visit(last) : true
            return goesOn && looked < sql.budget
        }
        return isDone ? nil : last
    }

    /// The keys beyond the border that were created in the time asked for; nil if there are none.
    private func range(_ query: ExecutionRowQuery, _ direction: WalkDirection, _ border: Int64?)
        throws(StoreError) -> RowQuery.Range?
    {
        var range: RowQuery.Range = (.min, .max)
        switch (direction, border) {
        case (.older, let border?): range.high = border
        case (.newer, .max?): return nil
        case (.newer, let border?): range.low = border + 1
        case (_, nil): break
        }
        if let since = query.since {
            guard let first = try firstKey(of: .executions, since: since.milliseconds) else { return nil }
            range.low = max(range.low, first)
        }
        if let until = query.until, let end = try firstKey(of: .executions, onlySince: until.milliseconds) {
            range.high = min(range.high, end)
        }
        return range.low < range.high ? range : nil
    }

    /// What the query's task stands for; nil when it is too much, or nothing was asked.
    private func names(_ query: ExecutionRowQuery) throws(StoreError) -> RowQuery.Names? {
        guard let pattern = query.task else { return nil }
        if RowQuery.isExact(pattern) {
            return RowQuery.Names(tasks: try taskID(pattern).map { [$0] } ?? [], handlers: [pattern])
        }
        let tasks = try connection.statement(Self.matchingTasksSQL).all(pattern) { $0.int64(0) }
        let handlers = try connection.statement(Self.matchingHandlersSQL).all(pattern) { $0.text(0) }
        let count = tasks.count + handlers.count
        return count > RowQuery.Names.most ? nil : RowQuery.Names(tasks: tasks, handlers: handlers)
    }

    private func rows(_ sequences: [Int64]) throws(StoreError) -> [ExecutionRow] {
        var reading = ExecutionRows(self, queued: try queuedOrders())
        var rows: [ExecutionRow] = []
        rows.reserveCapacity(sequences.count)
        for sequence in sequences {
            if let row = try reading.row(sequence) { rows.append(row) }
        }
        return rows
    }

    static let openOfTasksSQL = """
        SELECT t.name, e.id FROM zart_executions e INDEXED BY zart_executions_open JOIN zart_tasks t ON t.id = e.task
        WHERE e.ended_at IS NULL ORDER BY e.seq LIMIT ?
        """

    static let openNewestSQL = """
        SELECT seq FROM zart_executions INDEXED BY zart_executions_open
        WHERE ended_at IS NULL ORDER BY seq DESC LIMIT ?
        """

    static let matchingTasksSQL = "SELECT id FROM zart_tasks WHERE name GLOB ? LIMIT 9"

    static let matchingHandlersSQL = """
        WITH RECURSIVE handlers (name) AS (
            SELECT MIN(handler) FROM zart_executions INDEXED BY zart_executions_handler WHERE task IS NULL
            UNION ALL
            SELECT (SELECT MIN(e.handler) FROM zart_executions e INDEXED BY zart_executions_handler
                WHERE e.task IS NULL AND e.handler > handlers.name)
            FROM handlers WHERE handlers.name IS NOT NULL)
        SELECT name FROM handlers WHERE name GLOB ? LIMIT 9
        """
}

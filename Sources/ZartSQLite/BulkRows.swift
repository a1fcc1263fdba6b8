internal import Timetable
internal import ZartCore

/// Orders that were given together, as rows.
struct BulkRows {
    let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// Records the orders in one transaction, unless the same command has given some lately and not told of them.
    ///
    /// Nil when there are none to record and none recorded.
    func post(
        _ orders: [Order],
        command: String,
        actor: String,
        at now: Instant
    ) throws(StoreError) -> (number: Int64, isJoined: Bool)? {
        try connection.transaction { () throws(StoreError) -> (number: Int64, isJoined: Bool)? in
            let known = try connection.statement(
                """
                SELECT number FROM zart_bulks
                WHERE command = ? AND actor = ? AND closed_at IS NULL AND posted_at >= ?
                """
            ).first(command, actor, now - OrderBulk.memory) { row in row.int64(0) }
            if let known { return (known, true) }
            guard !orders.isEmpty else { return nil }
            let rows = OrderRows(connection)
            let before = try last("SELECT max(id) FROM zart_orders")
            for order in orders { try rows.insert(order, at: now, answer: nil) }
            try connection.run(
                """
                INSERT INTO zart_bulks (command, actor, posted_at, first_order, last_order) VALUES (?, ?, ?, ?, ?)
                """,
                command,
                actor,
                now,
                before + 1,
                try last("SELECT max(id) FROM zart_orders")
            )
            return (try last("SELECT max(number) FROM zart_bulks"), false)
        }
    }

    func close(_ number: Int64, at now: Instant) throws(StoreError) {
        _ = try connection.transaction { () throws(StoreError) in
            try connection.run("UPDATE zart_bulks SET closed_at = ? WHERE number = ?", now, number)
        }
    }

    private func last(_ sql: String) throws(StoreError) -> Int64 {
        try connection.statement(sql).first { row in row.int64(0) } ?? 0
    }
}

package import ZartCore

extension SQLiteReader {
    package func bulk(_ number: Int64) throws(StoreError) -> OrderBulk? {
        try snapshot { () throws(StoreError) in
            let head = try connection.statement(
                "SELECT posted_at, first_order, last_order FROM zart_bulks WHERE number = ?"
            ).first(number) { row in (row.instant(0), row.int64(1), row.int64(2)) }
            guard let (postedAt, first, last) = head else { return nil }
            let orders = try connection.statement(
                """
                SELECT \(Self.orderColumns) FROM zart_orders WHERE id BETWEEN ? AND ? ORDER BY id
                """
            ).all(first, last) { row throws(StoreError) in try Self.readOrder(row, from: 0) }
            return OrderBulk(number: number, postedAt: postedAt, orders: orders)
        }
    }

    package func queuedOrders() throws(StoreError) -> [String: String] {
        try OrderRows(connection).queuedKinds()
    }

    package func openOrders(ofBulk number: Int64) throws(StoreError) -> Int? {
        try connection.statement(
            """
            SELECT (SELECT count(*) FROM zart_orders INDEXED BY zart_orders_pending
                WHERE id BETWEEN first_order AND last_order AND answered_at IS NULL AND answer IS NULL)
            FROM zart_bulks WHERE number = ?
            """
        ).first(number) { row in row.int(0) }
    }
}

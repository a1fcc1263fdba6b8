internal import Timetable
internal import ZartCore

/// What an order to backfill says beside its task.
extension OrderRows {
    /// As JSON text, with the number of the backfill once there is one; its words need no escapes.
    static func arguments(_ request: BackfillRequest, begun: Int64?) -> String {
        """
        {"from":\(request.from.milliseconds),"to":\(request.to.milliseconds),"only":"\(request.only.rawValue)",\
        "order":"\(request.order.rawValue)","max":\(request.maximum)\(begun.map { ",\"begun\":\($0)" } ?? "")}
        """
    }

    func backfillRequest(of order: Int64) throws(StoreError) -> BackfillRequest {
        let request = try connection.statement(
            """
            SELECT arguments->>'from', arguments->>'to', arguments->>'only', arguments->>'order', arguments->>'max'
            FROM zart_orders WHERE id = ?
            """
        ).first(order) { (row) throws(StoreError) in
            BackfillRequest(
                from: row.instant(0),
                to: row.instant(1),
                only: try row.word(2),
                order: try row.word(3),
                maximum: row.int(4)
            )
        }
        guard let request else { throw StoreError(.corrupt, "order \(order) is gone: run 'zartop doctor'") }
        return request
    }
}

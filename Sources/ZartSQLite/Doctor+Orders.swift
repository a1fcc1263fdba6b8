internal import Timetable
internal import ZartCore

extension Doctor {
    /// What an operator asked was answered, and soon.
    struct OrderExamination: Examination {
        let name = "orders"

        /// How long an order may wait for a worker that is alive, which takes 50 ms or, at worst, a second.
        private static let patience: Int64 = 60_000

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String {
            let total = try snapshot.connection.number("SELECT count(*) FROM zart_orders")
            // A further run that waits for a slot has been told so, and is answered when its turn has come.
            let mayNotWait = """
                (kind NOT IN ('retry', 'restart', 'rerun') OR coalesce(arguments ->> 'waits', 0) <> 1
                    OR arguments ->> 'run' IS NULL)
                """
            let refusals = OrderAnswer.Refusal.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            try snapshot.each(
                """
                SELECT id, kind, target, posted_at, answered_at, CASE
                    WHEN answered_at IS NOT NULL AND answer IS NULL THEN 'is answered without an answer'
                    WHEN answered_at IS NULL AND (refusal IS NOT NULL OR answer IS NOT NULL AND \(mayNotWait))
                        THEN 'has an answer, but was not answered'
                    WHEN refusal NOT IN (\(refusals)) THEN 'is refused by an unknown word'
                    END
                FROM zart_orders
                WHERE answered_at IS NULL AND answer IS NOT NULL AND \(mayNotWait)
                    OR answered_at IS NOT NULL AND answer IS NULL OR answered_at IS NULL AND refusal IS NOT NULL
                    OR refusal NOT IN (\(refusals)) OR posted_at - answered_at >= ?
                """,
                ClockHistory.smallestStep
            ) { row in
                let order = "order \(row.int64(0)) (\(row.text(1)) \(row.text(2)))"
                if let reason = row.optionalText(5) {
                    findings.fault("\(order) \(reason)")
                } else {
                    findings.fault(
                        "\(order) was answered at \(shown(row.int64(4))), before it was posted",
                        unless: snapshot.clock,
                        turnedBackFrom: row.int64(3),
                        to: row.int64(4)
                    )
                }
            }
            guard let session = snapshot.liveSession else { return counted(Int(total), "order") }
            try snapshot.each(
                """
                SELECT id, kind, target, posted_at FROM zart_orders
                WHERE answered_at IS NULL AND answer IS NULL AND max(posted_at, ?1) < ?2
                """,
                session.beganAt,
                snapshot.now.milliseconds - OrderExamination.patience
            ) { row in
                findings.fault(
                    "order \(row.int64(0)) (\(row.text(1)) \(row.text(2))) waits since "
                        + "\(shown(row.int64(3))), though "
                        + "worker session \(session.number) is alive"
                )
            }
            return counted(Int(total), "order")
        }
    }
}

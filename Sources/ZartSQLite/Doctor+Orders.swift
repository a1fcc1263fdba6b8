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
            let refusals = OrderAnswer.Refusal.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            try snapshot.each(
                """
                SELECT id, kind, target, posted_at, answered_at, CASE
                    WHEN answered_at IS NOT NULL AND answer IS NULL THEN 'is answered without an answer'
                    WHEN answered_at IS NULL AND (answer IS NOT NULL OR refusal IS NOT NULL)
                        THEN 'has an answer, but was not answered'
                    WHEN refusal NOT IN (\(refusals)) THEN 'is refused by an unknown word'
                    END
                FROM zart_orders
                WHERE (answered_at IS NULL) <> (answer IS NULL) OR answered_at IS NULL AND refusal IS NOT NULL
                    OR refusal NOT IN (\(refusals)) OR answered_at < posted_at
                """
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
                WHERE answered_at IS NULL AND max(posted_at, ?1) < ?2
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

    /// There is one worker at most, and each came with a higher epoch than the one before.
    struct LeaseExamination: Examination {
        let name = "lease"

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String {
            var previous: (number: Int64, epoch: Int64)?
            var highest: Int64 = 0
            var total = 0
            var epochs: [Int64: Int64] = [:]
            let held = try snapshot.connection.statement(
                "SELECT epoch, session, renewed_at, expires_at FROM zart_lease"
            )
            .first { row throws(StoreError) in
                (
                    epoch: row.int64(0), session: row.optionalInt64(1), renewed: row.optionalInt64(2),
                    expires: row.optionalInt64(3)
                )
            }
            guard let held else {
                findings.fault("the lease row is missing")
                return ""
            }
            try snapshot.each(
                "SELECT number, epoch, ended_at IS NULL, began_at FROM zart_sessions ORDER BY number"
            ) {
                row in
                let (number, epoch) = (row.int64(0), row.int64(1))
                total += 1
                highest = max(highest, epoch)
                if number == held.session { epochs[number] = epoch }
                if let previous, epoch <= previous.epoch {
                    findings.fault(
                        "worker session \(number) has epoch \(epoch), not above that of session "
                            + "\(previous.number)"
                    )
                }
                if row.bool(2), number != held.session {
                    findings.fault(
                        "worker session \(number), begun at \(shown(row.int64(3))), has no end, but does not "
                            + "hold the lease"
                    )
                }
                previous = (number, epoch)
            }
            if held.epoch != highest {
                findings.fault(
                    "the lease is of epoch \(held.epoch), but the newest worker session has \(highest)"
                )
            }
            if let session = held.session, epochs[session] != held.epoch {
                findings.fault(
                    "the lease names worker session \(session), which is not of its epoch \(held.epoch)"
                )
            }
            if let renewed = held.renewed, let expires = held.expires, expires < renewed {
                findings.fault(
                    "the lease ended at \(shown(expires)), before it was renewed at \(shown(renewed))"
                )
            }
            return "\(counted(total, "worker session")), epoch \(held.epoch)"
        }
    }
}

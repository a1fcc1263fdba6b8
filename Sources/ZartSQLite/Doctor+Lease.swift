internal import ZartCore

extension Doctor {
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

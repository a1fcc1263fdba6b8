internal import Dashboard
internal import Timetable
internal import ZartCore

/// What became of instants, why, and executions side by side.
extension SnapshotSource {
    private static let ledgerPage = 500
    /// Pages looked at for a decision that is rare.
    private static let ledgerPages = 8

    func readLedger(_ wish: LedgerWish) throws(StoreError) -> LedgerPage {
        var page = LedgerPage()
        page.task = wish.task
        var position: LedgerPosition?
        var looks = 0
        repeat {
            let found = try reader.decisions(
                task: wish.task,
                only: wish.decision.flatMap(Decision.init(rawValue:)),
                before: position,
                limit: min(Self.ledgerPage, wish.limit - page.rows.count)
            )
            page.rows += found.rows.map(LedgerLine.init)
            position = found.scannedTo
            if found.rows.isEmpty { looks += 1 }
        } while position != nil && page.rows.count < wish.limit && looks < Self.ledgerPages
        page.hasOlder = position != nil
        return page
    }

    func readDiff(_ ids: [String], at now: Instant) throws(StoreError) -> DiffPage {
        var page = DiffPage(ids)
        guard ids.count == 2 else { return page }
        guard let left = try reader.detail(id: ids[0]), let right = try reader.detail(id: ids[1]) else {
            let missing = try reader.detail(id: ids[0]) == nil ? ids[0] : ids[1]
            page.complaint = "no execution '\(missing)'"
            return page
        }
        let definitions = (
            try reader.definition(ofExecution: ids[0]), try reader.definition(ofExecution: ids[1])
        )
        return DiffPage(ids, ExecutionDiff(left, right, definitions: definitions, at: now))
    }
}

internal import Timetable
internal import ZartCore
internal import ZartSQLite

/// `ledger`.
extension CommandRun {
    private static let page = 500

    func showLedger() throws(CommandFailure) -> ExitStatus {
        let reader = try openReader()
        let task = operand
        let known = try stored { () throws(StoreError) in try reader.task(named: task) }
        if known == nil { throw try noTask(task, reader) }
        let from = time("--from", .back)
        let to = time("--to", .back)
        if let from, let to, to < from { throw .usage("--to lies before --from: swap them") }
        let pruned = try prunedDecisions(of: task, from: from, to: to, reader)
        var list = JSONList(console)
        var table = TextTable([
            .init("INSTANT (UTC)"), .init("DECISION"), .init("LATE", isRight: true),
            .init("WHAT", narrowest: 10),
        ])
        // What tells rows apart is the end of an id, not the task's name before it.
        let isNarrow = console.width.map { $0 < 62 + 2 * PlainText.width(task) } ?? false
        var shown = 0
        var position: LedgerPosition?
        while true {
            let rows = try stored { () throws(StoreError) in
                try reader.ledger(task: task, from: from, to: to, after: position, limit: Self.page)
            }
            guard let last = rows.last else { break }
            for row in rows {
                if isJSON {
                    list.add(JSONValue(row))
                } else {
                    table.add(Self.cells(row, of: task, cut: isNarrow))
                }
            }
            shown += rows.count
            position = LedgerPosition(version: last.version, nominalAt: last.nominalAt)
        }
        if isJSON {
            list.finish()
            if let pruned { console.err("zartop: of task '\(task)' \(pruned.sentence)\n") }
            return .done
        }
        if let pruned { print(sentence: pruned.sentence) }
        if shown > 0 {
            print(table)
        } else if pruned == nil {
            console.err("no decisions\n")
        }
        return .done
    }

    /// What of a task's decisions of a range is no longer kept; nil where all are, or where that was said when the
    /// database was opened: that nothing is left of the time looked back at.
    func prunedDecisions(of task: String, from: Instant?, to: Instant?, _ reader: SQLiteReader)
        throws(CommandFailure) -> PrunedDecisions?
    {
        let found = try stored { () throws(StoreError) in
            try reader.prunedDecisions(task: task, from: from, to: to)
        }
        guard let pruned = found, settings.at.map({ pruned.through < $0 }) ?? true else { return nil }
        return pruned
    }

    private static func cells(_ entry: LedgerRecord, of task: String, cut isNarrow: Bool) -> [String] {
        func id(_ id: String) -> String {
            isNarrow && id.hasPrefix(task) && id.count > task.count ? "…" + id.dropFirst(task.count) : id
        }
        var what: [String] = []
        if let execution = entry.execution { what.append(id(execution)) }
        if let holder = entry.heldBy { what.append("held by \(id(holder))") }
        if let into = entry.into { what.append("into \(HumanTime.seconds(into, besides: entry.nominalAt))") }
        if entry.count > 1 {
            let until = HumanTime.seconds(entry.until, besides: entry.nominalAt)
            what.append("\(entry.count) instants until \(until)")
        }
        return [
            HumanTime.exact(entry.nominalAt), entry.decision.rawValue,
            HumanTime.brief(entry.lateness), what.joined(separator: ", "),
        ]
    }
}

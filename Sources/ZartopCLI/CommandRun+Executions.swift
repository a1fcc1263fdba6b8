internal import Timetable
internal import ZartCore
internal import ZartSQLite

/// `executions`.
extension CommandRun {
    private static let page = 500

    func showExecutions() throws(CommandFailure) -> ExitStatus {
        let reader = try openReader()
        let task = arguments.operands.first
        if let task, try !stored({ () throws(StoreError) in try reader.names() }).contains(task) {
            throw try noTask(task, reader)
        }
        let filter = ExecutionFilter(
            task: task,
            status: arguments.value("--status").flatMap(ExecutionStatus.init),
            since: time("--since", .back)
        )
        let limit = count("--limit", default: 50)
        var list = JSONList(console)
        var table = TextTable([
            .init("ID", narrowest: 16), .init("STATUS"), .init("DUE (UTC)"), .init("LAG", isRight: true),
            .init("TOOK", isRight: true), .init("RESULT", narrowest: 6),
        ])
        var shown = 0
        var before: Int64?
        let now = surroundings.now()
        while shown < limit {
            let rows = try stored { () throws(StoreError) in
                try reader.executions(filter, before: before, limit: min(Self.page, limit - shown))
            }
            guard let last = rows.last else { break }
            for row in rows {
                if isJSON { list.add(JSONValue(row)) } else { table.add(Self.cells(row, now: now)) }
            }
            shown += rows.count
            before = last.sequence
        }
        if isJSON {
            list.finish()
        } else if shown == 0 {
            console.err("no executions\n")
        } else {
            print(table)
            let isMore = try stored { () throws(StoreError) in
                try !reader.executions(filter, before: before, limit: 1).isEmpty
            }
            if isMore { console.err("older ones are left out: --limit shows more\n") }
        }
        return .done
    }

    private static func cells(_ execution: ExecutionRecord, now: Instant) -> [String] {
        let took = execution.startedAt.map { start in
            execution.endedAt.map { HumanTime.brief($0 - start) } ?? "\(HumanTime.brief(now - start))+"
        }
        let waits = execution.waitsFor.map { "waits for \($0) to stop" }
        let queued = execution.queued.map { "\($0) queued" }
        let said = [queued, execution.error ?? execution.result ?? waits].compactMap(\.self)
        let backfilled = execution.backfilledFor
        let lag = execution.lag.map(HumanTime.brief) ?? "-"
        return [
            execution.id, execution.status.rawValue,
            HumanTime.seconds(backfilled ?? execution.dueAt),
            backfilled == nil ? lag : "backfill", took ?? "-",
            said.joined(separator: "; "),
        ]
    }
}

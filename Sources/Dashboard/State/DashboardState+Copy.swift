extension DashboardState {
    /// Copies the selected row's identity, or the row as JSON.
    mutating func copy(asJSON: Bool, at moment: Int64) -> [Effect] {
        let row: (id: String, json: String)?
        switch view {
        case .tasks: row = selectedTask.map { ($0.name, RowJSON.text($0)) }
        case .executions: row = selectedExecution.map { ($0.id, RowJSON.text($0)) }
        case .detail: row = snapshot.detail.map { ($0.execution.id, RowJSON.text($0.execution)) }
        case .events:
            row = snapshot.events.rows.first { $0.key == events.list.selection }.map {
                ($0.message, RowJSON.text($0))
            }
        case .output: row = outputLine.map { ($0.text, RowJSON.text($0)) }
        case .ledger: row = selectedDecision.map { ($0.link ?? TimeText.exact($0.at), RowJSON.text($0)) }
        case .diff:
            row = diffPage.map { page in
                let line = diff?.list.selection.flatMap { place in
                    shownDiff.indices.contains(place) ? RowJSON.text(shownDiff[place], of: page.ids) : nil
                }
                return (page.ids.joined(separator: " "), line ?? "null")
            }
        case .workers: row = workers.selection.map { ("\($0)", "{\"session\":\($0)}") }
        }
        guard let row else { return [] }
        say("copied \(asJSON ? "it as JSON" : row.id)", at: moment)
        return [.copy(asJSON ? row.json : row.id), .redraw]
    }
}

extension DashboardState {
    /// The rows of the view on the screen, all that have been read, as a list in JSON.
    package var rowsAsJSON: String {
        let rows: [String] =
            switch view {
            case .tasks: shownTasks.map(RowJSON.text)
            case .executions: snapshot.executions.rows.map(RowJSON.text)
            case .detail: detailPage.map { [RowJSON.text($0.execution)] } ?? []
            case .events: shownEvents.map(RowJSON.text)
            case .output: outputPage?.lines.map(RowJSON.text) ?? []
            case .ledger: shownLedger.map(RowJSON.text)
            case .diff: shownDiff.map { RowJSON.text($0, of: diffPage?.ids ?? []) }
            case .workers: snapshot.workers.map(RowJSON.text)
            }
        return rows.isEmpty ? "[]" : "[\n\(rows.joined(separator: ",\n"))\n]"
    }
}

extension DashboardState {
    /// The line of output that the cursor is on: the hit, or the first on the screen.
    private var outputLine: OutputRow? {
        guard let page = outputPage, let output else { return nil }
        let number = output.hit ?? (output.follows ? page.total - 1 : output.top)
        return OutputLines(self, page).line(number)
    }
}

/// Rows as JSON text, in the words of the command line's `--json`.
enum RowJSON {
    static func text(_ task: TaskLine) -> String {
        object([
            ("task", string(task.name)), ("state", string(task.state)), ("schedule", string(task.schedule)),
            ("overlap", string(task.overlap)), ("nextFireAt", time(task.nextFireAt)),
            ("occurrence", "\(task.occurrence)"),
            ("running", "\(task.running)"),
            ("skipped", "\(task.skipped)"), ("note", string(task.note)),
        ])
    }

    static func text(_ execution: ExecutionLine) -> String {
        object([
            ("id", string(execution.id)), ("task", string(execution.task)),
            ("occurrence", execution.occurrence.map { "\($0)" } ?? "null"),
            ("status", string(execution.state)),
            ("scheduledAt", time(execution.scheduledAt)), ("startedAt", time(execution.startedAt)),
            ("endedAt", time(execution.endedAt)),
            ("error", execution.note.isEmpty ? "null" : string(execution.note)),
        ])
    }

    static func text(_ worker: WorkerLine) -> String {
        object([
            ("session", "\(worker.session)"), ("process", "\(worker.process)"), ("host", string(worker.host)),
            ("program", string(worker.program)), ("beganAt", time(worker.beganAt)),
            ("endedAt", time(worker.endedAt)), ("reason", string(worker.reason)),
        ])
    }

    private static func time(_ moment: Int64?) -> String {
        guard let moment else { return "null" }
        return string("\(TimeText.date(moment))T\(TimeText.exact(moment))Z")
    }

    static func text(_ line: OutputRow) -> String {
        let stream =
            switch line.stream {
            case .out: string("stdout")
            case .err: string("stderr")
            case .cut: "null"
            }
        return object([("stream", stream), ("at", time(line.at)), ("text", string(line.text))])
    }

    static func text(_ event: EventLine) -> String {
        object([
            ("at", time(event.at)), ("level", string(event.level.rawValue)), ("task", string(event.task)),
            ("execution", string(event.execution)), ("step", string(event.step)),
            ("message", string(event.message)),
        ])
    }

    static func text(_ decision: LedgerLine) -> String {
        object([
            ("nominalAt", time(decision.at)), ("decision", string(decision.decision)),
            ("decidedAt", time(decision.decidedAt)),
            ("execution", decision.execution.isEmpty ? "null" : string(decision.execution)),
            ("heldBy", decision.heldBy.isEmpty ? "null" : string(decision.heldBy)),
            ("until", time(decision.until)), ("count", "\(decision.count)"),
        ])
    }

    static func text(_ row: DiffPage.Row, of ids: [String]) -> String {
        object([
            ("executions", "[\(ids.map(string).joined(separator: ","))]"), ("field", string(row.label)),
            ("a", string(row.left)), ("b", string(row.right)), ("difference", string(row.difference)),
        ])
    }

    private static func object(_ members: [(String, String)]) -> String {
        "{" + members.map { "\(string($0.0)):\($0.1)" }.joined(separator: ",") + "}"
    }

    static func string(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 32:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

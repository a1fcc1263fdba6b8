internal import Timetable
internal import ZartCore
internal import ZartSQLite

/// `export`.
extension CommandRun {
    /// What can be taken out.
    enum Exported: String, CaseIterable {
        case executions, ledger, events
    }

    /// How it is written.
    enum ExportFormat: String, CaseIterable {
        case jsonl, csv, trace
    }

    private static let page = 200

    /// Writes what is kept, oldest first, a page at a time, so that memory does not grow with it.
    func export() throws(CommandFailure) -> ExitStatus {
        let what = arguments.value("--what").flatMap(Exported.init) ?? .executions
        let format = arguments.value("--format").flatMap(ExportFormat.init) ?? .jsonl
        if format == .trace, what != .executions {
            throw .usage("--format trace draws the timeline of executions: leave --what out")
        }
        let range = (from: time("--from", .back), to: time("--to", .back))
        if let from = range.from, let to = range.to, to < from {
            throw .usage("--to lies before --from: swap them")
        }
        let reader = try openReader(reach: .everything)
        let subject = try subject(of: what, reader)
        let sink = try ExportSink(console, file: arguments.value("--output"), database: settings.database)
        switch (what, format) {
        case (.executions, .jsonl):
            try details(reader, subject, range) { detail throws(CommandFailure) in
                // Stored JSON may have line breaks, which stand between its words only.
                try sink.line(String(JSONValue(detail).text.map { $0.isNewline ? " " : $0 }))
            }
        case (.executions, .csv):
            try sink.write(CSV.record(Self.executionColumns))
            try details(reader, subject, range) { detail throws(CommandFailure) in
                try sink.write(CSV.record(Self.cells(detail.execution)))
            }
        case (.executions, .trace): try trace(reader, subject, range, sink)
        case (.ledger, _): try ledger(reader, subject, range, format, sink)
        case (.events, _): try events(reader, subject, range, format, sink)
        }
        try sink.finish()
        return .done
    }

    /// Whose past is taken out.
    private enum Subject {
        case everything
        case task(String)
        case execution(String)

        var task: String? { if case .task(let name) = self { name } else { nil } }
    }

    private typealias Range = (from: Instant?, to: Instant?)

    private func subject(of what: Exported, _ reader: SQLiteReader) throws(CommandFailure) -> Subject {
        guard let name = arguments.operands.first else { return .everything }
        let isTask = try stored { () throws(StoreError) in try reader.task(named: name) != nil }
        if isTask { return .task(name) }
        guard what != .ledger else { throw try noTask(name, reader) }
        let isExecution = try stored { () throws(StoreError) in try reader.execution(id: name) != nil }
        if isExecution { return .execution(name) }
        // Executions without a recurring task are known by their handler.
        let ofHandler = try stored { () throws(StoreError) in
            try reader.executions(ExecutionFilter(task: name), before: nil, limit: 1)
        }
        if !ofHandler.isEmpty { return .task(name) }
        // One that has been pruned, or that came after the time looked back at, is an execution all the same.
        let present = try presentReader()
        let isKnown = try stored { () throws(StoreError) -> Bool in
            if try present.execution(id: name) != nil { return true }
            return try present.taskPruned(ofExecution: name) != nil
        }
        if isKnown { throw try noExecution(name, reader) }
        throw CommandFailure(.notFound, "no task or execution '\(name)'\(try nearTask(name, reader))")
    }

    // MARK: Executions

    private func details(
        _ reader: SQLiteReader,
        _ subject: Subject,
        _ range: Range,
        _ visit: (ExecutionDetail) throws(CommandFailure) -> Void
    ) throws(CommandFailure) {
        if case .execution(let id) = subject {
            guard let detail = try stored({ () throws(StoreError) in try reader.detail(id: id) }) else {
                return
            }
            return try visit(detail)
        }
        var last: Int64?
        // Somebody who takes the first lines and goes away has got what was asked for.
        while !console.isClosed {
            let page = try stored { () throws(StoreError) in
                try reader.executionDetails(
                    task: subject.task,
                    from: range.from,
                    to: range.to,
                    after: last,
                    limit: Self.page
                )
            }
            guard let newest = page.last else { return }
            for detail in page { try visit(detail) }
            last = newest.execution.sequence
        }
    }

    private static let executionColumns = [
        "id", "task", "occurrence", "status", "nominalAt", "scheduledAt", "startedAt", "endedAt", "lagMs",
        "runs",
        "payload", "result", "error",
    ]

    private static func cells(_ execution: ExecutionRecord) -> [String] {
        [
            execution.id, execution.task, execution.occurrence.map(String.init) ?? "",
            execution.status.rawValue, execution.nominalAt?.description ?? "",
            execution.scheduledAt.description, execution.startedAt?.description ?? "",
            execution.endedAt?.description ?? "", execution.lag.map { "\($0.inMilliseconds)" } ?? "",
            "\(execution.run + 1)", execution.payload, execution.result ?? "", execution.error ?? "",
        ]
    }

    private func trace(
        _ reader: SQLiteReader,
        _ subject: Subject,
        _ range: Range,
        _ sink: ExportSink
    ) throws(CommandFailure) {
        var name = "zartop"
        if case .task(let task) = subject { name = task }
        if case .execution(let id) = subject { name = id }
        var trace = TraceTimeline(name, now: surroundings.now())
        try sink.write("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n\(trace.opening.text)")
        try details(reader, subject, range) { detail throws(CommandFailure) in
            for event in trace.events(of: detail) { try sink.write(",\n\(event.text)") }
        }
        try sink.write("\n]}\n")
    }

    // MARK: Decisions

    private static let ledgerColumns = [
        "task", "version", "nominalAt", "decision", "decidedAt", "execution", "heldBy", "until", "count",
    ]

    private func ledger(
        _ reader: SQLiteReader,
        _ subject: Subject,
        _ range: Range,
        _ format: ExportFormat,
        _ sink: ExportSink
    ) throws(CommandFailure) {
        if format == .csv { try sink.write(CSV.record(Self.ledgerColumns)) }
        var tasks: [String] = []
        if let task = subject.task {
            tasks = [task]
        } else {
            tasks = try stored { () throws(StoreError) in try reader.tasks().map(\.name) }
        }
        try warnOfPruned(tasks, range, reader)
        for task in tasks {
            var position: LedgerPosition?
            while !console.isClosed {
                let page = try stored { () throws(StoreError) in
                    try reader.ledger(
                        task: task,
                        from: range.from,
                        to: range.to,
                        after: position,
                        limit: Self.page * 5
                    )
                }
                guard let last = page.last else { break }
                position = LedgerPosition(version: last.version, nominalAt: last.nominalAt)
                for row in page {
                    if format == .csv {
                        try sink.write(
                            CSV.record([
                                task, "\(row.version)", row.nominalAt.description, row.decision.rawValue,
                                row.decidedAt.description, row.execution ?? "", row.heldBy ?? "",
                                row.until.description, "\(row.count)",
                            ])
                        )
                    } else {
                        try sink.line(JSONValue(row, of: task).text)
                    }
                }
            }
        }
    }

    /// That some of the decisions asked for are no longer kept: of the first task of which that is so, and how many
    /// more there are.
    private func warnOfPruned(_ tasks: [String], _ range: Range, _ reader: SQLiteReader)
        throws(CommandFailure)
    {
        var told: [String] = []
        for task in tasks {
            guard let pruned = try prunedDecisions(of: task, from: range.from, to: range.to, reader) else {
                continue
            }
            told.append("of task '\(task)' \(pruned.sentence)")
        }
        guard let first = told.first else { return }
        let more = told.count > 1 ? "; so have some of \((told.count - 1).counted("more task"))" : ""
        console.err("zartop: \(first)\(more)\n")
    }

    // MARK: Events

    /// The step comes last: what reads the columns by their places knows the others.
    private static let eventColumns = ["at", "level", "task", "execution", "message", "step"]

    private func events(
        _ reader: SQLiteReader,
        _ subject: Subject,
        _ range: Range,
        _ format: ExportFormat,
        _ sink: ExportSink
    ) throws(CommandFailure) {
        if format == .csv { try sink.write(CSV.record(Self.eventColumns)) }
        var filter = EventFilter()
        filter.task = subject.task
        if case .execution(let id) = subject { filter.execution = id }
        var position = range.from.map { EventPosition(at: $0 - .milliseconds(1), source: .max) }
        while !console.isClosed {
            let page = try stored { () throws(StoreError) in
                try reader.events(filter, .newer, from: position, limit: Self.page)
            }
            for event in page.events {
                if let to = range.to, event.at > to { return }
                let cells = [
                    event.at.description, event.level.rawValue, event.task ?? "", event.execution ?? "",
                    event.kind.sentence, event.step ?? "",
                ]
                if format == .csv {
                    try sink.write(CSV.record(cells))
                } else {
                    try sink.line(
                        JSONValue.object([
                            ("at", .time(event.at)), ("level", .string(event.level.rawValue)),
                            ("task", .text(event.task)), ("execution", .text(event.execution)),
                            ("step", .text(event.step)),
                            ("message", .string(event.kind.sentence)),
                        ]).text
                    )
                }
            }
            guard let next = page.scannedTo else { return }
            position = next
        }
    }
}

extension JSONValue {
    /// A decision with the task it is about, for lists of several tasks.
    fileprivate init(_ entry: LedgerRecord, of task: String) {
        guard case .object(let fields) = JSONValue(entry) else {
            self = .null
            return
        }
        self = .object([("task", .string(task)), ("version", .number(entry.version))] + fields)
    }
}

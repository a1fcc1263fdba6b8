internal import Timetable
internal import ZartCore
internal import ZartSQLite

/// `backfill`: what one would do, doing it, and those there are.
extension CommandRun {
    func backfill() async throws(CommandFailure) -> ExitStatus {
        let action = try Order.Action.backfill(arguments, now: surroundings.now())
        if action != nil, settings.at != nil {
            throw .usage("a backfill is about now, and --at looks back: only 'backfill --list' takes it")
        }
        switch action {
        case nil: return try listBackfills()
        case .backfill(let task, let request): return try await beginBackfill(task, request)
        case let change?: return try await changeBackfill(change)
        }
    }

    // MARK: Doing it

    private func beginBackfill(
        _ task: String,
        _ request: BackfillRequest
    ) async throws(CommandFailure) -> ExitStatus {
        let isDry = arguments.has("--dry-run")
        if !isDry { try refuseReadOnly(or: ", or add --dry-run") }
        let preview = try preview(of: task, request)
        if isDry {
            if isJSON { console.out("\(JSONValue(preview).text)\n") } else { show(preview) }
            return .done
        }
        guard preview.starts > 0 else { return nothingToStart(preview) }
        if preview.starts > 1, console.isInteractive, !arguments.has("--yes") {
            show(preview)
            guard console.confirm("start \(preview.starts.counted("execution"))?") else {
                throw CommandFailure(.refused, "nothing was done")
            }
        } else if !isJSON {
            for remark in preview.remarks { console.err("\(PlainText.harmless(remark))\n") }
        }
        return try await give(.backfill(task: task, request))
    }

    private func nothingToStart(_ preview: BackfillPreview) -> ExitStatus {
        let few = preview.instants == 1 ? "its one instant is" : "all \(preview.instants) instants are"
        let why = preview.instants == 0 ? "there is no decided instant in that range" : "\(few) left out"
        let message = "nothing to start: \(why); --dry-run shows them"
        if isJSON {
            console.out(
                JSONValue.object([
                    ("target", .string(preview.task)), ("done", .bool(true)), ("message", .string(message)),
                    ("execution", .null), ("refusal", .null), ("backfill", .null),
                ]).text + "\n"
            )
        } else {
            console.out("\(message)\n")
        }
        return .done
    }

    private func preview(of task: String, _ request: BackfillRequest) throws(CommandFailure)
        -> BackfillPreview
    {
        let reader = try openReader()
        let now = surroundings.now()
        let preview = try stored { () throws(StoreError) in
            try reader.backfillPreview(task: task, request, now: now)
        }
        switch preview {
        case nil: throw try noTask(task, reader)
        case .success(let preview): return preview
        case .failure(let error):
            if error.code == .invalid { throw .usage(error.message) }
            throw CommandFailure(ExitStatus(error), error.message)
        }
    }

    // MARK: Holding and ending

    private func changeBackfill(_ action: Order.Action) async throws(CommandFailure) -> ExitStatus {
        try refuseReadOnly(or: ", or add --dry-run")
        return try await give(action)
    }

    /// Hands the order in; a program is also told of the backfill as it is then.
    private func give(_ action: Order.Action) async throws(CommandFailure) -> ExitStatus {
        let reader = try openReader()
        let desk = try openDesk()
        let order = order(action)
        var begun: Int64?
        let (status, report) = try await perform(order, at: desk) { begun = $0.backfill }
        guard isJSON else {
            if status == .done, case .backfill = action, let note = try workerNote(reader) {
                console.err("\(note)\n")
            }
            return status
        }
        var record: BackfillRecord?
        if status == .done, let id = begun ?? Int64(order.target) {
            record = try stored { () throws(StoreError) in try reader.backfill(id) }
        }
        console.out("\(report.with("backfill", record.map { JSONValue($0) } ?? .null).text)\n")
        return status
    }

    // MARK: Showing

    private func show(_ preview: BackfillPreview) {
        print(sentence: "\(preview.task): \(preview.counts)")
        print(sentence: preview.request.manner)
        for remark in preview.remarks { print(sentence: remark) }
        guard !preview.samples.isEmpty else { return }
        var table = TextTable([.init("INSTANT (UTC)"), .init("WOULD"), .init("WHY", narrowest: 10)])
        let isOfStarts = preview.samples.allSatisfy(\.isStarted)
        let between = (isOfStarts ? preview.starts : preview.instants) - preview.samples.count
        for (index, sample) in preview.samples.enumerated() {
            if between > 0, index == preview.samples.count / 2 {
                table.add(["\(between) more", isOfStarts ? "start" : "leave out", ""])
            }
            table.add([
                HumanTime.exact(sample.nominalAt), sample.isStarted ? "start" : "leave out",
                sample.note ?? "",
            ])
        }
        for sample in preview.leftOutSamples {
            table.add([HumanTime.exact(sample.nominalAt), "leave out", sample.note ?? ""])
        }
        let more = preview.leftOut - preview.leftOutSamples.count
        if !preview.leftOutSamples.isEmpty, more > 0 { table.add(["\(more) more", "leave out", ""]) }
        print(table)
    }

    /// One paragraph a backfill: how far it has come, what it is, by whom, and what it waits for.
    private func show(_ record: BackfillRecord) {
        var counts = "\(record.settled) of \(record.instants) done"
        let parts = [
            (record.leftOut, "left out"), (record.open, "running"), (record.failed, "failed"),
            (record.cancelled, "cancelled"),
        ]
        for (count, what) in parts where count > 0 { counts += ", \(count) \(what)" }
        print(row: "\(record.id)  \(record.state.rawValue)  \(record.task)  \(counts)")
        let from = HumanTime.seconds(record.request.from)
        let to = HumanTime.seconds(record.request.to, besides: record.request.from)
        printWrapped("\(from) to \(to) UTC, \(record.request.manner)")
        let who = String(actor: record.actor.actorPhrase, terminal: record.terminal, reason: record.reason)
        printWrapped("asked for\(who) at \(HumanTime.seconds(record.createdAt))")
        if let story = record.story { printWrapped(story) }
    }

    private func listBackfills() throws(CommandFailure) -> ExitStatus {
        let reader = try openReader()
        let task = arguments.operands.first
        if let task {
            let known = try stored { () throws(StoreError) in try reader.task(named: task) }
            if known == nil { throw try noTask(task, reader) }
        }
        let limit = count("--limit", default: 50)
        let records = try stored { () throws(StoreError) in try reader.backfills(task: task, limit: limit) }
        if isJSON {
            var list = JSONList(console)
            for record in records { list.add(JSONValue(record)) }
            list.finish()
            return .done
        }
        guard !records.isEmpty else {
            console.err("no backfills\n")
            return .done
        }
        for record in records { show(record) }
        if records.contains(where: { !$0.state.isEnded }), settings.at == nil,
            let note = try workerNote(reader)
        {
            console.err("\(note)\n")
        }
        return .done
    }
}

extension BackfillPreview {
    /// How many there are and what becomes of them.
    var counts: String { "\(instants.counted("instant")), \(starts) to start, \(leftOut) left out" }

    /// All of it in sentences, where a table has no room.
    var sentences: [String] {
        let rule = starts > 0 ? "each instant is started once, as slots free up; ticks go first" : nil
        let left = leftOutSamples.first.map { sample in
            "left out is, for one, \(HumanTime.seconds(sample.nominalAt)): \(sample.note ?? "not asked for")"
        }
        let sentences =
            [counts, range, request.manner, left].compactMap(\.self) + remarks + [rule].compactMap(\.self)
        return sentences.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }
    }

    /// The first instant and the last.
    private var range: String? {
        guard let first = firstAt, let last = lastAt else { return nil }
        let until = last == first ? "" : " to \(HumanTime.seconds(last, besides: first))"
        return "\(HumanTime.seconds(first))\(until) (UTC)"
    }
}

extension BackfillRequest {
    /// Which are started, from which end and how many at a time.
    var manner: String {
        let which = only == .all ? "all" : "only \(only.rawValue)"
        return "\(which), \(order.rawValue) first, at most \(maximum) at a time"
    }
}

extension BackfillRecord {
    /// What keeps it, or who did what with it and why; nil where there is nothing to say.
    var story: String? { state == .running ? waits ?? note : note }
}

extension BackfillProgress {
    /// How far it has come and by whom, for a screen: `backfill 2 3/31 by anna: waits for report-2 to end`.
    var sentence: String {
        let who = actor.isEmpty ? "" : " by \(actor)"
        // What it waits for while its own executions run needs no words.
        let held = open == 0 ? waits.map { ": \($0)" } ?? "" : ""
        return "backfill \(id) \(settled)/\(instants)\(who)\(held)"
    }
}

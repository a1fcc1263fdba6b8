internal import Dashboard
internal import Timetable
internal import ZartCore
internal import ZartSQLite

/// Orders about all executions that match a filter: `--where`.
extension CommandRun {
    func giveTogether(_ text: String) async throws(CommandFailure) -> ExitStatus {
        // What is missing is said before anybody is asked.
        if command == .rerun { _ = try firstStep() }
        let reader = try openReader()
        let rows = try matching(text, reader).filter(isFit)
        let desk = try openDesk()
        try confirm(rows, reader)
        var orders: [Order] = []
        for row in rows {
            orders.append(order(try action(on: row.id), run: row.run))
        }
        let bulk: OrderBulk?
        do {
            bulk = try await desk.perform(together: orders, command: words(text), actor: surroundings.actor)
        } catch {
            throw CommandFailure(ExitStatus(error), error.message)
        }
        return report(bulk, text)
    }

    private func report(_ bulk: OrderBulk?, _ text: String) -> ExitStatus {
        var list = JSONList(console)
        if let bulk, bulk.isJoined {
            console.err(
                "this command was given at \(HumanTime.seconds(bulk.postedAt)) and did not tell what came of it; "
                    + "give it again for what matches since\n"
            )
        } else if bulk == nil {
            console.err("no execution that can be \(participle) matches '\(PlainText.harmless(text))'\n")
        }
        var worst = ExitStatus.done
        for order in bulk?.orders ?? [] {
            let status = ExitStatus(order.answer?.refusal)
            worst = max(worst, status)
            let report = tell(
                order.target,
                status,
                order.answer?.message ?? order.queued ?? "",
                order.answer?.execution,
                order.answer?.refusal?.rawValue,
                isQueued: order.queued != nil,
                isOfMany: true
            )
            if isJSON { list.add(report) }
        }
        if isJSON { list.finish() }
        return worst
    }

    private var participle: String {
        switch command {
        case .cancel: "cancelled"
        case .retry: "retried"
        default: "run again"
        }
    }

    /// The command in the words that make it the same one when it is given again.
    private func words(_ filter: String) -> String {
        var words = [command.rawValue, "--where", filter]
        for option in ["--from", "--payload", "--overlap"] {
            if let value = arguments.value(option) { words += [option, value] }
        }
        if arguments.has("--latest") { words.append("--latest") }
        return words.joined(separator: " ")
    }

    private func action(on id: String) throws(CommandFailure) -> Order.Action {
        let overlap = arguments.value("--overlap").flatMap { OverlapPolicy(text: $0) }
        let latest = arguments.has("--latest")
        switch command {
        case .cancel: return .cancel(id: id)
        case .retry: return .retry(id: id, step: nil, overlap: overlap, latest: latest)
        case .restart: return .restart(id: id, payload: arguments.value("--payload"), overlap: overlap)
        default:
            return .rerun(id: id, step: try firstStep(), overlap: overlap, latest: latest)
        }
    }

    func firstStep() throws(CommandFailure) -> String {
        guard let step = arguments.value("--from") else {
            throw .usage("rerun needs --from STEP: the first step to run again; restart repeats all")
        }
        return step
    }

    // MARK: Which

    /// Executions that match, oldest first.
    func matching(_ text: String, _ reader: SQLiteReader) throws(CommandFailure) -> [ExecutionRow] {
        let filter = Filter(text)
        if let complaint = filter.complaint { throw .usage("--where: \(complaint)") }
        if filter.isEmpty { throw .usage("--where is empty: say which, such as 'state:failed'") }
        let now = surroundings.now()
        return try stored { () throws(StoreError) in
            let names = try reader.tasks().map(\.name)
            let query = FilterQuery(filter, tasks: names, at: now).query
            var rows: [ExecutionRow] = []
            var border: Int64? = 0
            while let from = border {
                let page = try reader.executionRows(query, .newer, from: from, limit: 500)
                rows += page.rows.filter {
                    filter.matches(ExecutionLine($0, at: now), now: now.milliseconds)
                }
                border = page.scannedTo
            }
            return rows
        }
    }

    /// Whether the command has anything to do on it.
    private func isFit(_ row: ExecutionRow) -> Bool {
        switch command {
        case .cancel: !row.phase.isEnded || row.queued != nil
        case .retry: row.phase == .failed || row.phase == .cancelled || row.phase == .retrying
        default: row.phase.isEnded
        }
    }

    /// So many are looked at for the step that they are to be repeated from, before somebody is asked.
    private static let mostLookedAt = 2_000

    private func confirm(_ rows: [ExecutionRow], _ reader: SQLiteReader) throws(CommandFailure) {
        guard let first = rows.first else { return }
        let verb = command.rawValue
        guard rows.count > 1 else { return try ask(before: "\(verb) \(first.id)") }
        let shown = rows.prefix(5).map(\.id).joined(separator: ", ")
        let more = rows.count > 5 ? " and \(rows.count - 5) more" : ""
        var refused = ""
        if command == .rerun, rows.count <= Self.mostLookedAt, !arguments.has("--yes") {
            let step = try firstStep()
            var lacking = 0
            for row in rows {
                let detail = try stored { () throws(StoreError) in try reader.detail(id: row.id) }
                if let detail, (try? RunPreview(.rerun, from: step, of: detail)) != nil { continue }
                lacking += 1
            }
            if lacking > 0 { refused = "; \(lacking) of them cannot be, as they have no step '\(step)'" }
        }
        try ask(before: "\(verb) \(rows.count) executions", " (\(shown)\(more))\(refused)")
    }

    // MARK: Before anything is done

    /// Tells what would run again and what would not, and changes nothing.
    func previewRuns() throws(CommandFailure) -> ExitStatus {
        let reader = try openReader()
        let filter = arguments.value("--where")
        let trigger: RunTrigger
        let step: String?
        switch command {
        case .retry:
            trigger = .retry
            step = arguments.operands.dropFirst().last
        case .restart:
            trigger = .restart
            step = nil
        default:
            trigger = .rerun
            step = try firstStep()
        }
        let ids: [String]
        if let filter {
            ids = try matching(filter, reader).filter { isFit($0) && $0.phase.isEnded }.map(\.id)
        } else {
            ids = [operand]
        }
        let overlap = arguments.value("--overlap").flatMap { OverlapPolicy(text: $0) }
        let now = surroundings.now()
        var worst = ExitStatus.done
        var list = JSONList(console)
        let queued = try stored { () throws(StoreError) in try reader.queuedOrders() }
        var admissions = RunAdmissions(queued: queued)
        var (begin, wait) = (0, 0)
        for id in ids {
            guard let detail = try stored({ () throws(StoreError) in try reader.detail(id: id) }) else {
                throw try noExecution(id, reader)
            }
            if trigger == .retry, let step, let wait = detail.backOff(of: step) {
                let planned = HumanTime.relative(wait.nextRetryAt ?? now, now: now)
                if isJSON {
                    console.out("\(JSONValue(retryIn: detail).text)\n")
                } else {
                    print(sentence: "step '\(step)' of \(id) is tried again at once, and not only \(planned)")
                }
                continue
            }
            var preview: RunPreview
            do {
                preview = try RunPreview(trigger, from: step, of: detail)
            } catch {
                worst = max(worst, ExitStatus(error))
                console.report(CommandFailure(ExitStatus(error), error.message))
                continue
            }
            preview.payload = arguments.value("--payload")
            let isLatest = trigger == .restart || arguments.has("--latest")
            try stored { () throws(StoreError) in
                try reader.complete(&preview, of: detail, isLatest: isLatest)
            }
            if detail.execution.isOfTask {
                preview.admission = try stored { () throws(StoreError) in
                    try admissions.admit(id, of: preview.task, overlap, waits: waits) {
                        name throws(StoreError) in
                        guard let view = try reader.standing(ofTask: name)?.view else { return nil }
                        return (view, isQueued: try reader.task(named: name)?.queuedRuns ?? 0 > 0)
                    }
                }
                preview.replacedAt = admissions.nextReplacement(of: preview.task)
            }
            if preview.isRefused {
                worst = max(worst, .refused)
            } else if preview.waits {
                wait += 1
            } else {
                begin += 1
            }
            if !isJSON {
                for line in preview.lines { print(sentence: line, deeper: RunPreview.hanging) }
            } else if filter != nil {
                list.add(JSONValue(preview))
            } else {
                console.out("\(JSONValue(preview).text)\n")
            }
        }
        guard filter != nil else { return worst }
        if isJSON {
            list.finish()
        } else {
            let refused = ids.count - begin - wait
            print(
                sentence:
                    "\(ids.count.counted("execution")): \(begin) would begin, \(wait) wait for a slot, \(refused) not at all"
            )
        }
        return worst
    }
}

extension ExecutionDetail {
    /// The step of that name, while it waits for its next attempt: a retry ends the wait.
    func backOff(of step: String) -> StepRecord? {
        runs.last?.steps.first { $0.name == step && $0.status == .retrying }
    }
}

extension JSONValue {
    /// What `--dry-run` tells a program of a retry that only ends a wait.
    fileprivate init(retryIn detail: ExecutionDetail) {
        self.init(
            detail.execution.id,
            run: detail.execution.run,
            .retry,
            (detail.runs.last?.steps ?? []).map { ($0.name, $0.status == .completed, nil) }
        )
    }

    /// What `--dry-run` tells a program.
    init(_ preview: RunPreview) {
        self.init(
            preview.execution,
            run: preview.run,
            preview.trigger,
            payload: preview.payload,
            isRefused: preview.isRefused,
            waits: preview.waits,
            preview.steps.map { ($0.name, $0.isKept, $0.key) }
        )
    }

    private init(
        _ execution: String,
        run: Int,
        _ trigger: RunTrigger,
        payload: String? = nil,
        isRefused: Bool = false,
        waits: Bool = false,
        _ steps: [(name: String, isKept: Bool, key: String?)]
    ) {
        let list = steps.map { step in
            JSONValue.object([
                ("name", .string(step.name)), ("kept", .bool(step.isKept)), ("key", .text(step.key)),
            ])
        }
        self = .object([
            ("id", .string(execution)), ("run", .number(run)), ("trigger", .string(trigger.rawValue)),
            ("payload", .text(payload)), ("refused", .bool(isRefused)), ("waits", .bool(waits)),
            ("steps", .list(list)),
        ])
    }
}

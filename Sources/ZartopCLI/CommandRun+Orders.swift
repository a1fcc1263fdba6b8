internal import Timetable
internal import ZartCore
internal import ZartSQLite

/// The commands that ask something of the engine.
extension CommandRun {
    func giveOrders() async throws(CommandFailure) -> ExitStatus {
        if arguments.has("--list") { return try listHolds() }
        if arguments.has("--dry-run") { return try previewRuns() }
        try refuseReadOnly()
        if arguments.has("--queue"), arguments.value("--overlap") != nil {
            throw .usage("--queue waits for a slot and --overlap does without one: give one of them")
        }
        if let filter = arguments.value("--where") { return try await giveTogether(filter) }
        var actions = try actions()
        let reader = try openReader()
        try takeBackFirst(&actions, reader)
        let desk = try openDesk()
        try confirm(actions.count)
        try askMissed(&actions)
        var worst = ExitStatus.done
        var list = JSONList(console)
        for action in actions {
            let (status, report) = try await perform(order(action), at: desk)
            worst = max(worst, status)
            guard isJSON else { continue }
            if isMany { list.add(report) } else { console.out("\(report.text)\n") }
        }
        if isJSON, isMany { list.finish() }
        return worst
    }

    /// What waits is taken back before what holds the slot is ended, or that would let the next one begin.
    private func takeBackFirst(_ actions: inout [Order.Action], _ reader: SQLiteReader) throws(CommandFailure)
    {
        guard command == .cancel, actions.count > 1 else { return }
        let queued = try stored { () throws(StoreError) in try reader.queuedOrders() }
        guard !queued.isEmpty else { return }
        func waits(_ action: Order.Action) -> Bool { queued[Order(action).target] != nil }
        actions = actions.filter(waits) + actions.filter { !waits($0) }
    }

    /// Refuses what changes something where the options say to touch nothing.
    func refuseReadOnly(_ words: String? = nil, or advice: String = "") throws(CommandFailure) {
        guard settings.isReadOnly else { return }
        let what = words ?? command.rawValue
        throw CommandFailure(
            .refused,
            "'\(what)' changes things, and --read-only says to touch nothing: leave it out\(advice)"
        )
    }

    /// Opens the place where orders are handed in.
    func openDesk() throws(CommandFailure) -> any OrderDesk {
        do {
            return try programs.openDesk(settings)
        } catch {
            throw CommandFailure(error)
        }
    }

    /// The action as an order of whoever gives the command; `run` is the run it is about, where that matters.
    func order(_ action: Order.Action, run: Int? = nil) -> Order {
        Order(
            action,
            actor: surroundings.actor,
            terminal: surroundings.terminal,
            reason: arguments.value("--reason"),
            run: run,
            waits: waits
        )
    }

    /// Whether a further run waits for a slot at its task's maximum: when that is asked for, and when there are many.
    var waits: Bool {
        guard arguments.value("--overlap") == nil else { return false }
        switch command {
        case .retry, .restart, .rerun: return arguments.has("--queue") || arguments.value("--where") != nil
        default: return false
        }
    }

    /// Asks before what cannot be taken back, unless `--yes` is given; `which` is shown where it is asked.
    ///
    /// - Throws: wrong usage where nobody can be asked, and refused where the answer is no.
    func ask(before what: String, _ which: String = "") throws(CommandFailure) {
        guard !arguments.has("--yes") else { return }
        guard console.isInteractive else {
            throw .usage("to \(what) without a terminal to ask on, add --yes")
        }
        guard console.confirm("\(what)\(which)?") else {
            throw CommandFailure(.refused, "nothing was done")
        }
    }

    /// Whether the command takes several targets and so answers with a list.
    private var isMany: Bool { command == .cancel || command == .stop }

    /// Hands one order in, tells people what came of it, and gives what a program is told.
    func perform(
        _ order: Order,
        at desk: any OrderDesk,
        _ answered: (OrderAnswer) -> Void = { _ in }
    ) async throws(CommandFailure) -> (ExitStatus, JSONValue) {
        let target = order.target
        var status: ExitStatus
        var message: String
        var execution: String?
        var refusal: String?
        var isQueued = false
        do {
            let answer = try await desk.perform(order)
            answered(answer)
            (status, message, isQueued) = (ExitStatus(answer.refusal), answer.message, answer.isQueued)
            (execution, refusal) = (answer.execution, answer.refusal?.rawValue)
        } catch {
            (status, message) = (ExitStatus(error), error.message)
            refusal = error.code.description
        }
        if status == .notFound, !message.contains("did you mean") { message += try question(target) }
        return (status, tell(target, status, message, execution, refusal, isQueued: isQueued))
    }

    /// Tells people what came of an order, and gives what a program is told.
    func tell(
        _ target: String,
        _ status: ExitStatus,
        _ message: String,
        _ execution: String?,
        _ refusal: String?,
        isQueued: Bool = false,
        isOfMany: Bool = false
    ) -> JSONValue {
        if status != .done {
            // Of many each refusal says whose it is.
            let isNamed = !isOfMany || message.contains("'\(target)'")
            console.report(CommandFailure(status, isNamed ? message : "'\(target)': \(message)"))
        } else if !isJSON {
            console.out("\(PlainText.harmless(message))\n")
        }
        var fields: [(key: String, value: JSONValue)] = [
            ("target", .string(target)), ("done", .bool(status == .done && !isQueued)),
            ("message", .string(message)), ("execution", .text(execution)), ("refusal", .text(refusal)),
        ]
        if isQueued { fields.append(("queued", .bool(true))) }
        return .object(fields)
    }

    /// Asks what may have been meant instead of a task or execution that does not exist.
    private func question(_ target: String) throws(CommandFailure) -> String {
        let reader = try openReader()
        switch command {
        case .pause where arguments.has("--step"), .resume where arguments.has("--step"): return ""
        case .cancel, .event: return try nearExecution(target, reader)
        case .retry, .restart, .rerun:
            // It may be the step that there is none of.
            let isKnown = try stored { () throws(StoreError) in try reader.execution(id: target) != nil }
            return isKnown ? "" : try nearExecution(target, reader)
        default: break
        }
        let names = try stored { () throws(StoreError) in try reader.names() }
        return NearestName.question(target, among: names)
    }

    /// Asks before several things are ended at once.
    private func confirm(_ count: Int) throws(CommandFailure) {
        guard count > 1 else { return }
        try ask(before: command == .cancel ? "cancel \(count) executions" : "stop \(count) recurring tasks")
    }

    /// What is asked, one action a target, each target once.
    private func actions() throws(CommandFailure) -> [Order.Action] {
        if arguments.has("--all"), arguments.has("--step") {
            throw .usage("--all is everything and --step some steps; of all tasks it is --step GLOB '*'")
        }
        let overlap = arguments.value("--overlap").flatMap { OverlapPolicy(text: $0) }
        var seen: Set<String> = []
        let targets = arguments.operands.filter { seen.insert($0).inserted }
        switch command {
        case .start:
            let payload = arguments.value("--payload")
            return [.start(task: operand, id: arguments.value("--id"), payload: payload, overlap: overlap)]
        case .trigger: return [.trigger(task: operand, overlap: overlap)]
        case .cancel:
            let isForced = arguments.has("--force")
            return targets.map { isForced ? .kill(id: $0) : .cancel(id: $0) }
        case .stop: return targets.map { .stop(task: $0) }
        case .revive: return [.revive(task: operand)]
        case .pause:
            let until = try arguments.value("--until").map { text throws(CommandFailure) in
                try Order.Action.pauseEnd(text, now: surroundings.now())
            }
            let note = arguments.value("--note")
            if arguments.has("--all") { return [.pauseAll(until: until, note: note)] }
            if let steps = arguments.value("--step") {
                if until != nil {
                    throw .usage(
                        "a rule for steps has no --until: it holds until resume --step takes it back"
                    )
                }
                return [.pauseSteps(steps: steps, tasks: operand, note: note)]
            }
            return [.pause(task: operand, until: until, note: note)]
        case .resume:
            let missed = arguments.value("--missed").flatMap(OptionSpec.missed)
            if arguments.has("--all") { return [.resumeAll(missed: missed)] }
            if let steps = arguments.value("--step") {
                if missed != nil {
                    throw .usage("--missed goes with a task or --all: steps have no instants")
                }
                return [.resumeSteps(steps: steps, tasks: operand)]
            }
            return [.resume(task: operand, missed: missed)]
        case .skip: return [.skip(task: operand, count: count("--count", default: 1))]
        case .retry:
            return [
                .retry(
                    id: operand,
                    step: arguments.operands.dropFirst().last,
                    overlap: overlap,
                    latest: arguments.has("--latest")
                )
            ]
        case .restart:
            return [.restart(id: operand, payload: arguments.value("--payload"), overlap: overlap)]
        case .rerun:
            let step = try firstStep()
            return [.rerun(id: operand, step: step, overlap: overlap, latest: arguments.has("--latest"))]
        case .prune: return [pruneAction]
        case .event:
            let data = arguments.value("--data") ?? "null"
            return [.event(id: operand, name: arguments.operands.last ?? "", data: data)]
        case .tasks, .executions, .show, .logs, .ledger, .why, .forecast, .diff, .next, .wait, .check, .plan,
            .apply, .`init`, .schema, .`import`, .alarms, .doctor, .selftest, .service, .theme, .demo,
            .export,
            .backup, .migrate, .metrics, .backfill, .help, .man, .completions:
            return []
        }
    }
}

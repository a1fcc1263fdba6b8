internal import Canvas

extension DashboardState {
    /// What an action on executions is about: the marked ones, the selected one, the one shown, or the selected task's open ones.
    private var targetExecutions: [String] {
        switch view {
        case .executions: executions.targets
        case .detail: detail.map { [$0.id] } ?? []
        case .output: output.map { [$0.execution] } ?? []
        case .tasks: targetTasks.flatMap(\.holders)
        case .events, .workers, .ledger, .diff: []
        }
    }

    /// The tasks an action is about.
    private var targetTasks: [TaskLine] {
        tasks.targets.compactMap { name in snapshot.tasks.first { $0.name == name } }
    }

    /// What is known of an execution, wherever it is shown.
    func execution(_ id: String) -> ExecutionLine? {
        if let detail = snapshot.detail, detail.execution.id == id { return detail.execution }
        // The list is read only while it is shown, what runs each time.
        let listed = places.listed[id].map { snapshot.executions.rows[$0] }
        let running = places.running[id].map { snapshot.running[$0] }
        return view == .executions ? listed ?? running : running ?? listed
    }

    /// Asks before it cancels.
    mutating func askToCancel(at moment: Int64) -> [Effect] {
        let open = targetExecutions.filter { execution($0)?.isCancellable ?? true }
        if let text = whyNot("cancel", open) {
            say(text, .warn, at: moment)
            return [.redraw]
        }
        return ask(open.map { OrderRequest(.cancel(execution: $0)) }, isGrave: open.count > Self.many)
    }

    /// More executions than one question is about.
    static let most = 1_000

    /// Why an order on executions is not asked about: there are none, or too many to be told; nil if it is.
    private func whyNot(_ verb: String, _ open: [String]) -> String? {
        guard open.isEmpty else {
            return open.count > Self.most
                ? "\(open.count) executions are too many here: zartop cancel --where 'task:NAME' does it"
                : nil
        }
        if view == .tasks {
            return "no execution of \(tasks.marks.isEmpty ? "it" : "what is marked") is running"
        }
        guard !targetExecutions.isEmpty else { return "no execution is selected" }
        let kill = settings.keys.name(.kill, .ascii)
        if verb == "cancel", !kill.isEmpty,
            targetExecutions.contains(where: { execution($0)?.state == "cancelled" })
        {
            return "it is cancelled already: \(kill) kills what has yet to stop"
        }
        return "it has ended: nothing to \(verb)"
    }

    /// Asks before it cancels without a grace; what has ended may still have something to be killed.
    mutating func askToKill(at moment: Int64) -> [Effect] {
        let open = targetExecutions.filter { id in
            guard let line = execution(id) else { return true }
            return line.isCancellable || line.state == "cancelled" || isStopping(id)
        }
        if let text = whyNot("kill", open) {
            say(text, .warn, at: moment)
            return [.redraw]
        }
        return ask(open.map { OrderRequest(.kill(execution: $0)) }, isGrave: true)
    }

    /// Whether an execution that has ended has steps that have yet to stop.
    private func isStopping(_ id: String) -> Bool {
        guard let page = snapshot.detail, page.execution.id == id else { return false }
        return page.runs.contains { $0.steps.contains(where: \.isStopping) }
    }

    /// Asks before it stops a task for good.
    mutating func askToStop(at moment: Int64) -> [Effect] {
        let live = targetTasks.filter { $0.state != "stopped" && $0.state != "finished" }
        guard !live.isEmpty else {
            say("it is stopped already; :revive takes that back", .warn, at: moment)
            return [.redraw]
        }
        return ask(live.map { OrderRequest(.stop(task: $0.name)) }, isGrave: true)
    }

    /// Asks before it runs steps again: each execution from the step it stands at, and what is completed from the start.
    mutating func askToRerun(at moment: Int64) -> [Effect] {
        let marked = view == .executions && !executions.marks.isEmpty ? executions.targets : []
        guard marked.isEmpty else { return askToRerun(marked, at: moment) }
        guard let id = view == .detail ? detail?.id : executions.selection else { return [] }
        guard let line = execution(id), !line.isOpen else {
            say("\(id) has not ended: cancel it first, or retry its step", .warn, at: moment)
            return [.redraw]
        }
        guard let step = view == .detail ? detail?.steps.selection : line.standsAt else {
            return ask([OrderRequest(.restart(execution: id, payload: nil))], isGrave: false)
        }
        return ask([OrderRequest(.rerun(execution: id, from: step))], isGrave: false)
    }

    private mutating func askToRerun(_ ids: [String], at moment: Int64) -> [Effect] {
        if let lack = lackOfLines(ids) {
            say(lack, .warn, at: moment)
            return [.redraw]
        }
        let ended = ids.compactMap { execution($0) }.filter { !$0.isOpen }
        guard !ended.isEmpty else {
            say(
                "none of the \(ids.count) marked has ended: cancel them first, or retry their steps",
                .warn,
                at: moment
            )
            return [.redraw]
        }
        let requests = ended.map { line in
            line.standsAt.map { OrderRequest(.rerun(execution: line.id, from: $0)) }
                ?? OrderRequest(.restart(execution: line.id, payload: nil))
        }
        return ask(requests, isGrave: requests.count > Self.many)
    }

    /// That some of what is marked is not on the list, and so nobody knows here where it stands; nil if all is.
    private func lackOfLines(_ ids: [String]) -> String? {
        let count = ids.count { execution($0) == nil }
        guard count > 0 else { return nil }
        return view == .tasks
            ? "\(count) of these \(ids.count) executions are not at hand here: retry them in the list of executions"
            : "\(count) of the \(ids.count) marked are not on this list: take the filter off, or go on down"
    }

    /// Skips the wait of a step that backs off, or runs a failed one again.
    mutating func retryNow(at moment: Int64) -> [Effect] {
        let isList = view == .executions || view == .tasks
        if let text = isList ? lackOfLines(targetExecutions) : whyNotRetriable() {
            say(text, .warn, at: moment)
            return [.redraw]
        }
        let requests: [OrderRequest] = targetExecutions.compactMap { id in
            guard let line = execution(id), line.state == "retrying" || line.state == "failed" else {
                return nil
            }
            let chosen = view == .detail ? retriable(detail?.steps.selection) : nil
            return (chosen ?? line.step).map { OrderRequest(.retry(execution: id, step: $0)) }
        }
        guard !requests.isEmpty else {
            say("nothing waits for a retry, and no step has failed", .warn, at: moment)
            return [.redraw]
        }
        return requests.count > Self.many ? ask(requests, isGrave: true) : give(requests)
    }

    /// That the step under the cursor has nothing to retry, though another one has; nil where it has, or none is chosen.
    private func whyNotRetriable() -> String? {
        guard view == .detail, let name = detail?.steps.selection, retriable(name) == nil,
            let step = snapshot.detail?.runs.last?.steps.first(where: { $0.name == name }),
            let id = detail?.id, let other = execution(id)?.step, other != name
        else { return nil }
        return "step \(name) is \(step.state): move to \(other) to retry that one"
    }

    private func retriable(_ step: String?) -> String? {
        let line = snapshot.detail?.runs.last?.steps.first { $0.name == step }
        return line.map { ["retrying", "failed", "cancelled"].contains($0.state) } == true ? step : nil
    }

    /// Starts an execution now; asks when no slot is free for it.
    mutating func trigger(at moment: Int64) -> [Effect] {
        trigger(targetTasks, at: moment)
    }

    /// Starts executions of tasks, those that are at their cap as their policy has it, and that only after asking.
    mutating func trigger(_ targets: [TaskLine], reason: String? = nil, at moment: Int64) -> [Effect] {
        let live = targets.filter { $0.state != "stopped" && $0.state != "finished" }
        guard let first = live.first ?? targets.first else { return [] }
        guard !live.isEmpty else {
            say("\(first.name) is \(first.state): :revive \(first.name) comes first", .warn, at: moment)
            return [.redraw]
        }
        let meets = live.map(OverlapAtCap.init)
        let requests = zip(live, meets).map { task, cap in
            // To confirm what the policy would refuse is to override it.
            var isRefused = false
            if case .refused = cap { isRefused = true }
            return OrderRequest(.trigger(task: task.name, regardless: isRefused), reason: reason)
        }
        guard requests.count > 1 || meets.contains(where: { $0 != .free }) else { return give(requests) }
        return ask(requests, isGrave: requests.count > Self.many, always: true)
    }

    /// Pauses at once; resuming asks when instants were missed meanwhile.
    mutating func pauseOrResume(at moment: Int64) -> [Effect] {
        let targets = targetTasks
        let paused = targets.filter { $0.state == "paused" }
        let others = targets.filter { $0.state != "paused" }
        if others.isEmpty {
            if snapshot.hold != nil {
                say("everything is paused: :resume-all comes first", .warn, at: moment)
                return [.redraw]
            }
            guard let task = paused.first, paused.count == 1, task.heldBack != 0 else {
                let requests = paused.map { OrderRequest(.resume(task: $0.name, missed: nil)) }
                let isGrave = requests.count > Self.many
                let hasMissed = paused.contains { $0.heldBack != 0 }
                guard isGrave || hasMissed else { return give(requests) }
                return ask(requests, isGrave: isGrave, always: true)
            }
            overlay = .resume(ResumeDialog(task: task.name))
            return [.redraw]
        }
        let live = others.filter { $0.state == "active" || $0.state == "late" }
        guard !live.isEmpty else {
            say("\(others[0].name) is \(others[0].state): there is nothing to pause", .warn, at: moment)
            return [.redraw]
        }
        let requests = live.map { OrderRequest(.pause(task: $0.name)) }
        return requests.count > Self.many ? ask(requests, isGrave: true) : give(requests)
    }

    /// More targets than this take a number typed.
    static let many = 5

    /// Opens the question; `always` when it is asked even by those who want no questions.
    mutating func ask(_ requests: [OrderRequest], isGrave: Bool, always: Bool = false) -> [Effect] {
        guard snapshot.standing.mayOrder, let first = requests.first else { return [.redraw] }
        guard isGrave || always || settings.confirms else { return give(requests) }
        let word = requests.count == 1 ? first.subject : "\(requests.count)"
        var question = Confirmation(requests, tier: isGrave && !word.isEmpty ? .word(word) : .yes)
        question.facts = facts(of: question)
        overlay = .confirm(question)
        return [.redraw]
    }

    /// Gives orders: the one way out for them.
    mutating func give(_ requests: [OrderRequest]) -> [Effect] {
        guard snapshot.standing.mayOrder, !requests.isEmpty else { return [.redraw] }
        let waiting = requests.filter { request in
            switch request.verb {
            case .cancel(let id), .kill(let id): execution(id)?.isQueued ?? false
            default: false
            }
        }
        if requests.count > 1 { batch = OrderBatch(requests, takingBack: waiting) }
        // What waits is taken back before what holds the slot is ended, or that would let the next one begin.
        let inOrder = waiting + requests.filter { !waiting.contains($0) }
        for request in requests { opposites[request] = opposite(of: request) }
        return inOrder.map(Effect.order) + [.redraw]
    }

    /// Takes back the last order, or the last change of filter or marks if that came later, while that is possible.
    mutating func takeBack(at moment: Int64) -> [Effect] {
        if let look = undoLook, look.until > moment, look.until >= undo?.until ?? .min,
            let effects = takeBack(look, at: moment)
        {
            return effects
        }
        guard snapshot.standing.mayOrder, let undo, undo.until > moment else {
            say("nothing to undo", .warn, at: moment)
            return [.redraw]
        }
        self.undo = nil
        if let given = undo.given, isReplaced(given) {
            say("somebody has paused it anew since: see why, and resume it yourself", .warn, at: moment)
            return [.redraw]
        }
        return give(undo.requests)
    }

    /// Whether a pause that was given is another one by now, which is somebody else's.
    private func isReplaced(_ given: OrderRequest) -> Bool {
        let pause: PauseLine?
        switch given.verb {
        case .pause(let name): pause = snapshot.tasks.first { $0.name == name }?.pause
        case .pauseAll: pause = snapshot.holdPause
        default: return false
        }
        guard let pause else { return false }
        return pause.note ?? "" != given.note ?? given.reason ?? ""
            || (pause.until == nil) != (given.until == nil)
    }

    /// Says what came of an order; of several given together, once all are answered.
    package mutating func answered(_ report: OrderReport, at moment: Int64) -> [Effect] {
        switch report.request.verb {
        case .cancel(let id) where report.isDone, .kill(let id) where report.isDone:
            executions.marks.remove(id)
        default: break
        }
        var (text, isDone) = (report.message, report.isDone)
        let way = opposites.removeValue(forKey: report.request)
        var ways = report.isDone ? [way].compactMap(\.self) : []
        if var batch, batch.take(report, takenBackBy: way) {
            self.batch = batch.isComplete ? nil : batch
            guard batch.isComplete else { return [.redraw] }
            (text, isDone, ways) = (batch.sentence, batch.isDone, batch.opposites)
        }
        if !ways.isEmpty {
            undo = Undo(
                requests: ways,
                until: moment + Undo.time,
                given: ways.count == 1 ? report.request : nil
            )
            let key = settings.keys.name(.undo, .ascii)
            if !key.isEmpty { text += "; \(key) takes it back" }
        }
        say(text, isDone ? .info : .error, at: moment)
        return [.redraw]
    }

    /// What the open question is about, to notice when that changes.
    ///
    /// Only what changes the answer counts: a busy execution moves from step to step without end.
    func facts(of question: Confirmation) -> [String] {
        [preview(of: question)?.refusal ?? ""] + question.requests.flatMap(facts(of:))
    }

    private func facts(of request: OrderRequest) -> [String] {
        switch request.verb {
        case .cancel(let id), .kill(let id), .restart(let id, _), .rerun(let id, _),
            .retry(let id, _):
            return [
                id,
                execution(id).map { $0.isOpen && $0.state != "scheduled" ? "running" : $0.state }
                    ?? "",
                "\(execution(id)?.isQueued ?? false)",
            ]
        case .acknowledge(let name, let alarm):
            return [name, "\(alarm)", "\(snapshot.attention.contains { $0.alarm == alarm })"]
        case .stop(let name), .trigger(let name, _), .pause(let name), .resume(let name, _),
            .revive(let name), .skip(let name, _):
            let task = snapshot.tasks.first { $0.name == name }
            let isAtCap = task.map { OverlapAtCap($0) != .free } ?? false
            return [name, task.map { $0.state == "late" ? "active" : $0.state } ?? "", "\(isAtCap)"]
        case .pauseAll, .resumeAll: return [snapshot.hold ?? ""]
        case .start(let name, _, _): return [name]
        case .event(let id, _, _): return [id]
        case .pauseSteps, .resumeSteps: return []
        case .backfill(let words), .prune(let words): return words
        }
    }

    /// What the store says that the question's orders would do; nil until it has been read.
    func preview(of question: Confirmation) -> OrderPreview? {
        snapshot.preview.flatMap { $0.verbs == previewed(question) ? $0 : nil }
    }

    /// More executions than this are not looked at for what would run again.
    static let mostPreviewed = 50

    /// The orders of a question of which only the store can tell what they would do, and whether they can be given.
    func previewed(_ question: Confirmation) -> [OrderRequest.Verb] {
        guard let first = question.requests.first else { return [] }
        guard question.requests.count > 1, first.isFurtherRun else {
            return needsPreview(first) ? [first.verb] : []
        }
        return question.requests.prefix(Self.mostPreviewed).map(\.verb)
    }

    private func needsPreview(_ request: OrderRequest) -> Bool {
        switch request.verb {
        case .restart(let id, let payload): payload != nil || execution(id) == nil
        case .rerun(let id, let step): execution(id) == nil || lacks(step, id)
        case .cancel(let id), .kill(let id): execution(id) == nil
        case .backfill, .prune: true
        default: false
        }
    }

    /// Whether the newest run of an execution is known to be without that step.
    private func lacks(_ step: String, _ id: String) -> Bool {
        guard let page = snapshot.detail, page.execution.id == id, let run = page.runs.last else {
            return false
        }
        return !run.steps.contains { $0.name == step }
    }

    /// Whether all that a question has to say is known, and the order can be given.
    func isAnswerable(_ question: Confirmation) -> Bool {
        guard !previewed(question).isEmpty else { return true }
        return preview(of: question).map { $0.refusal == nil } ?? false
    }

    /// Makes the answer wait again when what it is about has changed.
    mutating func refreshQuestion() {
        switch overlay {
        case .confirm where !snapshot.standing.mayOrder: overlay = nil
        case .confirm(var question):
            let now = facts(of: question)
            guard now != question.facts else { return }
            question.facts = now
            question.showAgain()
            question.requests = question.requests.map(asItStands)
            overlay = .confirm(question)
        case .resume(let dialog):
            // Someone else has resumed or stopped it, or released everything.
            let isPaused =
                dialog.task == ResumeDialog.everything
                ? snapshot.hold != nil
                : snapshot.tasks.contains { $0.name == dialog.task && $0.state == "paused" }
            if !isPaused || !snapshot.standing.mayOrder { overlay = nil }
        default: break
        }
    }
}

extension DashboardState {
    /// A trigger overrides its task's policy only while that would refuse it.
    fileprivate func asItStands(_ request: OrderRequest) -> OrderRequest {
        guard case .trigger(let name, _) = request.verb,
            let task = snapshot.tasks.first(where: { $0.name == name })
        else { return request }
        var isRefused = false
        if case .refused = OverlapAtCap(task) { isRefused = true }
        return OrderRequest(.trigger(task: name, regardless: isRefused), reason: request.reason)
    }
}

extension OrderRequest {
    /// Whether it runs again what has ended.
    fileprivate var isFurtherRun: Bool {
        switch verb {
        case .restart, .rerun, .retry: true
        default: false
        }
    }

    /// What it is about: a task's name or an execution's id.
    var subject: String {
        switch verb {
        case .cancel(let id), .kill(let id), .restart(let id, _), .retry(let id, _), .rerun(let id, _),
            .event(let id, _, _):
            id
        case .stop(let name), .trigger(let name, _), .pause(let name), .resume(let name, _),
            .revive(let name), .skip(let name, _), .acknowledge(let name, _), .start(let name, _, _):
            name
        case .pauseAll, .resumeAll: "everything"
        case .pauseSteps(let steps, let tasks), .resumeSteps(let steps, let tasks): "\(steps) of \(tasks)"
        case .backfill(let words):
            OrderRequest.endedBackfill(words) ?? words.first { !$0.hasPrefix("-") } ?? ""
        case .prune: "what is past keeping"
        }
    }
}

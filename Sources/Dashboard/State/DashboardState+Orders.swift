internal import Canvas

extension DashboardState {
    /// What an action on executions is about: the marked ones, the selected one, the one shown, or the selected task's open ones.
    private var targetExecutions: [String] {
        switch view {
        case .executions: executions.targets
        case .detail: detail.map { [$0.id] } ?? []
        case .tasks: selectedTask?.holders ?? []
        case .events, .workers: []
        }
    }

    /// The tasks an action is about.
    private var targetTasks: [TaskLine] {
        tasks.targets.compactMap { name in snapshot.tasks.first { $0.name == name } }
    }

    /// What is known of an execution, wherever it is shown.
    func execution(_ id: String) -> ExecutionLine? {
        if let detail = snapshot.detail, detail.execution.id == id { return detail.execution }
        return snapshot.executions.rows.first { $0.id == id } ?? snapshot.running.first { $0.id == id }
    }

    /// Asks before it cancels.
    mutating func askToCancel(at moment: Int64) -> [Effect] {
        let open = targetExecutions.filter { execution($0)?.isOpen ?? true }
        guard !open.isEmpty else {
            let text = view == .tasks ? "no execution of it is running" : "it has ended: nothing to cancel"
            say(text, .warn, at: moment)
            return [.redraw]
        }
        return ask(open.map { OrderRequest(.cancel(execution: $0)) }, isGrave: open.count > 5)
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

    /// Asks before it runs steps again.
    mutating func askToRerun(at moment: Int64) -> [Effect] {
        guard let id = view == .detail ? detail?.id : executions.selection else { return [] }
        guard let line = execution(id), !line.isOpen else {
            say("\(id) has not ended: cancel it first, or retry its step", .warn, at: moment)
            return [.redraw]
        }
        let step = view == .detail ? detail?.steps.selection : line.step
        guard let step else { return ask([OrderRequest(.restart(execution: id))], isGrave: false) }
        return ask([OrderRequest(.rerun(execution: id, from: step))], isGrave: false)
    }

    /// Skips the wait of a step that backs off, or runs a failed one again.
    mutating func retryNow(at moment: Int64) -> [Effect] {
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
        if requests.count > 5 { return ask(requests, isGrave: true) }
        return requests.map(Effect.order) + [.redraw]
    }

    private func retriable(_ step: String?) -> String? {
        let line = snapshot.detail?.runs.last?.steps.first { $0.name == step }
        return line.map { $0.state == "retrying" || $0.state == "failed" } == true ? step : nil
    }

    /// Starts an execution now; asks when that would meet one that is running.
    mutating func trigger(at moment: Int64) -> [Effect] {
        let requests = targetTasks.map { OrderRequest(.trigger(task: $0.name, regardless: false)) }
        guard !requests.isEmpty else { return [] }
        let meets = targetTasks.contains { $0.running > 0 && $0.canSkip }
        if meets || requests.count > 1 { return ask(requests, isGrave: requests.count > 5) }
        return requests.map(Effect.order) + [.redraw]
    }

    /// Pauses at once; resuming asks when instants were missed meanwhile.
    mutating func pauseOrResume(at moment: Int64) -> [Effect] {
        let (paused, others) = (
            targetTasks.filter { $0.state == "paused" }, targetTasks.filter { $0.state != "paused" }
        )
        if let task = paused.first, paused.count == 1, others.isEmpty {
            overlay = .resume(ResumeDialog(task: task.name))
            return [.redraw]
        }
        if others.isEmpty {
            return paused.map { .order(OrderRequest(.resume(task: $0.name, missed: nil))) } + [.redraw]
        }
        let live = others.filter { $0.state == "active" || $0.state == "late" }
        guard !live.isEmpty else {
            say("it is \(others[0].state): there is nothing to pause", .warn, at: moment)
            return [.redraw]
        }
        return live.map { .order(OrderRequest(.pause(task: $0.name))) } + [.redraw]
    }

    /// Opens the question.
    mutating func ask(_ requests: [OrderRequest], isGrave: Bool) -> [Effect] {
        guard isGrave || settings.confirms else { return requests.map(Effect.order) + [.redraw] }
        var tier = Confirmation.Tier.yes
        if isGrave {
            tier = .word(requests.count == 1 ? requests[0].subject : "\(requests.count)")
        }
        var question = Confirmation(requests, tier: tier)
        question.facts = facts(of: question)
        overlay = .confirm(question)
        return [.redraw]
    }

    /// Takes back the last order, while that is possible.
    mutating func takeBack(at moment: Int64) -> [Effect] {
        guard let undo, undo.until > moment else {
            say("nothing to undo", .warn, at: moment)
            return [.redraw]
        }
        self.undo = nil
        return [.order(undo.request), .redraw]
    }

    /// Says what came of an order.
    package mutating func answered(_ report: OrderReport, at moment: Int64) -> [Effect] {
        var text = report.message
        if report.isDone, let opposite = report.request.opposite {
            undo = Undo(request: opposite, until: moment + Undo.time)
            text += "; \(settings.keys.name(.undo, .ascii)) takes it back"
        }
        if report.isDone, case .cancel(let id) = report.request.verb { executions.marks.remove(id) }
        say(text, report.isDone ? .info : .error, at: moment)
        return [.redraw]
    }

    /// What the open question is about, to notice when that changes.
    func facts(of question: Confirmation) -> [String] {
        question.requests.flatMap { request -> [String] in
            switch request.verb {
            case .cancel(let id), .restart(let id), .rerun(let id, _), .retry(let id, _):
                let steps = snapshot.detail?.execution.id == id ? snapshot.detail?.runs.last?.steps ?? [] : []
                return [id, execution(id)?.state ?? ""] + steps.map { "\($0.name) \($0.state)" }
            case .stop(let name), .trigger(let name, _), .pause(let name), .resume(let name, _),
                .revive(let name):
                let task = snapshot.tasks.first { $0.name == name }
                return [name, task?.state ?? ""] + (task?.holders ?? [])
            }
        }
    }

    /// Makes the answer wait again when what it is about has changed.
    mutating func refreshQuestion() {
        guard case .confirm(var question) = overlay else { return }
        let now = facts(of: question)
        guard now != question.facts else { return }
        question.facts = now
        question.shownAt = nil
        overlay = .confirm(question)
    }
}

extension OrderRequest {
    /// What it is about: a task's name or an execution's id.
    var subject: String {
        switch verb {
        case .cancel(let id), .restart(let id), .retry(let id, _), .rerun(let id, _): id
        case .stop(let name), .trigger(let name, _), .pause(let name), .resume(let name, _),
            .revive(let name):
            name
        }
    }

    /// The order that takes it back; nil when none does.
    var opposite: OrderRequest? {
        switch verb {
        case .pause(let task): OrderRequest(.resume(task: task, missed: nil))
        case .resume(let task, _): OrderRequest(.pause(task: task))
        case .stop(let task): OrderRequest(.revive(task: task))
        case .cancel, .trigger, .revive, .retry, .restart, .rerun: nil
        }
    }
}

extension DashboardState {
    /// What has to be read for the screen as it stands.
    package var wish: Wish {
        var wish = Wish()
        wish.past = past?.at
        wish.tasks = tasks.ids.dropFirst(tasks.top).prefix(max(1, TasksScreen.rows(self))).map { $0 }
        if view == .tasks {
            let layout = TasksLayout(self)
            wish.radar = layout.radar.map { _ in layout.reach }
            // In steps: a pane that grows by a row, or comes back, need not wait for it.
            wish.recent = max(2, ((layout.events?.rows ?? 0) + 7) / 8) * 8
            wish.selectedTask = tasks.selection
        }
        if view == .executions {
            var executions = ExecutionWish()
            executions.filter = executionFilter
            executions.sort = executionSort
            executions.limit = executionLimit
            wish.executions = executions
            wish.detail = self.executions.selection
        }
        if view == .detail { wish.detail = detail?.id }
        if view == .output { wish.detail = output?.execution }
        wish.output = outputWish
        if view == .events {
            var events = EventWish()
            events.filter = self.events.filter.narrowing
            events.level = self.events.level
            events.limit = self.events.limit
            events.before = self.events.until
            wish.events = events
        }
        if view == .workers { wish.workers = true }
        if view == .tasks, let task = tasks.selection { wish.why = WhyWish(task, at: nil) }
        if view == .ledger {
            wish.ledger = LedgerWish(ledger.task, decision: ledger.decision, limit: ledger.limit)
            if let question = ledger.question {
                wish.why = WhyWish(ledger.task, at: question.askedAt, text: question.text)
            } else if let at = askedInstant {
                wish.why = WhyWish(ledger.task, at: at)
            }
        }
        if view == .diff { wish.diff = diff?.ids }
        switch overlay {
        case .resume: wish.heldBack = true
        case .confirm(let question):
            wish.preview = previewed(question)
            wish.heldBack = question.requests.contains { if case .resume = $0.verb { true } else { false } }
            switch question.requests.first?.verb {
            case .cancel(let id), .kill(let id), .restart(let id, _), .rerun(let id, _): wish.detail = id
            default: break
            }
        default: break
        }
        return wish
    }
}

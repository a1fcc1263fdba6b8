extension DashboardState {
    /// The rows of the ledger on the screen, once they have been read.
    var shownLedger: [LedgerLine] {
        let page = snapshot.ledger
        guard page.task == ledger.task else { return [] }
        return page.rows.filter { ledger.decision == nil || $0.decision == ledger.decision }
    }

    /// The selected row.
    var selectedDecision: LedgerLine? {
        shownLedger.first { $0.key == ledger.list.selection }
    }

    /// The answer to why, for the time that is asked about or the selected row.
    var whyOfDecision: WhyPage? {
        guard let page = snapshot.why, page.task == ledger.task, page.text == ledger.question?.text else {
            return nil
        }
        return page.text != nil || page.asked == askedInstant ? page : nil
    }

    /// The instant of the selected row that is asked about: the one that was sought, or the first.
    var askedInstant: Int64? { selectedDecision.map { ledger.instant ?? $0.at } }

    /// The answer to why, for the selected task.
    var whyOfTask: WhyPage? {
        snapshot.why.flatMap { $0.asked == nil && $0.task == tasks.selection ? $0 : nil }
    }

    /// Shows the decisions of the task of what is selected.
    mutating func showLedgerOfSelection(at moment: Int64) -> [Effect] {
        let execution: ExecutionLine?
        switch view {
        case .executions: execution = selectedExecution
        case .detail: execution = detailPage?.execution
        case .tasks, .events, .workers, .ledger, .diff, .output: execution = nil
        }
        guard let execution else {
            guard view == .tasks, let task = tasks.selection else { return [] }
            return showLedger(task)
        }
        return showLedger(of: execution, at: moment)
    }

    /// Shows the decisions of an execution's task, at the instant that it was dispatched for.
    mutating func showLedger(of execution: ExecutionLine, at moment: Int64) -> [Effect] {
        guard snapshot.tasks.contains(where: { $0.name == execution.task }) else { return [] }
        let isReturn = isFromLedger
        let effects = showLedger(execution.task, at: execution.nominalAt)
        if !isReturn, execution.nominalAt == nil {
            say(
                "\(execution.id) came of no instant of the schedule: these are the newest decisions",
                at: moment
            )
        }
        return effects
    }

    /// Whether what is shown is an execution that the ledger led to.
    private var isFromLedger: Bool { view == .detail && detail?.from == .ledger }

    /// Shows the decisions of a task, from the newest on or at an instant; of an execution that they led to, where they
    /// were left.
    mutating func showLedger(_ task: String, at instant: Int64? = nil) -> [Effect] {
        let from = wayBack(from: .ledger)
        if ledger.task != task || !isFromLedger {
            ledger = LedgerState()
            ledger.task = task
            ledger.sought = instant
        }
        ledger.from = from
        return show(.ledger) + [.redraw]
    }

    /// Asks what became of a time, as it was written, and shows the decisions around it.
    mutating func askWhy(_ task: String, _ time: String) -> [Effect] {
        let effects = showLedger(task)
        ledger.question = LedgerQuestion(text: time, askedAt: snapshot.now)
        return effects
    }

    /// Brings the rows in line with what has been read, and goes to the instant that is sought once it is among them;
    /// until then more are asked for.
    mutating func refreshLedger() {
        let shown = shownLedger
        if let meant = whyOfDecision?.meant, ledger.question?.isPlaced == false {
            ledger.question?.isPlaced = true
            ledger.sought = meant
        }
        ledger.list.update(shown.map(\.key), rows: LedgerScreen.rows(self))
        // Rows that were read when it had yet to come are those of an earlier look.
        guard let sought = ledger.sought, let newest = shown.first, sought <= newest.until else { return }
        if let row = shown.first(where: { $0.at <= sought && sought <= $0.until }) {
            ledger.list.select(id: row.key)
            ledger.instant = sought
            ledger.list.scroll(rows: LedgerScreen.rows(self))
        } else if snapshot.ledger.hasOlder, ledger.limit < LedgerState.most {
            if shown.count >= ledger.limit { ledger.limit = min(LedgerState.most, ledger.limit * 4) }
            return
        }
        ledger.sought = nil
    }

    /// Moves the selection; near the oldest row more are asked for.
    mutating func moveLedger(to row: Int) {
        ledger.letGo()
        ledger.list.select(row)
        guard snapshot.ledger.hasOlder, (ledger.list.place ?? 0) + visibleRows >= ledger.list.ids.count else {
            return
        }
        ledger.limit = min(LedgerState.most, max(ledger.limit, ledger.list.ids.count + LedgerState.page))
    }

    /// Goes on to the next decision that is shown alone, and from the last to all.
    mutating func narrowLedger() -> [Effect] {
        let all = LedgerState.decisions
        let next = ledger.decision.map { (all.firstIndex(of: $0) ?? all.count) + 1 } ?? 0
        ledger.decision = next < all.count ? all[next] : nil
        ledger.letGo()
        ledger.limit = LedgerState.page
        return [.redraw]
    }
}

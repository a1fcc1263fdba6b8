internal import Canvas

/// A key of the footer with what it does, and how much it is worth when there is no room for all.
struct FooterHint: Hashable {
    var action: Action
    var label: String
    var worth: Int

    private init(_ action: Action, _ label: String, _ worth: Int) {
        self.action = action
        self.label = label
        self.worth = worth
    }

    /// The keys of the view on the screen, in their order, as the live map has them; no orders when only looking.
    static func all(_ state: DashboardState) -> [FooterHint] {
        let hints =
            switch state.view {
            case .tasks: tasks(state)
            case .executions: executions(state)
            case .detail: detail(state)
            case .events: events(state)
            case .ledger:
                [
                    FooterHint(.open, "execution", 90), FooterHint(.level, "one decision", 85),
                    FooterHint(.copyID, "copy", 20), FooterHint(.back, "back", 80),
                ]
            case .diff:
                [
                    FooterHint(.open, "all, differing", 90), FooterHint(.copyID, "copy", 20),
                    FooterHint(.back, "back", 80),
                ]
            case .workers: [FooterHint(.back, "back", 60)]
            case .output: output(state)
            }
        // There is nothing to mark rows for in the past.
        let past = state.past.map { past in
            [
                FooterHint(.timeBack, "earlier", 72), FooterHint(.timeForward, "later", 73),
                FooterHint(.markToggle, past.isPlaying ? "stand still" : "play", 71),
            ]
        }
        let shown = past.map { past in hints.filter { $0.action != .markToggle } + past } ?? hints
        let always = [
            FooterHint(.theme, "theme", 5), FooterHint(.command, "command", 30),
            state.isDraining ? FooterHint(.quit, "quit now", 99) : FooterHint(.quit, "quit", 40),
            FooterHint(.help, "help", 100),
        ]
        let mayOrder = state.snapshot.standing.mayOrder
        return (shown + always).filter { hint in
            let isThere = state.hasMeaning(hint.action) && !state.settings.keys.keys(hint.action).isEmpty
            return isThere && (mayOrder || !hint.action.isOrder)
        }
    }

    private static func tasks(_ state: DashboardState) -> [FooterHint] {
        let marks = state.tasks.marks.count
        let several = marks > 0 ? " \(marks)" : ""
        let isPaused = state.selectedTask?.state == "paused" && marks == 0
        let isHeld = isPaused && state.snapshot.hold != nil
        let isRunning = !(state.selectedTask?.holders.isEmpty ?? true) && marks == 0
        return [
            FooterHint(.open, "executions", 95), FooterHint(.markToggle, "mark", 20),
            FooterHint(.cancel, "cancel…", isRunning ? 80 : 15),
            FooterHint(.stop, "stop\(several)…", 72),
        ] + (isHeld ? [] : [FooterHint(.pause, isPaused ? "resume" : "pause\(several)", 78)]) + [
            FooterHint(.trigger, "trigger\(several)", 76), FooterHint(.eventsOfSelection, "events", 45),
            FooterHint(.filter, "filter", 70), FooterHint(.sortColumn, "sort", 35),
        ] + back(state)
    }

    private static func executions(_ state: DashboardState) -> [FooterHint] {
        let marks = state.executions.marks.count
        let orders = marks > 0 ? ordersOnMarked(state) : state.selectedExecution.map(orders) ?? []
        return [FooterHint(.open, "detail", 95), FooterHint(.markToggle, "mark", 50)] + orders + [
            FooterHint(.eventsOfSelection, "events", 65), FooterHint(.copyID, "copy", 10),
            FooterHint(.filter, "filter", 70), FooterHint(.sortColumn, "sort", 33),
            FooterHint(.back, marks > 0 && state.executionFilter.isEmpty ? "clear" : "back", 75),
        ] + (marks == 2 ? [FooterHint(.compare, "compare", 88)] : [])
    }

    /// The orders that some of what is marked can be given, with the number of those; what is not known may be open.
    private static func ordersOnMarked(_ state: DashboardState) -> [FooterHint] {
        let lines = state.executions.marks.map { state.execution($0) }
        let open = lines.count { $0?.isCancellable ?? true }
        let ended = lines.count { $0.map { !$0.isOpen } ?? false }
        return (open > 0 ? [FooterHint(.cancel, "cancel \(open)…", 85)] : [])
            + (ended > 0 ? [FooterHint(.rerun, "re-run \(ended)…", open > 0 ? 60 : 85)] : [])
            + [FooterHint(.retryNow, "retry now", 24)]
    }

    private static func detail(_ state: DashboardState) -> [FooterHint] {
        let follow = state.detailRun?.endedAt == nil ? [FooterHint(.follow, "follow", 50)] : []
        let look = [
            FooterHint(.output, "output", 82), FooterHint(.zoomIn, "zoom", 55),
            FooterHint(.panLeft, "pan", 30), FooterHint(.nextPane, "pane", 52),
        ]
        return (state.detailPage.map { orders($0.execution) } ?? []) + look + follow + [
            FooterHint(.eventsOfSelection, "events", 61), FooterHint(.copyID, "copy", 10),
            FooterHint(.back, "back", 90),
        ]
    }

    /// The orders that an execution can be given as it stands.
    private static func orders(_ execution: ExecutionLine) -> [FooterHint] {
        let retry = FooterHint(.retryNow, "retry now", 82)
        guard execution.isOpen else {
            if execution.isQueued { return [FooterHint(.cancel, "take back…", 85)] }
            return (execution.state == "failed" ? [retry] : []) + [FooterHint(.rerun, "re-run…", 60)]
        }
        return [FooterHint(.cancel, "cancel…", 85)] + (execution.state == "retrying" ? [retry] : [])
    }

    private static func output(_ state: DashboardState) -> [FooterHint] {
        let isSearch = state.output?.search.isEmpty == false
        let back = FooterHint(.back, isSearch ? "clear" : "back", 88)
        let isOpen = state.output.flatMap { state.execution($0.execution)?.isOpen } ?? true
        let cancel = isOpen ? [FooterHint(.cancel, "cancel…", 30)] : []
        guard state.outputPage.map({ $0.total > 0 || $0.isGrowing }) ?? true else { return cancel + [back] }
        let hasOthers = (state.outputPage?.attempts.count ?? 0) > 1
        let attempt = hasOthers ? [FooterHint(.nextPane, "attempt", 76)] : []
        let hints = [
            FooterHint(.follow, state.output?.follows == true ? "hold" : "follow", 90),
            FooterHint(.filter, "search", 85), FooterHint(.nextHit, "next hit", isSearch ? 80 : 15),
            FooterHint(.previousHit, "last hit", isSearch ? 78 : 14),
        ]
        let more = [
            FooterHint(.wrap, "wrap", 55), FooterHint(.panRight, "pan", 20), FooterHint(.save, "save", 60),
        ]
        return hints + attempt + more + cancel + [FooterHint(.copyID, "copy line", 18), back]
    }

    private static func events(_ state: DashboardState) -> [FooterHint] {
        let isSearch = !state.events.filter.sought.isEmpty
        return [
            FooterHint(.follow, state.events.follows ? "hold" : "follow", 90), FooterHint(.open, "open", 65),
            FooterHint(.filter, "search", 85), FooterHint(.nextHit, "next hit", isSearch ? 80 : 15),
            FooterHint(.previousHit, "last hit", isSearch ? 78 : 14), FooterHint(.level, "level", 75),
            FooterHint(.wrap, "wrap", 55), FooterHint(.bookmark, "mark", 50),
            FooterHint(.panRight, "pan", 20),
            FooterHint(.copyID, "copy", 18), FooterHint(.back, "back", 60),
        ]
    }

    /// What the key that leads back does in the first view.
    private static func back(_ state: DashboardState) -> [FooterHint] {
        if !state.tasks.marks.isEmpty || !state.taskFilter.isEmpty { return [FooterHint(.back, "clear", 74)] }
        return state.past == nil ? [] : [FooterHint(.back, "now", 94)]
    }
}

extension Action {
    /// Whether what it does cannot be taken back: drawn so that the hand stops.
    var isDangerous: Bool {
        switch self {
        case .cancel, .kill, .stop: true
        default: false
        }
    }
}

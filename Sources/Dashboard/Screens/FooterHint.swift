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
            case .detail: detail
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
        let always = [
            FooterHint(.theme, "theme", 5), FooterHint(.command, "command", 30),
            FooterHint(.quit, "quit", 40),
            FooterHint(.help, "help", 100),
        ]
        let mayOrder = state.snapshot.standing.mayOrder
        return (hints + always).filter { hint in
            let isThere =
                hint.action.views.contains(state.view) && !state.settings.keys.keys(hint.action).isEmpty
            return isThere && (mayOrder || !hint.action.isOrder)
        }
    }

    private static func tasks(_ state: DashboardState) -> [FooterHint] {
        let marks = state.tasks.marks.count
        let several = marks > 0 ? " \(marks)" : ""
        let isPaused = state.selectedTask?.state == "paused" && marks == 0
        let isRunning = !(state.selectedTask?.holders.isEmpty ?? true) && marks == 0
        return [
            FooterHint(.open, "executions", 95), FooterHint(.markToggle, space(state), 20),
            FooterHint(.cancel, "cancel…", isRunning ? 80 : 15),
            FooterHint(.stop, "stop\(several)…", 72),
            FooterHint(.pause, isPaused ? "resume" : "pause\(several)", 78),
            FooterHint(.trigger, "trigger\(several)", 76), FooterHint(.eventsOfSelection, "events", 45),
            FooterHint(.filter, "filter", 70), FooterHint(.sortColumn, "sort", 35),
        ] + back(state, isUseful: marks > 0 || !state.taskFilter.isEmpty)
    }

    private static func executions(_ state: DashboardState) -> [FooterHint] {
        let marks = state.executions.marks.count
        let several = marks > 0 ? " \(marks)" : ""
        let row = state.selectedExecution
        return [
            FooterHint(.open, "detail", 95), FooterHint(.markToggle, space(state), 50),
            FooterHint(.cancel, "cancel\(several)…", row?.isOpen ?? true || marks > 0 ? 85 : 25),
            FooterHint(.retryNow, "retry now", row?.state == "retrying" || row?.state == "failed" ? 82 : 24),
            FooterHint(.rerun, "re-run…", row?.isOpen ?? true ? 22 : 60),
            FooterHint(.eventsOfSelection, "events", 65), FooterHint(.copyID, "copy", 10),
            FooterHint(.filter, "filter", 70), FooterHint(.sortColumn, "sort", 33),
            FooterHint(.back, marks > 0 && state.executionFilter.isEmpty ? "clear" : "back", 75),
        ] + (marks == 2 ? [FooterHint(.compare, "compare", 88)] : [])
    }

    /// What the key that marks does: in the past there is nothing to mark for.
    private static func space(_ state: DashboardState) -> String {
        guard let past = state.past else { return "mark" }
        return past.isPlaying ? "stand still" : "play"
    }

    private static let detail = [
        FooterHint(.cancel, "cancel…", 85), FooterHint(.retryNow, "retry now", 84),
        FooterHint(.rerun, "re-run…", 80), FooterHint(.output, "output", 82), FooterHint(.zoomIn, "zoom", 55),
        FooterHint(.panLeft, "pan", 30),
        FooterHint(.nextPane, "pane", 52), FooterHint(.follow, "follow", 50),
        FooterHint(.eventsOfSelection, "events", 60), FooterHint(.copyID, "copy", 10),
        FooterHint(.back, "back", 90),
    ]

    private static func output(_ state: DashboardState) -> [FooterHint] {
        let isSearch = state.output?.search.isEmpty == false
        let hasOthers = (state.outputPage?.attempts.count ?? 0) > 1
        let attempt = hasOthers ? [FooterHint(.nextPane, "attempt", 76)] : []
        let hints = [
            FooterHint(.follow, state.output?.follows == true ? "hold" : "follow", 90),
            FooterHint(.filter, "search", 85), FooterHint(.nextHit, "next hit", isSearch ? 80 : 15),
            FooterHint(.previousHit, "last hit", isSearch ? 78 : 14),
        ]
        let more = [
            FooterHint(.wrap, "wrap", 55), FooterHint(.panRight, "pan", 20), FooterHint(.save, "save", 60),
            FooterHint(.cancel, "cancel…", 30),
            FooterHint(.copyID, "copy line", 18), FooterHint(.back, isSearch ? "clear" : "back", 88),
        ]
        return hints + attempt + more
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

    private static func back(_ state: DashboardState, isUseful: Bool) -> [FooterHint] {
        isUseful ? [FooterHint(.back, "clear", 74)] : []
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

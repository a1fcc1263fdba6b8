extension DashboardState {
    /// The execution of the detail screen, once it has been read.
    var detailPage: DetailPage? {
        snapshot.detail.flatMap { $0.execution.id == detail?.id ? $0 : nil }
    }

    /// The run shown: the one chosen, or the newest.
    var detailRun: RunLine? {
        guard let page = detailPage else { return nil }
        return page.runs.first { $0.number == detail?.run } ?? page.runs.last
    }

    /// The selected step of the run shown.
    var detailStep: StepLine? {
        detail?.steps.selection.flatMap { name in detailRun?.steps.first { $0.name == name } }
    }

    /// Whether the timeline moves with the present.
    var isFollowing: Bool {
        detail?.follows == true && detailRun?.endedAt == nil
    }

    /// The stretch of time that the timeline shows; nil when there is no run to show.
    var detailWindow: TimeWindow? {
        guard let detail, let run = detailRun else { return nil }
        let whole = TimeWindow(fitting: run, now: snapshot.now)
        guard isFollowing else { return whole.zoomed(detail.zoom, left: detail.left) }
        // What is planned has the right quarter at most: the past is what led there.
        let length = TimeWindow.length(whole.length, zoom: detail.zoom)
        let ahead = min(whole.end.since(snapshot.now), length / 4)
        let end = min(whole.end, snapshot.now.later(by: max(0, ahead)))
        return whole.zoomed(detail.zoom, left: end.later(by: -length).since(whole.start))
    }

    /// Brings the detail screen in line with the snapshot: its steps, its panes, its scroll position.
    mutating func refreshDetail() {
        guard detail != nil, let page = detailPage else { return }
        if !page.runs.contains(where: { $0.number == detail?.run }) { detail?.run = nil }
        if page.runs.count < 2, detail?.pane == .runs { detail?.pane = .steps }
        let steps = detailRun?.steps ?? []
        let isFirst = detail?.steps.ids.isEmpty == true
        let layout = DetailLayout(self)
        let rows = layout.stepRows
        detail?.steps.update(steps.map(\.name), rows: rows)
        if isFirst, let step = steps.first(where: \.isOfInterest) {
            detail?.steps.select(id: step.name)
            let rows = DetailLayout(self).stepRows
            detail?.steps.scroll(rows: rows)
        }
        let text = DetailText(self, columns: layout.text.columns)
        let lines = layout.events == nil ? text.lines.count : text.withoutEvents.count
        let scroll = max(0, min(detail?.scroll ?? 0, lines - layout.textRows))
        detail?.scroll = scroll
    }

    /// Moves the cursor of the pane that has it.
    mutating func moveDetail(_ rows: Int) {
        switch detail?.pane {
        case .runs: showRun(rows > 0 ? 1 : -1)
        case .steps:
            let before = detail?.steps.selection
            let place = (detail?.steps.place ?? 0).adding(rows)
            detail?.steps.select(place)
            guard detail?.steps.selection != before else { return }
            detail?.scroll = 0
            panToSelection()
        case .text:
            let scroll = max(0, (detail?.scroll ?? 0).adding(rows))
            detail?.scroll = scroll
        case nil: break
        }
    }

    /// Goes to another pane, another run, or along the timeline.
    mutating func moveInDetail(_ action: Action) -> [Effect] {
        guard let detail else { return [] }
        switch action {
        case .nextPane, .previousPane:
            var panes = DetailState.Pane.allCases
            if (detailPage?.runs.count ?? 0) < 2 { panes.removeFirst() }
            let place = panes.firstIndex(of: detail.pane) ?? 0
            let next = place + (action == .nextPane ? 1 : panes.count - 1)
            self.detail?.pane = panes[next % panes.count]
            return [.redraw]
        case .panLeft, .panRight:
            let step = action == .panRight ? 1 : -1
            if detail.pane == .runs { showRun(step) } else { pan(Int64(step)) }
            return [.redraw]
        default: return []
        }
    }

    /// Enlarges the timeline about what matters, or shows all of the run again.
    mutating func zoom(_ action: Action) -> [Effect] {
        guard let detail, let run = detailRun, let before = detailWindow else { return [] }
        guard action != .zoomFit else {
            self.detail?.showAll()
            return [.redraw]
        }
        let whole = TimeWindow(fitting: run, now: snapshot.now)
        let (doubled, overflow) = detail.zoom.multipliedReportingOverflow(by: 2)
        let zoom = action == .zoomIn ? (overflow ? detail.zoom : doubled) : max(1, detail.zoom / 2)
        guard action == .zoomOut || before.length > TimeWindow.least else { return [] }
        self.detail?.zoom = zoom
        if isFollowing, detailStep.map({ $0.endedAt == nil }) ?? true { return [.redraw] }
        self.detail?.follows = false
        let length = TimeWindow.length(whole.length, zoom: zoom)
        let centre = centreOfInterest(in: before, length: length)
        self.detail?.left = max(0, centre.later(by: -(length / 2)).since(whole.start))
        clampLeft()
        return [.redraw]
    }

    /// Lets the timeline move with the present again, or stand still where it is.
    mutating func followDetail() -> [Effect] {
        guard detail != nil, let run = detailRun, let window = detailWindow else { return [] }
        if isFollowing {
            detail?.left = window.start.since(TimeWindow(fitting: run, now: snapshot.now).start)
            detail?.follows = false
        } else {
            detail?.follows = true
        }
        return [.redraw]
    }

    /// The moment that stays in the middle: the selected step's, when it would fit, or else that of the window.
    private func centreOfInterest(in window: TimeWindow, length: Int64) -> Int64 {
        let middle = window.start.later(by: window.length / 2)
        guard let step = detailStep, let began = step.startedAt else { return middle }
        let end = max(began, step.endedAt ?? snapshot.now)
        if end.since(began) < length { return began.later(by: end.since(began) / 2) }
        return min(max(middle, began.later(by: length / 2)), end.later(by: -(length / 2)))
    }

    private mutating func pan(_ steps: Int64) {
        guard let run = detailRun, let window = detailWindow else { return }
        let whole = TimeWindow(fitting: run, now: snapshot.now)
        guard window.length < whole.length else { return }
        let eighth = max(1, window.length / 8)
        detail?.left = max(0, window.start.since(whole.start).later(by: steps * eighth))
        detail?.follows = false
        clampLeft()
    }

    /// Brings the selected step into an enlarged timeline that does not show it.
    private mutating func panToSelection() {
        guard let run = detailRun, let window = detailWindow, let step = detailStep, !isFollowing else {
            return
        }
        guard let began = step.startedAt else { return }
        let end = step.endedAt ?? snapshot.now
        guard end < window.start || began >= window.end else { return }
        let whole = TimeWindow(fitting: run, now: snapshot.now)
        detail?.left = max(0, began.later(by: -(window.length / 8)).since(whole.start))
        clampLeft()
    }

    /// Keeps the window within the run, so that the next key moves it and not a number behind it.
    private mutating func clampLeft() {
        guard let run = detailRun, let window = detailWindow else { return }
        detail?.left = max(0, window.start.since(TimeWindow(fitting: run, now: snapshot.now).start))
    }

    private mutating func showRun(_ step: Int) {
        guard let page = detailPage, let shown = detailRun,
            let place = page.runs.firstIndex(where: { $0.number == shown.number })
        else { return }
        let next = min(max(0, place + step), page.runs.count - 1)
        guard next != place else { return }
        detail?.run = next == page.runs.count - 1 ? nil : page.runs[next].number
        detail?.showAll()
        detail?.scroll = 0
        detail?.steps = ListState()
    }
}

extension StepLine {
    /// Whether the cursor should begin here: what is under way, or what went wrong.
    fileprivate var isOfInterest: Bool {
        switch state {
        case "running", "retrying", "sleeping", "waiting", "failed": true
        default: false
        }
    }
}

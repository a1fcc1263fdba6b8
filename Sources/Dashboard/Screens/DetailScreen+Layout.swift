internal import Canvas

/// The parts of the detail screen: the head, the line of runs, the timeline, the text under it, events beside it.
struct DetailLayout {
    let head: Area
    /// The line of runs; nil when there is one only.
    let runs: Area?
    /// The timeline with its rule, its axis and its legend; without rows when the text has the whole screen.
    let timeline: Area
    let text: Area
    /// Events beside the text, where the screen is wide.
    let events: Area?
    let hasLegend: Bool

    /// The steps shown at once.
    var stepRows: Int { max(0, timeline.rows - 2 - (hasLegend ? 1 : 0)) }
    /// The lines of text shown at once.
    var textRows: Int { text.rows }

    init(_ state: DashboardState) {
        self.init(state, in: state.layout.body)
    }

    init(_ state: DashboardState, in area: Area) {
        var rest: Area
        (head, rest) = area.split(top: area.rows >= 12 ? 2 : 1)
        if (state.detailPage?.runs.count ?? 0) > 1 {
            let parts = rest.split(top: 1)
            (runs, rest) = (parts.top, parts.rest)
        } else {
            runs = nil
        }
        let steps = max(1, state.detailRun?.steps.count ?? 0)
        hasLegend = rest.rows >= 18
        let chrome = 2 + (hasLegend ? 1 : 0)
        let isText = state.detail?.pane == .text
        let rows: Int
        if rest.rows < 12 || state.isExpanded {
            rows = isText ? 0 : rest.rows
        } else {
            // The text keeps two fifths, or what the steps leave.
            rows = min(steps + chrome, rest.rows - max(5, rest.rows * 2 / 5))
        }
        let parts = rest.split(top: rows)
        timeline = parts.top
        if area.columns >= 160, parts.rest.rows > 0 {
            let halves = parts.rest.split(left: area.columns / 2)
            (text, events) = (halves.left, halves.rest)
        } else {
            (text, events) = (parts.rest, nil)
        }
    }
}

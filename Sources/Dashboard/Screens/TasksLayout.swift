internal import Canvas

/// The panes of the overview: which there is room for, and where.
struct TasksLayout: Hashable {
    /// The table, its headings included.
    private(set) var table: Area
    /// The selected task in some lines.
    private(set) var preview: Area?
    /// The coming instants.
    private(set) var radar: Area?
    /// What needs an operator.
    private(set) var attention: Area?
    /// What runs.
    private(set) var running: Area?
    /// What happened last.
    private(set) var events: Area?
    /// The selected task in full.
    private(set) var selected: Area?
    /// How far the radar looks ahead.
    let reach: Int64

    /// Each pane has its title in its first row; a rule divides it from what is above.
    init(_ state: DashboardState) {
        let body = state.layout.body
        let columns = state.size.columns
        table = body
        reach = RadarReach.reach(
            of: state.snapshot.tasks.prefix(50),
            now: state.snapshot.now,
            usual: columns >= 160 ? 3_600_000 : 600_000,
            columns: FireRadar.columns(of: columns)
        )
        guard state.layout.hasView, state.size.rows >= Self.leastRows, !state.isExpanded else { return }
        let counts = Counts(state)
        switch columns {
        case ..<Self.narrow where state.expansion == .radar: divideForRadar(body, counts)
        case ..<Self.narrow: divideNarrow(body, counts)
        case ..<160: divideMedium(body, counts)
        default: divideWide(body, counts)
        }
    }

    /// Whether the coming instants have no room beside the rest, though some instead of it.
    static func hasHiddenRadar(_ size: Size) -> Bool { size.columns < narrow && size.rows >= leastRows }

    /// From so many columns on the coming instants are always there.
    private static let narrow = 100
    /// With fewer rows the table is alone.
    private static let leastRows = 20

    /// How many lines each pane could use.
    private struct Counts {
        let tasks: Int
        let lanes: Int
        let attention: Int
        let running: Int
        let events: Int
        /// Rows of the newest events at most, the title's among them.
        private static let mostEvents = 16

        init(_ state: DashboardState) {
            let snapshot = state.snapshot
            tasks = state.shownTasks.count
            lanes = min(tasks, snapshot.tasks.prefix(50).count { FireRadar.hasLane($0) })
            attention = AttentionPane.lines(state).count
            running = snapshot.running.count
            events = snapshot.recent.count < 8 ? 6 : Self.mostEvents
        }
    }

    private mutating func divideNarrow(_ body: Area, _ counts: Counts) {
        let attentionRows = counts.attention == 0 ? 0 : 1 + min(counts.attention, 2)
        let rows = Self.share(
            body.rows,
            [
                (6, counts.tasks.adding(2)), (4, 4),
                (attentionRows, counts.attention == 0 ? 0 : 1 + min(counts.attention, 6)), (3, 16),
            ]
        )
        var rest: Area
        (table, rest) = body.split(top: rows[0])
        (preview, rest) = Self.take(rows[1], of: rest)
        (attention, rest) = Self.take(rows[2], of: rest)
        (events, _) = Self.take(rows[3], of: rest)
    }

    private mutating func divideForRadar(_ body: Area, _ counts: Counts) {
        let rows = Self.share(body.rows, [(6, counts.tasks.adding(2)), (4, 2 + max(1, counts.lanes))])
        let rest: Area
        (table, rest) = body.split(top: rows[0])
        (radar, _) = Self.take(rows[1], of: rest)
    }

    private mutating func divideMedium(_ body: Area, _ counts: Counts) {
        let pair = 1 + min(7, max(2, counts.attention, counts.running))
        let rows = Self.share(
            body.rows,
            [
                (8, counts.tasks.adding(2)), (3, 3), (3, pair),
                (counts.lanes == 0 ? 3 : 4, 2 + min(6, max(1, counts.lanes))), (3, counts.events),
            ]
        )
        var rest: Area
        (table, rest) = body.split(top: rows[0])
        (radar, rest) = Self.take(rows[3], of: rest)
        if case (let both?, let below) = Self.take(rows[2], of: rest) {
            let halves = both.split(left: both.columns / 2 + 2)
            let beside = halves.rest.split(left: 1).rest
            (attention, running, rest) = (halves.left, beside, below)
        }
        (events, rest) = Self.take(rows[4], of: rest)
        (preview, _) = Self.take(rows[1], of: rest)
    }

    private mutating func divideWide(_ body: Area, _ counts: Counts) {
        let column = min(9, counts.attention) + min(12, counts.running) + 14
        let rows = Self.share(
            body.rows,
            [
                (10, max(counts.tasks.adding(2), column)), (3, 7),
                (counts.lanes == 0 ? 3 : 4, 2 + min(8, max(1, counts.lanes))), (0, max(7, counts.events - 7)),
            ]
        )
        let parts = body.split(top: rows[0])
        var (upper, rest) = (parts.top, parts.rest)
        (radar, rest) = Self.take(rows[2], of: rest)
        (events, _) = Self.take(rows[1] + rows[3], of: rest)
        let width = min(80, body.columns * 7 / 20)
        (table, upper) = upper.split(left: upper.columns - width)
        upper = upper.split(left: 1).rest
        (attention, upper) = Self.take(1 + min(max(1, counts.attention), max(1, upper.rows / 4)), of: upper)
        let runningRows = min(1 + max(1, counts.running), max(2, upper.rows - 10))
        (running, upper) = Self.take(runningRows, of: upper)
        selected = upper.rows > 1 ? upper : nil
    }

    private static func take(_ rows: Int, of area: Area) -> (Area?, Area) {
        guard rows > 1, area.rows >= 2 else { return (nil, area) }
        let parts = area.split(top: rows)
        return (parts.top, parts.rest)
    }

    /// Gives each its least as far as the rows go, then what each would like, the first ones first; what is left
    /// over goes to the first.
    static func share(_ rows: Int, _ claims: [(least: Int, wish: Int)]) -> [Int] {
        var left = max(0, rows)
        var shares = claims.map { claim in
            let given = claim.least <= left ? claim.least : 0
            left -= given
            return given
        }
        for place in claims.indices where shares[place] > 0 || claims[place].least == 0 {
            let more = min(left, max(0, claims[place].wish - shares[place]))
            shares[place] += more
            left -= more
        }
        if let first = shares.indices.first { shares[first] += left }
        return shares
    }
}

internal import Canvas

extension DashboardState {
    /// The events that the view shows, oldest first.
    var shownEvents: [EventLine] {
        let filter = events.filter.narrowing
        let (level, now) = (events.level, snapshot.now)
        return snapshot.events.rows.filter { $0.level >= level && filter.matches($0, now: now) }
    }

    /// Those of them that have every word looked for; none when no word is.
    func hits(among shown: [EventLine]) -> [String] {
        let sought = events.filter.terms.filter { $0.sought != nil }
        guard !sought.isEmpty else { return [] }
        let filter = Filter(finding: sought)
        return shown.filter { filter.matches($0, now: snapshot.now) }.map(\.key)
    }

    /// Brings the view in line with the snapshot: the newest while it follows, else what it showed.
    mutating func refreshEvents() {
        let shown = shownEvents
        events.list.update(shown.map(\.key), rows: EventsScreen.rows(self))
        if events.follows {
            events.list.select(.max)
            events.anchor = nil
        } else {
            let lines = EventLines(self, shown)
            events.anchor = lines.first(keeping: events.list.place ?? 0).map { shown[$0].key }
        }
    }

    /// Moves the selection; away from the newest it stops following, to the very end it follows again.
    mutating func moveEvents(_ rows: Int) {
        if rows == .max { return followEvents() }
        guard rows < 0 || !events.follows else { return }
        holdEvents()
        events.list.select((events.list.place ?? 0).adding(rows))
        askForOlderEvents()
    }

    /// Follows the newest.
    mutating func followEvents() {
        events.follows = true
        events.until = nil
        events.anchor = nil
        events.limit = EventsState.page
        events.list.select(.max)
    }

    /// Stops following, with everything where it is.
    mutating func holdEvents() {
        guard events.follows else { return }
        let shown = shownEvents
        let lines = EventLines(self, shown)
        events.anchor = lines.first(keeping: 0).map { shown[$0].key }
        events.follows = false
        events.until = snapshot.events.rows.last?.at ?? snapshot.now
    }

    private mutating func askForOlderEvents() {
        if (events.list.place ?? 0) < max(1, visibleRows) { events.limit = olderLimit }
    }

    /// Moves the text sideways.
    mutating func panEvents(_ action: Action) -> [Effect] {
        guard view == .events, !events.wraps else { return [] }
        let widest = snapshot.events.rows.map(\.message.utf8.count).max() ?? 0
        switch action {
        case .panLeft: events.pan = max(0, events.pan - 8)
        case .panRight where events.pan + 8 < widest: events.pan += 8
        default: return []
        }
        return [.redraw]
    }

    /// Does what the keys of this view alone mean.
    mutating func adjustEvents(_ action: Action, at moment: Int64) -> [Effect] {
        switch action {
        case .level:
            let levels: [EventLine.Level] = [.debug, .info, .warn, .error]
            let place = levels.firstIndex { $0 > events.level } ?? 0
            events.level = levels[place]
        case .wrap:
            events.wraps.toggle()
            events.pan = 0
        case .bookmark:
            let selected = snapshot.events.rows.first { $0.key == events.list.selection }
            let chosen = events.follows ? snapshot.now : selected?.at ?? snapshot.now
            events.bookmark = events.bookmark == chosen ? nil : chosen
        case .nextHit, .previousHit: showHit(forwards: action == .nextHit, at: moment)
        default: return []
        }
        return [.redraw]
    }

    private mutating func showHit(forwards: Bool, at moment: Int64) {
        guard !events.filter.sought.isEmpty else {
            return say(
                "nothing is looked for: \(settings.keys.name(.filter, .ascii)) and a word",
                .warn,
                at: moment
            )
        }
        let ids = events.list.ids
        let hits = Set(hits(among: shownEvents))
        let places = ids.indices.filter { hits.contains(ids[$0]) }
        guard let first = places.first, let last = places.last else {
            return say("no hit in the \(ids.count) events shown", .warn, at: moment)
        }
        let here = events.list.place ?? 0
        // From the newest, which moves, either way leads to the newest hit.
        let next =
            if events.follows {
                last
            } else if forwards {
                places.first { $0 > here } ?? first
            } else {
                places.last { $0 < here } ?? last
            }
        holdEvents()
        events.list.select(next)
        askForOlderEvents()
        if !forwards, next == first { events.limit = olderLimit }
        say("hit \((places.firstIndex(of: next) ?? 0) + 1) of \(places.count)", at: moment)
    }

    /// The limit that reaches one page further back, when there is something there.
    private var olderLimit: Int {
        guard snapshot.events.hasOlder else { return events.limit }
        return min(EventsState.most, max(events.limit, snapshot.events.rows.count + EventsState.page))
    }

    /// Shows what happened to what is selected.
    mutating func showEventsOfSelection() -> [Effect] {
        let filter: String
        switch view {
        case .tasks:
            guard let task = tasks.selection else { return [] }
            filter = "task:\(Filter.quoted(task))"
        case .executions:
            guard let id = executions.selection else { return [] }
            filter = "id:\(Filter.quoted(id))"
        case .detail:
            guard let id = detail?.id else { return [] }
            filter = "id:\(Filter.quoted(id))"
        case .output:
            guard let id = output?.execution else { return [] }
            filter = "id:\(Filter.quoted(id))"
        case .events, .workers, .ledger, .diff: return []
        }
        events.filter = Filter(filter)
        followEvents()
        let from = wayBack(from: .events)
        let effects = show(.events)
        events.from = from
        return effects
    }

    /// Follows the newest, or holds what is shown.
    mutating func follow() -> [Effect] {
        if view == .detail { return followDetail() }
        if view == .output {
            if output?.follows == true { holdOutput() } else { followOutput() }
            return [.redraw]
        }
        if events.follows { holdEvents() } else { followEvents() }
        return [.redraw]
    }
}

internal import Canvas

/// Where the events stand on the screen: which columns there are, how many rows each takes, which one is first.
struct EventLines {
    /// What stands above an event: the mark, or a day that begins.
    enum Divider: Hashable {
        case mark(Int64)
        case day(Int64)
    }

    let shown: [EventLine]
    let columns: EventColumns
    let rows: Int
    private let events: EventsState
    private let placeholder: Unicode.Scalar = "?"

    init(_ state: DashboardState, _ shown: [EventLine]) {
        self.shown = shown
        columns = EventColumns(shown, width: state.size.columns)
        rows = max(1, EventsScreen.rows(state))
        events = state.events
    }

    /// What stands above an event; at the end, below the last.
    func dividers(above place: Int) -> [Divider] {
        var dividers: [Divider] = []
        let before = shown.indices.contains(place - 1) ? shown[place - 1].at : nil
        let after = shown.indices.contains(place) ? shown[place].at : nil
        if let mark = events.bookmark, before.map({ $0 <= mark }) ?? false, after.map({ $0 > mark }) ?? true {
            dividers.append(.mark(mark))
        }
        if let before, let after, TimeText.date(before) != TimeText.date(after) {
            dividers.append(.day(after))
        }
        return dividers
    }

    /// The first event on the screen: the newest fill it while the view follows, else it is as it was, or as near to
    /// that as shows a place; nil when there are none.
    func first(keeping place: Int) -> Int? {
        guard !shown.isEmpty else { return nil }
        let anchor = events.anchor.flatMap { key in shown.firstIndex { $0.key == key } }
        if events.follows { return first(endingAt: shown.count - 1) }
        let place = min(max(0, place), shown.count - 1)
        let least = first(endingAt: place)
        let wanted = min(max(anchor ?? least, least), place)
        // A screen with room to spare below the last event shows older ones instead.
        return min(wanted, first(endingAt: shown.count - 1))
    }

    private func first(endingAt last: Int) -> Int {
        var room = rows - height(last) - (last == shown.count - 1 ? dividers(above: shown.count).count : 0)
        var first = last
        while first > 0 {
            room -= height(first - 1) + dividers(above: first).count
            if room < 0 { break }
            first -= 1
        }
        return first
    }

    /// The rows that an event takes.
    func height(_ place: Int) -> Int {
        guard events.wraps, shown.indices.contains(place) else { return 1 }
        let text = EventText(columns.message(of: shown[place]), sought: [], placeholder: placeholder)
        return min(rows, text.lines(width: columns.messageWidth).count)
    }
}

/// The columns of the events at a width.
struct EventColumns {
    enum Column: Int {
        case time, level, subject, step, attempt, message
    }

    let places: [TableLayout.Place]
    let titles: [String]
    let isShort: Bool

    init(_ shown: [EventLine], width: Int) {
        func widest(_ text: (EventLine) -> String) -> Int {
            shown.reduce(0) { max($0, GraphemeReader.width(of: text($1))) }
        }
        isShort = width < 60
        let subject = min(max(9, widest(\.subject)), width >= 160 ? 30 : width >= 100 ? 24 : 14)
        let step = widest(\.step)
        let stepWidth = min(max(4, step), width >= 100 ? 20 : 10)
        var columns = [
            TableColumn("TIME", width: isShort ? 8 : 12),
            TableColumn(isShort ? "L" : "LVL", width: isShort ? 1 : 5),
            TableColumn("EXECUTION", width: subject, rank: 3),
        ]
        var kept: [Column] = [.time, .level, .subject]
        // A number of attempts says nothing without its step.
        if step > 0, !isShort {
            columns.append(TableColumn("STEP", width: stepWidth, rank: 2))
            columns.append(TableColumn("TRY", width: 3, align: .right, rank: 1))
            kept += [.step, .attempt]
        }
        columns.append(TableColumn("MESSAGE", least: 8, comfortable: 24, most: max(24, width)))
        kept.append(.message)
        titles = columns.map(\.title)
        self.kept = kept
        places = TableLayout(columns, column: 1, width: max(0, width - 1)).places
    }

    private let kept: [Column]

    /// What the last column says of an event: what it is about comes first where that has no column of its own.
    func message(of event: EventLine) -> String {
        guard !places.contains(where: { column($0) == .subject }), !event.subject.isEmpty else {
            return event.message
        }
        let isNamed = event.step.isEmpty || places.contains { column($0) == .step }
        return "\(event.subject)\(isNamed ? "" : "/\(event.step)") \(event.message)"
    }

    /// What a place of the layout shows.
    func column(_ place: TableLayout.Place) -> Column { kept[place.index] }

    /// The columns that the message has.
    var messageWidth: Int {
        max(1, places.last.map(\.width) ?? 1)
    }
}

extension EventLine {
    /// The execution it is about, or the task when it is about none.
    var subject: String { execution.isEmpty ? task : execution }
}

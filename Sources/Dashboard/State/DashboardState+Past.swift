internal import Canvas

/// The moment that is looked back to.
struct Past: Hashable {
    var at: Int64
    /// Whether it goes forward by itself.
    var isPlaying = false
}

/// The rows that were selected when one began to look back, and whether a moment did not have them.
struct RowsOfNow: Hashable {
    let task: String?
    let execution: String?
    var isTaskLost = false
    var isExecutionLost = false
}

/// Looking at how it was: every screen as of an earlier moment, without orders.
extension DashboardState {
    /// How far one key goes, in milliseconds, and how far it goes for each second of playing.
    private static let step: Int64 = 60_000
    private static let stride: Int64 = 3_600_000

    mutating func travel(_ action: Action, at moment: Int64) -> [Effect] {
        let span: Int64 =
            switch action {
            case .timeBack: -Self.step
            case .timeForward: Self.step
            case .timeFarBack: -Self.stride
            default: Self.stride
            }
        guard past != nil || span < 0 else {
            say("this is now: \(keyName(.timeBack)) looks back", at: moment)
            return [.redraw]
        }
        return look(at: (past?.at ?? newest).later(by: span), moment: moment)
    }

    /// Shows how it was at that moment; from the newest one on, how it is.
    package mutating func look(at target: Int64, moment: Int64) -> [Effect] {
        overlay = nil
        isFrozen = false
        held = nil
        if target < newest {
            // What is selected may not be there then: the cursor comes back to it with the present.
            if past == nil { rowsOfNow = RowsOfNow(task: tasks.selection, execution: executions.selection) }
            past = Past(at: max(0, target))
            // What was decided later is not there: the newest row is the nearest.
            if let decision = selectedDecision, decision.at > target { ledger.list.select(0) }
            say("how it was then: \(keyName(.timeForward)) goes forward, ':at now' back to now", at: moment)
        } else {
            past = nil
            say("now again", at: moment)
        }
        return [.redraw]
    }

    /// Brings the cursor back to the row it was on, where a moment in between had none such.
    mutating func keepRowsOfNow(from standing: Standing) {
        guard var left = rowsOfNow else { return }
        if past != nil {
            if let task = left.task, !tasks.ids.contains(task) { left.isTaskLost = true }
            if let id = left.execution, view == .executions, !executions.ids.contains(id) {
                left.isExecutionLost = true
            }
            rowsOfNow = left
        } else if standing == .past {
            if left.isTaskLost, let task = left.task { tasks.select(id: task) }
            if left.isExecutionLost, let id = left.execution { executions.select(id: id) }
            rowsOfNow = nil
            refresh()
        }
    }

    /// Lets the past go on by itself, a minute a second, or stand still.
    mutating func togglePlaying(at moment: Int64) -> [Effect] {
        past?.isPlaying.toggle()
        say(past?.isPlaying == true ? "playing: a minute each second" : "stands still", at: moment)
        return [.redraw]
    }

    /// A second of playing.
    mutating func play(at moment: Int64) -> [Effect] {
        guard let past, past.isPlaying else { return [] }
        let next = past.at.later(by: Self.step)
        guard next < newest else { return look(at: newest, moment: moment) }
        self.past?.at = next
        return [.redraw]
    }

    /// Reads the moment of `:at`: `now`, a date and time, a time of day that has passed, or how long ago.
    func moment(_ text: String) -> Int64? {
        if text == "now" { return newest }
        if let moment = TimeText.read(text) { return moment }
        if let ago = FilterReader.span(text.hasPrefix("-") ? String(text.dropFirst()) : text) {
            return newest.later(by: -ago)
        }
        guard let time = Self.timeOfDay(text) else { return nil }
        let day: Int64 = 86_400_000
        let today = newest - newest % day + time
        return today <= newest ? today : today - day
    }

    /// Whether it is a time of day that comes within the hour: who writes that hardly means the one a day before.
    ///
    /// While one looks back nobody knows how late it is by now.
    func isYetToCome(_ text: String) -> Bool {
        guard past == nil, Self.timeOfDay(text) != nil, let last = moment(text) else { return false }
        return newest.since(last) >= 23 * 3_600_000
    }

    private static func timeOfDay(_ text: String) -> Int64? {
        TimeText.ofDay(text.hasSuffix("Z") ? text.dropLast() : text[...])
    }

    private func keyName(_ action: Action) -> String { settings.keys.name(action, .ascii) }
}

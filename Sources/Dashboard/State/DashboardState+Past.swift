internal import Canvas

/// The moment that is looked back to.
struct Past: Hashable {
    var at: Int64
    /// Whether it goes forward by itself.
    var isPlaying = false
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

    /// Reads the moment of `:at`: `now`, a time of day that has passed, or how long ago.
    func moment(_ text: String) -> Int64? {
        if text == "now" { return newest }
        if let ago = FilterReader.span(text.hasPrefix("-") ? String(text.dropFirst()) : text) {
            return newest.later(by: -ago)
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int64($0) }
        guard (2...3).contains(parts.count), let hour = parts[0], let minute = parts[1],
            let second = parts.count == 3 ? parts[2] : 0, (0..<24).contains(hour), (0..<60).contains(minute),
            (0..<60).contains(second)
        else { return nil }
        let day: Int64 = 86_400_000
        let today = newest - newest % day + (hour * 3600 + minute * 60 + second) * 1000
        return today <= newest ? today : today - day
    }

    private func keyName(_ action: Action) -> String { settings.keys.name(action, .ascii) }
}

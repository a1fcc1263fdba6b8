package import Timetable

/// The time of which an operator asks what became of it, as it was written.
package struct InstantQuestion: Sendable, Hashable {
    /// How the time was written.
    private enum Form: Hashable {
        /// With its zone.
        case exact(Instant)
        /// A day and a time of the task's own zone.
        case local(CivilTime)
        /// A time of day of the task's own zone: the last one there was.
        case clock(hour: Int, minute: Int, second: Int)
        /// Whatever was newest then.
        case newest(before: Instant)
    }

    /// How a time lies on a task's clocks.
    package enum Place: Sendable, Hashable {
        case plain
        /// The clocks jumped over it, from one offset east of UTC to the other.
        case gap(CivilTime, from: Int, to: Int)
        /// The clocks showed it twice.
        case repeated(CivilTime, first: Instant, last: Instant)

        package var isGap: Bool { if case .gap = self { true } else { false } }
    }

    private let form: Form
    /// Milliseconds that were written after whole seconds.
    private let fraction: Int64
    /// What was not written: an instant within so much of the time is meant too.
    package let unit: Duration

    /// The newest instant that has come.
    package static func newest(_ now: Instant) -> InstantQuestion {
        InstantQuestion(form: .newest(before: now), unit: .milliseconds(1))
    }

    /// Whether it asks for what was newest then.
    package var isNewest: Bool { if case .newest = form { true } else { false } }

    /// One instant and no other.
    package static func exactly(_ instant: Instant) -> InstantQuestion {
        InstantQuestion(form: .exact(instant), unit: .milliseconds(1))
    }

    private init(form: Form, unit: Duration, fraction: Int64 = 0) {
        self.form = form
        self.fraction = fraction
        self.unit = unit
    }

    /// What is wrong with a text that is no time.
    package static func complaint(of text: String) -> String {
        "'\(text)' is no time: use such as 02:00, '2026-12-24 02:00', 2026-12-24T02:00:00Z or 2h"
    }

    /// Reads a time: RFC 3339, `2026-12-24 02:00`, `02:00`, `now`, or a duration, which is ago unless it has a plus.
    ///
    /// A day and a time of day without a zone are the task's own; a time of day alone is the last there was.
    package init?(text: String, now: Instant) {
        if let instant = Instant(rfc3339: text) {
            self.init(
                form: .exact(instant),
                unit: instant.milliseconds % 1000 == 0 ? .seconds(1) : .milliseconds(1)
            )
            return
        }
        if text == "now" || text == "last" {
            self = .newest(now)
            return
        }
        let sign = text.first
        let digits = sign == "-" || sign == "+" ? String(text.dropFirst()) : text
        if let duration = Duration(operatorText: digits) {
            let instant = sign == "+" ? now + duration : now - duration
            guard instant.isWritable else { return nil }
            self.init(form: .newest(before: instant), unit: .milliseconds(1))
            return
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        var fraction: Int64?
        if parts.count == 2 {
            guard parts[1].utf8.count == 3, let number = Self.number(parts[1]) else { return nil }
            fraction = Int64(number)
        }
        guard 1...2 ~= parts.count else { return nil }
        let halves = parts[0].split(whereSeparator: { $0 == " " || $0 == "T" || $0 == "t" })
        guard 1...2 ~= halves.count, let time = halves.last.flatMap(Self.numbers), 2...3 ~= time.count,
            0..<24 ~= time[0], 0..<60 ~= time[1], time.count == 2 || 0..<60 ~= time[2],
            time.count == 3 || fraction == nil
        else { return nil }
        let unit: Duration =
            fraction != nil ? .milliseconds(1) : time.count == 2 ? .seconds(60) : .seconds(1)
        let second = time.count == 3 ? time[2] : 0
        guard halves.count == 2 else {
            self.init(
                form: .clock(hour: time[0], minute: time[1], second: second),
                unit: unit,
                fraction: fraction ?? 0
            )
            return
        }
        let day = halves[0].split(separator: "-", omittingEmptySubsequences: false).map(Self.number)
        guard day.count == 3, let year = day[0], let month = day[1], let date = day[2], 1...9999 ~= year,
            let civil = CivilTime(
                year: year,
                month: month,
                day: date,
                hour: time[0],
                minute: time[1],
                second: second
            )
        else { return nil }
        self.init(form: .local(civil), unit: unit, fraction: fraction ?? 0)
    }

    private static func numbers(_ text: Substring) -> [Int]? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(number)
        let numbers = parts.compactMap { $0 }
        return numbers.count == parts.count ? numbers : nil
    }

    private static func number(_ text: Substring) -> Int? {
        1...4 ~= text.utf8.count && text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) ? Int(text) : nil
    }

    /// Places the time on a task's clocks; in a gap it is where the clocks jumped.
    ///
    /// Of a time that came twice the first is given, or the last if only that one had come.
    package func placed(in zone: Zone, now: Instant) -> (at: Instant, place: Place) {
        let whole = placedWhole(in: zone, now: now)
        if case .gap = whole.place { return whole }
        return (whole.at + .milliseconds(fraction), whole.place)
    }

    private func placedWhole(in zone: Zone, now: Instant) -> (at: Instant, place: Place) {
        switch form {
        case .exact(let instant), .newest(let instant): return (instant, .plain)
        case .local(let local): return Self.placed(local, zone)
        case .clock(let hour, let minute, let second):
            let today = zone.civil(at: now)
            var days = today.date.daysSinceEpoch
            let ofDay = hour * 3600 + minute * 60 + second
            if ofDay > today.hour * 3600 + today.minute * 60 + today.second { days -= 1 }
            return Self.placed(CivilTime(localSeconds: days * 86_400 + ofDay), zone)
        }
    }

    private static func placed(_ local: CivilTime, _ zone: Zone) -> (at: Instant, place: Place) {
        switch zone.resolve(local) {
        case .unique(let instant): (instant, .plain)
        case .gap(let transition, let before, let after): (transition, .gap(local, from: before, to: after))
        case .repeated(let first, let last): (first, .repeated(local, first: first, last: last))
        }
    }

    /// The instant meant: the one at the place, or else the first of those that begin as it was written.
    ///
    /// Where the minute alone was written, and it has several, the place itself.
    package func meant(_ at: Instant, by schedule: Schedule) -> Instant {
        if case .newest = form {
            return schedule.last(after: schedule.anchor - .milliseconds(1), through: at) ?? at
        }
        guard let next = schedule.next(after: at - .milliseconds(1)), next < at + unit else { return at }
        if unit > .seconds(1), next >= at + .seconds(1), let second = schedule.next(after: next),
            second < at + unit
        {
            return at
        }
        return next
    }
}

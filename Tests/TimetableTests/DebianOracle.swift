import Glibc

@testable import Timetable

/// The Debian rule, applied naively: it walks over every real minute (or second) of a window, looks at the C
/// library's local clock, and remembers which local times the clocks have shown.
struct DebianOracle {
    /// One tick of the walk.
    private struct Tick {
        let instant: Int
        /// Which tick of the local day it is.
        let time: Int
        /// Which of ``days`` it is.
        let day: Int

        /// What the local clock and calendar show, as one number.
        var local: Int { day * 86_400 + time }
    }

    private struct Day {
        let year: Int
        let month: Int
        let day: Int
        let weekday: Int
    }

    private var ticks: [Tick] = []
    private var days: [Day] = []
    private var dayIndexes: [Int: Int] = [:]
    /// The instants at which the clocks jump forward, and the local times they jump over.
    private var gaps: [(instant: Int, local: Range<Int>)] = []
    private let step: Int

    /// Walks from one second to another; the changes of the zone inside are given.
    init(from start: Int, through end: Int, changes: [Int], step: Int = 60) {
        self.step = step
        let borders = [start] + changes.filter { start < $0 && $0 <= end } + [end + 1]
        for (from, to) in zip(borders, borders.dropFirst()) {
            let offset = LibcClock.offset(from)
            if from != start {
                let before = LibcClock.offset(from - 1)
                if before < offset { gaps.append((from, from + before..<from + offset)) }
            }
            var second = from
            // To the first full local minute: some offsets have seconds.
            while Int(LibcClock.local(second).tm_sec) % step != 0 { second += 1 }
            var midnight = Int.max
            var day = 0
            var shift = 0
            while second < to {
                // Between two changes the offset stands; asking the C library every hour shows it.
                if (second - from) % 3600 < step { shift = LibcClock.offset(second) }
                let local = second + shift
                if local < midnight || local >= midnight + 86_400 {
                    midnight = local - DebianOracle.timeOfDay(local)
                    day = dayIndex(local)
                }
                ticks.append(Tick(instant: second, time: (local - midnight) / step, day: day))
                second += step
            }
        }
        for gap in gaps {
            for local in stride(from: gap.local.lowerBound, to: gap.local.upperBound, by: 3600) {
                _ = dayIndex(local)
            }
            _ = dayIndex(gap.local.upperBound - 1)
        }
    }

    private mutating func dayIndex(_ local: Int) -> Int {
        let number = (local - DebianOracle.timeOfDay(local)) / 86_400
        if let known = dayIndexes[number] { return known }
        let fields = LibcClock.calendar(local)
        days.append(
            Day(
                year: Int(fields.tm_year) + 1900,
                month: Int(fields.tm_mon) + 1,
                day: Int(fields.tm_mday),
                weekday: Int(fields.tm_wday)
            )
        )
        dayIndexes[number] = days.count - 1
        return days.count - 1
    }

    /// The instants at which a task with that expression is due in the window, in order.
    func instants(
        _ cron: NaiveCron,
        times: [Bool],
        gap: DaylightGapRule = .after,
        repeat: DaylightRepeatRule = .first
    ) -> [Int] {
        let dayMatches = days.map {
            cron.matches(year: $0.year, month: $0.month, day: $0.day, weekday: $0.weekday)
        }
        guard dayMatches.contains(true) else { return [] }
        var matching: [Tick] = []
        times.withUnsafeBufferPointer { times in
            dayMatches.withUnsafeBufferPointer { dayMatches in
                ticks.withUnsafeBufferPointer { ticks in
                    for index in 0..<ticks.count where dayMatches[ticks[index].day] {
                        if times[ticks[index].time] { matching.append(ticks[index]) }
                    }
                }
            }
        }
        guard cron.isFixedTime else { return matching.map(\.instant) }
        var due: [Int] = []
        switch `repeat` {
        case .both: due = matching.map(\.instant)
        case .first:
            var seen: Set<Int> = []
            for tick in matching where seen.insert(tick.local).inserted { due.append(tick.instant) }
        case .last:
            var seen: Set<Int> = []
            for tick in matching.reversed() where seen.insert(tick.local).inserted {
                due.append(tick.instant)
            }
        }
        if gap == .after {
            let shown = Set(matching.map(\.local))
            for gap in gaps {
                var local = gap.local.lowerBound
                while local % step != 0 { local += 1 }
                var isDue = false
                while local < gap.local.upperBound {
                    let time = DebianOracle.timeOfDay(local)
                    let day = dayIndexes[(local - time) / 86_400] ?? 0
                    let tick = Tick(instant: 0, time: time / step, day: day)
                    if times[tick.time], dayMatches[day], !shown.contains(tick.local) { isDue = true }
                    local += step
                }
                if isDue { due.append(gap.instant) }
            }
        }
        return Array(Set(due)).sorted()
    }

    private static func timeOfDay(_ local: Int) -> Int {
        (local % 86_400 + 86_400) % 86_400
    }

    /// Which ticks of a day match the expression's time fields.
    static func times(_ cron: NaiveCron, step: Int = 60) -> [Bool] {
        stride(from: 0, to: 86_400, by: step).map {
            cron.matches(hour: $0 / 3600, minute: $0 % 3600 / 60, second: $0 % 60)
        }
    }
}

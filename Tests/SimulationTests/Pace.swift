import Timetable

/// On what scale of time a simulation plays: seconds and minutes, or a night on which the clocks change.
struct Pace: Sendable {
    let begin: Instant
    let horizon: Duration
    /// The shortest time between two instants of a task.
    let shortest: Duration
    private let isNight: Bool

    private static let zones = [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC",
        "America/Sao_Paulo",
    ]

    /// Shortly before the clocks change, in Berlin, in New York and on Lord Howe Island.
    private static let nights: [Int64] = [
        1_774_742_400, 1_792_886_400, 1_772_949_600, 1_793_505_600, 1_775_309_400, 1_791_034_200,
    ]

    init(_ dice: inout Dice) {
        isNight = dice.chance(40)
        begin =
            Instant(seconds: isNight ? dice.pick(Self.nights) : 1_767_225_600)
            + .milliseconds(dice.number(0...3_600_000))
        horizon = isNight ? .seconds(dice.number(2...5) * 3_600) : .seconds(dice.number(3...15) * 60)
        shortest = isNight ? .seconds(300) : .seconds(4)
    }

    func recurrence(now: Instant, _ dice: inout Dice) -> Recurrence {
        switch dice.number(0...9) {
        case 0...3: return .fixedDelay(dice.duration(shortest, horizon / 4))
        case 4...6:
            let expression =
                isNight
                ? dice.pick([
                    "*/10 * * * *", "30 2 * * *", "0 * * * *", "15,45 1-3 * * *", "0 2 * * *",
                    "*/20 1-4 * * *",
                    "30 1,2 29 * *", "59 2 * * 0",
                ])
                : dice.pick([
                    "* * * * *", "*/2 * * * *", "*/10 * * * * *", "5-50/15 * * * * *", "30 * * * * *",
                ])
            return .cron(
                expression,
                timezone: dice.pick(Self.zones),
                gap: dice.pick(DaylightGapRule.allCases),
                repeat: dice.pick(DaylightRepeatRule.allCases)
            )
        case 7...8: return .afterCompletion(dice.duration(shortest / 2, horizon / 4))
        default: return .at(now + .seconds(dice.number(-60...Int(horizon.components.seconds))))
        }
    }

    /// A stretch without a worker, or by which a clock is wrong; not so long that catching up takes all day.
    func gap(_ dice: inout Dice) -> Duration {
        switch dice.number(0...9) {
        case 0...4: dice.duration(.milliseconds(1), .seconds(15))
        case 5...8: dice.duration(.seconds(10), .seconds(3 * 3_600))
        default: dice.duration(.seconds(3_600), isNight ? .seconds(3 * 86_400) : .seconds(6 * 3_600))
        }
    }
}

import Timetable
import Zart
import ZartCore

/// A recurring task as the simulated program registers it, drawn at random and changed at random between restarts.
struct TaskDraft: Sendable {
    var name: String
    var was: String?
    let isPlain: Bool
    var handler: String
    var template: String
    var recurrence: Recurrence
    var overlap: OverlapPolicy
    var missed: MissedPolicy
    var jitter: Duration?
    var startingAt: Instant?
    var endingAt: Instant?
    var maxOccurrences: Int?
    var lateGrace: Duration
    /// Whether the program that runs now knows it.
    var isRegistered = true

    static let handlers = ["work", "timed", "mending"]

    init(index: Int, pace: Pace, now: Instant, _ dice: inout Dice) {
        name = "t\(index)"
        template = "t\(index)-{occurrence}"
        isPlain = dice.chance(12)
        handler = dice.pick(Self.handlers)
        recurrence = pace.recurrence(now: now, &dice)
        overlap = Self.overlap(&dice)
        missed = Self.missed(&dice)
        lateGrace = dice.pick([.seconds(10), .seconds(10), .zero, .seconds(60)])
        vary(pace, now, &dice)
    }

    /// Draws again what a new release of the program may say differently.
    mutating func change(pace: Pace, now: Instant, isOnRecord: Bool, _ dice: inout Dice) {
        switch dice.number(0...7) {
        case 0...1: recurrence = pace.recurrence(now: now, &dice)
        case 2...3: overlap = Self.overlap(&dice)
        case 4: missed = Self.missed(&dice)
        case 5: handler = dice.pick(Self.handlers)
        case 6:
            // A name that no worker lived to register is nobody's former one.
            if isOnRecord { was = name }
            name += "x"
            if dice.chance(50) { template = "\(name)-{occurrence}" }
        default: vary(pace, now, &dice)
        }
    }

    private mutating func vary(_ pace: Pace, _ now: Instant, _ dice: inout Dice) {
        guard !isPlain else { return }
        jitter = dice.chance(25) ? dice.duration(.milliseconds(10), pace.shortest) : nil
        startingAt = dice.chance(10) ? now + dice.duration(.seconds(1), pace.horizon / 2) : nil
        endingAt =
            dice.chance(10) ? max(now, startingAt ?? now) + dice.duration(.seconds(1), pace.horizon) : nil
        maxOccurrences = dice.chance(10) ? dice.number(1...30) : nil
    }

    private static func overlap(_ dice: inout Dice) -> OverlapPolicy {
        switch dice.number(0...9) {
        case 0...1: return .skipIfRunning
        case 2...3: return .cancelAndRestart
        case 4: return .alwaysStart
        case 5: return .max(dice.number(1...3), atCap: .skip)
        case 6: return .max(dice.number(1...3), atCap: .cancelOldest)
        default:
            let keep = dice.pick(OverlapPolicy.Keep.allCases)
            let ttl = dice.chance(40) ? dice.duration(.seconds(1), .seconds(600)) : nil
            return .max(dice.number(1...2), atCap: .buffer(limit: dice.number(1...4), keep: keep, ttl: ttl))
        }
    }

    private static func missed(_ dice: inout Dice) -> MissedPolicy {
        let window = dice.chance(30) ? dice.duration(.seconds(10), .seconds(7_200)) : nil
        switch dice.number(0...3) {
        case 0...1: return MissedPolicy(.latest, window: window)
        case 2: return MissedPolicy(.skip, window: window)
        default: return MissedPolicy(.all(limit: dice.number(1...20)), window: window)
        }
    }

    func register(in builder: Worker.Builder, world: World, generation: Int) -> Worker.Builder {
        guard !isPlain else {
            return builder.registerScheduledTask(name, recurrence: recurrence, missed: missed) { tick in
                try await world.perform(tick, generation: generation)
            }
        }
        return builder.registerRecurringDurable(
            name,
            handler: handler,
            idTemplate: template,
            recurrence: recurrence,
            overlap: overlap,
            missed: missed,
            jitter: jitter,
            startingAt: startingAt,
            endingAt: endingAt,
            maxOccurrences: maxOccurrences,
            lateGrace: lateGrace,
            was: was
        )
    }
}

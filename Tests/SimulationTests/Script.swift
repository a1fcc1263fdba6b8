import Timetable
import Zart

/// What an execution does: a list of durable operations that follows from the seed and its id, so that every replay
/// asks for the same ones.
struct Script: Sendable {
    enum Operation: Sendable {
        case step(String, RetryConfig, StepTimeout?, isCaught: Bool)
        case parallel([String], atOnce: Int, RetryConfig, StepTimeout?)
        case sleep(String, Duration)
        case event(String, timeout: Duration?)
        case value(String)
        case trouble
        /// Side by side until all have ended; the first that fails takes the others with it.
        case siblings([Operation])
        /// Side by side until one has ended; who that is goes on record under the name, and the others are called off.
        case race([Operation], String)
    }

    /// The names of the events that scripts wait for.
    static let events = ["go", "stop-light", "letter"]

    let operations: [Operation]

    init(seed: UInt64, execution: String, hasBranches: Bool) {
        let line = Self.line(seed: seed, execution: execution)
        operations = hasBranches ? Self.branched(line, Dice(seed: seed, execution, "branches")) : line
    }

    /// Puts some of what follows one another side by side.
    private static func branched(_ line: [Operation], _ dice: Dice) -> [Operation] {
        var dice = dice
        var rest = line[...]
        var operations: [Operation] = []
        while let next = rest.popFirst() {
            guard !rest.isEmpty, dice.chance(50) else {
                operations.append(next)
                continue
            }
            let branches = [next] + rest.prefix(dice.number(1...3))
            rest = rest.dropFirst(branches.count - 1)
            let name = "winner\(operations.count)"
            operations.append(dice.chance(50) ? .siblings(branches) : .race(branches, name))
        }
        return operations
    }

    private static func line(seed: UInt64, execution: String) -> [Operation] {
        var dice = Dice(seed: seed, execution, "script")
        var events = Self.events
        return (0..<dice.number(0...4)).map { index in
            switch dice.number(0...15) {
            case 0...6:
                return .step("s\(index)", Self.retry(&dice), Self.timeout(&dice), isCaught: dice.chance(30))
            case 7...9:
                let names = (0..<dice.number(1...4)).map { "p\(index)-\($0)" }
                return .parallel(
                    names,
                    atOnce: dice.number(1...4),
                    Self.retry(&dice),
                    Self.timeout(&dice)
                )
            case 10...11: return .sleep("sleep\(index)", dice.duration(.milliseconds(1), .seconds(1_200)))
            case 12...13 where !events.isEmpty:
                return .event(
                    events.remove(at: dice.number(0...events.count - 1)),
                    timeout: dice.chance(60) ? dice.duration(.milliseconds(100), .seconds(1_800)) : nil
                )
            case 14: return .value("v\(index)")
            default: return dice.chance(40) ? .trouble : .value("v\(index)")
            }
        }
    }

    private static func retry(_ dice: inout Dice) -> RetryConfig {
        switch dice.number(0...3) {
        case 0...1: .none
        case 2: .fixed(dice.number(1...3), delay: dice.duration(.milliseconds(1), .seconds(60)))
        default:
            .exponential(
                dice.number(1...4),
                initial: dice.duration(.milliseconds(10), .seconds(10)),
                cap: .seconds(120),
                jitter: dice.chance(50) ? 0.5 : 0
            )
        }
    }

    private static func timeout(_ dice: inout Dice) -> StepTimeout? {
        switch dice.number(0...5) {
        case 0: .perAttempt(dice.duration(.milliseconds(100), .seconds(30)))
        case 1: .total(dice.duration(.milliseconds(100), .seconds(120)))
        case 2:
            .perAttempt(
                dice.duration(.milliseconds(100), .seconds(10)),
                total: dice.duration(.seconds(1), .seconds(120))
            )
        default: nil
        }
    }
}

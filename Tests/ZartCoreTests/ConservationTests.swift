import Testing
import Timetable
import ZartCore

/// The promises that hold whatever happens: one decision per instant, counter = dispatched, no overlap.
@Suite("conservation", .timeLimit(.minutes(10)))
struct ConservationTests {
    @Test(arguments: 0..<16)
    func `every instant has one decision and every number one start`(batch: Int) throws {
        for seed in batch * 50..<(batch + 1) * 50 {
            var life = try RandomLife(seed: UInt64(seed))
            let faults = life.run()
            #expect(faults == [], "seed \(seed): \(life.story)")
            guard faults.isEmpty else { return }
        }
    }

    @Test func `random lives visit every decision a plan can make`() throws {
        var seen: Set<Decision> = []
        for seed in 0..<300 {
            var life = try RandomLife(seed: UInt64(seed))
            _ = life.run()
            seen.formUnion(life.model.rows.map(\.decision))
        }
        #expect(seen == Set(Decision.allCases).subtracting([.excluded]))
    }
}

/// One task, and forty things that happen to it, all from one seed.
struct RandomLife {
    private(set) var model: LedgerModel
    /// What happened, for the one who has to find out why it failed.
    private(set) var story: String
    private var numbers: SeededGenerator
    private var now = Sample.origin - .seconds(1)
    private let period: Duration

    init(seed: UInt64) throws {
        var numbers = SeededGenerator(seed: seed)
        let (view, period) = try Self.task(&numbers)
        self.numbers = numbers
        self.period = period
        model = LedgerModel(view)
        let recurrence = view.schedule.map { "\($0.recurrence)" } ?? "after completion"
        story = "\(recurrence), \(view.overlap), \(view.missed), grace \(view.lateGrace.operatorText)"
        story += ", jitter \(view.jitter?.operatorText ?? "none"), max \(view.maxOccurrences ?? -1)"
        story += ", ends \(view.endingAt.map(\.description) ?? "never")"
    }

    mutating func run() -> [String] {
        for _ in 0..<40 where model.faults.isEmpty { happen() }
        while let open = model.view.active.first, model.faults.isEmpty {
            now += .seconds(1)
            model.end(open.id, at: now)
        }
        model.audit()
        return model.faults
    }

    private mutating func happen() {
        switch Int.random(in: 0..<20, using: &numbers) {
        case 0..<8: wait(upTo: period * 3)
        case 8: wait(upTo: period * 200)
        case 9..<15: endOne()
        case 15:
            note("pause")
            model.pause(at: now)
        case 16, 17:
            let missed = Self.missed(&numbers)
            note("resume \(missed)")
            model.resume(missed, at: now)
        case 18:
            note("trigger")
            model.trigger(at: now)
        default:
            // A clock set back.
            note("back")
            model.tick(at: now - .seconds(30))
        }
        if Int.random(in: 0..<10, using: &numbers) == 0 { model.audit() }
    }

    private mutating func wait(upTo longest: Duration) {
        now += .milliseconds(Int64.random(in: 0...longest.inMilliseconds, using: &numbers))
        let bite = Bool.random(using: &numbers) ? TickPlanner.bite : Int.random(in: 1...20, using: &numbers)
        note("tick at \(now) in \(bite)")
        model.tick(at: now, bite: bite)
    }

    private mutating func endOne() {
        guard let open = model.view.active.randomElement(using: &numbers) else { return }
        now += .milliseconds(Int64.random(in: 0...1000, using: &numbers))
        note("\(open.id) ends at \(now)")
        model.end(open.id, at: now)
    }

    private mutating func note(_ sentence: String) { story += "; \(sentence)" }

    // MARK: A random task

    private static func task(_ numbers: inout SeededGenerator) throws -> (TaskView, Duration) {
        let (schedule, period) = try Self.schedule(&numbers)
        var view = try Sample.view(schedule, overlap: overlap(&numbers), missed: missed(&numbers))
        if schedule == nil {
            view.afterCompletion = period
            view.pendingAt = Sample.origin
        }
        view.lateGrace =
            [.zero, .seconds(1), .seconds(10), .seconds(600)].randomElement(using: &numbers) ?? .zero
        if Int.random(in: 0..<3, using: &numbers) == 0 {
            view.jitter = .milliseconds(Int64.random(in: 0...2 * period.inMilliseconds, using: &numbers))
        }
        if Int.random(in: 0..<4, using: &numbers) == 0 {
            view.endingAt = Sample.origin + period * Int.random(in: 0...100, using: &numbers)
        }
        if Int.random(in: 0..<4, using: &numbers) == 0 {
            view.maxOccurrences = Int.random(in: 1...12, using: &numbers)
        }
        return (view, period)
    }

    private static func schedule(_ numbers: inout SeededGenerator) throws -> (Schedule?, Duration) {
        switch Int.random(in: 0..<7, using: &numbers) {
        case 0, 1, 2:
            let delay = Duration.milliseconds(Int64.random(in: 10...90_000, using: &numbers))
            let grid = try Schedule(
                .fixedDelay(delay),
                zone: nil,
                anchor: Sample.origin,
                includesAnchor: true
            )
            return (grid, delay)
        case 3: return (try Sample.cron("*/5 * * * * *"), .seconds(5))
        case 4: return (try Sample.cron("*/7 9-17 * * 1-5"), .seconds(420))
        case 5:
            let once = Recurrence.at(Sample.origin + .seconds(20))
            return (try Schedule(once, zone: nil, anchor: Sample.origin, includesAnchor: true), .seconds(10))
        default: return (nil, .seconds(30))
        }
    }

    private static func overlap(_ numbers: inout SeededGenerator) -> OverlapPolicy {
        let maximum = Int.random(in: 1...3, using: &numbers)
        let limit = Int.random(in: 1...3, using: &numbers)
        let ttl: Duration? =
            Bool.random(using: &numbers) ? .seconds(Int.random(in: 0...60, using: &numbers)) : nil
        let keep = OverlapPolicy.Keep.allCases.randomElement(using: &numbers) ?? .all
        let policies: [OverlapPolicy] = [
            .alwaysStart, .max(maximum, atCap: .skip), .max(maximum, atCap: .cancelOldest),
            .max(maximum, atCap: .buffer(limit: limit, keep: keep, ttl: ttl)),
            .max(maximum, atCap: .buffer(limit: limit, keep: keep, ttl: ttl)),
        ]
        return policies.randomElement(using: &numbers) ?? .alwaysStart
    }

    private static func missed(_ numbers: inout SeededGenerator) -> MissedPolicy {
        let rules: [MissedPolicy.Rule] = [
            .latest, .skip, .all(limit: Int.random(in: 1...30, using: &numbers)),
        ]
        let window: Duration? =
            Int.random(in: 0..<3, using: &numbers) == 0
            ? .seconds(Int.random(in: 0...900, using: &numbers)) : nil
        return MissedPolicy(rules.randomElement(using: &numbers) ?? .latest, window: window)
    }
}

import Dispatch
import Glibc
import Timetable
import ZartCore
import ZartTesting

@testable import Zart

/// One seed's life of a worker and its database: everything that happens follows from the number.
final class Simulation {
    let seed: UInt64
    let world: World
    let pace: Pace
    var dice: Dice
    var drafts: [TaskDraft] = []
    let folder: String
    var store: SimulatedStore?
    var engine: Engine?
    var pump = SeededPump()
    /// Ids that were started by hand.
    var startedIDs: [String] = []
    var lastID = 0
    private var idleMoves = 0
    private var moves = 0
    private var disturbsAt = Duration.zero

    /// Those that have found a fault: they are played each time, and go on telling the story that they told then, in
    /// which nothing went on side by side.
    static let found: [UInt64] = [
        200_845, 201_108, 201_940, 202_629, 203_004, 203_169, 203_864, 205_024, 205_237, 205_294, 205_820,
        206_344,
        206_811, 206_837, 206_854, 230_137, 230_203, 230_434, 232_928, 236_429, 239_496, 240_537, 240_555,
    ]

    init(seed: UInt64) throws {
        self.seed = seed
        var dice = Dice(seed: seed)
        pace = Pace(&dice)
        world = World(seed: seed, wall: pace.begin, hasBranches: !Self.found.contains(seed))
        folder = try Self.makeFolder()
        try Self.fresh.get().write(to: "\(folder)/sim.db")
        for index in 0..<dice.number(1...4) {
            drafts.append(TaskDraft(index: index, pace: pace, now: pace.begin, &dice))
        }
        self.dice = dice
    }

    deinit {
        for name in ["sim.db", "sim.db-wal", "sim.db-shm", "sim.db-worker"] { unlink("\(folder)/\(name)") }
        rmdir(folder)
    }

    var path: String { "\(folder)/sim.db" }
    var boot: Duration { world.timeline.boot() }
    var now: Instant { world.timeline.wall() }
    var isFaulty: Bool { !world.faults.isEmpty }

    /// Lives through it all; what was wrong is in the world's faults, and everything in its log.
    func run() {
        let end = boot + pace.horizon
        restart()
        disturbsAt = boot + gapBetweenDisturbances()
        while boot < end, !isFaulty { move(until: end, isDisturbed: true) }
        if !isFaulty { conclude() }
        die()
    }

    private func gapBetweenDisturbances() -> Duration {
        .milliseconds(Int64(Double(pace.horizon.inMilliseconds) / 40 * 2 * dice.unit()))
    }

    /// One thing happens: a handler gets on, time passes, or somebody intervenes.
    func move(until end: Duration, isDisturbed: Bool) {
        moves += 1
        if moves > 40_000 { return world.fault("does not come to its end") }
        guard let engine, let store else { return restart(isCalm: !isDisturbed) }
        engine.settle()
        if store.hasDied { return die() }
        guard hasWorker(engine) else {
            world.note("worker gone")
            return die()
        }
        if pump.count > 0 {
            // Now and then somebody intervenes while handlers are on their way, or they are slow.
            if isDisturbed, dice.number(0...399) == 0 { return disturb() }
            if isDisturbed, dice.number(0...199) == 0 {
                _ = world.timeline.pass(until: boot + .milliseconds(20))
                engine.settle()
            }
            if pump.count > 0 { pump.run(at: dice.number(0...pump.count - 1)) }
            idleMoves = 0
            return
        }
        check(engine)
        let begin = boot
        var target = min(end, world.nextWake ?? end)
        if isDisturbed { target = min(target, disturbsAt) }
        if world.timeline.pass(until: max(begin, target)) {
            idleMoves = boot > begin ? 0 : idleMoves + 1
            if idleMoves > 2_000 {
                world.fault("the engine asks to be woken again and again, and does nothing")
            }
            return
        }
        idleMoves = 0
        world.wakeBodies()
        if isDisturbed, boot >= disturbsAt {
            disturbsAt = boot + gapBetweenDisturbances()
            disturb()
        }
    }

    private func hasWorker(_ engine: Engine) -> Bool {
        engine.queue.sync { engine.assumeIsolated { $0.role != .stopped && $0.role != .standby } }
    }

    /// Something from outside.
    private func disturb() {
        switch dice.number(0...99) {
        case 0..<60: order()
        case 60..<67:
            world.note("crash")
            die()
        case 67..<73: store?.fail(.refused(after: dice.number(0...3)))
        case 73..<77: store?.fail(.lost(after: dice.number(0...3)))
        case 77..<82: drain()
        case 82..<90: setClock()
        default: postOrder()
        }
    }

    func setClock() {
        var jump = pace.gap(&dice)
        if dice.chance(50) { jump = .zero - jump }
        world.note("the clock is set by \(jump.inMilliseconds) ms")
        world.ask { $0.clockWasSet() }
        world.timeline.setWall(by: jump)
    }

    // MARK: The end

    /// No more instants, no more trouble: everything must come to an end, and the doctor must be content.
    private func conclude() {
        world.note("concluding")
        world.calmDown()
        if engine != nil { die() }
        for index in drafts.indices { drafts[index].isRegistered = true }
        restart(isCalm: true)
        for task in world.ask({ $0.tasks.values.map { ($0.spec.name, $0.state) } }).sorted(by: { $0.0 < $1.0 }
        )
        where task.1 != .stopped {
            perform(.stop(task: task.0))
        }
        // Further runs that wait for one another's slots must all get one.
        for ended in world.ask({ $0.executions.values.filter(\.status.isEnded).map(\.id).sorted().prefix(8) })
        {
            perform(.restart(id: ended, payload: nil, overlap: nil), waits: true)
        }
        for rule in world.ask({ $0.rules }) {
            perform(.resumeSteps(steps: rule.steps.description, tasks: rule.tasks.description))
        }
        if world.ask({ $0.isHeld }) { perform(.resumeAll(missed: .skip)) }
        var rounds = 0
        while !isFaulty, rounds < 30, hasWork {
            rounds += 1
            for execution in world.ask({ $0.open }) {
                for name in Script.events { perform(.event(id: execution.id, name: name, data: "1")) }
            }
            let end = boot + .seconds(3_600)
            while boot < end, !isFaulty, hasWork || pump.count > 0 { move(until: end, isDisturbed: false) }
        }
        if hasWork {
            let open = world.ask { $0.open.map { "\($0.id) (\($0.status))" } }
            world.fault("never ended: \(open.joined(separator: ", ")); \(engine?.queuedRuns ?? 0) wait")
        }
        if let engine, !isFaulty {
            settle(engine)
            checkIdle(engine)
        }
        compareWithRows()
        askDoctor()
    }

    private var hasWork: Bool {
        world.bodiesInFlight > 0 || !world.ask { $0.open }.isEmpty || engine?.queuedRuns ?? 0 > 0
    }

    /// An empty database, which is long in the making.
    private static let fresh = Result { try EmptyDatabase(in: makeFolder()) }

    static func makeFolder() throws -> String {
        let base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        var template = Array("\(base)/zart-sim-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Trouble("no folder can be made under \(base)") }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

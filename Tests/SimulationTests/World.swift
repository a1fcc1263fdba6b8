import Glibc
import Synchronization
import Timetable
import Zart
import ZartCore
import ZartTesting

/// What surrounds the engine: the bodies of steps, suspended on virtual time, the log of everything, and the oracle.
///
/// Called from the simulation's thread and, while that waits, from the engine's queue: never by two at once, and so
/// in the same order every time.
final class World: Sendable {
    let seed: UInt64
    /// Whether handlers put work side by side.
    let hasBranches: Bool
    let timeline: VirtualTimeline
    private let state: Mutex<State>

    private struct State {
        /// Whether every line is also printed as it is written: to see where a seed does not come to its end.
        private static let isTraced = getenv("ZARTOP_SIM_TRACE") != nil

        var log: [String] = []
        var oracle = Oracle()
        var bodies: [Int: Body] = [:]
        var lastBody = 0
        /// Counts the workers: what belongs to a dead one is heard no more.
        var generation = 0
        var isCalm = false
    }

    /// A piece of user code that is running.
    private struct Body {
        let work: Oracle.Work
        let plan: BodyPlan
        var continuation: CheckedContinuation<Void, Never>?
        /// On the boot-time clock.
        var wakesAt: Duration
        var isToldToStop = false
        var isCut = false
        var isOver = false
    }

    init(seed: UInt64, wall: Instant, hasBranches: Bool) {
        self.seed = seed
        self.hasBranches = hasBranches
        timeline = VirtualTimeline(wall: wall)
        state = Mutex(State())
    }

    // MARK: The log and the oracle

    func note(_ text: String) {
        let line = "\(timeline.boot().inMilliseconds) \(timeline.wall().milliseconds) \(text)"
        state.withLock { $0.log.append(line) }
        if Self.isTraced {
            print(line)
            fflush(nil)
        }
    }

    /// Whether every line is also printed as it is written: to see where a seed does not come to its end.
    private static let isTraced = getenv("ZARTOP_SIM_TRACE") != nil

    var log: [String] { state.withLock { $0.log } }

    var faults: [String] { state.withLock { $0.oracle.faults } }

    func ask<Answer: Sendable>(_ question: @Sendable (inout Oracle) -> Answer) -> Answer {
        state.withLock { question(&$0.oracle) }
    }

    func fault(_ text: String) {
        note("FAULT \(text)")
        state.withLock { $0.oracle.faults.append(text) }
    }

    private var moment: Oracle.Moment { Oracle.Moment(wall: timeline.wall(), boot: timeline.boot()) }

    func committed(_ transitions: [Transition], _ outcomes: [Outcome]) {
        let moment = moment
        for (transition, outcome) in zip(transitions, outcomes) {
            note("commit \(Oracle.line(transition, outcome))")
            guard outcome.isDone else { continue }
            state.withLock { $0.oracle.apply(transition, at: moment) }
        }
    }

    func sessionBegan(_ session: Session) {
        note("session \(session.number), interrupted \(session.interrupted.sorted())")
    }

    // MARK: Workers

    var generation: Int { state.withLock { $0.generation } }

    /// From now on bodies are short and do as they are told.
    func calmDown() { state.withLock { $0.isCalm = true } }

    /// The process is gone, and with it every body; a new one may begin.
    func endGeneration() {
        let waiting = state.withLock { state in
            state.generation += 1
            let waiting = state.bodies.keys.sorted().compactMap { state.bodies[$0]?.continuation }
            state.bodies.removeAll()
            state.oracle.workerDied()
            return waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    // MARK: Bodies

    /// When the next body ends by itself.
    var nextWake: Duration? {
        state.withLock { state in
            state.bodies.values.filter { $0.continuation != nil }.map(\.wakesAt).min()
        }
    }

    var bodiesInFlight: Int { state.withLock { $0.bodies.count } }

    /// Lets the bodies go on whose time has come.
    func wakeBodies() {
        let boot = timeline.boot()
        let due = state.withLock { state in
            state.bodies.keys.sorted().compactMap { token -> CheckedContinuation<Void, Never>? in
                guard let body = state.bodies[token], body.wakesAt <= boot, let reply = body.continuation
                else {
                    return nil
                }
                state.bodies[token]?.continuation = nil
                return reply
            }
        }
        for continuation in due { continuation.resume() }
    }

    /// One attempt at a step, from inside it.
    func perform(_ step: String, generation: Int) async throws -> Int {
        guard let context = ExecutionContext.current else {
            throw Trouble("there is no context in step '\(step)'")
        }
        let work = Oracle.Work(
            execution: context.id,
            run: context.run,
            step: step,
            attempt: context.attempt ?? 0,
            key: context.idempotencyKey ?? ""
        )
        let plan = BodyPlan(seed: seed, work, isCalm: state.withLock { $0.isCalm })
        return try await live(work, plan, generation: generation)
    }

    /// One tick of a plain task.
    func perform(_ tick: ScheduledTick, generation: Int) async throws {
        let work = Oracle.Work(plain: tick.task, occurrence: tick.occurrence)
        _ = try await live(
            work,
            BodyPlan(seed: seed, work, isCalm: state.withLock { $0.isCalm }),
            generation: generation
        )
    }

    private func live(_ work: Oracle.Work, _ plan: BodyPlan, generation: Int) async throws -> Int {
        guard let token = begin(work, plan, generation) else { throw CancellationError() }
        if plan.length > .zero {
            await withTaskCancellationHandler {
                await withCheckedContinuation { suspend(token, $0) }
            } onCancel: {
                toldToStop(token)
            }
        }
        let isCut = end(token, generation)
        if isCut { throw CancellationError() }
        switch plan.end {
        case .value(let value): return value
        case .failure: throw Trouble("trouble in \(work.step)")
        case .final: throw NonRetryable(Trouble("final trouble in \(work.step)"))
        }
    }

    private func begin(_ work: Oracle.Work, _ plan: BodyPlan, _ generation: Int) -> Int? {
        let moment = moment
        guard self.generation == generation else { return nil }
        note("body begins \(work) for \(plan.length.inMilliseconds) ms")
        return state.withLock { state in
            state.oracle.begin(work, at: moment)
            state.lastBody += 1
            state.bodies[state.lastBody] = Body(work: work, plan: plan, wakesAt: moment.boot + plan.length)
            return state.lastBody
        }
    }

    private func suspend(_ token: Int, _ reply: CheckedContinuation<Void, Never>) {
        let goesOn = state.withLock { state in
            guard var body = state.bodies[token], !body.isOver else { return true }
            body.continuation = reply
            state.bodies[token] = body
            return false
        }
        if goesOn { reply.resume() }
    }

    /// The body hears that it is to stop; what it makes of it is its own affair.
    private func toldToStop(_ token: Int) {
        let boot = timeline.boot()
        let reply = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard var body = state.bodies[token], !body.isToldToStop else { return nil }
            body.isToldToStop = true
            defer { state.bodies[token] = body }
            guard let obeys = body.plan.obeysAfter, boot + obeys < body.wakesAt else { return nil }
            body.isCut = true
            body.wakesAt = boot + obeys
            guard obeys == .zero else { return nil }
            body.isOver = true
            defer { body.continuation = nil }
            return body.continuation
        }
        reply?.resume()
    }

    private func end(_ token: Int, _ generation: Int) -> Bool {
        guard self.generation == generation else { return true }
        let body = state.withLock { state in
            let body = state.bodies.removeValue(forKey: token)
            if let body { state.oracle.end(body.work) }
            return body
        }
        guard let body else { return true }
        note("body ends \(body.work)\(body.isCut ? ", cut short" : "")")
        return body.isCut
    }

    /// A handler was given a step's result: it must be durable.
    func returned(_ step: String, generation: Int) {
        guard self.generation == generation, let context = ExecutionContext.current else { return }
        state.withLock { $0.oracle.returned(step, execution: context.id, run: context.run) }
    }
}

extension Outcome {
    var isDone: Bool {
        switch self {
        case .done, .transaction(.success), .pruned: true
        case .refused, .transaction(.failure): false
        }
    }
}

/// What goes wrong in simulated work.
struct Trouble: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

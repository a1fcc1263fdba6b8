internal import Synchronization
internal import Timetable
internal import ZartCore

/// One pass of a run, from its claim to its handler's end: what the steps of a handler talk to.
///
/// A run is driven by one pass at a time. After a crash, or after it was put aside while it slept, a new pass
/// replays it: steps that are recorded as completed give their results without running again.
final class Pass: Sendable {
    /// Whose it is, for the handler to look at.
    struct Identity: Sendable, Hashable {
        let id: String
        let task: String
        let occurrence: Int?
        let nominalAt: Instant?
    }

    let ref: PassRef
    let identity: Identity
    let payload: String
    /// What the execution does, where its task comes from a job file.
    let definition: String?
    /// The steps as earlier passes of this run left them.
    let recorded: [String: RecordedStep]
    /// Recorded names in the order in which they began.
    let recordedOrder: [String]
    /// While `onFailure` runs, how the run's other steps ended, where somebody may ask.
    let history: [RecordedStep]
    /// The run whose number is in the keys of the steps it begins: in a retry, the run that is gone on with.
    let keyRun: Int
    /// Whether each attempt asks before it begins.
    let asksFirst: Bool
    let port: EnginePort
    private let state: Mutex<State>

    private struct State {
        var asked: [String] = []
        var askedNames: Set<String> = []
        var inFlight = 0
        /// Sleeps and waits under way, during which the pass may have given its slot back.
        var waiting = 0
        var isCautious: Bool
        var isHalted = false
        /// Whether it ended for the worker's sake: what it has in flight is left to the next pass.
        var isLeft = false
        /// Why the run cannot go on: its handler's steps do not fit what is recorded.
        var fault: String?
        var bodies: [String: @Sendable () -> Void] = [:]
        /// When what steps stood for has ended, where that is known better than from when it was told.
        var ends: [String: Instant] = [:]
    }

    init(
        ref: PassRef,
        identity: Identity,
        payload: String,
        definition: String?,
        recorded: [RecordedStep],
        history: [RecordedStep],
        keyRun: Int,
        isCautious: Bool,
        asksFirst: Bool,
        port: EnginePort
    ) {
        self.ref = ref
        self.identity = identity
        self.payload = payload
        self.keyRun = keyRun
        self.asksFirst = asksFirst
        self.history = history
        self.definition = definition
        self.port = port
        self.recorded = Dictionary(uniqueKeysWithValues: recorded.map { ($0.name, $0) })
        recordedOrder = recorded.map(\.name)
        state = Mutex(State(isCautious: isCautious))
    }

    // MARK: Asking for a step

    /// How a step stands when a handler asks for it.
    enum Standing {
        case fresh
        indirect case resumed(RecordedStep)
        case completed(String)
        case failed(message: String, attempts: Int)
        /// Its handler called it off, and will again.
        case calledOff
    }

    /// Notes that the handler asks for this step, and says how it stands.
    func ask(_ name: String, _ kind: StepKind) throws -> Standing {
        try Limits.checkName(name, what: "step name '\(name)'")
        guard kind == .onFailure || name != Self.failureStep else {
            throw ZartError(.invalid, "step name '\(name)' is the name of onFailure: choose another")
        }
        return try state.withLock { state in
            guard !state.isHalted else { throw CancellationError() }
            guard state.askedNames.insert(name).inserted else {
                throw fault(
                    &state,
                    "step '\(name)' is used twice in one run: give each use a name of its own"
                )
            }
            state.asked.append(name)
            guard let known = recorded[name] else { return .fresh }
            guard known.kind == kind else {
                throw fault(
                    &state,
                    "step '\(name)' is recorded as \(known.kind.rawValue) and now asked for as \(kind.rawValue): "
                        + "the steps changed under a running execution; restart it"
                )
            }
            switch known.status {
            case .completed: return .completed(known.result ?? "null")
            case .cancelled: return .calledOff
            case .failed, .skipped:
                return .failed(message: known.error ?? known.status.rawValue, attempts: known.attempt)
            case .scheduled, .running, .retrying, .sleeping, .waiting: return .resumed(known)
            }
        }
    }

    /// Remembers why the run cannot go on, even if the handler swallows the error.
    private func fault(_ state: inout State, _ message: String) -> ZartError {
        state.fault = state.fault ?? message
        return ZartError(.stepsChanged, message)
    }

    /// Remembers that a stored result no longer decodes.
    func undecodable(_ message: String) -> ZartError {
        state.withLock { $0.fault = $0.fault ?? message }
        return ZartError(.undecodable, message)
    }

    /// Why the run cannot go on, if its handler's steps do not fit what is recorded.
    var fault: String? { state.withLock { $0.fault } }

    /// What the handler's return is worth: nil, or why the run has failed all the same.
    func faultAtReturn() -> String? {
        state.withLock { state in
            if let fault = state.fault { return fault }
            let completed = recordedOrder.filter {
                recorded[$0]?.status == .completed && $0 != Self.failureStep
            }
            guard completed.contains(where: { !state.askedNames.contains($0) }) else { return nil }
            return
                "the steps changed under a running execution: recorded are [\(completed.joined(separator: ", "))],"
                + " asked for were [\(state.asked.joined(separator: ", "))]; restart it to use the new ones"
        }
    }

    /// The name under which `onFailure` is checkpointed.
    static let failureStep = "on-failure"

    // MARK: Attempts

    /// Whether that step, as far as earlier passes know, may still begin or be skipped.
    func isOpen(_ name: String) -> Bool { recorded[name]?.isHeldBack ?? true }

    /// Notes the begin of an attempt; whether it needs the engine's leave first.
    func enter() -> Bool {
        let asks = asksFirst || port.asksFirst.load(ordering: .acquiring)
        return state.withLock { state in
            state.inFlight += 1
            return asks || state.inFlight > 1 || state.waiting > 0 || state.isCautious
        }
    }

    /// Whether another attempt is under way beside this one, so that each needs a slot of its own.
    var isCrowded: Bool { state.withLock { $0.inFlight > 1 || $0.waiting > 0 } }

    /// Notes a sleep or a wait for as long as it takes.
    func waiting<T>(_ body: () async throws -> T) async rethrows -> T {
        state.withLock { $0.waiting += 1 }
        defer { state.withLock { $0.waiting -= 1 } }
        return try await body()
    }

    func leave() {
        state.withLock { state in
            state.inFlight -= 1
            state.isCautious = false
        }
    }

    // MARK: Halting

    /// Ends the pass: no further step begins, and bodies in flight are asked to stop.
    func halt() {
        let bodies = state.withLock { state in
            state.isHalted = true
            return state.bodies.sorted { $0.key < $1.key }.map(\.value)
        }
        for cancel in bodies { cancel() }
    }

    /// Ends the pass for the worker's sake, as ``halt()`` does; a later pass goes on with its execution.
    func leaveBehind() {
        state.withLock { $0.isLeft = true }
        halt()
    }

    var isLeft: Bool { state.withLock { $0.isLeft } }

    func noteEnd(of step: String, at time: Instant) { state.withLock { $0.ends[step] = time } }

    func takeEnd(of step: String) -> Instant? { state.withLock { $0.ends.removeValue(forKey: step) } }

    /// Ends the pass once the steps in flight have: none begins any more, but none is asked to stop.
    func haltAfterStep() {
        state.withLock { $0.isHalted = true }
    }

    var isHalted: Bool { state.withLock { $0.isHalted } }

    /// Asks the body of that step to stop, for its time limit.
    func cancelBody(_ name: String) {
        state.withLock { $0.bodies[name] }?()
    }

    /// Keeps how to stop a step's body while it runs.
    func setBody(_ name: String, _ cancel: (@Sendable () -> Void)?) {
        let isHalted = state.withLock { state in
            state.bodies[name] = cancel
            return state.isHalted
        }
        if isHalted { cancel?() }
    }

    /// The run whose number is in the key of a step that this run begins; each run's last word is its own.
    func freshKeyRun(_ name: String) -> Int { name == Self.failureStep ? ref.run : keyRun }

    /// The same for every attempt of a step, and never the same for two steps.
    func idempotencyKey(_ name: String, keyRun: Int) -> String { "\(identity.id)/\(keyRun)/\(name)" }

    /// Asks the engine and waits for its word, and no longer than the task that waits is wanted.
    func request(
        for name: String,
        over begin: Mailbox.Place? = nil,
        _ make: (CheckedContinuation<StepVerdict, Never>) -> Request
    ) async -> StepVerdict {
        await withTaskCancellationHandler {
            await request(over: begin, make)
        } onCancel: {
            if !isHalted { port.postAside(.calledOff(self, name: name)) }
        }
    }

    /// Waits until the task is cancelled: on a replay, what was called off is called off again, and not before its
    /// handler comes to that.
    func calledOffAgain() async throws -> Never {
        let (ends, source) = AsyncStream.makeStream(of: Never.self)
        for await _ in ends {}
        source.finish()
        throw CancellationError()
    }

    /// Asks the engine and waits for its word.
    func request(
        over begin: Mailbox.Place? = nil,
        _ make: (CheckedContinuation<StepVerdict, Never>) -> Request
    ) async -> StepVerdict {
        await withCheckedContinuation { port.postStep(make($0), over: begin) }
    }
}

import TestDatabase
import Timetable
import ZartCore
import ZartSQLite

/// A database that tests fill as an engine does: by transitions, at times of their choice.
final class Story {
    /// 2026-12-24T02:00:00Z.
    static let night = Instant(milliseconds: Scene.night)

    let folder: String
    let store: SQLiteStore
    let reader: SQLiteReader
    private let session: Session
    private var sequence: Int64 = 0
    private var tasks: [String: Int64] = [:]
    private var occurrences: [String: Int] = [:]

    init() throws {
        folder = try TestDatabase.makeFolder()
        store = try SQLiteStore(opening: "\(folder)/story.db")
        _ = try store.tryLock()
        session = try store.beginSession(at: Story.night, lease: .seconds(15))
        reader = try SQLiteReader(path: "\(folder)/story.db") { _ in nil }
    }

    deinit {
        store.close()
        store.unlock()
        TestDatabase.remove(folder)
    }

    /// So many seconds into the night.
    static func at(_ seconds: Double) -> Instant { night + .milliseconds(Int64(seconds * 1_000)) }

    func commit(_ transitions: Transition...) throws {
        for outcome in try store.commit(transitions) {
            if case .refused = outcome { throw Refused() }
        }
    }

    struct Refused: Error {}

    /// Registers a task that fires every ten seconds from the night on.
    func register(_ name: String, kind: TaskKind = .durable) throws {
        let id = Int64(tasks.count + 1)
        tasks[name] = id
        let recurrence = Recurrence.fixedDelay(.seconds(10))
        let template = kind == .durable ? try IDTemplate("\(name)-{occurrence}") : nil
        let spec = TaskSpec(name: name, kind: kind, template: template, recurrence: recurrence)
        try commit(
            .registerTask(
                TaskRegistration(id: id, spec: spec, isNew: true, at: Story.night, timezone: nil)
            ),
            .beginVersion(
                VersionStart(
                    task: id,
                    version: 1,
                    recurrence: recurrence,
                    timezone: nil,
                    zoneFingerprint: nil,
                    anchor: Story.night,
                    includesAnchor: true,
                    startingAt: nil,
                    endingAt: nil,
                    cursor: Story.night - .milliseconds(1),
                    pendingAt: nil,
                    cause: "registration",
                    at: Story.night
                )
            )
        )
    }

    /// Has executions do what another definition says.
    func redefine(_ task: String, executions: [Int64]) throws {
        let list = executions.map(String.init).joined(separator: ", ")
        try TestDatabase.run(
            """
            INSERT OR IGNORE INTO zart_definitions (hash, body) VALUES ('\(task)', '{}');
            UPDATE zart_executions SET definition = '\(task)' WHERE seq IN (\(list))
            """,
            at: "\(folder)/story.db"
        )
    }

    /// Starts the next occurrence for that instant; gives the execution's key.
    @discardableResult
    func start(_ task: String, at seconds: Double, letIn: Double? = nil) throws -> Int64 {
        let occurrence = occurrences[task, default: 0]
        occurrences[task] = occurrence + 1
        sequence += 1
        let id = "\(task)-\(occurrence)"
        var plan = TickPlan(cursor: Story.at(seconds), occurrence: occurrence + 1)
        plan.entries = [.init(nominal: Story.at(seconds), decision: .started, execution: id)]
        let new = NewExecution(
            sequence: sequence,
            id: id,
            task: tasks[task],
            handler: task,
            occurrence: occurrence,
            cause: .tick,
            nominalAt: Story.at(seconds),
            scheduledAt: Story.at(seconds),
            payload: "null",
            startedAt: Story.at(letIn ?? seconds),
            at: Story.at(letIn ?? seconds)
        )
        try tick(task, plan, created: [new], at: seconds)
        return sequence
    }

    /// Decides instants of the task that start nothing, ten seconds apart.
    func decide(
        _ decision: Decision,
        _ task: String,
        at seconds: Double,
        count: Int = 1,
        heldBy: String? = nil
    ) throws {
        let until = seconds + Double(count - 1) * 10
        var plan = TickPlan(cursor: Story.at(until), occurrence: occurrences[task, default: 0])
        plan.entries = [
            .init(
                nominal: Story.at(seconds),
                until: Story.at(until),
                count: count,
                decision: decision,
                heldBy: heldBy
            )
        ]
        try tick(task, plan, created: [], at: until)
    }

    private func tick(_ task: String, _ plan: TickPlan, created: [NewExecution], at seconds: Double) throws {
        try commit(
            .tick(
                TickWrite(
                    task: tasks[task] ?? 0,
                    version: 1,
                    plan: plan,
                    extends: nil,
                    created: created,
                    cancelled: [],
                    pendingAt: nil,
                    at: Story.at(seconds)
                )
            )
        )
    }

    /// Starts an execution without a task.
    @discardableResult
    func startAlone(_ id: String, handler: String, at seconds: Double) throws -> Int64 {
        sequence += 1
        try commit(
            .createExecution(
                NewExecution(
                    sequence: sequence,
                    id: id,
                    task: nil,
                    handler: handler,
                    occurrence: nil,
                    cause: .start,
                    nominalAt: nil,
                    scheduledAt: Story.at(seconds),
                    payload: "null",
                    startedAt: Story.at(seconds),
                    at: Story.at(seconds)
                )
            )
        )
        return sequence
    }

    /// Writes how a step stands: its newest attempt began and ended at these seconds.
    func step(
        _ execution: Int64,
        _ name: String,
        kind: StepKind = .step,
        _ status: StepStatus,
        from began: Double,
        attempt: Int = 1,
        at attemptBegan: Double? = nil,
        to ended: Double? = nil,
        wake: Double? = nil,
        failures: Int = 0,
        error: String? = nil,
        retry: RetryConfig? = nil
    ) throws {
        let attemptStatus: AttemptStatus =
            switch status {
            case .completed: .completed
            case .failed, .retrying: .failed
            default: .running
            }
        try commit(
            .step(
                StepWrite(
                    ref: PassRef(execution: execution, run: 0, epoch: 1),
                    name: name,
                    kind: kind,
                    status: status,
                    startedAt: Story.at(began),
                    endedAt: status.isEnded ? ended.map(Story.at) : nil,
                    wakeAt: wake.map(Story.at),
                    attempt: attempt,
                    attemptStatus: attemptStatus,
                    attemptStartedAt: Story.at(attemptBegan ?? began),
                    attemptEndedAt: ended.map(Story.at),
                    failures: failures,
                    error: error,
                    keyRun: 0,
                    retry: retry,
                    session: session.number
                )
            )
        )
    }

    /// Ends an execution.
    func end(_ execution: Int64, _ status: ExecutionStatus, at seconds: Double, error: String? = nil) throws {
        try commit(
            .endExecution(
                ExecutionEnd(
                    execution: execution,
                    epoch: nil,
                    status: status,
                    error: error,
                    task: nil,
                    at: Story.at(seconds)
                )
            )
        )
    }

    /// Records an order with its answer.
    func order(_ action: Order.Action, at seconds: Double, _ answer: OrderAnswer) throws {
        let order = Order(action, actor: "anna", terminal: "/dev/pts/1", reason: "test")
        try commit(.answerOrder(id: 0, answer: answer, order: order, at: Story.at(seconds)))
    }

    /// Changes a task's state.
    func change(_ task: String, from: TaskState, to: TaskState, at seconds: Double) throws {
        try commit(
            .changeState(
                TaskStateChange(
                    task: tasks[task] ?? 0,
                    from: from,
                    to: to,
                    actor: "anna",
                    terminal: "",
                    reason: "deploy",
                    pausedUntil: nil,
                    at: Story.at(seconds)
                )
            )
        )
    }
}

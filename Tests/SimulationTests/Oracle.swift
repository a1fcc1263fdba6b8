import Timetable
import ZartCore

/// What must hold, kept apart from the engine: a model made of what was durably committed, and of what bodies of
/// steps really did.
///
/// Whatever does not fit is a fault, in a sentence.
struct Oracle {
    /// The two clocks at one moment.
    struct Moment {
        let wall: Instant
        let boot: Duration
    }

    struct Task {
        var spec: TaskSpec
        var state = TaskState.active
        var version = 0
        var cursor: Instant
        var occurrence = 0
        /// Decided stretches of the current version, oldest first.
        var decided: [TickPlan.Entry] = []
        /// Instants that wait for a slot; after a clock was set back one may wait twice, once for each version.
        var buffered: [Instant: Int] = [:]
        /// Whether a registration lowered the maximum: what was dispatched before may be more than it.
        var hadGreaterMaximum = false
        /// So many of the next instants are to be excluded.
        var skips = 0
    }

    struct Execution {
        let id: String
        let task: Int64?
        let occurrence: Int?
        let scheduledAt: Instant
        var isOverride: Bool
        let clockSteps: Int
        var status = ExecutionStatus.scheduled
        var run = 0
        var epoch = 0
        var steps: [String: Step] = [:]
        /// Keys of earlier runs that no later one may use again.
        var spentKeys: Set<String> = []
    }

    struct Step {
        var status = StepStatus.scheduled
        var key: String?
        /// When it may go on, on the boot-time clock, if the wall clock is not set meanwhile.
        var notBefore: (boot: Duration, clockSteps: Int)?
        var bodies = 0
        /// Whether this run has a row of it.
        var isOnRecord = false
    }

    /// One attempt at a step of a run, or one tick of a plain task.
    struct Work: Hashable, CustomStringConvertible {
        let execution: String
        let run: Int
        let step: String
        let attempt: Int
        let key: String

        init(execution: String, run: Int, step: String, attempt: Int, key: String) {
            self.execution = execution
            self.run = run
            self.step = step
            self.attempt = attempt
            self.key = key
        }

        init(plain task: String, occurrence: Int) {
            self.init(execution: "", run: 0, step: task, attempt: occurrence, key: "")
        }

        var isPlain: Bool { execution.isEmpty }

        var description: String { isPlain ? "tick \(attempt) of \(step)" : "\(execution)/\(step)#\(attempt)" }
    }

    var faults: [String] = []
    var tasks: [Int64: Task] = [:]
    var executions: [Int64: Execution] = [:]
    var sequences: [String: Int64] = [:]
    /// What is in flight in the present worker.
    var inFlight: [Work] = []
    var plainTicks: Set<Work> = []
    var backfills: [Int64: BackfillModel] = [:]
    var clockSteps = 0
    /// Whether everything is paused.
    var isHeld = false
    /// Step rules in force.
    var rules: [StepRule] = []
    /// Whether ended executions may be gone; an id of an operator's own may then come again.
    var isPruning = false

    mutating func fault(_ text: String) { faults.append(text) }

    // MARK: Questions

    func task(named name: String) -> (id: Int64, task: Task)? {
        tasks.first { $0.value.spec.name == name }.map { ($0.key, $0.value) }
    }

    func execution(_ id: String) -> Execution? { sequences[id].flatMap { executions[$0] } }

    /// Executions not at an end, oldest first.
    var open: [Execution] {
        executions.keys.sorted().compactMap { executions[$0] }.filter { !$0.status.isEnded }
    }

    func open(of task: Int64) -> [Execution] { open.filter { $0.task == task } }

    // MARK: The worker

    mutating func workerDied() { inFlight.removeAll() }

    /// The wall clock was set; times on it are no measure of what passed since.
    mutating func clockWasSet() { clockSteps += 1 }

    // MARK: Bodies

    mutating func begin(_ work: Work, at moment: Moment) {
        defer { inFlight.append(work) }
        guard !work.isPlain else { return beginPlain(work) }
        guard let sequence = sequences[work.execution], var execution = executions[sequence] else {
            return fault("\(work) began, but its execution is not on record")
        }
        if execution.status != .running { fault("\(work) began while its execution was \(execution.status)") }
        // A further run is due at once.
        if execution.run == 0, execution.clockSteps == clockSteps, moment.wall < execution.scheduledAt {
            fault("\(work) began at \(moment.wall), before \(execution.scheduledAt)")
        }
        if inFlight.contains(where: { $0.execution == work.execution && $0.step == work.step }) {
            fault("\(work) began while another attempt of it was in flight")
        }
        checkOverlap(work, execution)
        var step = execution.steps[work.step] ?? Step()
        // What is on record as begun had its leave before the rule came, and perhaps in the very same commit.
        if work.attempt == 1, step.bodies == 0, step.status != .running,
            let name = execution.task.flatMap({ tasks[$0]?.spec.name }),
            let rule = rules.holding(work.step, of: name)
        {
            fault("\(work) began although rule \(rule.number) holds it")
        }
        if step.status.isEnded { fault("\(work) began although the step was \(step.status)") }
        if let known = step.key, known != work.key {
            fault("\(work) has the key \(work.key), before \(known)")
        }
        if execution.spentKeys.contains(work.key) { fault("\(work) has the key of an earlier run") }
        if work.run != execution.run { fault("\(work) began in run \(work.run) of \(execution.run)") }
        if let limit = step.notBefore, limit.clockSteps == clockSteps, moment.boot < limit.boot {
            fault("\(work) began \(limit.boot - moment.boot) before its retry was due")
        }
        step.key = work.key
        step.bodies += 1
        step.notBefore = nil
        execution.steps[work.step] = step
        executions[sequence] = execution
    }

    private mutating func beginPlain(_ work: Work) {
        if inFlight.contains(where: { $0.isPlain && $0.step == work.step }) {
            fault("\(work) began while another tick was in flight")
        }
        if !plainTicks.insert(work).inserted { fault("\(work) began twice") }
    }

    /// No more of a task's executions have a body in flight than it may run, stopping ones included.
    private mutating func checkOverlap(_ work: Work, _ execution: Execution) {
        guard let task = execution.task, let maximum = tasks[task]?.spec.overlap.maximum else { return }
        let others = Set(inFlight.map(\.execution)).subtracting([work.execution, ""])
            .compactMap { self.execution($0) }.filter { $0.task == task }
        guard !execution.isOverride, others.allSatisfy({ !$0.isOverride }) else { return }
        // A maximum that a new registration lowered holds for what is dispatched from then on.
        guard tasks[task]?.hadGreaterMaximum == false else { return }
        if others.count >= maximum {
            fault(
                "\(work) began while \(others.map(\.id).sorted().joined(separator: ", ")) still had bodies in "
                    + "flight: allowed are \(maximum)"
            )
        }
    }

    mutating func end(_ work: Work) {
        if let index = inFlight.firstIndex(of: work) { inFlight.remove(at: index) }
    }

    mutating func returned(_ step: String, execution id: String, run: Int) {
        guard let execution = execution(id) else { return }
        let status = execution.steps[step]?.status
        if status != .completed {
            fault(
                "step \(step) of \(id) gave its handler a result while on record as \(status?.rawValue ?? "none")"
            )
        }
    }
}

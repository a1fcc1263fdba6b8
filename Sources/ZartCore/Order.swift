package import Timetable

/// What an operator asks of the engine.
///
/// The dashboard, a command and a Swift program ask in the same words, and the same code applies them,
/// whether the asker shares a process with the worker or not.
package struct Order: Sendable, Hashable {
    package var action: Action
    package var actor: String
    /// The terminal it came from; empty for a program.
    package var terminal: String
    package var reason: String?
    /// The newest run of the execution that it is about; when another has begun since, the order is refused.
    ///
    /// An order that says so can be given twice and does its work once. Nil for whatever run there is.
    package var run: Int?
    /// Whether a further run waits for a slot of its task where it would be refused for want of one.
    package var waits: Bool

    package init(
        _ action: Action,
        actor: String = "",
        terminal: String = "",
        reason: String? = nil,
        run: Int? = nil,
        waits: Bool = false
    ) {
        self.run = run
        self.waits = waits
        self.action = action
        self.actor = actor
        self.terminal = terminal
        self.reason = reason
    }

    /// The thing asked.
    package enum Action: Sendable, Hashable {
        /// One execution of a task or handler now; with an id it has no number and the order is idempotent.
        case start(task: String, id: String?, payload: String?, overlap: OverlapPolicy?)
        /// The next occurrence of a recurring task now.
        case trigger(task: String, overlap: OverlapPolicy?)
        case cancel(id: String)
        /// Cancels, and has what is in flight killed without a grace; also of one that has ended and is being stopped.
        case kill(id: String)
        case stop(task: String)
        case revive(task: String)
        case pause(task: String, until: Instant?, note: String?)
        case resume(task: String, missed: MissedPolicy?)
        /// No instant of any task starts anything until it is released.
        case pauseAll(until: Instant?, note: String?)
        /// Releases everything that is not paused by itself; nil for each task's own missed rule.
        case resumeAll(missed: MissedPolicy?)
        /// Steps that match and have not begun wait; both are patterns of names.
        case pauseSteps(steps: String, tasks: String, note: String?)
        /// Removes the rule for just these patterns.
        case resumeSteps(steps: String, tasks: String)
        /// So many of a task's next instants are `excluded`; 0 takes that back.
        case skip(task: String, count: Int)
        case event(id: String, name: String, data: String)
        /// Of a step that backs off: the next attempt now.
        ///
        /// Of one that ended badly: a new run that keeps what completed and goes on with the same idempotency keys.
        /// Without a step it is the one that failed. `latest` takes the job file's present definition.
        case retry(id: String, step: String?, overlap: OverlapPolicy?, latest: Bool = false)
        /// A new run of an ended execution that keeps nothing, with another payload if one is given.
        case restart(id: String, payload: String?, overlap: OverlapPolicy?)
        /// A new run of an ended execution that keeps what completed of the steps begun before that one; `latest` as
        /// for a retry.
        case rerun(id: String, step: String, overlap: OverlapPolicy?, latest: Bool = false)
        /// Somebody has a raised alarm of a task in hand.
        case acknowledge(task: String, alarm: Int64)
        /// The recurring tasks of a source are these and no others; what those of the former sources were is its own.
        case apply(source: TaskSource, tasks: [AppliedTask], former: [TaskSource] = [])
        /// What is past keeping goes now, of one task or of all; with an age, whatever ended longer ago goes too.
        case prune(task: String?, olderThan: Duration?)
        /// The past instants of a range, each once, as slots free up.
        case backfill(task: String, BackfillRequest)
        case pauseBackfill(id: Int64)
        case resumeBackfill(id: Int64)
        /// It starts nothing more; what it started goes on.
        case cancelBackfill(id: Int64)
    }

    /// What an order that is about no one task is recorded under: no name of a task.
    package static let everything = "*"

    /// What is recorded as asked about: a task's name, an execution's id or a source.
    package var target: String {
        switch action {
        case .start(let task, _, _, _), .trigger(let task, _), .stop(let task), .revive(let task),
            .pause(let task, _, _), .resume(let task, _), .skip(let task, _), .pauseSteps(_, let task, _),
            .resumeSteps(_, let task), .acknowledge(let task, _), .backfill(let task, _):
            task
        case .pauseAll, .resumeAll: Self.everything
        case .pauseBackfill(let id), .resumeBackfill(let id), .cancelBackfill(let id): "\(id)"
        case .cancel(let id), .kill(let id), .event(let id, _, _), .retry(let id, _, _, _),
            .restart(let id, _, _), .rerun(let id, _, _, _):
            id
        case .apply(let source, _, _): source.description
        case .prune(let task, _): task ?? Self.everything
        }
    }
}

/// What came of an order.
package struct OrderAnswer: Sendable, Hashable {
    /// The answer to the order that starts an execution; one that finds it there already gets another.
    package static func started(_ id: String) -> String { "started \(id)" }

    /// One sentence for the operator.
    package var message: String
    /// The execution that was started or found, where the order has one.
    package var execution: String?
    /// What was started, where the engine that did so is of this process; else it is read from the store.
    package var record: ExecutionRecord?
    /// The number of the backfill that was begun, where the order began one; of an order on record only its own
    /// answer tells it, and lists of orders do not.
    package var backfill: Int64?
    /// Nil when done, or when it waits.
    package var refusal: Refusal?
    /// The newest run of its execution, where it is on record and waits for a slot of its task; it is answered once
    /// more when it is carried out.
    package var queuedAfterRun: Int?

    /// Whether an order that says the same waits already and stands for it.
    package var isJoined: Bool

    /// Whether what it asks for waits for a slot of its task.
    package var isQueued: Bool { queuedAfterRun != nil || isJoined }

    /// Why an order was not carried out.
    package enum Refusal: String, Sendable, Hashable, CaseIterable {
        case invalid
        case notFound = "not-found"
        case refused
        /// The store could not be written.
        case storage
    }

    package init(
        _ message: String,
        execution: String? = nil,
        record: ExecutionRecord? = nil,
        backfill: Int64? = nil,
        refusal: Refusal? = nil,
        queuedAfterRun: Int? = nil,
        isJoined: Bool = false
    ) {
        self.queuedAfterRun = queuedAfterRun
        self.isJoined = isJoined
        self.message = message
        self.execution = execution
        self.record = record
        self.backfill = backfill
        self.refusal = refusal
    }
}

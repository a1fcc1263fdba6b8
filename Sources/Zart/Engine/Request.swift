internal import Timetable
internal import ZartCore

/// What is said to the engine.
enum Request: Sendable {
    /// What stands in the place of one that has been taken out.
    case handled

    // From a handler's pass
    /// An attempt began; recorded with whatever commit comes next.
    case started(Pass, StepStart)
    /// An attempt may only begin once this is granted: it needs a slot of its own, or must be on record first.
    case begin(Pass, StepStart, CheckedContinuation<StepVerdict, Never>)
    /// The begins of attempts so far are to be durable before what outlives the worker is begun.
    case recordBegins(Pass, CheckedContinuation<StepVerdict, Never>)
    case ended(Pass, StepEnd, CheckedContinuation<StepVerdict, Never>)
    /// An attempt began, without the engine's knowing, and ended.
    case ran(Pass, StepEnd, CheckedContinuation<StepVerdict, Never>)
    case transact(Pass, StepStart, TransactionBody, CheckedContinuation<StepVerdict, Never>)
    case value(Pass, name: String, json: String, CheckedContinuation<StepVerdict, Never>)
    case sleep(Pass, name: String, Duration, CheckedContinuation<StepVerdict, Never>)
    case await(Pass, name: String, event: String, timeout: Duration?, CheckedContinuation<StepVerdict, Never>)
    case skipped(Pass, names: [String], CheckedContinuation<StepVerdict, Never>)
    /// The task that asked for a step was cancelled: it waits no more, for its time, an event or another attempt.
    case calledOff(Pass, name: String)
    /// A parallel sibling of these has failed: those that a rule holds back do not begin any more.
    case leftOut(Pass, names: [String])
    /// An attempt that turned out to be none: it leaves no trace.
    case withdrawn(Pass, name: String)
    case finished(Pass, PassEnd)

    // From a plain task's function
    case plainEnded(task: Int64, error: String?)

    // From whoever told somebody of an alarm
    case noticed(id: String, NoticeOutcome)

    // From operators and programs
    /// With the handler that its payload was found to be for, if that has been looked at.
    case order(Order, fits: String?, CheckedContinuation<OrderAnswer, Never>)
    case awaitEnd(id: String, waiter: UInt64, CheckedContinuation<Void, Never>)
    case stopAwaiting(id: String, waiter: UInt64)
    /// Another process has written orders.
    case ordersNoticed

    // From the surroundings
    /// Nothing is left of the commands of an ended execution that a former worker began; with the time at which each
    /// step's ended, where somebody has seen it.
    case commandsGone(String, ended: [String: Instant])
    case lockGranted
    case stop(grace: Duration)

    /// What is said of an attempt's end where its begin was not.
    var withItsBegin: Request {
        if case .ended(let pass, let end, let reply) = self { .ran(pass, end, reply) } else { self }
    }
}

/// The begin of an attempt.
struct StepStart: Sendable {
    let name: String
    let kind: StepKind
    var attempt: Int
    var failures: Int
    /// When the step's first attempt began.
    var stepStartedAt: Instant
    var startedAt: Instant
    var totalDeadline: Instant?
    let retry: RetryConfig
    let timeout: StepTimeout?
    let keyRun: Int
    /// When what it began ended, if that was while no worker was there: only its outcome is to be learnt.
    var endedUnseenAt: Instant?
}

/// The end of an attempt.
struct StepEnd: Sendable {
    var start: StepStart
    let endedAt: Instant
    /// The result as JSON text.
    let result: Result<String, StepFailure>
}

/// What a handler's side is told about its step.
enum StepVerdict: Sendable {
    /// It is durable; for a wait or a transaction with the result's JSON.
    case completed(String?)
    /// Begin this attempt now.
    case go(attempt: Int, failures: Int)
    /// It has failed for good, after that many attempts.
    case failed(message: String, attempts: Int)
    /// The pass is over: cancelled, out of time, evicted or fenced.
    ///
    /// Nothing it says counts any more.
    case halted
}

/// How a handler's pass ended.
enum PassEnd: Sendable {
    case completed(String)
    case failed(String)
    /// The pass had been halted, and is now gone.
    case halted
}

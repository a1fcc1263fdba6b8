package import Timetable
package import ZartCore

/// How an engine conducts itself.
///
/// The defaults are the product's.
package struct EngineSettings: Sendable {
    /// Steps in flight at a time.
    package var concurrency = 256
    /// Executions that sleep, wait or back off and are kept in memory; beyond it they are put aside once they have rested
    /// for a second, and replayed.
    package var parkedInMemory = 1_000
    /// Recorded steps that are read before what was claimed so far is committed and begins: the rest is read beside it.
    package var replayedAtOnce = 500
    /// Deaths with a step of the execution in flight before it is given up.
    package var poisonAfter = 3
    package var leaseRenewal = Duration.seconds(5)
    /// How often it is looked whether another process has written, should its notice have been lost: every second time
    /// together with the lease's renewal.
    package var orderLook = Duration.milliseconds(2_500)
    /// The same where the system gives no notices.
    package var orderPoll = Duration.seconds(1)
    package var leaseLength = Duration.seconds(15)
    /// How long after being told to stop a step may take before it is named as stubborn, beyond what its handler gives it.
    package var stopGrace = Duration.seconds(10)
    /// Starts for missed instants come at most this often.
    package var catchUpInterval = Duration.milliseconds(100)
    package var keepEnded = Duration.seconds(30 * 86_400)
    package var keepFailed = Duration.seconds(90 * 86_400)
    package var keepPerTask = 10_000
    package var pruneInterval = Duration.seconds(60)
    /// Where zones come from.
    package var zones: @Sendable (String) -> Zone? = { ZoneDirectory.system.zone(named: $0) }
    /// What happened, once it is durable.
    ///
    /// Called on the engine's queue; must not block.
    package var log: (@Sendable (LogEvent) -> Void)?
    /// Called on the engine's queue after each commit, which may have been a sign of life and nothing else; must not block.
    package var committed: (@Sendable (_ isRenewal: Bool) -> Void)?
    /// Called on the engine's queue when it has become the worker, and after each pruning; must not block.
    ///
    /// Only while it is called for, or later as long as this process is the worker, may what former workers left be
    /// touched.
    package var upkeep: (@Sendable (Upkeep) -> Void)?
    /// Called on the engine's queue when a session begins: the ids of ended executions of which commands of former workers
    /// are still being stopped.
    ///
    /// Once this process is the worker it is told of each when nothing of it is left, and when the commands of its steps
    /// ended as far as that was seen.
    package var departures: (@Sendable (_ gone: @escaping Gone) -> [String])?
    /// Called on the engine's queue, for an order that is carried out while no worker runs: when the commands of one of
    /// those executions ended, by their steps and as far as that was seen; nil while any of them goes on.
    package var departed: (@Sendable (_ id: String) -> [String: Instant]?)?
    /// Called on the engine's queue when an execution is about to end from outside: what became of the commands that former
    /// workers began for steps of its run, besides those given.
    ///
    /// The definition of the execution says how to read what they gave. If any goes on, ``Upkeep/cancelled(_:task:)``
    /// follows once the end is durable, or it was not to be.
    package var leftBehind: (@Sendable (_ id: String, Int, _ besides: Set<String>, Definition) -> [LeftStep])?
    /// The handlers whose steps are commands, which ``Upkeep/killed(_:)`` kills.
    package var killable: Set<String> = []
    /// Called on the engine's queue with the reason when the store cannot be written, and with nil once it can again.
    ///
    /// Must not block.
    package var storeFault: (@Sendable (String?) -> Void)?
    /// Told of every alarm; one that throws is told again.
    package var notify: (@Sendable (AlarmNotice) async throws -> Void)?
    /// Runs the command that a task's conduct names for its alarms; throws when it failed, and a `CancellationError` when
    /// it was left to the next worker.
    package var hook: (@Sendable (HookCall) async throws -> Void)?
    /// Called at the named places, where a test may kill the process.
    package var faultPoint: (@Sendable (FaultPoint) -> Void)?
    /// Tells that nothing is left of an execution's commands.
    package typealias Gone = @Sendable (_ id: String, _ ended: [String: Instant]) -> Void

    /// Reads what an execution does; nil where a program says it.
    package typealias Definition = () -> String?

    /// Jitter of back-offs: a number in 0..<1.
    package var roll: @Sendable () -> Double = { Double.random(in: 0..<1) }

    package init() {}
}

/// An occasion to look after what is kept beside the store.
package enum Upkeep: Sendable {
    /// This process has become the worker; what former workers left is as they left it.
    case began
    /// Ended executions may have been removed.
    case pruned
    /// This execution of a task was cancelled, and no step of this process waits for its commands, which have to be told.
    ///
    /// The worker's lock may be held no longer than until the call returns.
    case cancelled(String, task: String)
    /// An operator wants no grace for the commands of this execution, which has been cancelled.
    case killed(String)
}

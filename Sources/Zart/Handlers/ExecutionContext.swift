public import Timetable
package import ZartCore

/// What a handler and its steps may know about the execution they work for.
public struct ExecutionContext: Sendable {
    /// The execution's id, as in `report-3`.
    public let id: String
    /// The task's name; the handler's name for an execution started without a recurring task.
    public let task: String
    /// The number of the occurrence; nil for an execution started under an id of its own.
    public let occurrence: Int?
    /// The instant of the schedule it was dispatched for; nil when started by hand.
    public let nominalAt: Instant?
    /// The number of the run, from 0.
    public let run: Int
    /// Inside a step, the number of the attempt, from 1; else nil.
    public let attempt: Int?
    /// Inside a step, a text that is the same for every attempt of it and for no other step: to be handed
    /// to other systems, so that they can tell a repetition.
    ///
    /// Else nil.
    public let idempotencyKey: String?
    /// What the execution does, as JSON text, where its task comes from a job file.
    package let definition: String?
    /// What it was started with, as JSON text.
    package let payload: String
    /// Inside a step, its name; else nil.
    package let step: String?
    /// Inside a step, how many of its attempts have failed; interrupted ones are not counted.
    ///
    /// Else nil.
    package let failures: Int?
    /// Inside a step, whether the attempt was begun by a former worker and something of it was left to go on with.
    package let isBegun: Bool
    private let pass: Pass

    /// While `onFailure` of a task from a job file runs, how the run's other steps ended, in the order in which they
    /// began; else none.
    package var history: [RecordedStep] { pass.history }

    /// Whether the pass was ended for the worker's sake: whatever outlives the worker is left to the next pass.
    ///
    /// A pass that is cancelled otherwise is to stop what it has in flight.
    package var isLeft: Bool { pass.isLeft }

    /// Says when what the step stands for has ended, which may be long before anybody could tell.
    package func noteEnd(at time: Instant) { step.map { pass.noteEnd(of: $0, at: time) } }

    /// Returns once the begin of the attempt is durable, for what is begun now may outlive the worker.
    ///
    /// - Throws: a `CancellationError` when nothing may begin any more.
    package func recordBegin() async throws {
        guard case .completed = await pass.request({ .recordBegins(pass, $0) }) else {
            throw CancellationError()
        }
    }

    /// The context of the code that is running; nil outside a handler.
    public static var current: ExecutionContext? {
        guard let pass = CurrentPass.pass else { return nil }
        let step = CurrentPass.step
        return ExecutionContext(
            id: pass.identity.id,
            task: pass.identity.task,
            occurrence: pass.identity.occurrence,
            nominalAt: pass.identity.nominalAt,
            run: pass.ref.run,
            attempt: step?.attempt,
            idempotencyKey: step.map { pass.idempotencyKey($0.name, keyRun: $0.keyRun) },
            definition: pass.definition,
            payload: pass.payload,
            step: step?.name,
            failures: step?.failures,
            isBegun: step?.isBegun ?? false,
            pass: pass
        )
    }
}

/// Where the code of a handler finds its pass, whatever tasks it has made in between.
enum CurrentPass {
    @TaskLocal static var pass: Pass?
    @TaskLocal static var step: StepIdentity?

    /// The attempt that is running.
    struct StepIdentity: Sendable {
        let name: String
        let attempt: Int
        let failures: Int
        let isBegun: Bool
        /// The run whose number is in its key.
        let keyRun: Int
    }
}

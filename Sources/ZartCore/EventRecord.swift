package import Timetable

/// Something that happened, read from the rows that it left.
package struct EventRecord: Sendable, Hashable {
    package let at: Instant
    /// The task's name, or the handler's; nil for what belongs to none.
    package let task: String?
    package let execution: String?
    package let kind: Kind
    /// Where it stands among all; the key for paging.
    package let position: EventPosition

    package init(at: Instant, task: String?, execution: String?, kind: Kind, position: EventPosition) {
        self.at = at
        self.task = task
        self.execution = execution
        self.kind = kind
        self.position = position
    }

    /// What happened.
    package enum Kind: Sendable, Hashable {
        /// An execution was dispatched; `startedAt` is nil while it has yet to begin.
        case dispatched(cause: ExecutionCause, occurrence: Int?, startedAt: Instant?)
        /// A further run of an execution began.
        case runBegan(run: Int, RunTrigger)
        /// An execution ended; `startedAt` is that of its newest run.
        case ended(ExecutionStatus, startedAt: Instant?, error: String?)
        /// Instants of a schedule were decided otherwise than by a start; `first` to `last`, `count` of them.
        case decided(
            Decision,
            first: Instant,
            last: Instant,
            count: Int,
            heldBy: String?,
            into: Instant?
        )
        /// An attempt of a step failed, timed out, was cancelled or interrupted; with the retry it planned.
        case attemptFailed(
            step: String,
            attempt: Int,
            AttemptStatus,
            startedAt: Instant,
            error: String?,
            nextRetryAt: Instant?
        )
        /// An attempt of a step began; only among the events of one execution.
        case attemptStarted(step: String, attempt: Int, session: Int)
        /// A step ended; only among the events of one execution, with attempt 0 where its kind has none.
        case stepEnded(step: String, kind: StepKind, StepStatus, startedAt: Instant, attempt: Int)
        /// A task's state changed.
        case stateChanged(from: TaskState, to: TaskState, actor: String, terminal: String, reason: String?)
        /// An operator gave an order.
        case ordered(OrderRecord)
        /// An event was offered to an execution; only among the events of one execution.
        case offered(name: String, actor: String, usedAt: Instant?)
        /// A worker began, or ended, for that reason.
        case workerBegan(session: Int, process: Int, host: String)
        case workerEnded(session: Int, reason: String?, seenAt: Instant?)
        /// An alarm was raised.
        case alarmRaised(number: Int64, AlarmKind, sentence: String)
        /// An alarm is over.
        case alarmRecovered(number: Int64, AlarmKind, sentence: String)
        /// A backfill dealt with its last instant, and what it dispatched has ended.
        case backfillCompleted(id: Int64, dispatched: Int, leftOut: Int)
        /// A pause of everything came to the end that it was given.
        case holdEnded(actor: String, terminal: String, note: String?)
        /// The wall clock was set by that much.
        case clockSet(Duration)
    }

    /// How much an event matters.
    package enum Level: String, Sendable, Hashable, CaseIterable, Comparable {
        case debug
        case info
        /// An instant was not given an execution: as notable as `info`, and marked as its own.
        case skip
        case warn
        case error

        package static func < (one: Level, other: Level) -> Bool { one.rank < other.rank }

        private var rank: Int {
            switch self {
            case .debug: 0
            case .info, .skip: 1
            case .warn: 2
            case .error: 3
            }
        }
    }

    /// How much it matters.
    package var level: Level {
        switch kind {
        case .attemptStarted, .offered: .debug
        case .stepEnded(_, _, let status, _, _): status == .failed ? .error : .debug
        case .dispatched, .runBegan, .stateChanged, .workerBegan, .backfillCompleted, .holdEnded: .info
        case .ended(let status, _, _): status == .failed ? .error : .info
        case .decided(let decision, _, _, _, _, _):
            switch decision {
            case .missed, .limit, .expired: .warn
            case .started, .skippedOverlap, .coalesced, .excluded, .buffered, .paused: .skip
            }
        case .attemptFailed(_, _, let status, _, _, _): status == .cancelled ? .info : .warn
        case .ordered(let order): order.answer?.refusal == nil ? .info : .warn
        case .workerEnded(_, let reason, _): reason == "died" ? .error : .info
        case .clockSet, .alarmRaised: .warn
        case .alarmRecovered: .info
        }
    }

    /// The step it is about.
    package var step: String? {
        switch kind {
        case .attemptFailed(let step, _, _, _, _, _), .attemptStarted(let step, _, _),
            .stepEnded(let step, _, _, _, _):
            step
        case .dispatched, .runBegan, .ended, .decided, .stateChanged, .ordered, .offered, .workerBegan,
            .workerEnded, .backfillCompleted, .holdEnded, .clockSet, .alarmRaised, .alarmRecovered:
            nil
        }
    }

    /// The attempt it is about; nil also for what is done without attempts, such as a wait for an event.
    package var attempt: Int? {
        switch kind {
        case .attemptFailed(_, let attempt, _, _, _, _), .attemptStarted(_, let attempt, _): attempt
        case .stepEnded(_, _, _, _, let attempt): attempt > 0 ? attempt : nil
        case .dispatched, .runBegan, .ended, .decided, .stateChanged, .ordered, .offered, .workerBegan,
            .workerEnded, .backfillCompleted, .holdEnded, .clockSet, .alarmRaised, .alarmRecovered:
            nil
        }
    }
}

/// A place in the stream of events: by time, and among those of one millisecond by what they are.
package struct EventPosition: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let at: Instant
    private let source: Int
    private let key: [Int64]
    private let name: String

    package init(at: Instant, source: Int = 0, key: [Int64] = [], name: String = "") {
        self.at = at
        self.source = source
        self.key = key
        self.name = name
    }

    /// Its parts in a row, unlike those of any other position.
    package var description: String {
        var text = "\(at.milliseconds)-\(source)"
        for part in key { text += "-\(part)" }
        return name.isEmpty ? text : "\(text)-\(name)"
    }

    package static func < (one: EventPosition, other: EventPosition) -> Bool {
        if one.at != other.at { return one.at < other.at }
        if one.source != other.source { return one.source < other.source }
        if one.key != other.key { return one.key.lexicographicallyPrecedes(other.key) }
        return one.name < other.name
    }
}

/// Which events to show.
package struct EventFilter: Sendable, Hashable {
    package var level: EventRecord.Level
    /// A task's name, exactly.
    package var task: String?
    /// An execution's id, exactly; its events are shown in full, with every step and attempt.
    package var execution: String?

    package init(level: EventRecord.Level = .info, task: String? = nil, execution: String? = nil) {
        self.level = level
        self.task = task
        self.execution = execution
    }
}

/// One page of events.
package struct EventPage: Sendable, Hashable {
    /// In the order of the walk.
    package let events: [EventRecord]
    /// Where to go on, by which the page may be short and yet not the last; nil when there is nothing more.
    package let scannedTo: EventPosition?

    package init(events: [EventRecord], scannedTo: EventPosition?) {
        self.events = events
        self.scannedTo = scannedTo
    }
}

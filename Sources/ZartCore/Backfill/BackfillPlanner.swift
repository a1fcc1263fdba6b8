package import Timetable

/// Decides which instants a backfill dispatches next.
///
/// Pure: the room, the coming instants and what is known of them go in, a bite of the range comes out. The position
/// only ever moves on, in the commit that dispatches, so that no instant is started twice by one backfill.
package enum BackfillPlanner {
    /// Why nothing is dispatched just now.
    package enum Hold: Sendable, Hashable {
        /// The backfill itself is paused.
        case paused
        /// The task is paused by itself, stopped or finished.
        case task(TaskState)
        /// Everything is paused.
        case everything
        /// The task's greatest number of occurrences is reached.
        case exhausted
        /// A tick of the task is due or waits, and goes first.
        case liveTick
        /// As many of its own executions are open as it may have.
        case ownMaximum(Int)
        /// As many of the task's executions are open as it may have.
        case taskMaximum(heldBy: String?)

        /// The rest of a sentence that begins with "waits".
        package var sentence: String {
            switch self {
            case .paused: "paused"
            case .task(.finished): "starts nothing more: the task is finished"
            case .task(let state): "waits: the task is \(state.rawValue)"
            case .everything: "waits: everything is paused"
            case .exhausted: "waits: the task has had as many occurrences as it may have"
            case .liveTick: "waits: a tick goes first"
            case .ownMaximum(let open): "waits: \(open) of its executions still \(open == 1 ? "runs" : "run")"
            case .taskMaximum(let holder): "waits for \(holder ?? "the task's running execution") to end"
            }
        }
    }

    /// How many executions may be dispatched now, or why none.
    package enum Room: Sendable, Hashable {
        case slots(Int)
        case held(Hold)
    }

    /// Says how many may be dispatched, given the backfill's own open executions and the task as it is.
    ///
    /// Where executions take longer than the time between two ticks there is hardly a moment without one, and a
    /// backfill that takes each of them lets no tick in. So once a tick was skipped because of what it dispatched
    /// last, which took `kept`, it leaves the slot to the next tick if that comes within so long.
    package static func room(
        state: BackfillState,
        maximum: Int,
        open: Int,
        task: TaskView,
        kept: Duration = .zero,
        now: Instant
    ) -> Room {
        guard state == .running else { return .held(.paused) }
        guard task.starts else { return .held(task.state == .active ? .everything : .task(task.state)) }
        guard open < maximum else { return .held(.ownMaximum(open)) }
        guard task.buffered.isEmpty, task.nextDue.map({ $0.effective > now + kept }) ?? true else {
            return .held(.liveTick)
        }
        var room = maximum - open
        if let most = task.overlap.maximum {
            guard task.active.count < most else { return .held(.taskMaximum(heldBy: task.active.first?.id)) }
            room = min(room, most - task.active.count)
        }
        if let most = task.maxOccurrences {
            guard task.occurrence < most else { return .held(.exhausted) }
            room = min(room, most - task.occurrence)
        }
        return .slots(room)
    }

    /// A piece of the range, decided.
    package struct Bite: Sendable, Hashable {
        /// To be dispatched, in this order.
        package var dispatched: [Instant]
        /// Passed by.
        package var leftOut: Int
        /// Where the backfill stands afterwards; nil if it did not move.
        package var position: Instant?
        /// Whether no instant is left.
        package var isLast: Bool

        package init(
            dispatched: [Instant] = [],
            leftOut: Int = 0,
            position: Instant? = nil,
            isLast: Bool = false
        ) {
            self.dispatched = dispatched
            self.leftOut = leftOut
            self.position = position
            self.isLast = isLast
        }
    }

    /// Decides about the coming instants, in their order, until the room is used up.
    ///
    /// `hasMore` is whether others come after them.
    package static func bite(
        _ coming: [Instant],
        hasMore: Bool,
        room: Int,
        _ starts: (Instant) -> Bool
    ) -> Bite {
        var bite = Bite()
        for instant in coming {
            if starts(instant) {
                guard bite.dispatched.count < room else { return bite }
                bite.dispatched.append(instant)
            } else {
                bite.leftOut += 1
            }
            bite.position = instant
        }
        bite.isLast = !hasMore
        return bite
    }
}

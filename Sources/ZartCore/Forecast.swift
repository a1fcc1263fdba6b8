package import Timetable

/// What becomes of a task's coming instants if every execution takes the same time: the real decisions, played ahead.
///
/// Each instant is decided by ``TickPlanner`` as the engine would decide it then, and each end frees its slot as it
/// would. It knows no clock and no store, and stops at a limit, so that a task of every second costs no more than it
/// shows.
package struct Forecast: Sendable, Hashable {
    /// What becomes of an instant.
    package enum Fate: String, Sendable, Hashable, CaseIterable {
        case starts
        /// No slot is free: skipped, or fallen out of a full buffer.
        case skipped
        /// It waits for a slot, and starts later unless the forecast ends before.
        case waits
        /// A newer one is started in its place.
        case coalesced
        /// The task is paused: it is held until the resume.
        case held
        /// Missed, expired or beyond a limit: never started.
        case dropped
    }

    /// An instant, or `count` of one decision.
    package struct Fire: Sendable, Hashable {
        /// When it is acted on.
        package let at: Instant
        package let nominal: Instant
        package let count: Int
        package fileprivate(set) var fate: Fate
        /// The id of the execution it starts, sooner or later.
        package fileprivate(set) var execution: String?
        /// The id of the execution that holds the slot.
        package let heldBy: String?
        /// When it starts; nil if it does not.
        package fileprivate(set) var startsAt: Instant?
        /// How many executions its start cancels.
        package let cancels: Int
        /// How many executions run once it is decided.
        package fileprivate(set) var active: Int
    }

    /// The instants, soonest first.
    package private(set) var fires: [Fire] = []
    /// Up to where it was played.
    package private(set) var through: Instant
    /// Whether the limit ended it before the time that was asked for.
    package private(set) var isPartial = false
    /// The most that run at one time, those that run already among them.
    package private(set) var most: Int

    /// The most instants one forecast plays.
    package static let limit = 4_000

    /// Plays a task ahead.
    ///
    /// - Parameters:
    ///   - task: How it stands, with the executions that hold its slots.
    ///   - paused: Instants that its pause has held so far, oldest first: a pause that ends by itself decides them.
    ///   - begun: When those began, by id; one that has not begun is taken to begin now.
    ///   - duration: How long every execution takes; nil if it is not known, and then each ends at once.
    ///   - hold: The step rule because of which executions do not end.
    ///   - now: From when on.
    ///   - end: Up to and including when.
    ///   - limit: The most instants to play.
    package init(
        _ task: TaskView,
        paused: [ResumePlanner.Span] = [],
        begun: [String: Instant] = [:],
        duration: Duration?,
        hold: RuleHold? = nil,
        from now: Instant,
        through end: Instant,
        limit: Int = Forecast.limit
    ) {
        through = end
        most = task.active.count
        var play = Play(
            task,
            paused: paused,
            begun: begun,
            duration: duration ?? .zero,
            hold: hold,
            now: now
        )
        while let next = play.next, next.at <= end {
            guard play.fires.count < limit else {
                isPartial = true
                through = play.fires.last?.at ?? now
                break
            }
            guard play.act(next) else { break }
            most = max(most, play.task.active.count)
        }
        fires = play.fires
    }

    /// How many instants have that fate.
    package func count(_ fate: Fate) -> Int { fires.reduce(0) { $0 + ($1.fate == fate ? $1.count : 0) } }

    /// How many instants there are.
    package var count: Int { fires.reduce(0) { $0 + $1.count } }

    /// How many executions are cancelled for a newer one.
    package var cancelled: Int { fires.reduce(0) { $0 + $1.cancels } }

    /// Whether every instant just starts.
    package var isSmooth: Bool { cancelled == 0 && fires.allSatisfy { $0.fate == .starts } }

    /// The forecast with a slot for every instant: the most that run at one time are the slots it takes.
    package static func unlimited(
        _ task: TaskView,
        paused: [ResumePlanner.Span] = [],
        begun: [String: Instant] = [:],
        duration: Duration?,
        from now: Instant,
        through end: Instant
    ) -> Forecast {
        var free = task
        free.overlap = .alwaysStart
        free.buffered = []
        return Forecast(free, paused: paused, begun: begun, duration: duration, from: now, through: end)
    }
}

extension Forecast {
    /// The task as it will be, and what there is to be decided.
    private struct Play {
        enum Event { case tick, end, expiry, resume }

        var task: TaskView
        var fires: [Fire] = []
        private let duration: Duration
        private let hold: RuleHold?
        private let start: Instant
        private var now: Instant
        /// What the pause has held, oldest first.
        private var paused: [ResumePlanner.Span]
        /// When each execution ends, soonest first, from `ended` on; those that are held back are missing.
        private var running: [(id: String, end: Instant)] = []
        private var ended = 0
        /// Where instants that wait stand among the fires.
        private var waiting: [Instant: Int] = [:]

        init(
            _ task: TaskView,
            paused: [ResumePlanner.Span],
            begun: [String: Instant],
            duration: Duration,
            hold: RuleHold?,
            now: Instant
        ) {
            self.task = task
            self.paused = paused
            self.duration = duration
            self.hold = hold
            self.start = now
            self.now = now
            for active in task.active {
                let isHeld = hold?.executions.contains(active.id) == true
                guard let length = isHeld ? hold?.limit : duration else { continue }
                // One that takes longer than it should ends any moment.
                let end = (begun[active.id] ?? now) + length
                running.append((active.id, max(end, now + .milliseconds(1))))
            }
            running.sort { $0.end < $1.end }
        }

        /// What happens next, and when.
        var next: (event: Event, at: Instant)? {
            let due = task.nextDue.map { max($0.effective, now) }
            let end = ended < running.count ? running[ended].end : nil
            // A slot that comes free at that very moment is free.
            let expiry = task.nextExpiry.map { max($0, now) }
            let resume = task.endsPause.map { max($0, now) }
            let first = [due, expiry, resume].compactMap(\.self).min()
            if let end, first.map({ end <= $0 }) ?? true { return (.end, end) }
            // What comes at the end of a pause is not held any more.
            return first.map { ($0 == resume ? .resume : $0 == due ? .tick : .expiry, $0) }
        }

        /// Lets it happen; false if nothing moves any more.
        mutating func act(_ next: (event: Event, at: Instant)) -> Bool {
            now = next.at
            switch next.event {
            case .end:
                release()
                return true
            case .expiry:
                perform(TickPlanner.slotFreed(task, now: now))
                return true
            case .resume:
                resume()
                return true
            case .tick: break
            }
            let plan = TickPlanner.plan(task, now: now)
            guard plan.cursor > task.cursor || !plan.isEmpty else { return false }
            perform(plan)
            return true
        }

        /// Lets the next execution end, and where nothing waits for a slot whatever ends with it.
        private mutating func release() {
            guard ended < running.count else { return }
            let first = ended
            ended += 1
            if task.buffered.isEmpty {
                while ended < running.count, running[ended].end == now { ended += 1 }
            }
            if ended - first == 1 {
                let id = running[first].id
                if let place = task.active.firstIndex(where: { $0.id == id }) {
                    task.active.remove(at: place)
                }
            } else {
                let gone = Set(running[first..<ended].map(\.id))
                task.active.removeAll { gone.contains($0.id) }
            }
            if let wait = task.afterCompletion, task.active.isEmpty, task.pendingAt == nil {
                task.pendingAt = max(now + wait, task.cursor + .milliseconds(1))
            }
            guard !task.buffered.isEmpty else { return }
            perform(TickPlanner.slotFreed(task, now: now))
        }

        /// The pauses end by themselves, and what they have held is decided by the task's own rule.
        private mutating func resume() {
            if task.state == .paused { task.state = .active }
            task.isHeld = false
            let plan = ResumePlanner.plan(task, spans: paused, missed: task.missed, now: now)
            paused = []
            let replaced = Set(plan.replaced)
            remove { $0.fate == .held && replaced.contains($0.nominal) }
            perform(plan)
            // What came before the forecast begins is none of it unless it starts.
            remove { [start] in $0.nominal < start && $0.fate != .starts && $0.fate != .waits }
        }

        private mutating func remove(where isGone: (Fire) -> Bool) {
            fires.removeAll(where: isGone)
            waiting = [:]
            for (place, fire) in fires.enumerated() where fire.fate == .waits && fire.startsAt == nil {
                waiting[fire.nominal] = place
            }
        }

        private mutating func perform(_ plan: TickPlan) {
            task.cursor = plan.cursor
            task.occurrence = plan.occurrence
            task.pendingAt = plan.pendingAt
            task.skips -= plan.skipped
            task.active.removeAll { plan.cancels.contains($0.id) }
            if !plan.cancels.isEmpty {
                running = running[ended...].filter { !plan.cancels.contains($0.id) }
                ended = 0
            }
            for resolution in plan.resolutions {
                task.resolve([resolution])
                guard let place = waiting.removeValue(forKey: resolution.nominal) else { continue }
                switch resolution.decision {
                case .started:
                    fires[place].execution = resolution.execution
                    fires[place].startsAt = now
                case .skippedOverlap: fires[place].fate = .skipped
                default: fires[place].fate = .dropped
                }
            }
            for start in plan.starts {
                task.active.append(.init(id: start.id, isRunning: true))
                // Each takes as long as the others, so that none ends before those that began earlier.
                if let length = hold == nil ? duration : hold?.limit {
                    running.append((start.id, max(now + length, running.last?.end ?? now)))
                }
            }
            var cancels = plan.cancels.count
            for entry in plan.entries {
                let isStart = entry.decision == .started
                if entry.decision == .paused {
                    paused.append(.init(nominal: entry.nominal, until: entry.until, count: entry.count))
                }
                if entry.decision == .buffered {
                    waiting[entry.nominal] = fires.count
                    task.buffered.append(.init(nominal: entry.nominal, since: now))
                }
                fires.append(
                    Fire(
                        at: now,
                        nominal: entry.nominal,
                        count: entry.count,
                        fate: Fate(entry.decision),
                        execution: entry.execution,
                        heldBy: entry.heldBy,
                        startsAt: isStart ? now : nil,
                        cancels: isStart ? cancels : 0,
                        active: task.active.count
                    )
                )
                if isStart { cancels = 0 }
            }
        }
    }
}

extension Forecast.Fate {
    fileprivate init(_ decision: Decision) {
        switch decision {
        case .started: self = .starts
        case .skippedOverlap: self = .skipped
        case .buffered: self = .waits
        case .coalesced: self = .coalesced
        case .paused: self = .held
        case .missed, .excluded, .limit, .expired: self = .dropped
        }
    }
}

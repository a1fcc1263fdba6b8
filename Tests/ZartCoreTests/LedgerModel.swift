import Timetable
import ZartCore

/// A recurring task with its ledger and executions in memory: performs plans as the engine and the store do.
///
/// Whatever a plan does against the promises is kept as a sentence in ``faults``; a test expects none.
struct LedgerModel {
    /// One row of the ledger: an instant, or neighbouring ones with the same decision.
    typealias Row = TickPlan.Entry

    private(set) var view: TaskView
    /// The ledger, oldest first.
    private(set) var rows: [Row] = []
    /// The ids cancelled by the overlap policy, in order.
    private(set) var cancelled: [String] = []
    /// Every start, in order.
    private(set) var starts: [TickPlan.Start] = []
    private(set) var faults: [String] = []
    /// The greatest number of executions that were active at once.
    private(set) var mostActive = 0
    /// The instants of an after-completion task that came due, in order.
    private var pendings: [Instant] = []
    /// What the engine remembers of the newest row, to lengthen it.
    private var lastEntry: Row?
    /// The rows that a resume left as they were: no later one looks at them.
    private var left: Set<Instant> = []
    private let origin: Instant

    init(_ view: TaskView) {
        self.view = view
        origin = view.cursor
    }

    // MARK: What happens to the task

    /// The worker wakes and decides all that is due, bite by bite.
    mutating func tick(at now: Instant, bite: Int = TickPlanner.bite) {
        var plan: TickPlan
        repeat {
            let due = view.schedule == nil ? view.nextDue : nil
            if let due, due.effective <= now { pendings.append(due.nominal) }
            plan = TickPlanner.plan(view, now: now, bite: bite)
            perform(plan, at: now)
        } while plan.hasMore
        if let due = view.nextDue, due.effective <= now { fault("\(due.nominal) is due and undecided") }
        settled(at: now)
    }

    /// An execution ends.
    mutating func end(_ id: String, at now: Instant) {
        view.active.removeAll { $0.id == id }
        if let wait = view.afterCompletion, view.pendingAt == nil, view.state != .stopped {
            view.pendingAt = max(now + wait, view.cursor + .milliseconds(1))
        }
        perform(TickPlanner.slotFreed(view, now: now), at: now)
        settled(at: now)
    }

    mutating func pause(at now: Instant) {
        tick(at: now)
        if view.state == .active { view.state = .paused }
    }

    mutating func resume(_ missed: MissedPolicy? = nil, at now: Instant) {
        guard view.state == .paused else { return }
        tick(at: now)
        let spans = rows.filter { $0.decision == .paused && !left.contains($0.nominal) }
            .map { ResumePlanner.Span(nominal: $0.nominal, until: $0.until, count: $0.count) }
        view.state = .active
        perform(ResumePlanner.plan(view, spans: spans, missed: missed ?? view.missed, now: now), at: now)
        left.formUnion(rows.filter { $0.decision == .paused }.map(\.nominal))
        lastEntry = nil
        settled(at: now)
    }

    /// An operator starts the next occurrence.
    mutating func trigger(at now: Instant) {
        let isFree = view.overlap.maximum.map { view.active.count < $0 } ?? true
        guard view.state == .active || view.state == .paused, isFree,
            view.maxOccurrences.map({ view.occurrence < $0 }) ?? true
        else { return }
        view.active.append(.init(id: view.template?.id(view.occurrence) ?? "", isRunning: true))
        view.occurrence += 1
        triggered += 1
        view.pendingAt = nil
        settled(at: now)
    }

    private var triggered = 0

    // MARK: Performing a plan

    mutating func perform(_ plan: TickPlan, at now: Instant) {
        examine(plan, at: now)
        for id in plan.cancels {
            if !view.active.contains(where: { $0.id == id }) { fault("\(id) is cancelled but not active") }
            view.active.removeAll { $0.id == id }
        }
        cancelled += plan.cancels
        for nominal in plan.replaced {
            let count = rows.count
            rows.removeAll { $0.nominal == nominal && $0.decision == .paused }
            if rows.count != count - 1 { fault("\(nominal) is replaced but was not paused") }
        }
        for resolution in plan.resolutions { resolve(resolution) }
        add(plan)
        starts += plan.starts
        view.active += plan.starts.map { .init(id: $0.id, isRunning: false) }
        view.cursor = plan.cursor
        view.occurrence = plan.occurrence
        view.pendingAt = plan.pendingAt
        let resolved = Set(plan.resolutions.map(\.nominal))
        view.buffered.removeAll { resolved.contains($0.nominal) }
        view.buffered += plan.entries.filter { $0.decision == .buffered }
            .map { .init(nominal: $0.nominal, since: now) }
        mostActive = max(mostActive, view.active.count)
    }

    private mutating func resolve(_ resolution: TickPlan.Resolution) {
        let found = rows.firstIndex { $0.nominal == resolution.nominal && $0.decision == .buffered }
        guard let index = found else {
            fault("\(resolution.nominal) is resolved but was not buffered")
            return
        }
        rows[index].decision = resolution.decision
        rows[index].execution = resolution.execution
        rows[index].heldBy = resolution.heldBy ?? rows[index].heldBy
    }

    private mutating func add(_ plan: TickPlan) {
        var entries = plan.entries[...]
        if plan.replaced.isEmpty, let last = lastEntry, let first = entries.first, last.joins(first),
            let index = rows.firstIndex(where: { $0.nominal == last.nominal })
        {
            entries.removeFirst()
            rows[index].until = first.until
            rows[index].count += first.count
            lastEntry?.until = first.until
        }
        rows += entries
        rows.sort { $0.nominal < $1.nominal }
        lastEntry = entries.last ?? lastEntry
    }

    // MARK: The promises

    /// What one plan must keep.
    private mutating func examine(_ plan: TickPlan, at now: Instant) {
        if plan.cursor < view.cursor { fault("the cursor goes back to \(plan.cursor)") }
        if plan.starts.map(\.occurrence) != Array(view.occurrence..<plan.occurrence) {
            fault(
                "the counter goes from \(view.occurrence) to \(plan.occurrence) with \(plan.starts.count) starts"
            )
        }
        let started =
            plan.entries.filter { $0.decision == .started }.map { ($0.nominal, $0.execution) }
            + plan.resolutions.filter { $0.decision == .started }.map { ($0.nominal, $0.execution) }
        for start in plan.starts {
            if view.effective(start.nominal) > now { fault("\(start.nominal) starts early, at \(now)") }
            let id = view.template == nil ? nil : start.id
            let decided = started.filter { $0.0 == start.nominal && $0.1 == id }
            if decided.count != 1 { fault("\(start.id) has \(decided.count) decisions") }
        }
        if started.count != plan.starts.count {
            fault("\(started.count) decisions, \(plan.starts.count) starts")
        }
        for (one, next) in zip(plan.entries, plan.entries.dropFirst()) where one.joins(next) {
            fault("\(one.nominal) and \(next.nominal) say the same in two rows")
        }
        if let maximum = view.maxOccurrences, plan.occurrence > max(maximum, view.occurrence) {
            fault("\(plan.occurrence) occurrences of at most \(maximum)")
        }
    }

    /// What holds whenever nothing is on its way.
    private mutating func settled(at now: Instant) {
        if view.state == .active, view.isExhausted { view.state = .finished }
        let isFree = view.overlap.maximum.map { view.active.count < $0 } ?? true
        if isFree, view.state == .active || view.state == .finished, let waiting = view.buffered.first {
            fault("\(waiting.nominal) waits although a slot is free at \(now)")
        }
        if let maximum = view.overlap.maximum, view.active.count > maximum {
            fault("\(view.active.count) executions at once, at \(now)")
        }
        if view.state == .active, view.afterCompletion != nil, view.active.isEmpty, view.pendingAt == nil {
            fault("nothing is open and nothing to come, at \(now)")
        }
    }

    /// The whole ledger: every enumerated instant up to the cursor has exactly one decision.
    mutating func audit() {
        if starts.count + triggered != view.occurrence { fault("the counter is not the number of starts") }
        let ids = starts.map(\.id)
        if view.template != nil, Set(ids).count != ids.count { fault("an id is used twice") }
        let instants =
            view.schedule?.instants(after: origin, through: view.cursor, limit: .max) ?? pendings
        if instants.count != rows.reduce(0, { $0 + $1.count }) {
            fault("\(instants.count) instants, \(rows.reduce(0) { $0 + $1.count }) decisions")
        }
        var rest = instants[...]
        for row in rows {
            let covered = rest.prefix(row.count)
            rest = rest.dropFirst(row.count)
            if covered.first != row.nominal || covered.last != row.until {
                fault("row \(row.nominal) to \(row.until) of \(row.count) does not lie on the instants")
            }
            if row.count > 1, row.decision == .started || row.decision == .buffered {
                fault("row \(row.nominal) has \(row.count) \(row.decision.rawValue)")
            }
            if let into = row.into, into <= row.until || into > view.cursor {
                fault("row \(row.nominal) is coalesced into \(into)")
            }
            if (row.decision == .coalesced) != (row.into != nil) {
                fault("row \(row.nominal) names \(row.into as Any)")
            }
        }
    }

    private mutating func fault(_ sentence: String) { faults.append(sentence) }

    /// The decision about an instant; nil while it has none.
    func decision(at instant: Instant) -> Row? {
        rows.first { $0.nominal <= instant && instant <= $0.until }
    }
}

package import Timetable

/// Decides about due instants: state in, plan out.
///
/// Knows no clock and no store.
///
/// An undecided instant is *late* up to the task's late-grace and is then decided as if on time, oldest first.
/// Beyond the grace it is missed, and the task's missed rule decides. A stretch of instants that start nothing is decided
/// at once; others are decided in bites, so that many of them cannot hold up the tasks that are due on time.
package enum TickPlanner {
    /// The greatest number of instants decided one by one in a plan.
    package static let bite = 2_000

    /// Plans everything that is due at `now` and still undecided, up to one bite.
    package static func plan(_ task: TaskView, now: Instant, bite: Int = TickPlanner.bite) -> TickPlan {
        var turn = Turn(task: task, now: now)
        turn.settleBuffer()
        if task.schedule == nil {
            turn.decidePending()
        } else {
            turn.decideDue(bite: bite)
        }
        return turn.plan
    }

    /// Plans everything that is due of a task that ends: nothing starts, and what nobody had come to is missed.
    package static func passOver(_ task: TaskView, now: Instant) -> TickPlan {
        var ending = task
        ending.missed = .skip
        // None is on time any more.
        ending.lateGrace = .milliseconds(-1)
        var turn = Turn(task: ending, now: now)
        if task.schedule == nil { turn.decidePending() } else { turn.decideDue(bite: bite) }
        return turn.plan
    }

    /// Plans what is due of a task whose last occurrence has been used: nothing starts, for that limit.
    package static func exhaust(_ task: TaskView, now: Instant) -> TickPlan {
        var ending = task
        ending.maxOccurrences = nil
        var turn = Turn(task: ending, now: now)
        if task.schedule != nil { turn.limitDue(bite: bite) }
        return turn.plan
    }

    /// Plans what an ended execution makes room for: waiting instants start or expire.
    package static func slotFreed(_ task: TaskView, now: Instant) -> TickPlan {
        var turn = Turn(task: task, now: now)
        turn.settleBuffer()
        return turn.plan
    }

    /// One decision at work: the plan so far, and the task as it will be once the plan is performed.
    struct Turn {
        let now: Instant
        var task: TaskView
        var plan: TickPlan

        init(task: TaskView, now: Instant) {
            self.task = task
            self.now = now
            plan = TickPlan(cursor: task.cursor, occurrence: task.occurrence)
            plan.pendingAt = task.pendingAt
        }
    }
}

extension TickPlanner.Turn {
    // MARK: Instants of a schedule

    mutating func decideDue(bite: Int) {
        guard task.state == .active || task.state == .paused else { return }
        guard let taken = excludeDue(bite) else { return }
        guard task.starts else {
            let end = min(now, task.pauseEnd - .milliseconds(1))
            return decideSpan(through: newest(1, effectiveThrough: end).first, .paused)
        }
        // Before this, an instant is missed; both borders are on effective time.
        let border = now - task.lateGrace
        if let first = task.nextDue, first.effective < border { decideMissed(before: border) }
        // Under cancel-oldest only the newest due instant is worth starting.
        let newestDue = task.overlap.atCap == .cancelOldest ? newest(1, effectiveThrough: now).first : nil

        var decided = taken
        while let due = task.nextDue, due.effective <= now {
            guard decided < bite else {
                plan.hasMore = true
                return
            }
            decided += 1
            task.cursor = due.nominal
            plan.cursor = due.nominal
            // What of the missed ones is still undecided is what their rule starts.
            decideOnTime(due.nominal, isCatchUp: due.effective < border, newestDue: newestDue)
        }
    }

    /// Excludes due instants, oldest first, as many as an operator said to skip; gives how many.
    ///
    /// Nil when there was no end of them in one bite.
    private mutating func excludeDue(_ bite: Int) -> Int? {
        var count = 0
        while task.skips > 0, let due = task.nextDue, due.effective <= now {
            guard count < bite else {
                plan.hasMore = true
                return nil
            }
            count += 1
            task.cursor = due.nominal
            plan.cursor = due.nominal
            exclude(due.nominal)
        }
        return count
    }

    /// Excludes an instant that an operator said to skip, which goes before every rule.
    private mutating func exclude(_ nominal: Instant) {
        task.skips -= 1
        plan.skipped += 1
        plan.add(.init(nominal: nominal, decision: .excluded))
    }

    /// Decides the missed instants that start nothing: each stretch of one decision at once, however long it is.
    private mutating func decideMissed(before border: Instant) {
        let end = border - .milliseconds(1)
        guard let last = newest(1, effectiveThrough: end).first else { return }
        if let window = task.missed.window {
            decideSpan(through: min(last, now - window - .milliseconds(1)), .missed)
        }
        switch task.missed.rule {
        case .skip: decideSpan(through: last, .missed)
        case .latest: decideSpan(through: last - .milliseconds(1), .coalesced, into: last)
        case .all(let limit):
            let firstStart = newest(limit, effectiveThrough: end).first
            decideSpan(through: firstStart.map { $0 - .milliseconds(1) } ?? last, .limit)
        }
    }

    mutating func limitDue(bite: Int) {
        guard excludeDue(bite) != nil else { return }
        decideSpan(through: newest(1, effectiveThrough: now).first, .limit)
    }

    /// Gives every undecided instant up to that time the same decision.
    private mutating func decideSpan(through end: Instant?, _ decision: Decision, into: Instant? = nil) {
        guard let end, let first = task.next(after: task.cursor), first <= end, let schedule = task.schedule,
            let last = schedule.last(after: task.cursor, through: task.endingAt.map { min($0, end) } ?? end)
        else { return }
        let count = schedule.count(after: task.cursor, through: last)
        plan.add(.init(nominal: first, until: last, count: count, decision: decision, into: into))
        task.cursor = last
        plan.cursor = last
    }

    /// Decides one instant by the overlap policy.
    mutating func decideOnTime(_ nominal: Instant, isCatchUp: Bool, newestDue: Instant?) {
        if let newestDue, nominal < newestDue {
            plan.add(.init(nominal: nominal, decision: .coalesced, into: newestDue))
            return
        }
        switch task.overlap.decide(active: task.active, waiting: task.buffered.count) {
        case .start:
            plan.add(.init(nominal: nominal, decision: .started, execution: dispatch(nominal, isCatchUp)))
        case .replace(let cancelled):
            plan.cancels += cancelled
            task.active.removeAll { cancelled.contains($0.id) }
            plan.add(.init(nominal: nominal, decision: .started, execution: dispatch(nominal, isCatchUp)))
        case .skip(let holder):
            plan.add(.init(nominal: nominal, decision: .skippedOverlap, heldBy: holder))
        case .refuse(let holder):
            plan.add(.init(nominal: nominal, decision: .limit, heldBy: holder))
        case .buffer(let holder):
            hold(nominal, holder)
        case .displace(let holder):
            let oldest = task.buffered.removeFirst()
            resolve(.init(nominal: oldest.nominal, decision: .skippedOverlap, heldBy: holder))
            hold(nominal, holder)
        }
    }

    private mutating func hold(_ nominal: Instant, _ holder: String?) {
        task.buffered.append(.init(nominal: nominal, since: now))
        plan.add(.init(nominal: nominal, decision: .buffered, heldBy: holder))
    }

    /// Gives the next occurrence to an instant and returns the id of its execution, nil for a plain task.
    private mutating func dispatch(_ nominal: Instant, _ isCatchUp: Bool) -> String? {
        let id = task.template?.id(task.occurrence)
        let start = TickPlan.Start(
            nominal: nominal,
            occurrence: task.occurrence,
            id: id ?? "",
            isCatchUp: isCatchUp
        )
        plan.starts.append(start)
        task.occurrence += 1
        plan.occurrence = task.occurrence
        task.active.append(.init(id: id ?? "", isRunning: false))
        task.pendingAt = nil
        plan.pendingAt = nil
        return id
    }

    /// An instant buffered in this very plan gets its final decision in its entry, an older one by a resolution.
    private mutating func resolve(_ resolution: TickPlan.Resolution) {
        guard let index = plan.entries.lastIndex(where: { $0.nominal == resolution.nominal }) else {
            plan.resolutions.append(resolution)
            return
        }
        plan.entries[index].decision = resolution.decision
        plan.entries[index].execution = resolution.execution
        plan.entries[index].heldBy = resolution.heldBy
        // The oldest is resolved first, so what it may be counted with lies before it.
        plan.joinNeighbours(of: index)
    }

    // MARK: The one instant of an after-completion task

    mutating func decidePending() {
        guard let due = task.nextDue, due.effective <= now, task.afterCompletion != nil,
            task.starts || task.skips > 0 || due.effective < task.pauseEnd
        else { return }
        plan.cursor = due.nominal
        task.cursor = due.nominal
        plan.pendingAt = nil
        task.pendingAt = nil
        if task.skips > 0 {
            exclude(due.nominal)
            restartWait()
            return
        }
        if !task.starts {
            plan.add(.init(nominal: due.nominal, decision: .paused))
            return
        }
        let isMissed = due.effective < now - task.lateGrace
        let isOutside = task.missed.window.map { due.nominal < now - $0 } ?? false
        if isMissed, task.missed.rule == .skip || isOutside {
            plan.add(.init(nominal: due.nominal, decision: .missed))
            restartWait()
            return
        }
        decideOnTime(due.nominal, isCatchUp: isMissed, newestDue: nil)
    }

    /// Begins the wait of an after-completion task anew when nothing runs whose end would bring the next instant.
    mutating func restartWait() {
        guard let wait = task.afterCompletion, plan.pendingAt == nil, task.active.isEmpty else { return }
        // The cursor may be ahead of a clock that was set back, and never goes back itself.
        plan.pendingAt = max(now + wait, plan.cursor + .milliseconds(1))
    }

    // MARK: The buffer

    /// Lets waiting instants expire, and start where a slot is free.
    ///
    /// Under cancel-oldest none waits: what an earlier policy left waiting is skipped, since whatever it would start
    /// the newest due instant would cancel in this very plan.
    mutating func settleBuffer() {
        while let oldest = task.buffered.first {
            if let end = task.nextExpiry, end <= now {
                resolve(.init(nominal: oldest.nominal, decision: .expired))
            } else if let maximum = task.maxOccurrences, task.occurrence >= maximum {
                resolve(.init(nominal: oldest.nominal, decision: .limit))
            } else if task.starts, task.overlap.atCap == .cancelOldest {
                resolve(
                    .init(
                        nominal: oldest.nominal,
                        decision: .skippedOverlap,
                        heldBy: task.active.first?.id
                    )
                )
            } else if task.starts, task.overlap.maximum.map({ task.active.count < $0 }) ?? true {
                resolve(
                    .init(
                        nominal: oldest.nominal,
                        decision: .started,
                        execution: dispatch(oldest.nominal, false)
                    )
                )
            } else {
                return
            }
            task.buffered.removeFirst()
        }
    }

    // MARK: Looking for the newest

    /// The newest undecided instants whose effective time is not after `border`, at most `limit`, oldest first.
    func newest(_ limit: Int, effectiveThrough border: Instant) -> [Instant] {
        guard let schedule = task.schedule else { return [] }
        var end = task.endingAt.map { min($0, border) } ?? border
        // Jitter stays below the next instant, so only the last one can still be to come.
        if let last = schedule.last(after: task.cursor, through: end), task.effective(last) > border {
            end = last - .milliseconds(1)
        }
        return schedule.newest(limit, after: task.cursor, through: end)
    }
}

package import Timetable

/// What to do with the instants that passed while a task was paused.
package enum ResumePlanner {
    /// Neighbouring instants recorded as `paused`.
    package struct Span: Sendable, Hashable {
        package let nominal: Instant
        package let until: Instant
        package let count: Int

        package init(nominal: Instant, until: Instant, count: Int) {
            self.nominal = nominal
            self.until = until
            self.count = count
        }
    }

    /// Plans the resume of a paused task.
    ///
    /// `latest` starts the newest paused instant and coalesces the others into it; `all` starts the newest ones
    /// up to its limit and leaves older ones `paused`; `skip` leaves all of them so.
    /// The task is given as it will be once resumed, that is `active`; the spans are its undecided paused entries
    /// in the current version, oldest first.
    package static func plan(
        _ task: TaskView,
        spans: [Span],
        rule: MissedPolicy.Rule,
        now: Instant
    ) -> TickPlan {
        var turn = TickPlanner.Turn(task: task, now: now)
        let limit =
            switch rule {
            case .skip: 0
            case .latest: 1
            case .all(let limit): limit
            }
        guard limit > 0, let newest = spans.last else {
            turn.restartWait(now: now)
            turn.settleBuffer()
            return turn.plan
        }
        var chosen: [Instant] = []
        for span in spans.reversed() where chosen.count < limit {
            chosen.insert(contentsOf: instants(of: span, in: task, newest: limit - chosen.count), at: 0)
        }
        guard let first = chosen.first else { return turn.plan }
        for span in spans {
            guard rule == .latest || span.until >= first else { continue }
            turn.plan.replaced.append(span.nominal)
            let started = chosen.filter { $0 >= span.nominal && $0 <= span.until }
            if span.count > started.count {
                let kept: Decision = rule == .latest ? .coalesced : .paused
                turn.plan.add(
                    .init(
                        nominal: span.nominal,
                        until: started.first.map { lastKept(before: $0, in: span, of: task) } ?? span.until,
                        count: span.count - started.count,
                        decision: kept,
                        into: kept == .coalesced ? newest.until : nil
                    )
                )
            }
            let newestDue = task.overlap.atCap == .cancelOldest ? newest.until : nil
            for instant in started { turn.decideOnTime(instant, isCatchUp: true, newestDue: newestDue) }
        }
        turn.restartWait(now: now)
        return turn.plan
    }

    private static func instants(of span: Span, in task: TaskView, newest limit: Int) -> [Instant] {
        guard span.count > 1, let schedule = task.schedule else { return [span.until] }
        return schedule.newest(limit, after: span.nominal - .milliseconds(1), through: span.until)
    }

    /// The last instant of a span before the one that starts; where none can be enumerated, a moment before it.
    private static func lastKept(before instant: Instant, in span: Span, of task: TaskView) -> Instant {
        let before = instant - .milliseconds(1)
        guard let schedule = task.schedule else { return span.count == 2 ? span.nominal : before }
        return schedule.newest(1, after: span.nominal - .milliseconds(1), through: before).first ?? before
    }
}

extension TickPlanner.Turn {
    /// Begins the wait of an after-completion task anew when nothing runs whose end would bring the next instant.
    fileprivate mutating func restartWait(now: Instant) {
        guard let wait = task.afterCompletion, plan.pendingAt == nil, task.active.isEmpty else { return }
        // The cursor may be ahead of a clock that was set back, and never goes back itself.
        plan.pendingAt = max(now + wait, plan.cursor + .milliseconds(1))
    }
}

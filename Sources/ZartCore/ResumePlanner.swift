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
    /// up to its limit and leaves older ones `paused`; `skip` leaves all of them so, and so does the window what
    /// is older. Instants that waited for a slot before the pause come first.
    /// The task is given as it will be once resumed, that is `active`; the spans are its undecided paused entries
    /// in the current version, oldest first.
    package static func plan(
        _ task: TaskView,
        spans: [Span],
        missed: MissedPolicy,
        now: Instant
    ) -> TickPlan {
        var turn = TickPlanner.Turn(task: task, now: now)
        turn.settleBuffer()
        turn.decidePaused(spans, missed)
        turn.restartWait()
        return turn.plan
    }
}

extension TickPlanner.Turn {
    private typealias Span = ResumePlanner.Span

    fileprivate mutating func decidePaused(_ spans: [ResumePlanner.Span], _ missed: MissedPolicy) {
        var limit =
            switch missed.rule {
            case .skip: 0
            case .latest: 1
            case .all(let limit): limit
            }
        if let maximum = task.maxOccurrences { limit = min(limit, maximum - task.occurrence) }
        let windowStart = missed.window.map { now - $0 }
        var chosen: [Instant] = []
        for span in spans.reversed() where chosen.count < limit {
            let within = windowStart.map { split(span, before: $0).later } ?? span
            guard let within else { break }
            chosen.insert(contentsOf: newest(limit - chosen.count, of: within), at: 0)
        }
        guard let first = chosen.first, let last = chosen.last else { return }
        // What `latest` looks at begins with its window, and what `all` looks at with its first start.
        let border = missed.rule == .latest ? windowStart : first
        for span in spans {
            let (untouched, rest) = border.map { split(span, before: $0) } ?? (nil, span)
            guard let rest else { continue }
            plan.replaced.append(span.nominal)
            // Between two rows lie instants that were not paused.
            plan.isCut = true
            if let untouched { add(untouched, .paused, into: nil) }
            let (older, started) = split(rest, before: first)
            if let older { add(older, .coalesced, into: last) }
            guard let started else { continue }
            let newestDue = task.overlap.atCap == .cancelOldest ? last : nil
            for instant in chosen where instant >= started.nominal && instant <= started.until {
                decideOnTime(instant, isCatchUp: true, newestDue: newestDue)
            }
        }
    }

    private mutating func add(_ span: Span, _ decision: Decision, into: Instant?) {
        plan.add(
            .init(nominal: span.nominal, until: span.until, count: span.count, decision: decision, into: into)
        )
    }

    // MARK: Spans

    private func newest(_ limit: Int, of span: Span) -> [Instant] {
        guard span.count > 1, let schedule = task.schedule else { return [span.until] }
        return schedule.newest(limit, after: span.nominal - .milliseconds(1), through: span.until)
    }

    /// The parts of a span before an instant and from it on.
    private func split(_ span: Span, before border: Instant) -> (earlier: Span?, later: Span?) {
        guard span.nominal < border else { return (nil, span) }
        guard border <= span.until else { return (span, nil) }
        let start = span.nominal - .milliseconds(1)
        let end = border - .milliseconds(1)
        guard let schedule = task.schedule else {
            // Of instants that followed from completions only the first and the last are known; the last but one
            // came the delay before it at the latest.
            let latest = max(span.nominal, span.until - (task.afterCompletion ?? .milliseconds(1)))
            let known = span.count == 2 ? span.nominal : latest
            return (
                Span(nominal: span.nominal, until: known, count: span.count - 1),
                Span(nominal: span.until, until: span.until, count: 1)
            )
        }
        guard let last = schedule.last(after: start, through: end), let next = schedule.next(after: last)
        else {
            return (nil, span)
        }
        let count = schedule.count(after: start, through: end)
        return (
            Span(nominal: span.nominal, until: last, count: count),
            Span(nominal: next, until: span.until, count: span.count - count)
        )
    }
}

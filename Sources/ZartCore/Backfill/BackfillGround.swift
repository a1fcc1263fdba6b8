package import Timetable

/// What is on record of a task that says which instants a backfill of it has.
package struct BackfillGround: Sendable {
    package var task: String
    package var kind: TaskKind
    package var state: TaskState
    /// What pauses everything, the task with it; nil if nothing does.
    package var hold: EngineHold?
    package var recurrence: Recurrence
    /// The task has no instants before it.
    package var startingAt: Instant?
    /// Everything up to and including this instant of the current version has its decision.
    package var cursor: Instant
    package var overlap: OverlapPolicy
    /// How many occurrences the task may still have; nil where there is no limit.
    package var occurrencesLeft: Int?
    /// Oldest first.
    package var versions: [VersionRecord]
    /// When the task was stopped, as far as it was revived since.
    package var stops: [ClosedRange<Instant>]
    /// Earlier backfills of the task, and others that go on, oldest first.
    package var backfills: [Backfill]

    package init(
        task: String,
        kind: TaskKind,
        state: TaskState,
        hold: EngineHold? = nil,
        recurrence: Recurrence,
        startingAt: Instant?,
        cursor: Instant,
        overlap: OverlapPolicy,
        occurrencesLeft: Int? = nil,
        versions: [VersionRecord],
        stops: [ClosedRange<Instant>] = [],
        backfills: [Backfill]
    ) {
        self.task = task
        self.kind = kind
        self.state = state
        self.hold = hold
        self.recurrence = recurrence
        self.startingAt = startingAt
        self.cursor = cursor
        self.overlap = overlap
        self.occurrencesLeft = occurrencesLeft
        self.versions = versions
        self.stops = stops
        self.backfills = backfills
    }

    /// Why such a backfill cannot be; nil when it can.
    package func refusal(of request: BackfillRequest, now: Instant) -> ZartError? {
        if request.to < request.from { return ZartError(.invalid, "--to lies before --from: swap them") }
        if request.to > now {
            return ZartError(.invalid, "\(request.to) is still to come: a backfill starts past instants only")
        }
        guard 1...Self.greatestMaximum ~= request.maximum else {
            return ZartError(
                .invalid,
                "a backfill runs 1 to \(Self.greatestMaximum) executions at a time, not \(request.maximum)"
            )
        }
        guard kind == .durable else {
            return ZartError(
                .refused,
                "task '\(task)' is a plain function without executions: it cannot be backfilled"
            )
        }
        switch recurrence {
        case .afterCompletion:
            return ZartError(
                .refused,
                "the instants of task '\(task)' follow from the ends of its executions, so that it has no past ones "
                    + "to start: trigger it instead"
            )
        case .at(let instant):
            return ZartError(
                .refused,
                "task '\(task)' has the one instant \(instant): retry or restart its execution, or start it with an "
                    + "id of its own"
            )
        case .cron, .fixedDelay: break
        }
        switch state {
        case .stopped: return ZartError(.refused, "task '\(task)' is stopped: revive it first")
        case .finished: return ZartError(.refused, "task '\(task)' is finished: it starts nothing any more")
        case .active, .paused: break
        }
        let other = backfills.first { other in
            !other.state.isEnded && other.request.from <= request.to && request.from <= other.request.to
        }
        guard let other else { return nil }
        return ZartError(
            .refused,
            "backfill \(other.id) of task '\(task)' goes on from \(other.request.from) to \(other.request.to): wait "
                + "for it or cancel it, so that no instant is started by both"
        )
    }

    /// A backfill is to let live ticks through; a larger number is a slip.
    package static let greatestMaximum = 10_000

    // MARK: Whose instants they are

    /// The parts of the range and the schedule of each.
    ///
    /// Each instant is one of the version that was in force then, and of the older one where a clock that was set back
    /// made it then for both; before the first version it is the present schedule's. Between two versions, that is
    /// while the task was stopped, there is none. Instants after the cursor are the schedule's own to decide.
    package func stretches(from: Instant, to: Instant) -> [BackfillStretch] {
        let begin = from - .milliseconds(1)
        var found: [BackfillStretch] = []
        if let before = beforeTheFirst(after: begin, to: to) { found.append(before) }
        // What is no later version's to have, in order.
        var taken = found.map { Part(after: begin, through: $0.through) }
        for version in versions {
            let isCurrent = version.version == versions.last?.version
            let until = min(to, version.endedAt ?? (isCurrent ? cursor : version.anchor))
            let whole = Part(after: max(begin, start(of: version)), through: until)
            for part in whole.pieces(besides: taken) {
                taken.append(part)
                let through = version.endingAt.map { min($0, part.through) } ?? part.through
                guard part.after < through else { continue }
                found.append(
                    BackfillStretch(
                        version: version.version,
                        recurrence: version.recurrence,
                        zoneFingerprint: version.zoneFingerprint,
                        anchor: version.anchor,
                        includesAnchor: version.includesAnchor,
                        after: part.after,
                        through: through
                    )
                )
            }
            taken.sort { $0.after < $1.after }
        }
        return found.sorted { $0.after < $1.after }
    }

    /// A part of the range: what is after the one instant and not after the other.
    private struct Part {
        var after: Instant
        var through: Instant

        /// What is left of it beside others, which are in order.
        func pieces(besides others: [Part]) -> [Part] {
            var pieces: [Part] = []
            var after = after
            for other in others where other.after < through && after < other.through {
                if after < other.after { pieces.append(Part(after: after, through: other.after)) }
                after = other.through
            }
            if after < through { pieces.append(Part(after: after, through: through)) }
            return pieces
        }
    }

    /// The instants of a version lie after this.
    private func start(of version: VersionRecord) -> Instant {
        version.includesAnchor ? version.anchor - .milliseconds(1) : version.anchor
    }

    /// What the present schedule would have had before there was one.
    private func beforeTheFirst(after: Instant, to: Instant) -> BackfillStretch? {
        guard let present = versions.last, let first = versions.map(start).min() else { return nil }
        let after = startingAt.map { max(after, $0 - .milliseconds(1)) } ?? after
        let through = min(to, first)
        guard after < through else { return nil }
        var anchor = after
        var includesAnchor = false
        if case .fixedDelay(let delay) = present.recurrence {
            // The grid of the present version, gone on with to the left.
            let grid = present.includesAnchor ? present.anchor : present.anchor + delay
            let steps = (grid.milliseconds - after.milliseconds) / max(1, delay.inMilliseconds)
            anchor = Instant(milliseconds: grid.milliseconds - max(0, steps) * delay.inMilliseconds)
            includesAnchor = true
        }
        return BackfillStretch(
            version: nil,
            recurrence: present.recurrence,
            zoneFingerprint: present.zoneFingerprint,
            anchor: anchor,
            includesAnchor: includesAnchor,
            after: after,
            through: through
        )
    }

    // MARK: What is to be said of the range

    /// What an operator could take for granted and is otherwise, a sentence each.
    ///
    /// `undecided` is how many instants of the range the schedule has yet to decide, and `starts` how many are to start.
    package func remarks(
        on stretches: [BackfillStretch],
        _ request: BackfillRequest,
        starts: Int,
        undecided: Int
    ) -> [String] {
        var remarks: [String] = []
        if let left = occurrencesLeft, starts >= max(1, left) {
            remarks.append(
                "the task has \(left.counted("occurrence")) left of those it may have: \(min(left, starts)) of these "
                    + "\(min(left, starts) == 1 ? "starts" : "start"), and then its schedule is finished"
            )
        }
        if let before = stretches.first, before.version == nil {
            let isWhole = stretches.count == 1
            let when = versions.map(\.anchor).min().map { isWhole ? "" : "before \($0) " } ?? ""
            let existed = isWhole ? "the task did not exist then" : "the task did not exist"
            remarks.append("\(when)\(existed): the instants are those of its present schedule")
        }
        let numbers = stretches.compactMap(\.version)
        if let first = numbers.min(), let last = numbers.max(), first < last {
            remarks.append(
                "the instants are those of schedule versions \(first) to \(last), each while it was in force"
            )
        }
        for stop in stops where stop.overlaps(request.from...request.to) {
            remarks.append(
                "from \(stop.lowerBound) to \(stop.upperBound) the task was stopped and has no instants"
            )
        }
        if undecided > 0 {
            let many = undecided == 1 ? "one instant" : "\(undecided) instants"
            remarks.append("\(many) after \(cursor) not decided yet: left to the schedule")
        }
        if state == .paused { remarks.append("the task is paused: nothing is started until it is resumed") }
        if let hold {
            let end = hold.until.map { " until \($0)" } ?? ""
            remarks.append(
                "nothing is started until everything is released: it is paused since \(hold.beganAt)\(end) by "
                    + hold.phrase
            )
        }
        if let maximum = overlap.maximum {
            let many = maximum == 1 ? "one execution runs" : "\(maximum) executions run"
            if request.maximum > maximum {
                remarks.append("no more than \(maximum) at a time for all that: the task's own maximum")
            }
            switch overlap.atCap {
            case .skip: remarks.append("a tick that comes while \(many) is skipped, as always")
            case .cancelOldest:
                remarks.append("a tick that comes while \(many) cancels the oldest, be it the backfill's")
            case .buffer:
                remarks.append("a tick that comes while \(many) waits, and goes before the backfill")
            }
        }
        return remarks
    }
}

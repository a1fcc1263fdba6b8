package import Timetable

/// A task's coming instants under the durations measured of it: the usual one, and the long one.
package struct TaskForecast: Sendable {
    package let name: String
    package let usual: TaskStatistics?
    package let from: Instant
    /// If every execution takes as long as nineteen in twenty did.
    package let worst: Forecast
    /// If every execution takes as long as half of them did; the same where nothing is measured.
    package let median: Forecast
    /// With a slot for every instant: what is dropped even so is not dropped for want of one.
    private let unlimited: Forecast
    /// Its next instant of all, when that is acted on; nil where none is known, or a pause or stop keeps it.
    package let next: Instant?
    private let overlap: OverlapPolicy
    private let state: TaskState
    private let isHeld: Bool
    /// What holds a slot for longer than the long time already, and for how long; nil where nothing does.
    private let overrun: (id: String, time: Duration)?
    /// When its pause ends by itself; nil where there is none, or only an operator ends it.
    private let endsPause: Instant?
    /// The step rule that keeps its executions from ending, if one does: then no number of slots is enough.
    package let hold: RuleHold?

    package init(_ standing: TaskStanding, usual: TaskStatistics?, from now: Instant, through end: Instant) {
        let task = standing.view
        name = task.name
        next = task.starts ? task.nextDue?.effective : nil
        self.usual = usual
        from = now
        overlap = task.overlap
        state = task.state
        isHeld = task.isHeld
        endsPause = task.endsPause
        hold = standing.hold
        let longest = task.active.compactMap { active in
            standing.begun[active.id].map { (active.id, now - $0) }
        }
        .max { $0.1 < $1.1 }
        // Under cancel-oldest the next instant ends it.
        let isFull = task.overlap.maximum.map { task.active.count >= $0 } ?? false
        overrun = longest.flatMap { longest in
            isFull && task.overlap.atCap != .cancelOldest && usual?.p95.map { longest.1 > $0 } ?? false
                ? longest : nil
        }
        func forecast(_ duration: Duration?) -> Forecast {
            Forecast(
                task,
                paused: standing.paused,
                begun: standing.begun,
                duration: duration,
                hold: standing.hold,
                from: now,
                through: end
            )
        }
        worst = forecast(usual?.expectedP95)
        median = forecast(usual?.expectedMedian)
        unlimited = Forecast.unlimited(
            task,
            paused: standing.paused,
            begun: standing.begun,
            duration: usual?.expectedP95,
            from: now,
            through: end
        )
    }

    /// How many slots it takes for every instant to start when it comes, if each takes the long time.
    package var room: Int { unlimited.most }

    /// Whether durations have been measured, without which no overlap can be foreseen.
    package var isMeasured: Bool { usual?.p95 != nil }

    /// Whether what becomes of its instants can be told: where each starts, or none, it is all the same how long they
    /// take.
    package var isForeseen: Bool {
        isMeasured || hold != nil || overlap.maximum == nil || worst.count == 0
            || endsPause == nil && (isHeld || state != .active)
    }

    /// What there is to say of it, and what another policy would do.
    package var sentences: [String] {
        switch state {
        case .stopped, .finished: return ["\(name) is \(state.rawValue): nothing is to come"]
        case .active, .paused: break
        }
        if let endsPause {
            let what = state == .paused ? "\(name) is paused" : "everything is paused, \(name) with it,"
            return [
                "\(what) until \(endsPause.shortDescription): what falls due before is held, and decided then"
            ] + overlapSentences
        }
        if state == .paused { return ["\(name) is paused: what falls due is held until it is resumed"] }
        if isHeld {
            return ["everything is paused, \(name) with it: what falls due is held until it is released"]
        }
        return overlapSentences
    }

    private var overlapSentences: [String] {
        if let hold {
            let fates = self.fates(worst)
            return [
                "\(name): step '\(hold.step)' is held back by \(hold.rule.phrase), and what comes to it "
                    + (hold.limit.map { "times out after \($0.operatorText)" } ?? "stays there")
                    + (fates.isEmpty ? "" : ": \(fates)")
            ]
        }
        guard isMeasured else {
            guard !isForeseen || overlap.maximum == nil && worst.count > 0 else { return [] }
            let what = isForeseen ? "how many run at once" : "overlaps"
            let nothing = "no completed execution to measure"
            let few = usual.map {
                $0.samples == 0 ? nothing : "only \($0.samples) measured"
            }
            return ["\(name): \(few ?? nothing), so \(what) cannot be foreseen"]
        }
        let fates = self.fates(worst)
        guard !fates.isEmpty else { return overrunSentences }
        if let usual, usual.mostAreCutOff, let p95 = usual.p95 {
            let known =
                "\(name): \(fates): most of those before were cut short, after \(p95.brief) (p95), and how long they "
                + "would have taken nobody knows"
            return [known] + overrunSentences
        }
        let least = usual?.isCutOff == true ? "at least " : ""
        let takes = usual?.p95.map { " if each takes \(least)\($0.brief) (p95)" } ?? ""
        var sentence = "\(name): \(fates)\(takes)"
        if let typical = usual?.median {
            let usually = self.fates(median)
            let what = usually.isEmpty ? "; none" : usually == fates ? ", and as many" : "; \(usually)"
            sentence += "\(what) if each takes \(typical.brief) (p50)"
        }
        let what =
            worst.count(.skipped) > 0
            ? "skipped" : lost(worst) > 0 ? "dropped" : worst.cancelled > 0 ? "cut short" : "kept waiting"
        return [sentence, "with `max: \(room)` none of these would be \(what)"] + overrunSentences
    }

    /// That the forecast takes something to end that may not.
    private var overrunSentences: [String] {
        guard let overrun, let p95 = usual?.p95 else { return [] }
        let time = Duration.milliseconds(overrun.time.inMilliseconds / 1000 * 1000)
        return [
            "\(overrun.id) has run for \(time.brief), longer than the p95 of \(p95.brief): it is taken to end at any "
                + "moment, and while it does not, it keeps its slot"
        ]
    }

    /// How many start late, or not at all, or not to their end; empty when each starts when it comes.
    private func fates(_ forecast: Forecast) -> String {
        var parts: [String] = []
        let all = forecast.isPartial ? "the first \(forecast.count)" : "\(forecast.count)"
        let lost = self.lost(forecast)
        let waits = forecast.count(.waits)
        let skipped = forecast.count(.skipped)
        if skipped > 0 { parts.append("\(skipped) of \(all) will be skipped") }
        if lost > skipped {
            parts.append("\(lost - skipped) of \(all) will be dropped from the buffer")
        }
        if forecast.cancelled > 0 { parts.append("\(forecast.cancelled) will be cut short") }
        if waits > 0 { parts.append("\(waits) will wait for a slot") }
        return parts.joined(separator: ", ")
    }

    /// How many instants never start for want of a slot.
    private func lost(_ forecast: Forecast) -> Int {
        forecast.count(.skipped) + max(0, forecast.count(.dropped) - unlimited.count(.dropped))
    }
}

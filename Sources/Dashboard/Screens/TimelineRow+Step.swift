extension StepLine {
    /// Calls a function with everything the step did and will do, as spans of moments.
    func forEachSpan(now: Int64, _ body: (TimelineRow.Kind, Int64, Int64) -> Void) {
        guard let began = startedAt ?? attempts.first?.startedAt else { return }
        if let heldAt { body(.sleep, heldAt, began) }
        if let first = attempts.first {
            body(.queued, began, first.startedAt)
        } else {
            body(
                kindWithoutAttempts,
                began,
                endedAt ?? max(now, kindWithoutAttempts == .sleep ? nextRetryAt ?? now : now)
            )
        }
        for (place, attempt) in attempts.enumerated() {
            let end = attempt.endedAt ?? max(now, attempt.startedAt)
            body(Self.kind(ofAttempt: attempt.state), attempt.startedAt, end)
            guard attempt.endedAt != nil else { continue }
            if place + 1 < attempts.count {
                let next = attempts[place + 1].startedAt
                let due = min(next, attempt.goesOn ?? (attempt.hasFailed ? next : end))
                body(.backoff, end, due)
                body(.queued, due, next)
            } else if endedAt == nil {
                let due = state == "retrying" ? nextRetryAt ?? now : end
                body(.backoff, end, due)
                body(.queued, due, now)
            }
        }
        guard state == "running", let usual else { return }
        body(.usual, now, began.later(by: usual))
        body(.likely, now, began.later(by: max(usual, usualMost ?? usual)))
    }

    /// The moments to be seen however small the scale: the end of each attempt that failed, and when it goes on.
    func marks(now: Int64) -> [(TimelineRow.Mark.Kind, Int64)] {
        var marks: [(TimelineRow.Mark.Kind, Int64)] = []
        if endedAt == nil, let next = nextRetryAt, next > now, isWaiting { marks.append((.goesOn, next)) }
        for attempt in attempts {
            guard let end = attempt.endedAt else { continue }
            let last = max(end, attempt.startedAt.later(by: 1))
            if attempt.state == "cancelled" { marks.append((.cancelled, last)) }
            if attempt.hasFailed || attempt.state == "interrupted" { marks.append((.failed, last)) }
        }
        return marks
    }

    /// Whether it goes on by itself at a known moment.
    var isWaiting: Bool { state == "retrying" || state == "sleeping" || state == "waiting" }

    private var kindWithoutAttempts: TimelineRow.Kind {
        if isUnbegun || kind == "sleep" || kind == "event" || state == "sleeping" || state == "waiting" {
            return .sleep
        }
        return state == "scheduled" || state == "retrying" ? .queued : Self.kind(ofAttempt: state)
    }

    private static func kind(ofAttempt state: String) -> TimelineRow.Kind {
        switch state {
        case "completed": .completed
        case "failed", "timed-out", "interrupted": .failed
        case "cancelled", "skipped": .cancelled
        default: .running
        }
    }
}

extension AttemptLine {
    /// Whether it failed of itself; one that its worker's death interrupted did not.
    var hasFailed: Bool { state == "failed" || state == "timed-out" }

    /// When the wait that its failure brought is over.
    fileprivate var goesOn: Int64? {
        guard let endedAt, let backoff else { return nil }
        return endedAt.later(by: max(0, backoff))
    }
}

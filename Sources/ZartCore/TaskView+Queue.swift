package import Timetable

extension TaskView {
    /// Takes instants that have their decisions from those that wait, each once.
    ///
    /// After the clock was set back two versions may have the same instant, and both may wait.
    package mutating func resolve(_ resolutions: [TickPlan.Resolution]) {
        guard !resolutions.isEmpty else { return }
        var left: [Instant: Int] = [:]
        for resolution in resolutions { left[resolution.nominal, default: 0] += 1 }
        buffered.removeAll { waiting in
            guard let count = left[waiting.nominal], count > 0 else { return false }
            left[waiting.nominal] = count - 1
            return true
        }
    }

    /// Whether a further run that waits for a slot may begin: there is one, and no instant wants it.
    ///
    /// `kept` is for how long the run before it kept the newest instant from starting: where the next instant comes
    /// before such another run would be over, the slot is the schedule's. A task that is paused or stopped has nothing
    /// that could want it; while everything is paused nothing begins by itself.
    package func letsQueuedRunBegin(at now: Instant, kept: Duration) -> Bool {
        if isHeld { return false }
        if let most = overlap.maximum, active.count >= most { return false }
        guard starts else { return true }
        return buffered.isEmpty && nextDue.map { $0.effective > now + kept } ?? true
    }

    /// When the next instant cancels whatever holds the only slot; nil where it does not.
    package var nextReplacement: Instant? {
        guard starts, !isHeld, overlap.maximum == 1, overlap.atCap == .cancelOldest else { return nil }
        return nextDue?.effective
    }
}

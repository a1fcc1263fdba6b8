package import Timetable

/// Up to where the past of one task, or of one handler's executions without a task, is no longer kept.
package struct KeepingBorders: Sendable, Hashable {
    /// Executions that ended before this go, unless they failed.
    package var ended: Instant
    /// Executions that failed before this go.
    package var failed: Instant
    /// Executions with a lower number go, unless they failed.
    package var number: Int
    /// Executions up to this sequence go, unless they failed: for those without a number.
    package var sequence: Int64
    /// Executions that failed go up to this sequence.
    package var failedSequence: Int64
    /// Decisions whose last instant lies before this go.
    package var decided: Instant

    /// The borders that a rule draws at a moment.
    ///
    /// - Parameters:
    ///   - rule: What is kept.
    ///   - occurrence: The number of the task's next occurrence; nil where executions have no numbers.
    ///   - demanded: What ended before this was asked to go, whatever the rule says; nil if nobody asked.
    ///   - now: The moment.
    package init(_ rule: RetentionRule, occurrence: Int?, demanded: Instant?, now: Instant) {
        let demanded = demanded ?? Instant(milliseconds: .min)
        ended = max(now - rule.age, demanded)
        failed = max(now - rule.failed, demanded)
        decided = max(now - rule.decisions, demanded)
        number = occurrence.map { $0 - rule.count } ?? .min
        sequence = .min
        failedSequence = .min
    }

    /// Whether an ended execution is past keeping.
    package func excludes(
        sequence: Int64,
        number: Int?,
        status: ExecutionStatus,
        endedAt: Instant
    ) -> Bool {
        if status == .failed { return endedAt < failed || sequence <= failedSequence }
        return endedAt < ended || sequence <= self.sequence || number.map { $0 < self.number } ?? false
    }

    /// Whether no execution from this one on, created then, can be past keeping.
    ///
    /// Executions are looked through in the order in which they were created, numbers rise in it, and nothing ended
    /// before it was created.
    package func isBeyond(sequence: Int64, number: Int?, createdAt: Instant) -> Bool {
        createdAt >= max(ended, failed) && number.map { $0 >= self.number } ?? true
            && sequence > max(self.sequence, failedSequence)
    }
}

/// The counters of the header.
package struct Totals: Hashable, Sendable {
    /// Recurring tasks.
    package var recurring: Int
    /// Executions that run now.
    package var running: Int
    /// Of these, the ones that wait for another attempt.
    package var retrying: Int
    /// Executions that failed within the last hour.
    package var failedLastHour: Int
    /// In the past: whether some of them may no longer be kept, so that nobody knows how many there were.
    package var areFailuresPruned = false
    /// Tasks whose next instant has passed undecided.
    package var late: Int
    /// Steps that the worker has in flight: what it waits for while it stops.
    package var stepsInFlight = 0

    /// Creates the counters.
    package init(
        recurring: Int = 0,
        running: Int = 0,
        retrying: Int = 0,
        failedLastHour: Int = 0,
        late: Int = 0
    ) {
        self.recurring = recurring
        self.running = running
        self.retrying = retrying
        self.failedLastHour = failedLastHour
        self.late = late
    }
}

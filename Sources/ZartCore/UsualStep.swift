/// What a step usually does in a task's executions, from the newest completed ones.
package struct UsualStep: Sendable, Hashable {
    package let name: String
    package let kind: StepKind
    /// In how many of the executions it was.
    package let samples: Int
    /// The median time from the begin of the run to its own.
    package let offset: Duration
    /// The median time from its begin to its end, retries included.
    package let median: Duration
    package let p95: Duration

    package init(
        name: String,
        kind: StepKind,
        samples: Int,
        offset: Duration,
        median: Duration,
        p95: Duration
    ) {
        self.name = name
        self.kind = kind
        self.samples = samples
        self.offset = offset
        self.median = median
        self.p95 = p95
    }
}

/// How long what a task has done is kept; what is nil is as the worker's rule says.
///
/// Ended executions go when they are too old or too many, the oldest first; those that failed stay longer. The newest
/// execution of a task always stays. What goes leaves its counts behind, so that counters and the ledger's
/// conservation still add up.
public struct Retention: Sendable, Hashable {
    /// How long executions that completed or were cancelled are kept after their end (30 days).
    public var age: Duration?
    /// How many of the newest occurrences are kept, and beyond them at most as many that failed (10,000).
    ///
    /// Of decisions ten times as many rows are kept.
    public var count: Int?
    /// How long executions that failed are kept after their end (90 days).
    public var failed: Duration?

    public init(age: Duration? = nil, count: Int? = nil, failed: Duration? = nil) {
        self.age = age
        self.count = count
        self.failed = failed
    }
}

/// How long what has ended is kept where its task says nothing else.
package struct RetentionRule: Sendable, Hashable {
    package var age: Duration
    package var count: Int
    package var failed: Duration

    /// The product's default.
    package static let standard = RetentionRule(
        age: .seconds(30 * 86_400),
        count: 10_000,
        failed: .seconds(90 * 86_400)
    )

    package init(age: Duration, count: Int, failed: Duration) {
        self.age = age
        self.count = count
        self.failed = failed
    }

    /// The rule with what a task says in its place.
    package func with(_ retention: Retention) -> RetentionRule {
        RetentionRule(
            age: retention.age ?? age,
            count: retention.count ?? count,
            failed: retention.failed ?? failed
        )
    }

    /// Decisions are kept as long as the executions that are kept longest.
    package var decisions: Duration { max(age, failed) }

    /// How many rows of decisions are kept: a day of skipped instants may be one row, but need not be.
    package var decisionCount: Int { count.multipliedReportingOverflow(by: 10).overflow ? .max : count * 10 }
}

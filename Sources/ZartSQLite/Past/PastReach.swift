/// How much of a moment that has passed is copied, the newest first.
package struct PastReach: Sendable {
    /// So many of the newest executions before the moment.
    let executions: Int
    /// So many executions that have ended since are looked at for those that ran then.
    let endedSince: Int
    /// So many of each task's decisions and executions, where tasks are few and where they are many.
    let decisions: (few: Int, many: Int)
    let ofTask: (few: Int, many: Int)
    /// So many sessions, orders, alarms and backfills.
    let others: Int
    /// Whether the copy is small enough for memory.
    let isInMemory: Bool

    /// As much as screens and answers show.
    package static let screens = PastReach(
        executions: 5_000,
        endedSince: 20_000,
        decisions: (few: 2_000, many: 64),
        ofTask: (few: 200, many: 24),
        others: 1_000,
        isInMemory: true
    )

    /// All that is kept.
    package static let everything = PastReach(
        executions: .max,
        endedSince: 0,
        decisions: (few: .max, many: .max),
        ofTask: (few: 0, many: 0),
        others: .max,
        isInMemory: false
    )
}

/// What the overview shows, as it was at one moment: a plain value, made by whoever knows the store.
package struct OverviewSnapshot: Hashable, Sendable {
    /// The database's name, for people.
    package var database: String
    /// What this process is to it.
    package var role: OverviewRole
    /// The moment, in milliseconds since the Unix epoch.
    package var now: Int64
    /// The recurring tasks, in any order; names are unique.
    package var tasks: [TaskLine]
    /// The counters.
    package var totals: OverviewTotals

    /// Creates a snapshot.
    package init(
        database: String,
        role: OverviewRole,
        now: Int64,
        tasks: [TaskLine] = [],
        totals: OverviewTotals = OverviewTotals()
    ) {
        self.database = database
        self.role = role
        self.now = now
        self.tasks = tasks
        self.totals = totals
    }
}

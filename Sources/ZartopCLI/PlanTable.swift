internal import Jobs

/// What a job file would change, as people read it.
struct PlanTable {
    /// The tasks that change; nil when none does.
    let table: TextTable?
    /// How many of each kind there are.
    let summary: String

    init(_ plan: JobPlan) {
        var table = TextTable([
            .init("TASK", narrowest: 12), .init("CHANGE"), .init("NEXT NOW (UTC)"), .init("NEXT THEN (UTC)"),
            .init("WHAT", narrowest: 12),
        ])
        let changes = plan.entries.filter { $0.change != .unchanged }
        for entry in changes {
            table.add([
                entry.task, entry.change.rawValue, HumanTime.seconds(entry.before.first),
                HumanTime.seconds(entry.after.first),
                (entry.fields + [entry.note].compactMap(\.self)).joined(separator: ", "),
            ])
        }
        self.table = changes.isEmpty ? nil : table
        let counts = JobPlan.Change.allCases.map { (plan.count($0), $0.rawValue) }.filter { $0.0 > 0 }
        let text = counts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        summary = text.isEmpty ? "no tasks" : text
    }
}

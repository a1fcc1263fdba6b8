#if canImport(Glibc)
    internal import Glibc
#endif
package import Timetable
package import ZartCore

/// What is kept, what of it would go, and the file that holds it.
extension SQLiteReader {
    /// The tasks that have had decisions removed of that time and later ones: of the time itself nothing is left.
    ///
    /// With `first` also those of which an execution was removed that completed then or later: numbers that count what
    /// has ended since are of less than there was.
    package func tasksPruned(beyond time: Instant, countingFrom first: Instant? = nil) throws(StoreError)
        -> [String]
    {
        try connection.statement(
            """
            SELECT name FROM zart_tasks
            WHERE id IN (SELECT task FROM zart_pruned WHERE through >= ?
                UNION ALL SELECT task FROM zart_pruned_work
                WHERE measure = '\(PrunedWork.Measure.lastSuccess.rawValue)' AND value >= ?)
            ORDER BY name
            """
        ).all(time, first) { $0.text(0) }
    }

    /// The task that has had an occurrence by that id, though it is no longer kept; nil for an id that no task has given.
    package func taskPruned(ofExecution id: String) throws(StoreError) -> String? {
        try connection.statement(
            """
            SELECT name, id_template, occurrence FROM zart_tasks
            WHERE id_template IS NOT NULL AND id IN (SELECT task FROM zart_pruned_work WHERE measure = ?)
            """
        ).all(PrunedWork.Measure.executions.rawValue) { (row) throws(StoreError) in
            (name: row.text(0), template: try? IDTemplate(row.text(1)), occurrence: row.int(2))
        }
        .first { task in task.template?.occurrence(of: id).map { $0 < task.occurrence } == true }?
        .name
    }

    /// What would go were everything removed now that is past keeping, by the names of tasks and handlers.
    ///
    /// By the same rule and along the same rows as the worker; costs a look at everything that is past keeping.
    ///
    /// - Parameters:
    ///   - task: Of this task only; nil for everything.
    ///   - before: Whatever ended before goes too, whatever the rule says; nil for the rule alone.
    ///   - rule: What is kept where a task says nothing else.
    ///   - now: What time it is.
    /// - Returns: those of which something would go.
    /// - Throws: a ``StoreError`` when the database cannot be read.
    package func keepingPlans(
        task: String?,
        before: Instant?,
        rule: RetentionRule,
        now: Instant
    ) throws(StoreError) -> [KeepingPlan] {
        try snapshot { () throws(StoreError) in
            let rows = KeepingRows(connection)
            var plans: [String: KeepingPlan] = [:]
            var owners: [KeptOwner] = []
            var last: Int64 = 0
            while true {
                let page = try rows.tasks(after: last, limit: 500)
                guard let next = page.last else { break }
                last = next.task
                owners += page
            }
            var handler = ""
            while let next = try rows.handler(after: handler) {
                handler = next.handler
                owners.append(next)
            }
            for owner in owners where task == nil || owner.task != 0 && owner.name == task {
                let plan = try plan(owner, rows, before: before, rule: rule, now: now)
                guard !plan.isEmpty else { continue }
                var known = plans[owner.name] ?? KeepingPlan(task: owner.name)
                known.executions += plan.executions
                known.failed += plan.failed
                known.decisions += plan.decisions
                known.oldestEnd = [known.oldestEnd, plan.oldestEnd].compactMap(\.self).min()
                plans[owner.name] = known
            }
            return plans.values.sorted { $0.task < $1.task }
        }
    }

    private func plan(
        _ owner: KeptOwner,
        _ rows: KeepingRows,
        before: Instant?,
        rule: RetentionRule,
        now: Instant
    ) throws(StoreError) -> KeepingPlan {
        var plan = KeepingPlan(task: owner.name)
        let borders = try rows.borders(of: owner, rule, demanded: before, now: now)
        var sequence = Int64.min
        var looks = Int.max
        var isOver = owner.oldestCreated == nil
        while !isOver {
            isOver = try rows.walk(owner, borders, from: &sequence, looks: &looks) { execution in
                plan.executions += 1
                if execution.status == .failed { plan.failed += 1 }
                plan.oldestEnd = min(plan.oldestEnd ?? execution.endedAt, execution.endedAt)
                return true
            }
        }
        guard owner.task != 0, owner.oldestDecided != nil else { return plan }
        let most = rule.with(owner.keep).decisionCount
        let beyond = owner.decided > most ? try rows.ledgerBorder(of: owner.task, newest: most) : nil
        plan.decisions = try rows.oldDecisions(
            of: owner,
            before: borders.decided,
            beyond: beyond,
            limit: .max
        ).count
        return plan
    }

    /// The file and the age of what is in it; costs next to nothing.
    package func fileReport() throws(StoreError) -> FileReport {
        try snapshot { () throws(StoreError) in
            let page = try number("PRAGMA page_size")
            var status = stat()
            let log = stat("\(connection.path)-wal", &status) == 0 ? Int64(status.st_size) : 0
            let oldest = try connection.statement(
                "SELECT created_at FROM zart_executions ORDER BY seq LIMIT 1"
            ).first { row in row.instant(0) }
            return FileReport(
                size: page * (try number("PRAGMA page_count")),
                free: page * (try number("PRAGMA freelist_count")),
                log: log,
                oldest: oldest
            )
        }
    }

    private func number(_ sql: String) throws(StoreError) -> Int64 {
        try connection.statement(sql).first { row in row.int64(0) } ?? 0
    }
}

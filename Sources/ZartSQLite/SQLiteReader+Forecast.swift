internal import Timetable
package import ZartCore

/// What a forecast begins with.
extension SQLiteReader {
    package func standing(ofTask name: String) throws(StoreError) -> TaskStanding? {
        try snapshot { () throws(StoreError) in
            guard let id = try taskID(name), var view = try view(ofTask: name) else { return nil }
            // A forecast names the executions it starts.
            if let text = try task(named: name)?.template { view.template = try? IDTemplate(text) }
            var begun: [String: Instant] = [:]
            view.active = try connection.statement(Self.holdersSQL).all(id) { row in
                let start = row.optionalInstant(1)
                if let start { begun[row.text(0)] = start }
                return TaskView.Active(id: row.text(0), isRunning: start != nil)
            }
            view.buffered = try connection.statement(Self.bufferedOfSQL).all(id) {
                TaskView.Buffered(nominal: $0.instant(0), since: $0.instant(1))
            }
            let paused =
                view.endsPause == nil
                ? []
                : try HoldRows(connection).pausedSpans(task: id, version: try taskRow(name)?.version ?? 0)
            return TaskStanding(view: view, begun: begun, paused: paused, hold: try ruleHold(of: view, id))
        }
    }

    private func ruleHold(of task: TaskView, _ id: Int64) throws(StoreError) -> RuleHold? {
        let name = task.name
        let rules = try HoldRows(connection).rules().filter { $0.tasks.matches(name) }
        guard !rules.isEmpty else { return nil }
        var begun: [String: Set<String>] = [:]
        var waiting: [String] = []
        try connection.statement(Self.openWorkSQL).each([id]) { row in
            if row.bool(2) { waiting.append(row.text(1)) }
            begun[row.text(0), default: []].formUnion(row.bool(2) ? [] : [row.text(1)])
        }
        // Of a program's task what is known is what its executions have done, or wait for.
        let definition = try glance(ofTask: id)
        let work =
            if let planned = definition?.work { planned } else {
                try usualSteps(task: name, limit: 20).map(\.name) + waiting
            }
        let held = work.filter { rules.holding($0, of: name) != nil }
        guard let step = held.first, let rule = rules.holding(step, of: name) else { return nil }
        return RuleHold(
            step: step,
            rule: rule,
            executions: Set(task.active.map(\.id).filter { !(begun[$0] ?? []).isSuperset(of: held) }),
            limit: definition?.timeout
        )
    }

    /// What the definition of a task of a job file says; nil for any other one.
    private func glance(ofTask id: Int64) throws(StoreError) -> DefinitionGlance? {
        let definition =
            try connection.statement("SELECT definition FROM zart_tasks WHERE id = ?")
            .first(id) { $0.optionalText(0) } ?? nil
        guard let definition else { return nil }
        return try glance(at: definition)
    }

    /// The steps that do work in a task's open executions, and whether each waits to begin.
    static let openWorkSQL = """
        SELECT e.id, s.name, s.status = 'waiting'
        FROM zart_executions e INDEXED BY zart_executions_open
        CROSS JOIN zart_steps s ON s.execution = e.seq AND s.run = e.run
        WHERE e.ended_at IS NULL AND +e.task = ? AND s.kind IN ('step', 'transaction')
        """

    static let holdersSQL = """
        SELECT id, started_at FROM zart_executions INDEXED BY zart_executions_open
        WHERE ended_at IS NULL AND +task = ? ORDER BY seq
        """

    static let bufferedOfSQL = """
        SELECT nominal_at, decided_at FROM zart_ledger INDEXED BY zart_ledger_buffered
        WHERE decision = 'buffered' AND task = ? ORDER BY nominal_at
        """
}

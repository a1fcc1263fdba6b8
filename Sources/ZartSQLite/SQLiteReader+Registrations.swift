package import Timetable
package import ZartCore

extension SQLiteReader {
    /// What the task is called now that was the last to have that name, and since when; nil where none had it.
    package func renamed(from former: String) throws(StoreError) -> (name: String, since: Instant)? {
        try connection.statement(Self.renamedSQL).first(former) { row in
            (name: row.text(0), since: row.instant(1))
        }
    }

    /// Each registration says the name; a row that is damaged says none.
    private static let renamedSQL = """
        WITH named (task, at, name) AS (
            SELECT task, at, CASE WHEN json_valid(spec) THEN spec ->> 'name' END FROM zart_specs)
        SELECT name, since FROM (
            SELECT t.name, f.at, (SELECT min(n.at) FROM named n WHERE n.task = t.id AND n.at >
                (SELECT max(o.at) FROM named o WHERE o.task = t.id AND o.name <> t.name)) AS since
            FROM named f JOIN zart_tasks t ON t.id = f.task WHERE f.name = ?1 AND t.name <> ?1)
        WHERE since IS NOT NULL ORDER BY at DESC LIMIT 1
        """

    package func registrations(at now: Instant) throws(StoreError) -> [RegisteredTask] {
        try snapshot { () throws(StoreError) in
            let held = try heldBack(at: now)
            var bodies: [String: String] = [:]
            _ = try connection.statement(
                "SELECT hash, body FROM zart_definitions WHERE hash IN (SELECT definition FROM zart_tasks)"
            ).all { row in bodies[row.text(0)] = row.text(1) }
            var templates: [Int64: [IDTemplate]] = [:]
            try connection.statement("SELECT task, template FROM zart_templates ORDER BY task, template").each
            {
                row in
                if let template = try? IDTemplate(row.text(1)) {
                    templates[row.int64(0), default: []].append(template)
                }
            }
            var open: [Int64: [TaskView.Active]] = [:]
            try connection.statement(Self.openExecutionsSQL).each { row in
                let active = TaskView.Active(id: row.text(1), isRunning: row.bool(2))
                open[row.int64(0), default: []].append(active)
            }
            return try taskRows("ORDER BY t.name").map { row in
                var view = view(row)
                view.pausedUntil = row.pausedUntil
                view.active = open[row.id] ?? []
                return RegisteredTask(
                    spec: spec(row),
                    source: row.source,
                    templates: templates[row.id] ?? [],
                    definition: row.definition.flatMap { bodies[$0] },
                    conduct: row.conduct,
                    removedFrom: row.removedFrom,
                    heldBack: held[row.name] ?? 0,
                    view: view
                )
            }
        }
    }

    private static let openExecutionsSQL = """
        SELECT task, id, started_at IS NOT NULL FROM zart_executions INDEXED BY zart_executions_open
        WHERE ended_at IS NULL AND task IS NOT NULL ORDER BY seq
        """

    private func spec(_ row: TaskRow) -> TaskSpec {
        TaskSpec(
            name: row.name,
            kind: row.kind,
            handler: row.handler,
            template: row.template.flatMap { try? IDTemplate($0) },
            recurrence: row.recurrence,
            overlap: row.overlap,
            missed: row.missed,
            payload: row.payload,
            jitter: row.jitter,
            startingAt: row.startingAt,
            endingAt: row.endingAt,
            maxOccurrences: row.maxOccurrences,
            lateGrace: row.lateGrace ?? TaskSpec.defaultLateGrace,
            keep: row.keep
        )
    }
}

package import Timetable
package import ZartCore

extension SQLiteReader {
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

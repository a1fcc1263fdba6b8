internal import Timetable
internal import ZartCore

/// The tasks that an order to apply a file is about.
extension OrderRows {
    func insert(_ tasks: [AppliedTask], of order: Int64) throws(StoreError) {
        for (position, task) in tasks.enumerated() {
            let spec = task.spec
            try connection.run(
                """
                INSERT INTO zart_order_tasks (order_id, position, name, kind, handler, id_template, recurrence, overlap,
                    missed, payload, jitter, starting_at, ending_at, max_occurrences, late_grace, was, definition,
                    body, conduct, pause_after_failures)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                order,
                position,
                spec.name,
                spec.kind.rawValue,
                spec.handler,
                spec.template?.description,
                spec.recurrence.storedText,
                spec.overlap.description,
                spec.missed.description,
                spec.payload,
                spec.jitter,
                spec.startingAt,
                spec.endingAt,
                spec.maxOccurrences,
                spec.lateGrace,
                spec.was,
                task.definition.hash,
                task.definition.body,
                task.conduct,
                spec.pauseAfterFailures
            )
        }
    }

    func tasks(of order: Int64) throws(StoreError) -> [AppliedTask] {
        try connection.statement(
            """
            SELECT position, name, kind, handler, id_template, recurrence, overlap, missed, payload, jitter,
                starting_at, ending_at, max_occurrences, late_grace, was, definition, body, conduct,
                pause_after_failures, json_extract(conduct, '$.keep.age'), json_extract(conduct, '$.keep.count'),
                json_extract(conduct, '$.keep.failed')
            FROM zart_order_tasks WHERE order_id = ? ORDER BY position
            """
        ).all(order) { (row) throws(StoreError) in
            var spec = try Writer.spec(row)
            spec.was = row.optionalText(14)
            spec.pauseAfterFailures = row.optionalInt(18)
            spec.keep = Retention(
                age: row.optionalText(19).flatMap { Duration(operatorText: $0) },
                count: row.optionalInt(20),
                failed: row.optionalText(21).flatMap { Duration(operatorText: $0) }
            )
            return AppliedTask(
                spec: spec,
                definition: TaskDefinition(hash: row.text(15), body: row.text(16)),
                conduct: row.text(17)
            )
        }
    }

    // MARK: Former sources

    /// The sources whose tasks are taken over, as JSON text; nil for none.
    func arguments(_ former: [TaskSource]) throws(StoreError) -> String? {
        var list: String?
        for source in former {
            list =
                try connection.statement(
                    "SELECT json_insert(coalesce(?, '{\"former\":[]}'), '$.former[#]', ?)"
                )
                .first(list, source.description) { $0.text(0) }
        }
        return list
    }

    func formerSources(of order: Int64) throws(StoreError) -> [TaskSource] {
        try connection.statement(
            "SELECT value FROM zart_orders, json_each(arguments, '$.former') WHERE zart_orders.id = ?"
        ).all(order) { (row) throws(StoreError) in try row.parsed(0) { TaskSource(text: $0) } }
    }
}

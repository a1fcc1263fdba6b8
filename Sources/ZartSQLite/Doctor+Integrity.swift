internal import ZartCore

extension Doctor {
    /// The file is whole, its keys hold, and it is of this program's version.
    struct IntegrityExamination: Examination {
        let name = "integrity"

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String {
            let version = try snapshot.connection.number("PRAGMA user_version")
            if version < Int64(Schema.version) {
                findings.fault(
                    "the database is of version \(version), this program's is \(Schema.version): "
                        + "start a worker once to bring it up to date"
                )
            }
            try snapshot.each("PRAGMA integrity_check") { row in
                let finding = row.text(0)
                if finding != "ok" { findings.fault("the file is damaged: \(finding)") }
            }
            try snapshot.each("PRAGMA foreign_key_check") { row in
                let place = row.isNull(1) ? "" : " \(row.int64(1))"
                findings.fault(
                    "row\(place) of \(row.text(0)) names a row of \(row.text(2)) that is not there"
                )
            }
            return "the file is whole, every key holds, version \(version)"
        }
    }

    /// Tables, keys, indexes and views are the ones this program made: several promises rest on them.
    struct SchemaExamination: Examination {
        let name = "schema"

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String {
            let model = try Connection(path: ":memory:", access: .create)
            for script in Schema.migrations { try model.script(script) }
            let sql = "SELECT name, type, sql FROM sqlite_schema WHERE name LIKE 'zart\\_%' ESCAPE '\\'"
            var found: [String: String] = [:]
            try snapshot.each(sql) { row in found[row.text(0)] = row.text(2) }
            let wanted = try model.statement(sql).all { row throws(StoreError) in
                (name: row.text(0), type: row.text(1), sql: row.text(2))
            }
            for object in wanted {
                guard let text = found.removeValue(forKey: object.name) else {
                    findings.fault("the \(object.type) \(object.name) is missing")
                    continue
                }
                if text != object.sql {
                    findings.fault("the \(object.type) \(object.name) is not as this program made it")
                }
            }
            for name in found.keys.sorted() { findings.fault("\(name) is not of this program's making") }
            // A trigger could change what a commit means without changing any table of ours.
            try snapshot.each("SELECT name, tbl_name FROM sqlite_schema WHERE type = 'trigger'") { row in
                let table = row.text(1)
                if table.hasPrefix("zart_") {
                    findings.fault("the trigger \(row.text(0)) changes what a write to \(table) means")
                }
            }
            return "\(counted(wanted.count, "table, index or view", plural: "tables, indexes and views"))"
        }
    }

    /// Rows that belong to others name ones that are there, where no key of the database says so.
    struct ReferenceExamination: Examination {
        let name = "references"

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String {
            for (what, table, label) in [
                ("run", "zart_runs", "run"), ("step", "zart_steps", "name"), ("event", "zart_events", "name"),
            ] {
                try snapshot.each(
                    """
                    SELECT execution, \(label) FROM \(table) c
                    WHERE NOT EXISTS (SELECT 1 FROM zart_executions e WHERE e.seq = c.execution)
                    """
                ) { row in
                    findings.fault(
                        "\(what) '\(row.text(1))' belongs to execution \(row.int64(0)), which is not there"
                    )
                }
            }
            try snapshot.each(
                """
                SELECT a.execution, a.run, a.step, a.attempt FROM zart_attempts a WHERE NOT EXISTS
                    (SELECT 1 FROM zart_steps s WHERE s.execution = a.execution AND s.run = a.run AND s.name = a.step)
                """
            ) { row in
                findings.fault(
                    "attempt \(row.int64(3)) belongs to step '\(row.text(2))' of run \(row.int64(1)) of "
                        + "execution "
                        + "\(row.int64(0)), which is not there"
                )
            }
            try sessions(snapshot, &findings)
            return "every run, step, attempt and event belongs to something"
        }

        /// A step driven by a session that never was.
        private func sessions(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) {
            let newest = try snapshot.connection.number("SELECT max(number) FROM zart_sessions")
            for (table, step) in [("zart_steps", "name"), ("zart_attempts", "step")] {
                try snapshot.each(
                    "SELECT execution, \(step), session FROM \(table) WHERE session > ?1",
                    newest
                ) { row in
                    findings.fault(
                        "step '\(row.text(1))' of execution \(row.int64(0)) was driven by worker session "
                            + "\(row.int64(2)), which never was"
                    )
                }
            }
        }
    }
}

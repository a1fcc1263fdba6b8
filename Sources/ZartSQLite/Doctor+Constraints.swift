internal import ZartCore

extension Doctor {
    /// Every row is as its table demands: states are words of the house, ends and states go together.
    ///
    /// SQLite's own integrity check leaves these conditions out on a connection that may only read. They are taken
    /// from this program's schema, not from the file's.
    struct ConstraintExamination: Examination {
        let name = "constraints"

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String {
            let model = try Connection(path: ":memory:", access: .create)
            for script in Schema.migrations { try model.script(script) }
            let tables = try model.statement(
                """
                SELECT m.name, m.sql, group_concat('"' || c.name || '"', ' || '' '' || ')
                FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.pk > 0 GROUP BY m.name
                """
            ).all { row throws(StoreError) in (name: row.text(0), sql: row.text(1), key: row.text(2)) }
            var total = 0
            for table in tables {
                let conditions = ConstraintExamination.conditions(in: table.sql)
                guard !conditions.isEmpty else { continue }
                total += conditions.count
                let broken = conditions.map { "NOT (\($0))" }
                let which = broken.enumerated().map { "WHEN \($0.element) THEN \($0.offset)" }
                try snapshot.each(
                    """
                    SELECT \(table.key), CASE \(which.joined(separator: " ")) END FROM \(table.name)
                    WHERE \(broken.joined(separator: " OR "))
                    """
                ) { row in
                    findings.fault("row \(row.text(0)) of \(table.name) is not \(conditions[row.int(1)])")
                }
            }
            return counted(total, "condition")
        }

        /// The expressions of a table's CHECKs, as they are written.
        private static func conditions(in sql: String) -> [String] {
            var conditions: [String] = []
            var rest = sql[...]
            while let start = rest.firstRange(of: "CHECK (") {
                rest = rest[start.upperBound...]
                var depth = 1
                let end = rest.firstIndex { character in
                    depth += character == "(" ? 1 : character == ")" ? -1 : 0
                    return depth == 0
                }
                guard let end else { break }
                let words = rest[..<end].split { $0.isWhitespace }
                conditions.append(words.joined(separator: " "))
                rest = rest[end...]
            }
            return conditions
        }
    }
}

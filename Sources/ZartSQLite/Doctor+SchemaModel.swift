internal import ZartCore

extension Doctor {
    /// The tables, indexes and views that this program makes, for a file's own to be held against.
    struct SchemaModel: Sendable {
        struct Object: Sendable {
            let name: String
            let type: String
            let sql: String
        }

        struct Table: Sendable {
            let name: String
            /// What tells its rows apart, as an expression.
            let key: String
            /// The expressions of its CHECKs, as they are written.
            let conditions: [String]
        }

        static let objectsSQL =
            "SELECT name, type, sql FROM sqlite_schema WHERE name LIKE 'zart\\_%' ESCAPE '\\'"

        let objects: [Object]
        let tables: [Table]

        /// Made once: it is the same for every file.
        private static let made = Result { () throws(StoreError) in try SchemaModel() }

        static func current() throws(StoreError) -> SchemaModel { try made.get() }

        private init() throws(StoreError) {
            let model = try Connection(path: ":memory:", access: .create)
            for script in Schema.migrations { try model.script(script) }
            objects = try model.statement(Self.objectsSQL).all { row throws(StoreError) in
                Object(name: row.text(0), type: row.text(1), sql: row.text(2))
            }
            tables = try model.statement(
                """
                SELECT m.name, group_concat('"' || c.name || '"', ' || '' '' || '), m.sql
                FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.pk > 0 GROUP BY m.name
                """
            ).all { row throws(StoreError) in
                Table(name: row.text(0), key: row.text(1), conditions: Self.conditions(in: row.text(2)))
            }
        }

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

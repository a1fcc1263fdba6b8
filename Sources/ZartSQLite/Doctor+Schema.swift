internal import ZartCore

extension Doctor {
    /// Tables, keys, indexes and views are the ones this program made: several promises rest on them.
    struct SchemaExamination: Examination {
        let name = "schema"

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String {
            let wanted = try SchemaModel.current().objects
            var found: [String: String] = [:]
            try snapshot.each(SchemaModel.objectsSQL) { row in found[row.text(0)] = row.text(2) }
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
}

internal import ZartCore

extension Doctor {
    /// Every row is as its table demands: states are words of the house, ends and states go together.
    ///
    /// SQLite's own integrity check leaves these conditions out on a connection that may only read. They are taken
    /// from this program's schema, not from the file's.
    struct ConstraintExamination: Examination {
        let name = "constraints"

        func examine(_ snapshot: Snapshot, _ findings: inout Findings) throws(StoreError) -> String {
            var total = 0
            for table in try SchemaModel.current().tables where !table.conditions.isEmpty {
                let conditions = table.conditions
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
    }
}

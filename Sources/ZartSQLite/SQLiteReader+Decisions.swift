internal import Timetable
package import ZartCore

/// A task's decisions, newest first, a page at a time.
extension SQLiteReader {
    /// How many rows one page looks at, where only some decisions are asked for.
    private static let decisionBudget = 20_000

    package func decisions(
        task: String,
        only decision: Decision?,
        before: LedgerPosition?,
        limit: Int
    ) throws(StoreError) -> DecisionPage {
        try snapshot { () throws(StoreError) in
            guard let id = try taskID(task) else { return DecisionPage(rows: [], scannedTo: nil) }
            let versions = try connection.statement(Self.versionsDownSQL).all(id, before?.version ?? .max) {
                $0.int(0)
            }
            var rows: [LedgerRecord] = []
            var looked = 0
            for version in versions {
                let border = version == before?.version ? before?.nominalAt : nil
                var last: Instant?
                let isDone = try connection.statement(Self.decisionsSQL).walk([
                    id, version, border?.milliseconds ?? .max,
                ]) { row throws(StoreError) in
                    let entry = try Self.readEntry(row)
                    last = entry.nominalAt
                    looked += 1
                    if decision == nil || entry.decision == decision { rows.append(entry) }
                    return rows.count < limit && looked < Self.decisionBudget
                }
                if !isDone, let last {
                    return DecisionPage(
                        rows: try spread(rows, of: task),
                        scannedTo: LedgerPosition(version: version, nominalAt: last)
                    )
                }
            }
            return DecisionPage(rows: try spread(rows, of: task), scannedTo: nil)
        }
    }

    static let versionsDownSQL = """
        SELECT version FROM zart_versions WHERE task = ? AND version <= ? ORDER BY version DESC
        """

    static let decisionsSQL = """
        SELECT \(entryColumns) FROM zart_ledger
        WHERE task = ? AND version = ? AND nominal_at < ? ORDER BY nominal_at DESC
        """

    package func body(ofExecution id: String) throws(StoreError) -> String? {
        try connection.statement(
            "SELECT body FROM zart_definitions WHERE hash = (SELECT definition FROM zart_executions WHERE id = ?)"
        ).first(id) { $0.text(0) }
    }

    package func changedBody(ofExecution id: String) throws(StoreError) -> String? {
        try connection.statement(Self.changedBodySQL).first(id) { $0.text(0) }
    }

    static let changedBodySQL = """
        SELECT d.body FROM zart_executions e JOIN zart_tasks t ON t.id = e.task
        JOIN zart_definitions d ON d.hash = t.definition WHERE e.id = ? AND t.definition IS NOT e.definition
        """

    /// What a definition says, read once.
    func glance(at definition: String) throws(StoreError) -> DefinitionGlance? {
        if let known = glances[definition] { return known }
        guard let readDefinition else { return nil }
        let body = try connection.statement(Self.bodySQL).first(definition) { $0.text(0) }
        let glance = body.flatMap(readDefinition)
        glances[definition] = .some(glance)
        return glance
    }

    static let bodySQL = "SELECT body FROM zart_definitions WHERE hash = ?"

    /// The hash of what an execution does; nil for one of a program, and where there is no such execution.
    package func definition(ofExecution id: String) throws(StoreError) -> String? {
        try connection.statement(Self.definitionSQL).first(id) { $0.optionalText(0) } ?? nil
    }

    static let definitionSQL = "SELECT definition FROM zart_executions WHERE id = ?"
}

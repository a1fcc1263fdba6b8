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
            return TaskStanding(view: view, begun: begun)
        }
    }

    static let holdersSQL = """
        SELECT id, started_at FROM zart_executions INDEXED BY zart_executions_open
        WHERE ended_at IS NULL AND +task = ? ORDER BY seq
        """

    static let bufferedOfSQL = """
        SELECT nominal_at, decided_at FROM zart_ledger INDEXED BY zart_ledger_buffered
        WHERE decision = 'buffered' AND task = ? ORDER BY nominal_at
        """
}

internal import Timetable
internal import ZartCore

/// A list's query as SQL: one or more indexes walked in the order of the keys, and what is asked of each row.
///
/// Parameters: ?1 from this key on, ?2 before this key, ?3 created since, ?4 created before, ?5 the task's name,
/// ?6 the id, ?7 a part of the error, ?8 tries, ?9 occurrence, ?10 and on the tasks and handlers.
struct RowQuery {
    /// Yields the key of each row looked at, and whether it is one of those asked for.
    let sql: String
    let parameters: [any Bindable]
    /// How many rows one page may look at.
    let budget: Int

    /// The range of keys a page lies in: from the first, and before the second.
    typealias Range = (low: Int64, high: Int64)

    /// The tasks and handlers a pattern stands for, while they are few.
    struct Names {
        let tasks: [Int64]
        let handlers: [String]

        /// Beyond so many, looking at every execution is the better way.
        static let most = 8
    }

    init(_ query: ExecutionRowQuery, _ direction: WalkDirection, _ range: Range, names: Names?) {
        let sources = Self.sources(query, names)
        let asked = Self.predicate(query)
        let order = direction == .older ? "DESC" : "ASC"
        let parts = sources.map { "SELECT e.seq, \(asked) FROM zart_executions e \($0)" }
        // The walk stops where it likes: rows come from the indexes one by one.
        sql = "\(parts.joined(separator: " UNION ALL ")) ORDER BY 1 \(order)"
        budget = query.triesOver == nil && query.error == nil ? 20_000 : 4_000
        let first: [any Bindable] = [
            range.low, range.high, query.since?.milliseconds ?? .min, query.until?.milliseconds ?? .max,
            query.task, query.id, query.error?.lowercased(), query.triesOver, query.occurrence,
        ]
        parameters = first + (names?.tasks ?? []) + (names?.handlers ?? [])
    }

    private static let range = "e.seq >= ?1 AND e.seq < ?2"
    private static let open = Set(ExecutionPhase.allCases.filter { !$0.isEnded })
    private static let unhappy: [ExecutionPhase] = [.failed, .cancelled]

    /// Whether a pattern stands for itself alone.
    static func isExact(_ pattern: String) -> Bool {
        !pattern.utf8.contains { [UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "[")].contains($0) }
    }

    private static func sources(_ query: ExecutionRowQuery, _ names: Names?) -> [String] {
        if let id = query.id, isExact(id) { return ["WHERE e.id = ?6 AND \(range)"] }
        let phases = query.phases
        if !phases.isEmpty, !phases.contains(.completed) {
            let open = "INDEXED BY zart_executions_open WHERE e.ended_at IS NULL AND \(range)"
            return (phases.isDisjoint(with: Self.open) ? [] : [open])
                + unhappy.filter(phases.contains).map { phase in
                    """
                    INDEXED BY zart_executions_unhappy WHERE e.status = '\(phase.rawValue)' \
                    AND e.status IN ('failed', 'cancelled') AND \(range)
                    """
                }
        }
        guard let names, names.tasks.count + names.handlers.count > 0 else { return ["WHERE \(range)"] }
        var number = 9
        var sources: [String] = []
        for _ in names.tasks {
            number += 1
            sources.append(
                query.occurrence == nil
                    ? "INDEXED BY zart_executions_task WHERE e.task = ?\(number) AND \(range)"
                    : """
                    INDEXED BY zart_executions_occurrence WHERE e.task = ?\(number) AND e.occurrence = ?9 AND \(range)
                    """
            )
        }
        for _ in names.handlers {
            number += 1
            sources.append(
                "INDEXED BY zart_executions_handler WHERE e.task IS NULL AND e.handler = ?\(number) AND \(range)"
            )
        }
        return sources
    }

    /// What is asked of a row, whichever index it comes from.
    private static func predicate(_ query: ExecutionRowQuery) -> String {
        var terms: [String] = []
        if query.since != nil { terms.append("e.created_at >= ?3") }
        if query.until != nil { terms.append("e.created_at < ?4") }
        if query.task != nil { terms.append("\(ExecutionRows.nameSQL) GLOB ?5") }
        if query.id != nil { terms.append("e.id GLOB ?6") }
        if query.occurrence != nil { terms.append("e.occurrence = ?9") }
        if !query.phases.isEmpty {
            let words = query.phases.map(\.rawValue).sorted().map { "'\($0)'" }.joined(separator: ", ")
            terms.append("\(ExecutionRows.phaseSQL) IN (\(words))")
        }
        if query.error != nil {
            terms.append(
                """
                (instr(lower(coalesce(e.error, '')), ?7) > 0 OR e.ended_at IS NULL AND EXISTS (
                    SELECT 1 FROM zart_steps s WHERE s.execution = e.seq AND s.run = e.run
                        AND instr(lower(coalesce(s.attempt_error, '')), ?7) > 0))
                """
            )
        }
        if query.triesOver != nil {
            terms.append(
                """
                EXISTS (SELECT 1 FROM zart_steps s
                    WHERE s.execution = e.seq AND s.run = e.run AND s.attempt > ?8)
                """
            )
        }
        return terms.isEmpty ? "1" : terms.joined(separator: " AND ")
    }
}

import CSQLite
import Testing
import Timetable
import Zart
import ZartCore
import ZartTesting

/// When the tests' clocks begin: 2026-01-01T00:00:00Z, a Thursday.
let start = Instant(seconds: 1_767_225_600)

extension TestWorker {
    /// Fails the test with whatever the auditor finds wrong with the rows.
    func audit(sourceLocation: SourceLocation = #_sourceLocation) throws {
        for fault in try faults() { Issue.record(Comment(rawValue: fault), sourceLocation: sourceLocation) }
    }

    func task(_ name: String = "t") throws -> TaskRecord {
        try #require(try scheduler.tasks().first { $0.name == name })
    }

    func ledger(_ name: String = "t") throws -> [LedgerRecord] {
        try scheduler.ledger(name, limit: 100_000)
    }

    /// The task's decisions, one for each instant, oldest first.
    func decisions(_ name: String = "t") throws -> [Decision] {
        try ledger(name).flatMap { Array(repeating: $0.decision, count: $0.count) }
    }

    func status(_ id: String) throws -> ExecutionStatus { try execution(id).status }

    func statuses(of task: String = "t") throws -> [ExecutionStatus] {
        try scheduler.executions(of: task, limit: 100_000).reversed().map(\.status)
    }

    func step(_ name: String, of id: String) throws -> StepRecord {
        try #require(try show(id).runs.last?.steps.first { $0.name == name })
    }

    /// What a statement gives, run on a connection of its own, as an operator would.
    func sql(_ text: String) throws -> [[String?]] {
        var handle: OpaquePointer?
        defer { sqlite3_close(handle) }
        try #require(sqlite3_open(path, &handle) == SQLITE_OK)
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        let reason = Comment(rawValue: "\(String(cString: sqlite3_errmsg(handle))) in \(text)")
        try #require(sqlite3_prepare_v2(handle, text, -1, &statement, nil) == SQLITE_OK, reason)
        var rows: [[String?]] = []
        while sqlite3_step(statement) == SQLITE_ROW {
            rows.append(
                (0..<sqlite3_column_count(statement)).map { column in
                    sqlite3_column_text(statement, column).map { String(cString: $0) }
                }
            )
        }
        return rows
    }
}

/// The refusal that an order is answered with.
func refusal(of body: () throws -> Void) -> ZartError? {
    do {
        try body()
        return nil
    } catch {
        return error as? ZartError
    }
}

/// The same decision for so many instants.
func times(_ count: Int, _ decision: Decision) -> [Decision] { Array(repeating: decision, count: count) }

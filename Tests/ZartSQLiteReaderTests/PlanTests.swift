import TestDatabase
import Testing
import Timetable
import ZartCore

@testable import ZartSQLite

@Suite(.timeLimit(.minutes(10)))
struct PlanTests {
    let database: TestDatabase
    let reader: SQLiteReader

    init() throws {
        database = try TestDatabase()
        reader = try SQLiteReader(path: database.path) { _ in nil }
    }

    private func plan(_ sql: String) throws -> [String] {
        try reader.connection.statement("EXPLAIN QUERY PLAN \(sql)").all { $0.text(3) }
    }

    @Test(
        arguments: [nil, .scheduled, .running, .completed, .failed, .cancelled] as [ExecutionStatus?],
        [nil, "x"] as [String?]
    )
    func `listings walk an index in its own order`(status: ExecutionStatus?, task: String?) throws {
        let filter = ExecutionFilter(task: task, status: status)
        let plan = try plan(ExecutionQuery.listing(filter))
        #expect(!plan.contains { $0.hasPrefix("SCAN") || $0.contains("TEMP B-TREE") }, "\(plan)")
        let index =
            switch status {
            case .scheduled, .running: "zart_executions_open"
            case .failed, .cancelled: "zart_executions_unhappy"
            case .completed, nil: task == nil ? "INTEGER PRIMARY KEY" : "zart_executions_task"
            }
        #expect(plan.contains { $0.hasPrefix("SEARCH e USING") && $0.contains(index) }, "\(plan)")
    }

    @Test(arguments: [
        ExecutionQuery.byID, SQLiteReader.outcomesSQL, SQLiteReader.ledgerSQL, SQLiteReader.entryBeforeSQL,
        SQLiteReader.versionsSQL, SQLiteReader.versionNumbersSQL,
    ])
    func `single things are found by key`(sql: String) throws {
        let plan = try plan(sql)
        #expect(!plan.contains { $0.hasPrefix("SCAN") || $0.contains("TEMP B-TREE") }, "\(plan)")
    }

    @Test func `the steps of an execution are found by key`() throws {
        for sql in [SQLiteReader.stepsSQL, SQLiteReader.attemptsSQL, SQLiteReader.runsSQL] {
            let plan = try plan(sql)
            #expect(!plan.contains { $0.hasPrefix("SCAN zart") }, "\(plan)")
        }
    }

    @Test func `tasks cost what is open, not what has ended`() throws {
        for sql in [SQLiteReader.openSQL, SQLiteReader.openCountSQL] {
            let plan = try plan(sql)
            #expect(plan == ["SCAN zart_executions USING INDEX zart_executions_open"])
        }
        let names = try plan(SQLiteReader.namesSQL)
        let scans = names.filter { $0.hasPrefix("SCAN e") || $0.hasPrefix("SCAN zart_executions") }
        #expect(scans == [])
        let ledger = try plan(SQLiteReader.bufferedSQL)
        #expect(ledger == ["SCAN zart_ledger USING INDEX zart_ledger_buffered"])
    }
}

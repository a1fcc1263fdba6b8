import TestDatabase
import Testing
import Timetable
import ZartCore

@testable import ZartSQLite

@Suite(.timeLimit(.minutes(10)))
struct DecisionPageTests {
    let database: TestDatabase
    let reader: SQLiteReader

    init() throws {
        database = try TestDatabase()
        try database.run(Scene.sql)
        reader = try SQLiteReader(path: database.path) { _ in nil }
    }

    private func all(_ task: String = "config-refresh", only: Decision? = nil, size: Int = 99) throws
        -> [LedgerRecord]
    {
        var rows: [LedgerRecord] = []
        var position: LedgerPosition?
        repeat {
            let page = try reader.decisions(task: task, only: only, before: position, limit: size)
            #expect(page.rows.count <= size)
            rows += page.rows
            position = page.scannedTo
        } while position != nil
        return rows
    }

    @Test(arguments: 1...5)
    func `pages go from new to old, across versions, and miss nothing`(size: Int) throws {
        let forwards = try reader.ledger(task: "config-refresh", from: nil, to: nil, after: nil, limit: 99)
        #expect(try all(size: size) == forwards.reversed())
    }

    @Test(arguments: Decision.allCases)
    func `one decision alone can be asked for`(decision: Decision) throws {
        let expected = try all().filter { $0.decision == decision }
        #expect(try all(only: decision, size: 1) == expected)
    }

    @Test func `a task that does not exist has no decisions`() throws {
        #expect(try reader.decisions(task: "none", only: nil, before: nil, limit: 9).rows == [])
    }
}

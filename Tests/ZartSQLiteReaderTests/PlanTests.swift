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
        ExecutionQuery.byID, SQLiteReader.ledgerSQL, SQLiteReader.entryBeforeSQL,
        SQLiteReader.versionsSQL, SQLiteReader.versionNumbersSQL, SQLiteReader.rowAtSQL,
        SQLiteReader.rowAfterSQL, SQLiteReader.versionsDownSQL, SQLiteReader.decisionsSQL,
        SQLiteReader.prunedSQL, SQLiteReader.pausedAtSQL, SQLiteReader.lifeSQL, SQLiteReader.changeBeforeSQL,
        SQLiteReader.changeAfterSQL, SQLiteReader.definitionSQL, SQLiteReader.prunedCountsSQL,
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

    @Test func `backfills cost those that go on and the executions that are open`() throws {
        let backfills = try plan(SQLiteReader.openBackfillsSQL)
        #expect(backfills.first == "SCAN zart_backfills USING INDEX zart_backfills_open", "\(backfills)")
        #expect(!backfills.contains { $0.contains("TEMP B-TREE") }, "\(backfills)")
        let executions = try plan(SQLiteReader.openOfBackfillSQL)
        #expect(executions == ["SCAN zart_executions USING INDEX zart_executions_open"])
    }

    @Test(arguments: [
        ExecutionRows.rowSQL, ExecutionRows.countSQL, SQLiteReader.stripTaskSQL,
        SQLiteReader.stripExecutionsSQL, SQLiteReader.stripSkipsSQL, SQLiteReader.newDurationsSQL,
        SQLiteReader.oneDurationSQL, SQLiteReader.usualStepsSQL, SQLiteReader.streakSQL,
        SQLiteReader.ordersSQL, SQLiteReader.failedSQL,
    ])
    func `what a screen shows of one thing is found by key`(sql: String) throws {
        let plan = try plan(sql)
        #expect(!plan.contains { $0.hasPrefix("SCAN zart") || $0.contains("TEMP B-TREE") }, "\(plan)")
        #expect(plan.contains { $0.hasPrefix("SEARCH") }, "\(plan)")
    }

    /// What is sorted here is a few rows: those of one execution, or those a limit lets through.
    @Test(arguments: [
        ExecutionRows.stepSQL, ExecutionRows.usualSQL, SQLiteReader.offersSQL,
        SQLiteReader.newestCompletedSQL, SQLiteReader.successesSQL,
    ])
    func `what is sorted is first found by key`(sql: String) throws {
        let plan = try plan(sql)
        #expect(!plan.contains { $0.hasPrefix("SCAN zart") }, "\(plan)")
        #expect(plan.contains { $0.hasPrefix("SEARCH") }, "\(plan)")
    }

    @Test(arguments: [
        SQLiteReader.stoppingSQL, SQLiteReader.successorsSQL, SQLiteReader.retryingOftenSQL,
        SQLiteReader.retryingSQL, SQLiteReader.inFlightSQL, SQLiteReader.inFlightBySessionSQL,
        SQLiteReader.openNewestSQL,
    ])
    func `what needs attention is found among what is open`(sql: String) throws {
        let tables = ["zart_executions_open", "zart_steps_running"]
        for line in try plan(sql) where line.hasPrefix("SCAN zart") || line.hasPrefix("SCAN e USING") {
            #expect(tables.contains { line.contains("USING INDEX \($0)") }, "\(line)")
        }
    }

    static let queries: [ExecutionRowQuery] = [
        ExecutionRowQuery(),
        ExecutionRowQuery(id: "x-*", since: Instant(milliseconds: 1), error: "x", triesOver: 3),
        ExecutionRowQuery(id: "x-1"),
        ExecutionRowQuery(task: "x"),
        ExecutionRowQuery(task: "x", phases: [.completed]),
        ExecutionRowQuery(task: "x*", phases: [.failed, .retrying]),
        ExecutionRowQuery(task: "x", occurrence: 7),
        ExecutionRowQuery(phases: [.failed, .cancelled]),
        ExecutionRowQuery(phases: [.sleeping]),
    ]

    @Test(arguments: queries, WalkDirection.allCases)
    func `a list walks indexes in the order of its keys`(query: ExecutionRowQuery, direction: WalkDirection)
        throws
    {
        let names = query.task.map { _ in RowQuery.Names(tasks: [1, 2], handlers: ["x"]) }
        let sql = RowQuery(query, direction, (0, 100), names: names).sql
        let plan = try plan(sql)
        // By its number or its id an execution is one row, which needs no order.
        let isOne = query.occurrence != nil || query.id == "x-1"
        #expect(isOne || !plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
        #expect(!plan.contains { $0 == "SCAN e" }, "\(plan)")
    }

    @Test(arguments: WalkDirection.allCases)
    func `each kind of events is read in the order of its time`(direction: WalkDirection) throws {
        let small: Set<Int> = [0, 1, 9, 11, 14]
        for level in EventRecord.Level.allCases {
            for source in EventSource.all(level) where !small.contains(source.rank) {
                let plan = try plan(source.sql(direction))
                #expect(!plan.contains { $0.hasPrefix("SCAN") || $0.contains("TEMP B-TREE") }, "\(plan)")
            }
        }
    }
}

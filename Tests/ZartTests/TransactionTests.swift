import Synchronization
import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

private func booking(_ counter: Counter, fails: Bool = false) -> Script {
    Script { _ in
        try await Durable.transaction("table") { database in
            try database.execute("CREATE TABLE IF NOT EXISTS bookings (seat INTEGER)")
        }
        let seat = try await Durable.transaction("book") { database -> Int in
            counter.add("book")
            try database.execute("INSERT INTO bookings (seat) VALUES (?)", .integer(12))
            if fails { throw Trouble("full") }
            return try database.query("SELECT seat FROM bookings").count
        }
        try await Durable.sleep("rest", for: .seconds(10))
        return "\(seat)"
    }
}

@Suite(.timeLimit(.minutes(10))) struct TransactionTests {
    @Test func `a transactional step writes exactly once, across a crash`() throws {
        let counter = Counter()
        let worker = try durable(booking(counter))
        try worker.start("h", id: "x", payload: "in")
        worker.crash()
        try worker.restart()
        worker.advance(by: .seconds(10))
        #expect(try worker.execution("x").result == "\"1\"")
        #expect(try worker.sql("SELECT seat FROM bookings") == [["12"]])
        #expect(counter["book"] == 1)
        #expect(try worker.step("book", of: "x").kind == .transaction)
        try worker.audit()
    }

    @Test func `a transactional step that throws is rolled back, its neighbours are not`() throws {
        let counter = Counter()
        let worker = try durable(booking(counter, fails: true))
        try worker.start("h", id: "x", payload: "in")
        #expect(try worker.execution("x").error == "step 'book' failed: full")
        #expect(try worker.sql("SELECT seat FROM bookings").isEmpty)
        #expect(try worker.step("table", of: "x").status == .completed)
        #expect(try worker.step("book", of: "x").attempts.map(\.error) == ["full"])
        try worker.audit()
    }

    @Test func `a transactional step whose commit fails runs again`() throws {
        let counter = Counter()
        let worker = try durable(booking(counter))
        let fails = Flag()
        worker.crash()
        worker.storeFaults = { sql throws(StoreError) in
            if sql == "COMMIT", counter["book"] == 1, fails.takeOnce() {
                throw StoreError(.diskFull, "no space left")
            }
        }
        try worker.restart()
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .seconds(20))
        #expect(try worker.execution("x").result == "\"1\"")
        #expect(counter["book"] == 2)
        #expect(try worker.sql("SELECT seat FROM bookings") == [["12"]])
        try worker.audit()
    }

    @Test func `a transactional step may not touch the engine's tables or the transaction`() throws {
        for sql in ["DELETE FROM zart_tasks", "COMMIT", "ATTACH 'x' AS y", "PRAGMA user_version = 7"] {
            let worker = try durable(
                Script { _ in
                    try await Durable.transaction("evil") { database in try database.execute(sql) }
                    return "done"
                }
            )
            try worker.start("h", id: "x", payload: "in")
            #expect(try worker.status("x") == .failed, "\(sql)")
            try worker.audit()
        }
    }

    @Test func `a transactional step that takes long is named in the log`() throws {
        let log = Log()
        let box = Box<VirtualTimeline>()
        let worker = try durable(
            Script { _ in
                try await Durable.transaction("short") { _ in }
                try await Durable.transaction("long") { _ in
                    if let clock = box.value { _ = clock.pass(until: clock.boot() + .milliseconds(51)) }
                }
                return "done"
            },
            settings: { $0.log = log.add }
        )
        box.value = worker.timeline
        try worker.start("h", id: "x", payload: "in")
        #expect(try worker.status("x") == .completed)
        #expect(log["transaction-slow"].map(\.step) == ["long"])
        try worker.audit()
    }

    @Test func `a transactional step of a cancelled execution writes nothing`() throws {
        let gate = Gate()
        let worker = try durable(
            Script { _ in
                try await Durable.transaction("table") { try $0.execute("CREATE TABLE made (x)") }
                try? await gate.pass("a", isStubborn: true)
                try await Durable.transaction("book") { try $0.execute("INSERT INTO made VALUES (1)") }
                return "done"
            }
        )
        try worker.start("h", id: "x", payload: "in")
        try worker.cancel("x")
        gate.open("a")
        worker.settle()
        #expect(try worker.sql("SELECT * FROM made").isEmpty)
        try worker.audit()
    }

    /// What the closure of a transactional step comes to: nil, or the error of its execution.
    private func outcome(_ body: @escaping @Sendable (Database) throws -> Void) throws -> String? {
        let worker = try durable(
            Script { _ in
                try await Durable.transaction("t") { try body($0) }
                return ""
            }
        )
        try worker.start("h", id: "x", payload: "in")
        try worker.audit()
        return try worker.execution("x").error
    }

    @Test(arguments: [
        ("SELECT 1; SELECT 2", "one statement at a time, and here are 2: SELECT 1; SELECT 2"),
        (" -- nothing", "one statement at a time, and here are 0:  -- nothing"),
        ("SELECT ?", "the statement has 1 parameters, and 0 are given: SELECT ?"),
        ("CREATE TABLE ZART_mine (a)", "may not end the transaction, attach files or write zart_ tables"),
        ("CREATE TEMP TABLE zart_steps (a)", "may not end the transaction, attach files or write"),
        (
            "CREATE TEMP TRIGGER mine AFTER UPDATE ON zart_executions BEGIN SELECT 1; END",
            "may not end the transaction, attach files or write"
        ),
        ("CREATE INDEX mine ON zart_steps (name)", "may not end the transaction, attach files or write"),
    ])
    func `a statement that would not do what it says is refused`(sql: String, sentence: String) throws {
        let said = try outcome { try $0.execute(sql) }
        #expect(said?.contains(sentence) == true, "\(said ?? "nothing")")
    }

    @Test func `values come back as they went in, and rows are counted`() throws {
        let said = try outcome { database in
            guard try database.execute("CREATE TABLE a (b); -- and nothing more") == 0 else {
                throw Trouble("a")
            }
            let values: [Database.Value] = [.text("a\0b"), .text(""), .integer(.min), .blob([]), .null]
            for value in values {
                guard try database.execute("INSERT INTO a VALUES (?)", value) == 1 else { throw Trouble("b") }
            }
            guard try database.query("SELECT b FROM a ORDER BY rowid").map({ $0[0] }) == values,
                try database.execute("SELECT b FROM a") == 0, try database.execute("DELETE FROM a") == 5
            else { throw Trouble("c") }
        }
        #expect(said == nil)
    }

    @Test func `a transactional step in a step or in onFailure is refused, as any other`() throws {
        let said = Mutex("")
        let worker = try durable(
            Rescued { _ in
                try await Durable.step("outer") {
                    try await Durable.transaction("inner") { _ in }
                }
                return ""
            } rescue: { _ in
                do { try await Durable.transaction("after") { _ in } } catch {
                    said.withLock { $0 = "\(error)" }
                }
                return nil
            }
        )
        try worker.start("h", id: "x", payload: "in")
        let nested = "transaction 'inner' was called inside step 'outer': steps do not nest"
        #expect(try worker.execution("x").error?.contains(nested) == true)
        #expect(said.withLock { $0 }.contains("'after' was called inside step 'on-failure'"))
        let names = try worker.sql("SELECT name FROM zart_steps ORDER BY name DESC")
        #expect(names == [["outer"], ["on-failure"]], "\(names)")
        try worker.audit()
    }
}

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
}

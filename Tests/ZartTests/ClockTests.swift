import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

private func ticking(_ recurrence: Recurrence) throws -> TestWorker {
    try TestWorker {
        $0.registerDurable("t", Script.quick())
            .registerRecurringDurable(
                "t",
                idTemplate: "t-{occurrence}",
                recurrence: recurrence,
                payload: "hi"
            )
    }
}

@Suite(.timeLimit(.minutes(10))) struct ClockTests {
    @Test func `a clock set back by an hour re-runs nothing of a cron task`() throws {
        let worker = try ticking(.cron("*/10 * * * *", timezone: "UTC"))
        worker.advance(by: .seconds(1_200))
        #expect(try worker.task().occurrence == 2)
        worker.setWall(by: .seconds(-3_600))
        worker.advance(by: .seconds(3_600))
        #expect(try worker.task().occurrence == 2)
        worker.advance(by: .seconds(600))
        #expect(try worker.task().occurrence == 3)
        #expect(try worker.task().version == 1)
        #expect(try worker.sql("SELECT delta FROM zart_clock_events") == [["-3600000"]])
        try worker.audit()
    }

    @Test func `a clock set back by more than three hours begins a version of a cron task`() throws {
        let worker = try ticking(.cron("*/10 * * * *", timezone: "UTC"))
        worker.advance(by: .seconds(1_200))
        worker.setWall(by: .seconds(-4 * 3_600))
        #expect(try worker.task().version == 2)
        worker.advance(by: .seconds(600))
        #expect(try worker.task().occurrence == 3)
        try worker.audit()
    }

    @Test func `a clock set back by more than a period begins a version of a fixed delay`() throws {
        let worker = try ticking(.fixedDelay(.seconds(60)))
        worker.advance(by: .seconds(150))
        worker.setWall(by: .seconds(-600))
        #expect(try worker.task().version == 2)
        worker.advance(by: .seconds(60))
        #expect(try worker.task().occurrence == 4)
        try worker.audit()
    }

    @Test(arguments: [-86_400, 86_400], [false, true])
    func `what is caught up one after the other is so, whatever the clock is set to meanwhile`(
        jump: Int64,
        isRestarted: Bool
    ) throws {
        let worker = try TestWorker {
            $0.registerDurable("t", Script.quick())
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .fixedDelay(.seconds(1_000)),
                    overlap: .alwaysStart,
                    missed: .all(5),
                    payload: "hi"
                )
        }
        worker.crash()
        worker.advance(by: .seconds(5_500))
        try worker.restart()
        worker.advance(by: .milliseconds(50))
        #expect(try worker.statuses().count { $0 == .scheduled } > 2)
        worker.setWall(by: .seconds(jump))
        if isRestarted {
            worker.crash()
            try worker.restart()
        }
        worker.advance(by: .seconds(2))
        #expect(try worker.statuses().allSatisfy { $0 == .completed })
        try worker.audit()
    }

    @Test func `a clock set back while no worker ran is noticed at the start`() throws {
        let worker = try ticking(.fixedDelay(.seconds(60)))
        worker.advance(by: .seconds(150))
        worker.crash()
        worker.setWall(by: .seconds(-86_400 * 365))
        try worker.restart()
        #expect(try worker.task().version == 2)
        worker.advance(by: .seconds(60))
        #expect(try worker.task().occurrence == 4)
        try worker.audit()
    }

    @Test func `a clock set back moves a sleep once, however many workers begin before it catches up`() throws
    {
        let worker = try TestWorker {
            $0.registerDurable("t", Script.quick())
                .registerDurable(
                    "h",
                    Script { input in
                        try await Durable.sleep(input, for: .seconds(1_200))
                        return input
                    }
                )
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .cron("*/10 * * * *", timezone: "UTC"),
                    payload: "hi"
                )
        }
        worker.advance(by: .seconds(1_200))
        worker.setWall(by: .seconds(-3_600))
        try worker.start("h", id: "x", payload: "rest")
        for _ in 0..<2 {
            worker.advance(by: .seconds(300))
            worker.crash()
            try worker.restart()
        }
        worker.advance(by: .milliseconds(599_999))
        #expect(try worker.status("x") == .running)
        worker.advance(by: .milliseconds(1))
        #expect(try worker.status("x") == .completed)
        #expect(try worker.sql("SELECT delta FROM zart_clock_events") == [["-3600000"]])
        try worker.audit()
    }

    @Test func `a clock set back while an order waited for a worker is noticed at the start`() throws {
        let worker = try ticking(.fixedDelay(.seconds(60)))
        worker.crash()
        let posted = start + .seconds(100)
        _ = try worker.sql(
            """
            INSERT INTO zart_orders (kind, target, actor, terminal, posted_at)
            VALUES ('stop', 't', 'anna', '', \(posted.milliseconds))
            """
        )
        worker.setWall(by: .seconds(80))
        try worker.restart()
        #expect(try worker.task().state == .stopped)
        #expect(try worker.sql("SELECT delta FROM zart_clock_events") == [["-20000"]])
        try worker.audit()
    }

    @Test func `a clock set back while no worker ran is noticed by what had begun`() throws {
        let gate = Gate()
        let worker = try TestWorker { $0.registerDurable("t", Script.held(gate)) }
        worker.advance(by: .seconds(4))
        try worker.perform(.start(task: "t", id: "x", payload: "\"hi\"", overlap: nil))
        worker.crash()
        // After the last sign of life, and before the begin of what runs.
        worker.setWall(by: .seconds(-2))
        try worker.restart()
        #expect(try worker.sql("SELECT delta FROM zart_clock_events") == [["-2000"]])
        gate.open("x")
        worker.settle()
        try worker.audit()
    }

    @Test func `a clock set back while no worker ran is noticed by what had ended`() throws {
        let worker = try TestWorker { $0.registerDurable("t", Script.quick()) }
        try worker.perform(.start(task: "t", id: "x", payload: "\"hi\"", overlap: nil))
        worker.advance(by: .seconds(4))
        try worker.perform(.start(task: "t", id: "y", payload: "\"hi\"", overlap: nil))
        #expect(try worker.statuses() == [.completed, .completed])
        worker.crash()
        // After the last sign of life, and before the end of what was done.
        worker.setWall(by: .seconds(-2))
        try worker.restart()
        #expect(try worker.sql("SELECT delta FROM zart_clock_events") == [["-2000"]])
        try worker.audit()
    }

    @Test func `a clock set back while no worker ran is noticed by what an execution had begun last`() throws
    {
        let gate = Gate()
        let worker = try TestWorker {
            $0.registerDurable(
                "t",
                Script { _ in
                    try await Durable.step("first") { try await gate.pass("first", isStubborn: false) }
                    try await Durable.step("last") { try await gate.pass("last", isStubborn: false) }
                    return "done"
                }
            )
        }
        try worker.perform(.start(task: "t", id: "x", payload: "\"hi\"", overlap: nil))
        worker.advance(by: .seconds(4))
        gate.open("first")
        worker.settle()
        worker.advance(by: .milliseconds(100))
        worker.crash()
        worker.setWall(by: .seconds(-2))
        try worker.restart()
        #expect(try worker.sql("SELECT delta FROM zart_clock_events") == [["-1900"]])
        gate.open("last")
        worker.settle()
        #expect(try worker.statuses() == [.completed])
        try worker.audit()
    }

    @Test func `a clock set forward makes instants missed, decided by the missed rule`() throws {
        let worker = try ticking(.fixedDelay(.seconds(60)))
        worker.setWall(by: .seconds(3_630))
        #expect(try worker.ledger().map(\.decision) == [.started, .coalesced, .started])
        #expect(try worker.task().occurrence == 2)
        try worker.audit()
    }

    @Test(arguments: [3_600, -3_600]) func `a clock step neither stretches nor shortens a wait`(jump: Int)
        throws
    {
        let counter = Counter()
        let gate = Gate()
        let worker = try durable(
            Script(timeout: .seconds(1_000)) { input in
                switch input {
                case "sleep": try await Durable.sleep("rest", for: .seconds(100))
                case "retry":
                    try await Durable.step("a", retry: .fixed(1, delay: .seconds(100))) {
                        if counter.add("a") == 1 { throw Trouble("no") }
                    }
                case "total":
                    try await Durable.step(
                        "a",
                        retry: .fixed(1, delay: .seconds(10)),
                        timeout: .total(.seconds(100))
                    ) {
                        if counter.add("total") == 1 { throw Trouble("no") }
                        try await gate.pass("never")
                    }
                case "limit": try await Durable.sleep("rest", for: .seconds(10_000))
                default: let _: String = try await Durable.waitForEvent("e", timeout: .seconds(100))
                }
                return input
            }
        )
        for input in ["sleep", "retry", "total", "wait", "limit"] {
            try worker.start("h", id: input, payload: input)
        }
        worker.advance(by: .seconds(50))
        worker.setWall(by: .seconds(jump))
        worker.advance(by: .milliseconds(49_999))
        for id in ["sleep", "retry", "total", "wait"] { #expect(try worker.status(id) == .running, "\(id)") }
        worker.advance(by: .milliseconds(1))
        #expect(try worker.status("sleep") == .completed)
        #expect(try worker.status("retry") == .completed)
        #expect(try worker.status("total") == .failed)
        #expect(try worker.status("wait") == .failed)
        worker.advance(by: .milliseconds(899_999))
        #expect(try worker.status("limit") == .running)
        worker.advance(by: .milliseconds(1))
        #expect(try worker.status("limit") == .failed)
        try worker.audit()
    }

    @Test func `deadlines moved by a clock step are kept across a crash`() throws {
        let worker = try durable(
            Script { _ in
                try await Durable.sleep("rest", for: .seconds(100))
                return "slept"
            }
        )
        try worker.start("h", id: "x", payload: "in")
        worker.setWall(by: .seconds(3_600))
        worker.crash()
        worker.advance(by: .seconds(50))
        try worker.restart()
        worker.advance(by: .milliseconds(49_999))
        #expect(try worker.status("x") == .running)
        worker.advance(by: .milliseconds(1))
        #expect(try worker.status("x") == .completed)
        try worker.audit()
    }

    @Test func `a small correction is no step`() throws {
        let worker = try ticking(.fixedDelay(.seconds(60)))
        worker.setWall(by: .milliseconds(400))
        #expect(try worker.sql("SELECT delta FROM zart_clock_events").isEmpty)
        try worker.audit()
    }

    @Test func `an instant that waits for a slot while the clock is set back starts when there is one`()
        throws
    {
        let gate = Gate()
        let worker = try TestWorker {
            $0.registerDurable("h", Script.held(gate))
                .registerRecurringDurable(
                    "t",
                    handler: "h",
                    idTemplate: "t-{occurrence}",
                    recurrence: .fixedDelay(.seconds(60)),
                    overlap: .max(1, atCap: .buffer(limit: 1, keep: .first)),
                    payload: "hi"
                )
        }
        worker.advance(by: .seconds(70))
        #expect(try worker.decisions() == [.started, .buffered])
        worker.setWall(by: .seconds(-86_400))
        worker.advance(by: .seconds(5))
        for id in ["t-0", "t-1"] { gate.open(id) }
        worker.settle()
        #expect(try worker.status("t-0") == .completed)
        #expect(try worker.status("t-1") == .completed)
        try worker.audit()
    }

    @Test(arguments: [Int64(3_600), -900])
    func `how long an instant waits for a slot is no time of the clock`(jump: Int64) throws {
        let gate = Gate()
        let policy = OverlapPolicy.max(1, atCap: .buffer(limit: 1, keep: .first, ttl: .seconds(1_800)))
        let worker = try whyWorker(
            .cron("1,2 * * * *", timezone: "UTC"),
            overlap: policy,
            missed: .skip,
            running: Script.held(gate)
        )
        worker.advance(by: .seconds(130))
        #expect(try worker.decisions("t") == [.started, .buffered])
        worker.setWall(by: .seconds(jump))
        worker.advance(by: .seconds(1_700))
        #expect(try worker.decisions("t").prefix(2) == [.started, .buffered])
        worker.advance(by: .seconds(91))
        #expect(try worker.decisions("t").prefix(2) == [.started, .expired])
        try worker.audit()
    }

    @Test func `of two instants of one time that both wait one begins at a time`() throws {
        let gate = Gate()
        let worker = try whyWorker(
            .cron("1,2 4 * * *", timezone: "UTC"),
            overlap: .max(1, atCap: .buffer(limit: 5, keep: .first)),
            missed: .skip,
            running: Script.held(gate)
        )
        worker.advance(by: .seconds(4 * 3_600 + 130))
        worker.setWall(by: .seconds(-4 * 3_600))
        worker.advance(by: .seconds(4 * 3_600))
        func second() throws -> [String] {
            try worker.ledger().filter { $0.nominalAt == start + .seconds(4 * 3_600 + 120) }
                .map { "\($0.version) \($0.decision) \($0.execution ?? "-")" }.sorted()
        }
        #expect(try second() == ["1 buffered -", "2 buffered -"])
        gate.open("t-0")
        worker.settle()
        #expect(try second() == ["1 started t-1", "2 buffered -"])
        for id in ["t-1", "t-2"] {
            gate.open(id)
            worker.settle()
        }
        #expect(try second() == ["1 started t-1", "2 started t-3"])
        try worker.audit()
    }
}

import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

private func held(_ gate: Gate, _ overlap: OverlapPolicy = .skipIfRunning, isStubborn: Bool = false) throws
    -> TestWorker
{
    try TestWorker {
        $0.registerDurable("t", Script.held(gate, isStubborn: isStubborn))
            .registerDurable("other", Script.quick())
            .registerRecurringDurable(
                "t",
                idTemplate: "t-{occurrence}",
                recurrence: .fixedDelay(.seconds(10)),
                overlap: overlap,
                payload: "hi"
            )
    }
}

struct Order4: Codable, Sendable {
    var count: Int
    var name: String
}

struct Ordered: DurableExecution {
    func run(_ input: Order4) async throws -> Int { input.count }
}

@Suite(.timeLimit(.minutes(10))) struct OrderTests {
    @Test func `start with an id is idempotent by the payload's meaning`() throws {
        let worker = try durable(Ordered())
        let action = { (json: String) in
            Order.Action.start(task: "h", id: "x", payload: json, overlap: nil)
        }
        try worker.perform(action(#"{"count":1,"name":"a"}"#))
        let again = try worker.perform(action(#"{ "name" : "\u0061", "count": 1.0 }"#))
        #expect(again == "x exists already: completed")
        let shown = try worker.show("x")
        #expect(shown.orders.count == 2 && shown.origin.contains("test"), "\(shown.origin)")
        // The list of orders ends somewhere: who only found it there has not brought it about.
        let cut = ExecutionDetail(
            execution: shown.execution,
            runs: shown.runs,
            offers: shown.offers,
            orders: shown.orders.suffix(1)
        )
        #expect(cut.origin == "")
        try worker.audit()
    }

    @Test func `who starts something while no worker runs has brought it about`() throws {
        let worker = try whyWorker()
        worker.crash()
        #expect(
            try worker.performWithoutWorker(.trigger(task: "t", overlap: nil)).refusal == nil
        )
        try worker.restart()
        let shown = try worker.show("t-1")
        #expect(shown.orders.first?.answer?.message.contains("no worker runs") == true)
        #expect(shown.origin.contains("test"), "\(shown.origin)")
        try worker.audit()
    }

    @Test func `an id that belongs to another task is refused`() throws {
        let worker = try held(Gate())
        try worker.start("other", id: "x", payload: "in")
        let error = refusal {
            try worker.perform(.start(task: "t", id: "x", payload: "\"in\"", overlap: nil))
        }
        #expect(error?.message.contains("belongs to task 'other'") == true)
        try worker.audit()
    }

    @Test func `start without an id dispatches the next occurrence`() throws {
        let gate = Gate()
        let worker = try held(gate, .alwaysStart)
        try worker.perform(.start(task: "t", id: nil, payload: "\"mine\"", overlap: nil))
        let record = try worker.execution("t-1")
        #expect(record.occurrence == 1 && record.nominalAt == nil && record.cause == .start)
        #expect(try worker.ledger().count == 1)
        worker.advance(by: .seconds(10))
        #expect(try worker.execution("t-2").nominalAt == start + .seconds(10))
        #expect(
            refusal { try worker.perform(.start(task: "other", id: nil, payload: nil, overlap: nil)) }?.code
                == .invalid
        )
        try worker.audit()
    }

    @Test func `a trigger at the cap is refused, naming the holder`() throws {
        let worker = try held(Gate())
        let error = refusal { try worker.perform(.trigger(task: "t", overlap: nil)) }
        #expect(error?.code == .refused)
        #expect(error?.message.contains("already runs t-0") == true)
        #expect(try worker.task().occurrence == 1)
        #expect(try worker.sql("SELECT kind, refusal FROM zart_orders") == [["trigger", "refused"]])
        try worker.audit()
    }

    @Test func `a trigger with an override runs beside and is recorded`() throws {
        let worker = try held(Gate())
        try worker.perform(.trigger(task: "t", overlap: .alwaysStart))
        #expect(try worker.statuses() == [.running, .running])
        #expect(
            try worker.sql("SELECT policy, answer_execution FROM zart_orders") == [["always-start", "t-1"]]
        )
        #expect(try worker.sql("SELECT override FROM zart_executions ORDER BY seq") == [["0"], ["1"]])
        try worker.audit()
    }

    @Test func `a trigger that replaces cancels what runs`() throws {
        let worker = try held(Gate())
        try worker.perform(.trigger(task: "t", overlap: .cancelAndRestart))
        #expect(try worker.statuses() == [.cancelled, .running])
        try worker.audit()
    }

    @Test func `an order whose notice was lost is found within seconds`() throws {
        let worker = try held(Gate())
        // Written past the file that is watched.
        _ = try worker.sql(
            """
            INSERT INTO zart_orders (kind, target, actor, terminal, posted_at)
            VALUES ('stop', 't', 'anna', '', 0)
            """
        )
        worker.settle()
        #expect(try worker.task().state == .active)
        worker.advance(by: .seconds(3))
        #expect(try worker.task().state == .stopped)
        let answered = (start + .milliseconds(2_500)).milliseconds
        #expect(try worker.sql("SELECT answered_at FROM zart_orders") == [["\(answered)"]])
        try worker.audit()
    }

    @Test func `executions started under an id count against the maximum`() throws {
        let gate = Gate()
        let worker = try held(gate)
        gate.open("t-0")
        worker.settle()
        try worker.start("t", id: "mine", payload: "in")
        worker.advance(by: .seconds(10))
        #expect(try worker.ledger().last?.heldBy == "mine")
        #expect(refusal { try worker.start("t", id: "second", payload: "in") }?.code == .refused)
        #expect(
            try worker.perform(.start(task: "t", id: "mine", payload: "\"in\"", overlap: nil)).contains(
                "exists"
            )
        )
        try worker.audit()
    }

    @Test func `a cancel ends a stubborn execution at once, its attempt stays running until it is gone`()
        throws
    {
        let gate = Gate()
        let worker = try held(gate, .skipIfRunning, isStubborn: true)
        worker.advance(by: .seconds(3))
        try worker.perform(.cancel(id: "t-0"), actor: "anna")
        #expect(try worker.status("t-0") == .cancelled)
        #expect(try worker.execution("t-0").endedAt == start + .seconds(3))
        #expect(try worker.execution("t-0").error == "cancelled by anna")
        let step = try worker.step("hold", of: "t-0")
        #expect(step.isStopping && step.attempts.map(\.status) == [.running])
        worker.advance(by: .seconds(7))
        #expect(try worker.status("t-1") == .scheduled)
        try worker.audit()
        gate.open("t-0")
        worker.settle()
        #expect(try worker.status("t-1") == .running)
        #expect(try worker.step("hold", of: "t-0").attempts.map(\.status) == [.cancelled])
        try worker.audit()
    }

    @Test func `what takes the place of two that ran by an order waits until both have stopped`() throws {
        for dies in [false, true] {
            let gate = Gate()
            let worker = try held(gate, .cancelAndRestart, isStubborn: true)
            worker.advance(by: .seconds(3))
            try worker.perform(.trigger(task: "t", overlap: .alwaysStart))
            worker.advance(by: .seconds(7))
            #expect(try worker.status("t-0") == .cancelled && worker.status("t-1") == .cancelled)
            for id in ["t-0", "t-1"] {
                #expect(try worker.status("t-2") == .scheduled)
                try worker.audit()
                gate.open(id)
                worker.settle()
            }
            #expect(try worker.status("t-2") == .running)
            if dies { worker.crash(); try worker.restart() }
            try worker.audit()
        }
    }

    @Test func `a cancel that comes before the completion wins, and the other way round`() throws {
        let gate = Gate()
        let worker = try held(gate)
        gate.open("t-0")
        try worker.cancel("t-0")
        worker.settle()
        #expect(try worker.status("t-0") == .cancelled)
        worker.advance(by: .seconds(10))
        gate.open("t-1")
        worker.settle()
        let error = refusal { try worker.cancel("t-1") }
        #expect(error?.message == "execution 't-1' has already ended: completed")
        try worker.audit()
    }

    @Test func `a scheduled execution can be cancelled before it began`() throws {
        let gate = Gate()
        let worker = try TestWorker { $0.concurrency(1).registerDurable("h", Script.held(gate)) }
        try worker.start("h", id: "a", payload: "in")
        try worker.start("h", id: "b", payload: "in")
        try worker.cancel("b")
        gate.open("a")
        worker.settle()
        #expect(try worker.execution("b").startedAt == nil)
        #expect(worker.engine.held == 0)
        try worker.audit()
    }

    @Test func `what is not there is not found`() throws {
        let worker = try held(Gate())
        #expect(refusal { try worker.cancel("nothing") }?.code == .notFound)
        #expect(refusal { try worker.offerEvent("e", to: "nothing", payload: 1) }?.code == .notFound)
        #expect(refusal { try worker.start("nothing", id: "x", payload: 1) }?.code == .notFound)
        #expect(refusal { try worker.perform(.stop(task: "nothing")) }?.code == .notFound)
        #expect(refusal { try worker.perform(.stop(task: "other")) }?.code == .notFound)
    }

    @Test func `an event to an ended execution is refused`() throws {
        let worker = try durable(Script.quick())
        try worker.start("h", id: "x", payload: "in")
        #expect(refusal { try worker.offerEvent("e", to: "x", payload: 1) }?.code == .refused)
        try worker.audit()
    }

    @Test(arguments: [
        ("{", "is no JSON"), ("7", "is not for handler 'h'"), (#"{"count":1}"#, "'name' is missing"),
        ("\"\(String(repeating: "x", count: 262_143))\"", "262145 bytes: at most 262144"),
    ])
    func `a payload that is not for the handler is refused`(payload: String, reason: String) throws {
        let worker = try durable(Ordered())
        let error = refusal { try worker.perform(.start(task: "h", id: "x", payload: payload, overlap: nil)) }
        #expect(error?.code == .invalid)
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
        #expect(try worker.scheduler.executions().isEmpty)
    }

    @Test func `an event over its limit, not JSON, or of no name is refused`() throws {
        let worker = try held(Gate())
        let offer = { (name: String, data: String) in
            refusal { try worker.perform(.event(id: "t-0", name: name, data: data)) }?.code
        }
        #expect(offer("e", "\"\(String(repeating: "x", count: 1_048_575))\"") == .invalid)
        #expect(offer("e", "{") == .invalid)
        #expect(offer("a b", "1") == .invalid)
        #expect(offer("e", "1") == nil)
        try worker.audit()
    }

    @Test func `orders given while no worker runs are applied at once`() throws {
        let gate = Gate()
        let worker = try held(gate)
        worker.crash()
        _ = try worker.performWithoutWorker(.pause(task: "t", until: nil, note: "later"))
        _ = try worker.performWithoutWorker(.cancel(id: "t-0"))
        #expect(try worker.status("t-0") == .cancelled)
        #expect(try worker.task().state == .paused)
        _ = try worker.performWithoutWorker(.start(task: "t", id: "mine", payload: "\"in\"", overlap: nil))
        #expect(try worker.status("mine") == .scheduled)
        try worker.restart()
        #expect(try worker.status("mine") == .running)
        try worker.audit()
    }
}

import Synchronization
import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// What a backfill starts, and how many at a time.
@Suite(.timeLimit(.minutes(10))) struct BackfillTests {
    // MARK: What it starts

    @Test func `missing instants are started once each, oldest first, and nothing else moves`() throws {
        let worker = try gapped(.quick())
        let before = (try worker.ledger(), try worker.sql("SELECT cursor, version FROM zart_tasks"))
        let answer = try worker.backfill()
        #expect(answer.hasPrefix("backfill 1 of t: 7 instants, missing, oldest first, at most 1 at a time"))
        #expect(try worker.backfilled() == [10, 20, 30, 40, 50])
        #expect(try worker.ledger() == before.0)
        #expect(try worker.sql("SELECT cursor, version FROM zart_tasks") == before.1)
        #expect(try worker.task().occurrence == 7)
        #expect(try worker.task().started == 2)
        let third = try worker.execution("t-4")
        #expect(
            third.nominalAt == start + .seconds(30) && third.cause == .backfill && third.status == .completed
        )
        let why = try worker.why("00:00:30")
        #expect(why.last == "a backfill started t-4 for it: completed", "\(why)")
        #expect(!(try worker.why("00:01")).contains { $0.contains("backfill") })
        let record = try worker.record()
        #expect(
            record.state == .completed && record.dispatched == 5 && record.leftOut == 2 && record.waits == nil
        )
        worker.advance(by: .seconds(10))
        #expect(try worker.task().occurrence == 8)
        try worker.audit()
    }

    @Test func `what fits between two ticks keeps at most one of them from starting`() throws {
        let worker = try TestWorker(
            backfillable(
                Script { input in
                    try await Durable.sleep("work", for: .seconds(3))
                    return input
                },
                overlap: .skipIfRunning
            )
        )
        worker.advance(by: .seconds(5))
        try worker.backfill(from: start - .seconds(300), to: start - .seconds(1))
        worker.advance(by: .seconds(600))
        let record = try worker.record()
        #expect(record.state == .completed && record.dispatched == 30)
        #expect(try worker.task().skipped <= 1)
        try worker.audit()
    }

    @Test func `where what ticks start leaves no room for it a backfill goes on all the same`() throws {
        let worker = try TestWorker(
            backfillable(
                Script { input in
                    let isPast = ExecutionContext.current?.nominalAt.map { $0 < start } ?? false
                    try await Durable.sleep("work", for: .milliseconds(isPast ? 4_500 : 7_000))
                    return input
                },
                overlap: .skipIfRunning
            )
        )
        worker.advance(by: .seconds(5))
        try worker.backfill(from: start - .seconds(50), to: start - .seconds(1))
        worker.advance(by: .seconds(600))
        #expect(try worker.record().state == .completed)
        #expect(try worker.task().skipped <= 5)
        try worker.audit()
    }

    @Test func `newest first goes the other way`() throws {
        let worker = try gapped(.quick())
        try worker.backfill(.missing, .newest, max: 2)
        #expect(try worker.backfilled() == [50, 40, 30, 20, 10])
        try worker.audit()
    }

    @Test func `all starts every instant again, and each once`() throws {
        let worker = try gapped(.quick())
        try worker.backfill(.all, max: 3)
        #expect(try worker.backfilled() == [0, 10, 20, 30, 40, 50, 60])
        try worker.audit()
    }

    @Test func `failed starts those whose newest execution failed`() throws {
        let failing = Mutex<Set<String>>(["t-0", "t-3"])
        let worker = try gapped(
            Script { _ in
                let id = ExecutionContext.current?.id ?? ""
                if failing.withLock({ $0.contains(id) }) { throw Trouble("no luck") }
                return id
            }
        )
        try worker.backfill()
        // t-0 is the tick at 0 s, t-3 the backfill's for 20 s.
        #expect(try worker.status("t-0") == .failed)
        #expect(try worker.status("t-3") == .failed)
        try worker.backfill(.failed)
        #expect(try worker.backfilled(2) == [0, 20])
        #expect(try worker.record(1).failed == 1)
        // Their newest executions are well now.
        try worker.backfill(.failed)
        #expect(try worker.backfilled(3) == [])
        #expect(try worker.record(3).state == .completed)
        try worker.audit()
    }

    @Test func `before the task existed its present schedule says the instants`() throws {
        let worker = try gapped(.quick())
        try worker.backfill(from: start - .seconds(35), to: start - .seconds(1))
        #expect(try worker.backfilled() == [-30, -20, -10])
        try worker.audit()
    }

    @Test func `instants stay those of the range's own time when the schedule changes meanwhile`() throws {
        let gate = Gate()
        let handler = Script.held(gate)
        let worker = try gapped(handler)
        try worker.backfill()
        worker.crash()
        try worker.restart(backfillable(handler, every: .seconds(7)))
        for number in 2...6 { gate.open("t-\(number)"); worker.settle() }
        #expect(try worker.backfilled() == [10, 20, 30, 40, 50])
        try worker.audit()
    }

    @Test func `thousands of instants that were started are passed by`() throws {
        let worker = try TestWorker(backfillable(.quick(), every: .seconds(1)))
        worker.advance(by: .seconds(2_500))
        try worker.perform(.pause(task: "t", until: nil, note: nil))
        worker.advance(by: .seconds(3))
        try worker.perform(.resume(task: "t", missed: .skip))
        worker.advance(by: .seconds(1))
        try worker.backfill()
        #expect(try worker.backfilled() == [2_501, 2_502, 2_503])
        #expect(try worker.record().leftOut == 2_502)
        try worker.audit()
    }

    // MARK: How many at a time, and who goes first

    @Test func `never more than its own maximum run, nor more than the task's`() throws {
        let gate = Gate()
        for number in 0...1 { gate.open("t-\(number)") }
        let worker = try gapped(.held(gate), overlap: .max(3, atCap: .skip))
        try worker.backfill(max: 2)
        #expect(try worker.openOfBackfill == 2)
        #expect(try worker.record().waits == "waits: 2 of its executions still run")
        gate.open("t-2")
        worker.settle()
        #expect(try worker.openOfBackfill == 2)
        #expect(try worker.backfilled() == [10, 20, 30])
        // A tick takes the third slot, and a second one finds none.
        worker.advance(by: .seconds(20))
        #expect(try worker.ledger().last?.decision == .skippedOverlap)
        gate.open("t-3")
        worker.settle()
        // Two of the backfill's and the tick's.
        #expect(try worker.scheduler.executions(of: "t").count { !$0.status.isEnded } == 3)
        try worker.audit()
    }

    @Test func `where an execution takes longer than from tick to tick every other one is a tick's`() throws {
        let worker = try gapped(
            Script { _ in
                try await Durable.sleep("work", for: .seconds(24))
                return "done"
            },
            overlap: .skipIfRunning
        )
        try worker.backfill()
        worker.advance(by: .seconds(600))
        #expect(try worker.backfilled() == [10, 20, 30, 40, 50])
        let causes = try worker.sql("SELECT cause FROM zart_executions ORDER BY seq").map { $0[0] ?? "" }
        #expect(
            causes.prefix(12).joined(separator: " ") == "tick" + String(repeating: " tick backfill", count: 5)
                + " tick"
        )
        try worker.audit()
    }

    @Test func `a tick that is far off does not keep a backfill from going on`() throws {
        let worker = try TestWorker(
            backfillable(
                Script { _ in
                    try await Durable.sleep("work", for: .seconds(24))
                    return "done"
                },
                every: .seconds(100),
                overlap: .skipIfRunning
            )
        )
        worker.advance(by: .seconds(305))
        // Every instant again, but for those whose ticks come meanwhile.
        try worker.backfill(.all, to: start + .seconds(299))
        worker.advance(by: .seconds(250))
        #expect(try worker.backfilled() == [0, 100, 200])
        let began = try worker.sql("SELECT started_at FROM zart_executions WHERE backfill = 1 ORDER BY seq")
            .compactMap { Int64($0[0] ?? "") }.map { ($0 - start.milliseconds) / 1_000 }
        #expect(began == [324, 348, 372])
        try worker.audit()
    }

    @Test func `the task's maximum holds it back and names the holder`() throws {
        let gate = Gate()
        gate.open("t-0")
        let worker = try gapped(.held(gate), overlap: .skipIfRunning)
        try worker.backfill(max: 5)
        #expect(try worker.backfilled() == [])
        #expect(try worker.record().waits == "waits for t-1 to end")
        gate.open("t-1")
        worker.settle()
        #expect(try worker.backfilled() == [10])
        for number in 2...6 { gate.open("t-\(number)"); worker.settle() }
        #expect(try worker.record().state == .completed)
        try worker.audit()
    }

    @Test func `a tick that waits for a slot gets it before the backfill`() throws {
        let gate = Gate()
        for number in 0...1 { gate.open("t-\(number)") }
        let worker = try gapped(.held(gate), overlap: .max(1, atCap: .buffer(limit: 1)))
        try worker.backfill()
        #expect(try worker.backfilled() == [10])
        worker.advance(by: .seconds(10))
        #expect(try worker.ledger().last?.decision == .buffered)
        gate.open("t-2")
        worker.settle()
        // The tick of 70 s has it.
        #expect(try worker.execution("t-3").nominalAt == start + .seconds(70))
        #expect(try worker.execution("t-3").cause == .tick)
        #expect(try worker.backfilled() == [10])
        gate.open("t-3")
        worker.settle()
        #expect(try worker.backfilled() == [10, 20])
        try worker.audit()
    }

    @Test func `it leaves a worker without a free slot alone`() throws {
        let gate = Gate()
        let worker = try gapped(.held(gate)) { $0.concurrency = 2 }
        // The ticks at 0 and 60 s hold both slots.
        try worker.backfill(max: 5)
        #expect(try worker.backfilled() == [])
        gate.open("t-0")
        worker.settle()
        #expect(try worker.backfilled() == [10])
        try worker.audit()
    }

    // MARK: Looking before

    @Test func `the preview says what the backfill then does`() throws {
        let worker = try gapped(.quick())
        for (only, order) in [
            (BackfillSelection.missing, BackfillOrder.oldest), (.all, .newest), (.failed, .oldest),
        ] {
            let request = BackfillRequest(from: start, to: worker.now, only: only, order: order)
            let reader = try worker.store.makeReader(zones: EngineSettings().zones)
            let outcome = try #require(try reader.backfillPreview(task: "t", request, now: worker.now))
            let preview = try outcome.get()
            #expect(preview.instants == 7)
            let starts = preview.samples.filter(\.isStarted).map {
                ($0.nominalAt.milliseconds - start.milliseconds) / 1_000
            }
            try worker.backfill(only, order)
            let id = try worker.scheduler.backfills().map(\.id).max() ?? 0
            #expect(try worker.backfilled(id) == starts)
            #expect(preview.starts == starts.count)
        }
        try worker.audit()
    }
}

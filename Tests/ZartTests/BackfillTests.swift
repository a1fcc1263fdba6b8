import Synchronization
import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// A worker's methods would hide the name otherwise.
private let midnight = start

/// Task `t` on a grid, whose executions are `t-0`, `t-1` and so on.
private func ticking(
    _ handler: Script,
    every delay: Duration = .seconds(10),
    overlap: OverlapPolicy = .alwaysStart,
    maxOccurrences: Int? = nil
) -> (Worker.Builder) -> Worker.Builder {
    {
        $0.registerDurable("t", handler)
            .registerRecurringDurable(
                "t",
                idTemplate: "t-{occurrence}",
                recurrence: .fixedDelay(delay),
                overlap: overlap,
                payload: "hi",
                maxOccurrences: maxOccurrences
            )
    }
}

/// A worker whose task `t` comes every ten seconds and was paused over five instants that stay paused: of its seven
/// instants up to 00:01:05 those at 10 to 50 s were not started.
private func gapped(
    _ handler: Script,
    overlap: OverlapPolicy = .alwaysStart,
    settings: @escaping (inout EngineSettings) -> Void = { _ in }
) throws -> TestWorker {
    let worker = try TestWorker(settings: settings, ticking(handler, overlap: overlap))
    worker.advance(by: .seconds(5))
    try worker.perform(.pause(task: "t", until: nil, note: nil))
    worker.advance(by: .seconds(50))
    try worker.perform(.resume(task: "t", missed: .skip))
    worker.advance(by: .seconds(10))
    return worker
}

extension TestWorker {
    @discardableResult
    fileprivate func backfill(
        _ only: BackfillSelection = .missing,
        _ order: BackfillOrder = .oldest,
        max: Int = 1,
        from: Instant? = nil,
        to: Instant? = nil
    ) throws -> String {
        let request = BackfillRequest(
            from: from ?? midnight,
            to: to ?? now,
            only: only,
            order: order,
            maximum: max
        )
        return try perform(.backfill(task: "t", request))
    }

    /// Seconds after the start of the instants a backfill dispatched, in that order.
    fileprivate func backfilled(_ id: Int64 = 1) throws -> [Int64] {
        try sql("SELECT nominal_at FROM zart_executions WHERE backfill = \(id) ORDER BY seq")
            .map { (Int64($0[0] ?? "") ?? 0) / 1_000 - midnight.milliseconds / 1_000 }
    }

    fileprivate func record(_ id: Int64 = 1) throws -> BackfillRecord {
        try #require(try scheduler.backfills().first { $0.id == id })
    }

    fileprivate var openOfBackfill: Int {
        get throws { try record().open }
    }
}

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
        let record = try worker.record()
        #expect(
            record.state == .completed && record.dispatched == 5 && record.leftOut == 2 && record.waits == nil
        )
        worker.advance(by: .seconds(10))
        #expect(try worker.task().occurrence == 8)
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
        try worker.restart(ticking(handler, every: .seconds(7)))
        for number in 2...6 { gate.open("t-\(number)"); worker.settle() }
        #expect(try worker.backfilled() == [10, 20, 30, 40, 50])
        try worker.audit()
    }

    @Test func `thousands of instants that were started are passed by`() throws {
        let worker = try TestWorker(ticking(.quick(), every: .seconds(1)))
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
            ticking(
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
        try worker.backfill(.all, to: midnight + .seconds(299))
        worker.advance(by: .seconds(250))
        #expect(try worker.backfilled() == [0, 100, 200])
        let began = try worker.sql("SELECT started_at FROM zart_executions WHERE backfill = 1 ORDER BY seq")
            .compactMap { Int64($0[0] ?? "") }.map { ($0 - midnight.milliseconds) / 1_000 }
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

    // MARK: What holds it

    @Test func `nothing is started while the task is paused or stopped`() throws {
        let worker = try gapped(.quick())
        try worker.perform(.pause(task: "t", until: nil, note: nil))
        #expect(try worker.backfill().hasSuffix("it waits until the task is resumed"))
        worker.advance(by: .seconds(30))
        #expect(try worker.backfilled() == [])
        #expect(try worker.record().waits == "waits: the task is paused")
        try worker.perform(.stop(task: "t"))
        worker.advance(by: .seconds(30))
        #expect(try worker.record().waits == "waits: the task is stopped")
        try worker.perform(.revive(task: "t"))
        #expect(try worker.backfilled() == [10, 20, 30, 40, 50])
        try worker.audit()
    }

    @Test func `nothing is started while everything is paused`() throws {
        let worker = try gapped(.quick())
        try worker.perform(.pauseAll(until: nil, note: nil))
        #expect(try worker.backfill().hasSuffix("it waits until everything is released"))
        worker.advance(by: .seconds(30))
        #expect(try worker.backfilled() == [])
        #expect(try worker.record().waits == "waits: everything is paused")
        try worker.perform(.resumeAll(missed: nil))
        #expect(try worker.backfilled() == [10, 20, 30, 40, 50])
        try worker.audit()
    }

    @Test func `a resume's own starts are not started again`() throws {
        let gate = Gate()
        let worker = try gapped(.held(gate))
        try worker.perform(.pause(task: "t", until: nil, note: nil))
        worker.advance(by: .seconds(20))
        // 70 and 80 s are held now.
        try worker.backfill(max: 100)
        try worker.perform(.resume(task: "t", missed: .all(1)))
        #expect(try worker.backfilled() == [10, 20, 30, 40, 50, 70])
        #expect(try worker.execution("t-2").nominalAt == start + .seconds(80))
        try worker.audit()
    }

    @Test func `it is held, goes on where it was, and is ended`() throws {
        let gate = Gate()
        for number in 0...1 { gate.open("t-\(number)") }
        let worker = try gapped(.held(gate))
        try worker.backfill()
        #expect(
            try worker.perform(.pauseBackfill(id: 1))
                == "paused backfill 1: 2 of 7 instants done; 1 still runs to its end"
        )
        gate.open("t-2")
        worker.settle()
        #expect(try worker.backfilled() == [10])
        #expect(try worker.record().waits == "paused")
        #expect(
            refusal { try worker.perform(.pauseBackfill(id: 1)) }?.message == "backfill 1 is already paused"
        )
        worker.crash()
        try worker.restart()
        #expect(try worker.record().state == .paused)
        try worker.perform(.resumeBackfill(id: 1))
        #expect(try worker.backfilled() == [10, 20])
        #expect(refusal { try worker.perform(.resumeBackfill(id: 1)) }?.code == .refused)
        try worker.perform(.cancelBackfill(id: 1))
        #expect(try worker.status("t-3") == .running)
        gate.open("t-3")
        worker.settle()
        #expect(try worker.status("t-3") == .completed)
        #expect(try worker.backfilled() == [10, 20])
        let record = try worker.record()
        #expect(record.state == .cancelled && record.note == "cancelled by tester" && record.endedAt != nil)
        #expect(refusal { try worker.perform(.cancelBackfill(id: 1)) }?.message == "backfill 1 has ended")
        #expect(refusal { try worker.perform(.cancelBackfill(id: 2)) }?.code == .notFound)
        try worker.audit()
    }

    @Test func `without a handler it waits for a worker that has one`() throws {
        let worker = try gapped(.quick())
        worker.crash()
        let request = BackfillRequest(from: start, to: worker.now)
        let answer = try worker.performWithoutWorker(.backfill(task: "t", request))
        #expect(answer.refusal == nil)
        #expect(try worker.backfilled() == [])
        try worker.restart { $0.registerDurable("other", Script.quick()) }
        worker.advance(by: .seconds(1))
        #expect(try worker.backfilled() == [])
        worker.crash()
        try worker.restart(ticking(.quick()))
        #expect(try worker.backfilled() == [10, 20, 30, 40, 50])
        try worker.audit()
    }

    @Test func `it never goes beyond the task's greatest number of occurrences`() throws {
        let worker = try gapped(.quick())
        worker.crash()
        try worker.restart(ticking(.quick(), maxOccurrences: 4))
        try worker.backfill()
        #expect(try worker.backfilled() == [10, 20])
        #expect(try worker.task().state == .finished)
        #expect(try worker.record().waits == "waits: the task is finished")
        try worker.audit()
    }

    @Test func `the answer tells the number of the one that was begun, also from elsewhere`() throws {
        let gate = Gate()
        let worker = try gapped(.held(gate))
        let request = BackfillRequest(from: start - .seconds(30), to: start - .seconds(1))
        let order = try SQLiteStore(path: worker.path).postOrder(
            Order(.backfill(task: "t", request)),
            at: worker.now
        )
        worker.advance(by: .seconds(3))
        try worker.backfill()
        let reader = try worker.store.makeReader(zones: { _ in nil })
        #expect(try reader.answer(order: order)?.backfill == 1)
        #expect(try reader.backfill(1)?.request.from == request.from)
        #expect(try reader.backfill(2)?.request.from == start)
        #expect(try reader.backfill(3) == nil)
        #expect(
            try worker.sql("SELECT arguments->>'begun' FROM zart_orders WHERE kind = 'backfill'") == [
                ["1"], ["2"],
            ]
        )
        let other = BackfillRequest(from: start - .seconds(90), to: start - .seconds(61))
        worker.crash()
        #expect(try worker.performWithoutWorker(.backfill(task: "t", other)).backfill == 3)
    }

    @Test func `where its time zone is gone it is paused and says so, until a resume finds it again`() throws
    {
        let hasZone = Mutex(true)
        let gate = Gate()
        func build(_ recurrence: Recurrence) -> (Worker.Builder) -> Worker.Builder {
            {
                $0.registerDurable("t", Script.held(gate))
                    .registerRecurringDurable(
                        "t",
                        idTemplate: "t-{occurrence}",
                        recurrence: recurrence,
                        overlap: .alwaysStart,
                        payload: "hi"
                    )
            }
        }
        let system = EngineSettings().zones
        let worker = try TestWorker(
            settings: { $0.zones = { name in hasZone.withLock { $0 } ? system(name) : nil } },
            build(.cron("* * * * *", timezone: "Europe/Berlin"))
        )
        worker.advance(by: .seconds(5))
        try worker.perform(.pause(task: "t", until: nil, note: nil))
        worker.advance(by: .seconds(200))
        try worker.perform(.resume(task: "t", missed: .skip))
        try worker.backfill()
        #expect(try worker.backfilled() == [60])
        worker.crash()
        hasZone.withLock { $0 = false }
        try worker.restart(build(.fixedDelay(.seconds(3_600))))
        gate.open("t-0")
        worker.settle()
        let missing = "the time zone Europe/Berlin is not known here: install it"
        #expect(try worker.backfilled() == [60])
        #expect(try worker.record().state == .paused)
        #expect(try worker.record().note == "paused: \(missing), then resume the backfill")
        #expect(refusal { try worker.perform(.resumeBackfill(id: 1)) }?.message == missing)
        hasZone.withLock { $0 = true }
        try worker.perform(.resumeBackfill(id: 1))
        for number in 1...2 { gate.open("t-\(number)"); worker.settle() }
        #expect(try worker.backfilled() == [60, 120, 180])
        #expect(try worker.record().state == .completed)
        try worker.audit()
    }

    // MARK: What is refused

    @Test func `a second one over a range that is worked on is refused, and afterwards finds nothing to do`()
        throws
    {
        let gate = Gate()
        for number in 0...1 { gate.open("t-\(number)") }
        let worker = try gapped(.held(gate))
        try worker.backfill()
        let error = refusal { _ = try worker.backfill(.all, from: start + .seconds(40)) }
        #expect(error?.code == .refused)
        #expect(error?.message.hasPrefix("backfill 1 of task 't' goes on from") == true)
        // Beside it there is room.
        try worker.backfill(from: start - .seconds(30), to: start - .seconds(1))
        #expect(try worker.backfilled(2) == [-30])
        for number in 2...9 { gate.open("t-\(number)"); worker.settle() }
        #expect(try worker.record(1).state == .completed)
        try worker.backfill()
        #expect(try worker.backfilled(3) == [])
        #expect(try worker.record(3).leftOut == 7)
        try worker.audit()
    }

    @Test func `what was cancelled halfway is taken up by the next from there`() throws {
        let gate = Gate()
        for number in 0...2 { gate.open("t-\(number)") }
        let worker = try gapped(.held(gate))
        try worker.backfill()
        #expect(try worker.backfilled() == [10, 20])
        try worker.perform(.cancelBackfill(id: 1))
        try worker.backfill(max: 9)
        #expect(try worker.backfilled(2) == [30, 40, 50])
        try worker.audit()
    }

    @Test func `bad requests change nothing`() throws {
        let worker = try gapped(.quick())
        #expect(refusal { _ = try worker.backfill(from: worker.now + .seconds(1)) }?.code == .invalid)
        #expect(refusal { _ = try worker.backfill(to: worker.now + .seconds(1)) }?.code == .invalid)
        #expect(refusal { _ = try worker.backfill(max: 0) }?.code == .invalid)
        let none = refusal { _ = try worker.backfill(from: start + .seconds(11), to: start + .seconds(19)) }
        #expect(none?.message.contains("has no decided instant") == true)
        let request = BackfillRequest(from: start, to: start)
        #expect(refusal { try worker.perform(.backfill(task: "nobody", request)) }?.code == .notFound)
        try worker.perform(.stop(task: "t"))
        #expect(refusal { _ = try worker.backfill() }?.message == "task 't' is stopped: revive it first")
        #expect(try worker.scheduler.backfills() == [])
        try worker.audit()
    }

    // MARK: Whatever happens in the middle

    @Test func `a worker that dies after any commit of it starts each instant exactly once`() throws {
        var death = 0
        var isReached = true
        while isReached {
            let left = Mutex(Int.max)
            let worker = try gapped(.quick())
            worker.crash()
            worker.storeFaults = { sql throws(StoreError) in
                let isDead = left.withLock { left in
                    guard left != .max else { return false }
                    if left > 0, sql == "COMMIT" { left -= 1 } else if left <= 0 { return true }
                    return false
                }
                if isDead { throw StoreError(.inputOutput, "the machine is off") }
            }
            try worker.restart()
            left.withLock { $0 = death }
            _ = try? worker.backfill(max: 2)
            isReached = left.withLock { $0 == 0 }
            worker.crash()
            worker.storeFaults = nil
            try worker.restart()
            if try worker.scheduler.backfills().isEmpty { try worker.backfill(max: 2) }
            worker.advance(by: .seconds(1))
            #expect(try worker.backfilled() == [10, 20, 30, 40, 50], "death \(death)")
            #expect(try worker.record().state == .completed, "death \(death)")
            try worker.audit()
            death += 1
        }
        #expect(death > 3)
    }

    @Test func `whichever statement fails, each instant is started exactly once`() throws {
        let state = Mutex((left: Int.max, hasFailed: false))
        var number = 0
        var isReached = true
        while isReached {
            number += 5
            let worker = try gapped(.quick())
            worker.crash()
            worker.storeFaults = { _ throws(StoreError) in
                let fails = state.withLock { state in
                    guard state.left != .max else { return false }
                    state.left -= 1
                    guard state.left < 0 else { return false }
                    state = (.max, true)
                    return true
                }
                if fails { throw StoreError(.diskFull, "no space left") }
            }
            try worker.restart()
            state.withLock { $0 = (number, false) }
            _ = try? worker.backfill(max: 2)
            worker.advance(by: .seconds(5))
            isReached = state.withLock { $0.hasFailed }
            state.withLock { $0.left = .max }
            if try worker.scheduler.backfills().isEmpty { try worker.backfill(max: 2) }
            worker.advance(by: .seconds(5))
            #expect(try worker.backfilled() == [10, 20, 30, 40, 50], "statement \(number)")
            #expect(try worker.record().state == .completed, "statement \(number)")
            try worker.audit()
        }
        #expect(number > 20)
    }

    @Test func `a standby that takes over goes on where the frozen worker was`() throws {
        let gate = Gate()
        let build = ticking(.held(gate), every: .seconds(100))
        gate.open("t-0")
        let first = try TestWorker(settings: { _ in }, build)
        first.advance(by: .seconds(1))
        let second = try TestWorker(rivalOf: first, build)
        try first.backfill(from: start - .seconds(450), to: start - .seconds(1))
        #expect(try first.backfilled() == [-400])
        // Frozen: time passes for the other only.
        second.advance(by: .seconds(30))
        #expect(second.engine.isActive)
        for number in 1...4 { gate.open("t-\(number)"); first.settle(); second.settle() }
        second.advance(by: .seconds(1))
        #expect(try second.backfilled() == [-400, -300, -200, -100])
        #expect(try second.record().state == .completed)
        try second.audit()
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

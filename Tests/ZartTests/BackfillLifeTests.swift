import Synchronization
import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// What holds a backfill, what is refused, and what comes in the middle of one.
@Suite(.timeLimit(.minutes(10))) struct BackfillLifeTests {
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
                == "paused backfill 1: 1 of 7 instants done; 1 still runs to its end"
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
        try worker.restart(backfillable(.quick()))
        #expect(try worker.backfilled() == [10, 20, 30, 40, 50])
        try worker.audit()
    }

    @Test func `it never goes beyond the task's greatest number of occurrences`() throws {
        let worker = try gapped(.quick())
        worker.crash()
        try worker.restart(backfillable(.quick(), maxOccurrences: 4))
        try worker.backfill()
        #expect(try worker.backfilled() == [10, 20])
        #expect(try worker.task().state == .finished)
        #expect(try worker.record().waits == "starts nothing more: the task is finished")
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
        let build = backfillable(.held(gate), every: .seconds(100))
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
}

import Synchronization
import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// A worker with two tasks: `t` every ten seconds and `u` every twenty.
private func two(_ counter: Counter = Counter()) throws -> TestWorker {
    let worker = try TestWorker {
        $0.registerDurable("h", Script.quick(counter))
            .registerRecurringDurable(
                "t",
                handler: "h",
                idTemplate: "t-{occurrence}",
                recurrence: .fixedDelay(.seconds(10)),
                overlap: .alwaysStart,
                payload: ""
            )
            .registerRecurringDurable(
                "u",
                handler: "h",
                idTemplate: "u-{occurrence}",
                recurrence: .fixedDelay(.seconds(20)),
                overlap: .alwaysStart,
                missed: .all(2),
                payload: ""
            )
    }
    worker.advance(by: .seconds(5))
    return worker
}

/// Pausing everything.
@Suite(.timeLimit(.minutes(10))) struct HoldTests {
    @Test func `while everything is paused instants are recorded and start nothing`() throws {
        let worker = try two()
        try worker.perform(.pauseAll(until: nil, note: "the database moves"), actor: "anna")
        worker.advance(by: .seconds(50))
        #expect(try worker.decisions() == [.started] + times(5, .paused))
        #expect(try worker.decisions("u") == [.started] + times(2, .paused))
        #expect(try worker.task().state == .active && worker.task().isHeld)
        let hold = try #require(try worker.scheduler.holds().hold)
        #expect(hold.actor == "anna" && hold.note == "the database moves")
        try worker.audit()
    }

    @Test func `what runs goes on while everything is paused, but not without a worker`() throws {
        let worker = try whyWorker(running: Script.held(Gate()))
        worker.advance(by: .seconds(1))
        let said = try worker.perform(.pauseAll(until: nil, note: nil))
        #expect(said == "paused everything; 1 execution goes on to its end")
        try worker.perform(.resumeAll(missed: nil))
        worker.crash()
        let alone = try worker.performWithoutWorker(.pauseAll(until: nil, note: nil)).message
        #expect(alone == "paused everything; 1 execution goes on to its end once a worker runs")
    }

    @Test func `a release decides what passed by each task's own rule`() throws {
        let worker = try two()
        try worker.perform(.pauseAll(until: nil, note: nil))
        worker.advance(by: .seconds(50))
        let said = try worker.perform(.resumeAll(missed: nil))
        #expect(said == "released 2 tasks; 7 instants had passed: 3 started, 4 coalesced into a later one")
        #expect(try worker.ledger().map(\.decision) == [.started, .coalesced, .started])
        #expect(try worker.decisions("u") == [.started, .started, .started])
        worker.advance(by: .seconds(10))
        #expect(try worker.decisions().last == .started)
        #expect(try worker.scheduler.holds().hold == nil)
        try worker.audit()
    }

    @Test func `a worker that dies during a release has released everything or nothing`() throws {
        var death = 0
        var isReached = true
        var outcomes: Set<Bool> = []
        while isReached {
            let left = Mutex(Int.max)
            let worker = try two()
            try worker.perform(.pauseAll(until: nil, note: nil))
            worker.advance(by: .seconds(50))
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
            _ = try? worker.perform(.resumeAll(missed: nil))
            isReached = left.withLock { $0 == 0 }
            worker.crash()
            worker.storeFaults = nil
            let isReleased =
                try worker.sql("SELECT count(*) FROM zart_holds WHERE ended_at IS NULL") == [["0"]]
            if isReleased {
                #expect(try worker.ledger().map(\.decision) == [.started, .coalesced, .started], "\(death)")
                #expect(try worker.decisions("u") == [.started, .started, .started], "death \(death)")
            } else {
                #expect(try worker.decisions() == [.started] + times(5, .paused), "death \(death)")
                #expect(try worker.decisions("u") == [.started] + times(2, .paused), "death \(death)")
            }
            outcomes.insert(isReleased)
            try worker.restart()
            worker.advance(by: .seconds(10))
            try worker.audit()
            death += 1
        }
        #expect(outcomes == [true, false])
    }

    @Test func `a release can overrule the tasks' rules, and what it leaves stays left`() throws {
        let worker = try two()
        try worker.perform(.pauseAll(until: nil, note: nil))
        worker.advance(by: .seconds(50))
        try worker.perform(.resumeAll(missed: .skip))
        #expect(try worker.decisions() == [.started] + times(5, .paused))
        try worker.perform(.pause(task: "t", until: nil, note: nil))
        worker.advance(by: .seconds(10))
        try worker.perform(.resume(task: "t", missed: .all(100)))
        #expect(try worker.decisions() == [.started] + times(5, .paused) + [.started])
        try worker.audit()
    }

    @Test func `what a release leaves out keeps the time at which it was recorded, and who paused it`() throws
    {
        let worker = try two()
        try worker.perform(.pauseAll(until: nil, note: "storage"), actor: "anna")
        worker.advance(by: .seconds(50))
        try worker.perform(.resumeAll(missed: .all(1)))
        let left = try #require(try worker.ledger().first { $0.decision == .paused })
        #expect(left.count == 4 && left.lateness < .seconds(1) && left.resolvedAt == worker.now)
        let why = try worker.why("00:00:20")
        #expect(why.first?.contains("everything was paused by anna (storage)") == true, "\(why)")
        try worker.audit()
    }

    @Test func `a pause that has come to its end goes on with the release, by the release's rule`() throws {
        let worker = try two()
        try worker.perform(.pause(task: "t", until: worker.now + .seconds(5), note: nil))
        try worker.perform(.pauseAll(until: nil, note: nil))
        worker.advance(by: .seconds(30))
        let said = try worker.perform(.resumeAll(missed: .skip))
        #expect(said == "released 2 tasks; 4 instants had passed: all left out")
        #expect(try worker.task().state == .active)
        #expect(try worker.decisions() == [.started] + times(3, .paused))
        worker.advance(by: .seconds(10))
        #expect(try worker.decisions().last == .started)
        try worker.audit()
    }

    @Test func `a hold survives death, and holds what is registered meanwhile`() throws {
        let worker = try two()
        try worker.perform(.pauseAll(until: nil, note: nil))
        worker.crash()
        worker.advance(by: .seconds(30))
        try worker.restart {
            $0.registerDurable("h", Script.quick())
                .registerRecurringDurable(
                    "t",
                    handler: "h",
                    idTemplate: "t-{occurrence}",
                    recurrence: .fixedDelay(.seconds(10)),
                    overlap: .alwaysStart,
                    payload: ""
                )
                .registerRecurringDurable(
                    "new",
                    handler: "h",
                    idTemplate: "new-{occurrence}",
                    recurrence: .fixedDelay(.seconds(10)),
                    payload: ""
                )
        }
        worker.advance(by: .seconds(20))
        #expect(try worker.decisions() == [.started] + times(5, .paused))
        #expect(try worker.decisions("new") == times(3, .paused))
        try worker.audit()
        try worker.perform(.resumeAll(missed: nil))
        #expect(try worker.task("new").occurrence == 1)
        try worker.audit()
    }

    @Test func `what is paused by itself stays paused after a release`() throws {
        let worker = try two()
        try worker.perform(.pause(task: "u", until: nil, note: nil))
        try worker.perform(.pauseAll(until: nil, note: nil))
        worker.advance(by: .seconds(50))
        let said = try worker.perform(.resumeAll(missed: nil))
        #expect(
            said
                == "released 1 task; 5 instants had passed: 1 started, 4 coalesced into a later one; 1 paused by itself stays so"
        )
        #expect(try worker.task("u").state == .paused)
        #expect(try worker.decisions("u") == [.started] + times(2, .paused))
        try worker.perform(.resume(task: "u", missed: nil))
        #expect(try worker.decisions("u") == [.started, .started, .started])
        try worker.audit()
    }

    @Test func `one task cannot go on while everything is paused`() throws {
        let worker = try two()
        try worker.perform(.pause(task: "u", until: worker.now + .seconds(10), note: nil))
        try worker.perform(.pauseAll(until: nil, note: nil), actor: "anna")
        let refused = refusal { try worker.perform(.resume(task: "u", missed: nil)) }
        #expect(refused?.code == .refused)
        #expect(refused?.message.hasPrefix("everything is paused by anna: release that first") == true)
        worker.advance(by: .seconds(30))
        #expect(try worker.task("u").state == .paused)
        // Its own pause had come to its end meanwhile.
        try worker.perform(.resumeAll(missed: nil))
        worker.settle()
        #expect(try worker.task("u").state == .active)
        try worker.audit()
    }

    @Test func `a hold with an end releases by itself, also when the worker was down then`() throws {
        let worker = try two()
        try worker.perform(.pauseAll(until: worker.now + .seconds(30), note: "moving"), actor: "anna")
        worker.advance(by: .seconds(20))
        worker.crash()
        worker.advance(by: .seconds(60))
        try worker.restart()
        let page = try worker.store.makeReader(zones: { _ in nil })
            .events(EventFilter(), .newer, from: nil, limit: 100)
        #expect(
            page.events.contains {
                $0.at == worker.now && $0.kind == .holdEnded(actor: "anna", terminal: "", note: "moving")
            }
        )
        #expect(try worker.scheduler.holds().hold == nil)
        worker.advance(by: .seconds(2))
        // Those until 00:35 are the release's, and those after it go by the task's own rule.
        let decisions: [Decision] = [.started, .coalesced, .started, .coalesced, .started, .started]
        #expect(try worker.ledger().map(\.decision) == decisions)
        #expect(try worker.ledger().map(\.count) == [1, 2, 1, 3, 1, 1])
        try worker.audit()
    }

    @Test func `what runs goes on, what waits for a slot waits, and an operator may start by hand`() throws {
        let gate = Gate()
        let worker = try TestWorker {
            $0.registerDurable("t", Script.held(gate))
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .fixedDelay(.seconds(10)),
                    overlap: .max(1, atCap: .buffer(limit: 5, keep: .all)),
                    payload: ""
                )
        }
        worker.advance(by: .seconds(15))
        try worker.perform(.pauseAll(until: nil, note: nil))
        gate.open("t-0")
        worker.settle()
        #expect(try worker.status("t-0") == .completed)
        #expect(try worker.task().buffered == 1)
        #expect(try worker.task().occurrence == 1)
        try worker.audit()
        gate.open("t-1")
        gate.open("t-2")
        gate.open("t-3")
        try worker.perform(.trigger(task: "t", overlap: nil))
        #expect(try worker.status("t-1") == .completed)
        try worker.perform(.resumeAll(missed: nil))
        #expect(try worker.task().buffered == 0)
        try worker.audit()
    }

    @Test func `a task whose only instant came meanwhile is not finished by that`() throws {
        let worker = try TestWorker {
            $0.registerDurable("t", Script.quick())
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .at(start + .seconds(10)),
                    payload: ""
                )
        }
        try worker.perform(.pauseAll(until: nil, note: nil))
        worker.advance(by: .seconds(60))
        #expect(try worker.task().state == .active)
        try worker.audit()
        try worker.perform(.resumeAll(missed: nil))
        #expect(try worker.decisions() == [.started])
        #expect(try worker.task().state == .finished)
        try worker.audit()
    }

    @Test func `an after-completion task goes on after a release`() throws {
        let worker = try TestWorker {
            $0.registerDurable("t", Script.quick())
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .afterCompletion(.seconds(10)),
                    payload: ""
                )
        }
        try worker.perform(.pauseAll(until: nil, note: nil))
        worker.advance(by: .seconds(100))
        #expect(try worker.decisions() == [.started, .paused])
        try worker.audit()
        try worker.perform(.resumeAll(missed: .skip))
        worker.advance(by: .seconds(10))
        #expect(try worker.task().occurrence == 2)
        try worker.audit()
    }

    @Test func `the count of what is held back is exact and found without a worker`() throws {
        let worker = try two()
        try worker.perform(.pause(task: "t", until: nil, note: nil))
        worker.advance(by: .seconds(50))
        #expect(try worker.scheduler.heldBack(at: worker.now) == ["t": 5])
        worker.crash()
        // Months of seconds would do as well: nothing is enumerated.
        worker.advance(by: .seconds(800_000))
        #expect(try worker.scheduler.heldBack(at: worker.now)["t"] == 80_005)
        try worker.restart()
        #expect(try worker.scheduler.heldBack(at: worker.now)["t"] == 80_005)
        let said = try worker.perform(.resume(task: "t", missed: .skip))
        #expect(said == "resumed t; 80005 instants had passed: all left out")
        #expect(try worker.scheduler.heldBack(at: worker.now).isEmpty)
        try worker.audit()
    }
}

/// Skipping the next instants.
@Suite(.timeLimit(.minutes(10))) struct SkipTests {
    @Test func `the next instants are excluded, and then it goes on`() throws {
        let worker = try two()
        let said = try worker.perform(.skip(task: "t", count: 3))
        #expect(said == "the next 3 instants of t are skipped, from 2026-01-01T00:00:10Z on")
        #expect(try worker.task().skips == 3)
        worker.advance(by: .seconds(10))
        #expect(try worker.task().skips == 2)
        worker.advance(by: .seconds(30))
        #expect(try worker.decisions() == [.started] + times(3, .excluded) + [.started])
        #expect(try worker.ledger().map(\.count) == [1, 3, 1])
        #expect(try worker.task().skips == 0)
        try worker.audit()
    }

    @Test func `a skip can be taken back, and said again it is not added`() throws {
        let worker = try two()
        try worker.perform(.skip(task: "t", count: 3))
        try worker.perform(.skip(task: "t", count: 2))
        #expect(try worker.task().skips == 2)
        worker.advance(by: .seconds(10))
        #expect(try worker.perform(.skip(task: "t", count: 0)) == "no instant of t is skipped any more")
        worker.advance(by: .seconds(10))
        #expect(try worker.decisions() == [.started, .excluded, .started])
        try worker.audit()
    }

    @Test func `a skip survives death, and what passes while nobody works is excluded too`() throws {
        let worker = try two()
        try worker.perform(.skip(task: "t", count: 2))
        worker.crash()
        worker.advance(by: .seconds(35))
        try worker.restart()
        #expect(try worker.decisions() == [.started] + times(2, .excluded) + times(2, .started))
        try worker.audit()
    }

    @Test func `what is to be skipped is excluded from a pause as well`() throws {
        let worker = try two()
        try worker.perform(.skip(task: "t", count: 1))
        try worker.perform(.pause(task: "t", until: nil, note: nil))
        worker.advance(by: .seconds(30))
        try worker.perform(.resume(task: "t", missed: .all(10)))
        #expect(try worker.decisions() == [.started, .excluded, .started, .started])
        try worker.audit()
    }

    @Test func `the one instant of an after-completion task is skipped, and another comes`() throws {
        let worker = try TestWorker {
            $0.registerDurable("t", Script.quick())
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .afterCompletion(.seconds(10)),
                    payload: ""
                )
        }
        try worker.perform(.skip(task: "t", count: 1))
        worker.advance(by: .seconds(20))
        #expect(try worker.decisions() == [.started, .excluded, .started])
        try worker.audit()
    }

    @Test func `a task that stops has nothing to skip any more`() throws {
        let worker = try two()
        try worker.perform(.skip(task: "t", count: 3))
        try worker.perform(.stop(task: "t"))
        #expect(try worker.task().skips == 0)
        #expect(refusal { try worker.perform(.skip(task: "t", count: 1)) }?.code == .refused)
        try worker.perform(.revive(task: "t"))
        worker.advance(by: .seconds(10))
        #expect(try worker.decisions() == [.started, .started])
        try worker.audit()
    }
}

import Canvas
import Testing

@testable import Dashboard

/// Looking at how it was.
@Suite(.timeLimit(.minutes(10)))
struct PastTests {
    /// A dashboard that looks an hour back.
    private func back() -> DashboardState {
        var state = OrderSample.state()
        _ = state.look(at: sketchMoment - 3_600_000, moment: 1000)
        var snapshot = OrderSample.snapshot(.past)
        snapshot.now = sketchMoment - 3_600_000
        state.update(snapshot)
        return state
    }

    @Test func `before the first task nobody is told to write a job file`() {
        var state = back()
        var snapshot = state.snapshot
        snapshot.tasks = []
        state.update(snapshot)
        #expect(state.text(.unicode).contains("there were no recurring tasks then"))
        #expect(!state.text(.unicode).contains("zartop apply"))
    }

    @Test func `a time of day that comes within the hour is no time to look back to`() {
        var state = OrderSample.state()
        // It is 14:03:27.
        _ = OrderSample.press(keys(":at 14:03:32") + [.enter], &state)
        #expect(state.past == nil)
        #expect(
            state.flash?.text == "14:03:32 has yet to come: for the one a day before give its date"
        )
        _ = OrderSample.press(keys(":at 14:03") + [.enter], &state, from: 100_000)
        #expect(state.wish.past == sketchMoment - 27_000)
        var other = OrderSample.state()
        _ = OrderSample.press(keys(":at 15:04") + [.enter], &other)
        #expect(other.wish.past == sketchMoment + 3_633_000 - 86_400_000)
        var dated = OrderSample.state()
        _ = OrderSample.press(keys(":at 2026-09-21 14:03:32") + [.enter], &dated)
        #expect(dated.wish.past == sketchMoment + 5_000 - 86_400_000)
    }

    @Test func `the key that marks plays, and the footer and the header say so`() {
        var state = back()
        #expect(FooterHint.all(state).contains { $0.action == .markToggle && $0.label == "play" })
        _ = OrderSample.press(keys(" "), &state)
        #expect(state.past?.isPlaying == true)
        #expect(state.tasks.marks.isEmpty)
        #expect(FooterHint.all(state).contains { $0.action == .markToggle && $0.label == "stand still" })
        #expect(state.text(.ascii).contains(" PAST > "))
        #expect(state.text(.unicode).contains(" PAST ▸ "))
    }

    @Test func `where the engine runs here leaving leads to now first, where what is in flight is known`() {
        var state = back()
        #expect(
            OrderSample.press(keys("q"), &state).allSatisfy { if case .quit = $0 { false } else { true } }
        )
        #expect(state.past == nil && state.overlay == nil)
        state.update(OrderSample.snapshot(.live))
        _ = OrderSample.press(keys("q"), &state, from: 100_000)
        #expect(state.overlay != nil)
    }

    @Test func `it plays also where it has nothing to show`() {
        var state = back()
        var snapshot = state.snapshot
        snapshot.executions.rows = []
        state.update(snapshot)
        _ = OrderSample.press(keys("2 "), &state)
        #expect(state.past?.isPlaying == true)
    }

    @Test func `a past that is no longer kept whole says so`() {
        var state = back()
        #expect(!state.text(.ascii).contains("partly pruned"))
        var snapshot = state.snapshot
        snapshot.prunedTasks = 1
        state.update(snapshot)
        #expect(state.text(.ascii).contains(" PAST  partly pruned"))
    }

    @Test(arguments: [80, 60, 40])
    func `which moment it is stays in the header, whatever else is to be said`(columns: Int) {
        var snapshot = OrderSample.snapshot(.past)
        snapshot.prunedTasks = 1
        snapshot.hold = "uid 0: storm"
        snapshot.holdPause = PauseLine(note: "storm", until: snapshot.now + 60_000)
        snapshot.stepRules = [StepRuleLine(steps: "a", tasks: "*", note: nil)]
        let state = DashboardState(snapshot, size: Size(columns: columns, rows: 24))
        let header = state.text(.ascii).prefix { $0 != "\n" }
        let moment = "\(TimeText.date(snapshot.now)) \(TimeText.clock(snapshot.now))"
        #expect(header.contains(" PAST ") && header.contains(moment), "\(header)")
        #expect(columns < 80 || header.contains("partly pruned  ALL PAUSED until"), "\(header)")
    }

    @Test func `nothing is ordered from the past, and now comes back`() {
        var state = back()
        #expect(OrderSample.press(keys("p"), &state).orders.isEmpty)
        #expect(state.flash?.text == "this is the past: orders are not given from here")
        #expect(OrderSample.press(keys(":at now") + [.enter], &state, from: 100_000).orders.isEmpty)
        #expect(state.past == nil && state.wish.past == nil)
        // What was read of the past comes too late.
        state.update(OrderSample.snapshot(.past))
        #expect(state.snapshot.now == sketchMoment - 3_600_000)
        state.update(OrderSample.snapshot())
        #expect(state.snapshot.standing == .live)
    }

    @Test func `the cursor comes back to a row that the past had not`() {
        var state = OrderSample.state()
        state.tasks.select(id: "audit")
        let row = state.tasks.selection
        _ = OrderSample.press(keys("["), &state)
        var snapshot = OrderSample.snapshot(.past)
        snapshot.tasks.removeAll { $0.name == row }
        state.update(snapshot)
        #expect(state.tasks.selection != row)
        _ = OrderSample.press(keys(":at now") + [.enter], &state, from: 100_000)
        state.update(OrderSample.snapshot(), at: 200_000)
        #expect(state.tasks.selection == row)
        // Nor is an order given to it before it has been seen.
        #expect(state.handle(.character("p"), at: 200_001).orders.isEmpty)
    }

    @Test func `Esc in the first view leads back to now`() {
        var state = back()
        #expect(FooterHint.all(state).contains { $0.action == .back && $0.label == "now" })
        _ = OrderSample.press(keys("2") + [.escape], &state)
        #expect(state.view == .tasks && state.past != nil)
        _ = OrderSample.press([.escape], &state)
        #expect(state.past == nil)
    }

    @Test func `every view plays`() {
        for view in [View.executions, .events, .workers] {
            var state = back()
            _ = state.show(view)
            #expect(FooterHint.all(state).contains { $0.label == "play" }, "\(view)")
            _ = OrderSample.press(keys(" "), &state)
            #expect(state.past?.isPlaying == true, "\(view)")
        }
    }

    @Test func `the help says that the key that marks plays`() {
        var state = back()
        _ = OrderSample.press(keys("?"), &state)
        #expect(state.text(.ascii).contains("space     play "))
        #expect(!state.text(.ascii).contains("mark row"))
    }

    @Test func `the decisions are looked at from the newest there was`() {
        var state = GoldenSample.ledger(80, 24)
        _ = OrderSample.press(keys("jj"), &state)
        let rows = state.shownLedger
        let chosen = state.selectedDecision
        // The third row is not there yet.
        _ = state.look(at: rows[3].at, moment: 1000)
        var snapshot = state.snapshot
        snapshot.standing = .past
        snapshot.ledger.rows = Array(rows[3...])
        state.update(snapshot)
        #expect(chosen == rows[2])
        #expect(state.selectedDecision == rows[3])
    }

    @Test func `the workers view names who ran the engine then`() {
        var state = back()
        _ = OrderSample.press(keys("4"), &state)
        var snapshot = state.snapshot
        (snapshot.workerProcess, snapshot.workers) = (4121, GoldenSample.workers)
        snapshot.workers[0].isAlive = false
        state.update(snapshot)
        #expect(state.text(.ascii).contains("No process ran the engine then: nothing fired."))
        snapshot.workers[0].isAlive = true
        state.update(snapshot)
        #expect(state.text(.ascii).contains("The engine ran in process 4121 on db-host-1 then."))
        (snapshot.workers[0].isAlive, snapshot.workers[0].leaseExpiresAt) = (true, nil)
        state.update(snapshot)
        #expect(!state.text(.ascii).contains("run out"))
    }

    @Test func `after the last sign of life of a worker no view says that it ran`() {
        var state = back()
        var snapshot = state.snapshot
        let seen = snapshot.now - 2_000
        (snapshot.workerProcess, snapshot.silentSince, snapshot.workers) = (nil, seen, GoldenSample.workers)
        (snapshot.workers[0].isAlive, snapshot.workers[0].seenAt) = (false, seen)
        state.update(snapshot)
        #expect(state.text(.ascii).contains(" PAST  ! WORKER SILENT 2s"), "\(state.text(.ascii))")
        #expect(!state.text(.ascii).contains("no worker ran then"))
        _ = OrderSample.press(keys("4"), &state)
        state.update(snapshot)
        let text = state.text(.ascii)
        #expect(text.contains("process 4121 on db-host-1 was not heard of after 13:03:25"), "\(text)")
        #expect(text.contains("silent after 13:03:25") && !text.contains("holds the lease"), "\(text)")
    }

    @Test func `of a task whose past is no longer kept nothing is denied and nothing foretold`() {
        var state = back()
        var snapshot = state.snapshot
        snapshot.tasks = [
            OrderSample.task("tick", "active", 1, overlap: "skip-if-running", holders: [], 161)
        ]
        snapshot.running = []
        state.update(snapshot)
        #expect(state.text(.ascii).contains("number 161 starts"))
        #expect(state.text(.ascii).contains("has never run"))
        #expect(state.text(.ascii).contains("fail/h"))
        snapshot.tasks[0].nextFireAt = nil
        (snapshot.tasks[0].isPruned, snapshot.tasks[0].isPartlyPruned) = (true, true)
        snapshot.totals.areFailuresPruned = true
        state.update(snapshot)
        let text = state.text(.ascii)
        #expect(text.contains("how it stood then, and what was to come, is no longer kept"), "\(text)")
        #expect(text.contains("what it did until then is no longer kept"), "\(text)")
        for denied in ["starts in", "has never run", "never ran", "fail/h"] {
            #expect(!text.contains(denied), "\(denied) in \(text)")
        }
    }

    @Test func `a ledger of which the decisions of then have gone says so`() {
        var state = GoldenSample.ledger(80, 24)
        var snapshot = state.snapshot
        snapshot.ledger.rows = []
        state.update(snapshot)
        #expect(state.text(.ascii).contains("no instant has been decided yet"))
        for place in snapshot.tasks.indices { snapshot.tasks[place].isPartlyPruned = true }
        state.update(snapshot)
        #expect(state.text(.ascii).contains("the decisions of then are no longer kept"))
    }

    @Test func `the workers view tells of then`() {
        var state = back()
        _ = OrderSample.press(keys("4"), &state)
        var snapshot = state.snapshot
        snapshot.workerProcess = nil
        state.update(snapshot)
        #expect(state.text(.ascii).contains("No process ran the engine then: nothing fired."))
    }

    @Test func `the farthest past and the farthest future are no more than that`() {
        var state = back()
        _ = state.look(at: .min, moment: 1)
        #expect(state.wish.past == 0)
        _ = OrderSample.press(keys("{["), &state)
        #expect(state.wish.past == 0)
        _ = state.look(at: .max, moment: 2)
        #expect(state.wish.past == nil)
    }
}

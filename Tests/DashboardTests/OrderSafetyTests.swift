import Canvas
import Testing

@testable import Dashboard

/// What keys may and may not make the dashboard ask of the engine.
@Suite(.timeLimit(.minutes(10)))
struct OrderSafetyTests {
    private func question(_ state: DashboardState) -> Dashboard.Confirmation? {
        guard case .confirm(let question) = state.overlay else { return nil }
        return question
    }

    /// A cancel's question over the list of executions, opened at 1000, not yet painted.
    private func asked() -> DashboardState {
        var state = OrderSample.state(.executions)
        #expect(state.handle(.character("x"), at: 1000).orders.isEmpty)
        #expect(question(state) != nil)
        return state
    }

    @Test func `a cancel is given by y once the question has stood for 400 ms`() {
        var state = asked()
        state.painted(at: 1010)
        #expect(state.handle(.character("y"), at: 1409).orders.isEmpty)
        #expect(question(state) != nil)
        #expect(state.handle(.character("y"), at: 1410).orders == [.cancel(execution: "invoice-203")])
        #expect(state.overlay == nil)
    }

    @Test(arguments: [View.tasks, .executions])
    func `where a filter leaves no row a key says so, and nothing else`(view: View) {
        var state = OrderSample.state(view)
        _ = OrderSample.press(keys("/nosuch") + [.enter], &state)
        // What matches is read anew.
        var snapshot = state.snapshot
        snapshot.executions.rows = []
        state.update(snapshot)
        for (place, key) in zip(1..., keys("SptxXrRyoDc ") + [.enter]) {
            let hasMeaning = state.settings.keys.action(key).map(state.hasMeaning) ?? false
            state.flash = nil
            #expect(state.handle(key, at: 50_000 + Int64(place) * 100).orders.isEmpty)
            #expect(state.overlay == nil)
            let what = view == .tasks ? "task" : "execution"
            #expect(!hasMeaning || state.flash?.text == "no \(what) matches: Esc clears the filter", "\(key)")
        }
    }

    @Test func `keys before the question was painted are dropped`() {
        var state = asked()
        #expect(state.handle(.character("y"), at: 5000).orders.isEmpty)
        state.painted(at: 5001)
        #expect(question(state) != nil)
        state = OrderSample.state()
        state.tasks.select(id: "nightly-report")
        _ = state.handle(.character("S"), at: 1000)
        for key in keys("nightly") { _ = state.handle(key, at: 1001) }
        state.painted(at: 1002)
        #expect(question(state)?.typed == "")
    }

    @Test(arguments: [
        Key.enter, .character("n"), .escape, .character("q"), .control("c"), .paste("y"), .character("Y"),
    ])
    func `nothing but y confirms`(key: Key) {
        var state = asked()
        state.painted(at: 1010)
        #expect(state.handle(key, at: 9000).orders.isEmpty)
    }

    @Test func `Enter does not even close the question`() {
        var state = asked()
        state.painted(at: 1010)
        #expect(state.handle(.enter, at: 9000).isEmpty)
        #expect(question(state) != nil)
    }

    @Test func `a change of the execution's state arms the question anew`() {
        var state = asked()
        state.painted(at: 1010)
        var snapshot = OrderSample.snapshot()
        snapshot.executions.rows[0].state = "scheduled"
        snapshot.running = []
        state.update(snapshot)
        #expect(state.handle(.character("y"), at: 9000).orders.isEmpty)
        state.painted(at: 9001)
        #expect(state.handle(.character("y"), at: 9400).orders.isEmpty)
        #expect(state.handle(.character("y"), at: 9401).orders.count == 1)
    }

    @Test func `a step that goes on does not make the answer wait`() {
        var state = asked()
        state.painted(at: 1010)
        var snapshot = OrderSample.snapshot()
        snapshot.executions.rows[0].state = "running"
        snapshot.executions.rows[0].step = "archive"
        snapshot.running[0].state = "running"
        state.update(snapshot)
        #expect(state.handle(.character("y"), at: 9000).orders.count == 1)
    }

    @Test func `what has ended meanwhile is not cancelled`() {
        var state = asked()
        var snapshot = OrderSample.snapshot()
        snapshot.executions.rows[0].state = "completed"
        snapshot.executions.rows[0].endedAt = sketchMoment
        snapshot.running = []
        state.update(snapshot)
        state.painted(at: 1010)
        let shown = state.render().text
        #expect(shown.contains("nothing to cancel") && !shown.contains("[y]"))
        #expect(shown.contains("[Esc n] close") && !shown.contains("keep it running"))
        #expect(state.handle(.character("y"), at: 9000).orders.isEmpty)
        #expect(state.flash?.text == "it has ended meanwhile: nothing to cancel")
    }

    @Test func `a task is stopped by its whole name and Enter`() {
        var state = OrderSample.state()
        state.tasks.select(id: "nightly-report")
        #expect(OrderSample.press(keys("Snightly") + [.enter], &state).orders.isEmpty)
        #expect(OrderSample.press(keys("-reporty") + [.enter], &state).orders.isEmpty)
        #expect(OrderSample.press([.backspace, .enter], &state).orders == [.stop(task: "nightly-report")])
    }

    @Test func `more than five are cancelled by their number`() {
        var snapshot = OrderSample.snapshot()
        snapshot.executions.rows = (0..<7).map {
            OrderSample.execution("job-\($0)", "audit-window", "running", 9)
        }
        var state = OrderSample.state(.executions)
        state.update(snapshot)
        #expect(OrderSample.press(keys("*x8") + [.enter] + keys("y"), &state).orders.isEmpty)
        state.flash = nil
        let shown = state.render().text
        #expect(shown.contains("Type the number 7") && shown.contains("Enter waits for the number"))
        #expect(OrderSample.press([.control("u"), .character("7"), .enter], &state).orders.count == 7)
    }

    @Test func `where all of several have ended meanwhile there is nothing to type`() {
        var snapshot = OrderSample.snapshot()
        snapshot.executions.rows = (0..<7).map {
            OrderSample.execution("job-\($0)", "audit-window", "running", 9)
        }
        snapshot.running = []
        var state = OrderSample.state(.executions)
        state.update(snapshot)
        _ = OrderSample.press(keys("*x"), &state)
        for place in snapshot.executions.rows.indices {
            snapshot.executions.rows[place].state = "cancelled"
            snapshot.executions.rows[place].endedAt = sketchMoment
        }
        state.update(snapshot)
        let shown = state.render().text
        #expect(shown.contains("They have ended meanwhile") && shown.contains("Esc close"), "\(shown)")
        #expect(!shown.contains("Type the number") && !shown.contains("keep them running"))
    }

    @Test func `what is left of one that was cancelled is not said to be running`() {
        var snapshot = OrderSample.snapshot()
        snapshot.executions.rows[0].state = "cancelled"
        snapshot.executions.rows[0].endedAt = sketchMoment
        snapshot.running = []
        var state = OrderSample.state(.executions)
        state.update(snapshot)
        _ = OrderSample.press(keys(":kill invoice-203") + [.enter], &state)
        state.flash = nil
        let shown = state.render().text
        #expect(shown.contains("Type the name") && shown.contains("Enter waits for the name"), "\(shown)")
        #expect(shown.contains("Esc leave it") && !shown.contains("keep it running"), "\(shown)")
    }

    @Test func `the reason goes with the order and y in it confirms nothing`() {
        var state = asked()
        state.painted(at: 1010)
        let effects = OrderSample.press([.tab] + keys("yes, noisy") + [.enter, .character("y")], &state)
        #expect(
            effects.contains(.order(OrderRequest(.cancel(execution: "invoice-203"), reason: "yes, noisy")))
        )
        #expect(effects.orders.count == 1)
    }

    @Test(arguments: [
        ("nightly-report", [OrderRequest.Verb.trigger(task: "nightly-report", regardless: false)]),
        ("audit-window", [.trigger(task: "audit-window", regardless: false)]),
        ("invoice-daily", []), ("config-refresh", []), ("legacy-sync", []),
    ])
    func `a trigger asks only where it meets what runs`(task: String, given: [OrderRequest.Verb]) {
        var state = OrderSample.state()
        state.tasks.select(id: task)
        #expect(state.handle(.character("t"), at: 1000).orders == given)
    }

    @Test func `a confirmed trigger overrides a policy that would refuse it, and only then`() {
        var state = OrderSample.state()
        state.tasks.select(id: "invoice-daily")
        #expect(
            OrderSample.press(keys("ty"), &state).orders == [
                .trigger(task: "invoice-daily", regardless: true)
            ]
        )
        state.tasks.select(id: "config-refresh")
        #expect(
            OrderSample.press(keys("ty"), &state).orders == [
                .trigger(task: "config-refresh", regardless: false)
            ]
        )
        state.tasks.select(id: "invoice-daily")
        _ = state.handle(.character("t"), at: 90_000)
        var snapshot = OrderSample.snapshot()
        snapshot.tasks[0].holders = []
        snapshot.tasks[0].running = 0
        state.update(snapshot)
        state.painted(at: 90_001)
        #expect(
            state.handle(.character("y"), at: 95_000).orders == [
                .trigger(task: "invoice-daily", regardless: false)
            ]
        )
    }

    @Test func `what nobody could read is not asked, and what is not at hand is not passed over`() {
        var state = OrderSample.state()
        var snapshot = OrderSample.snapshot()
        snapshot.tasks[0].holders = (5_000..<6_001).map { "invoice-\($0)" }
        state.update(snapshot)
        state.tasks.select(id: "invoice-daily")
        #expect(OrderSample.press(keys("x"), &state).orders.isEmpty)
        #expect(state.overlay == nil)
        #expect(
            state.flash?.text
                == "1001 executions are too many here: zartop cancel --where 'task:NAME' does it"
        )
        #expect(OrderSample.press(keys("r"), &state, from: 50_000).orders.isEmpty)
        #expect(
            state.flash?.text.hasSuffix("are not at hand here: retry them in the list of executions") == true
        )
    }

    @Test func `a question that the screen is too small to show cannot be answered`() {
        var state = asked()
        state.painted(at: 1010)
        _ = state.handle(.resize(Size(columns: 19, rows: 4)), at: 1100)
        state.painted(at: 1101)
        #expect(state.handle(.character("y"), at: 9000).orders.isEmpty)
        _ = state.handle(.resize(Size(columns: 80, rows: 24)), at: 9001)
        state.painted(at: 9002)
        #expect(state.handle(.character("y"), at: 9401).orders.isEmpty)
        #expect(state.handle(.character("y"), at: 9402).orders.count == 1)
    }

    @Test func `a resume asks what becomes of missed instants, and not when there are none`() {
        var state = OrderSample.state()
        state.tasks.select(id: "ledger-close")
        #expect(OrderSample.press([.character("p"), .enter, .character("y")], &state).orders.isEmpty)
        #expect(
            OrderSample.press(keys("s"), &state, from: 50_000).orders == [
                .resume(task: "ledger-close", missed: .skip)
            ]
        )
        var snapshot = OrderSample.snapshot()
        snapshot.tasks[4].heldBack = 0
        state.update(snapshot)
        #expect(OrderSample.press(keys("p"), &state).orders == [.resume(task: "ledger-close", missed: nil)])
    }

    @Test func `marks are what an order is about, wherever the filter has put them`() {
        var state = OrderSample.state()
        state.tasks.marks = ["config-refresh", "invoice-daily"]
        _ = OrderSample.press(keys("/") + keys("ledger") + [.enter], &state)
        #expect(state.tasks.ids == ["ledger-close"])
        _ = OrderSample.press(keys("S"), &state, from: 50_000)
        guard case .confirm(let question)? = state.overlay else { return #expect(Bool(false)) }
        #expect(question.requests.map(\.subject) == ["config-refresh", "invoice-daily"])
    }

    @Test func `the executions of all marked tasks are cancelled, not those of the row under the cursor`() {
        var state = OrderSample.state()
        state.tasks.marks = ["config-refresh", "invoice-daily"]
        state.tasks.select(id: "ledger-close")
        _ = OrderSample.press(keys("x"), &state)
        guard case .confirm(let question)? = state.overlay else { return #expect(Bool(false)) }
        #expect(question.requests.map(\.subject) == ["config-8800", "invoice-203"])
    }

    @Test func `a key that was meant for a row that has gone is no order for the next one`() {
        var state = OrderSample.state()
        state.tasks.select(id: "invoice-daily")
        var snapshot = OrderSample.snapshot()
        snapshot.tasks.removeAll { $0.name == "invoice-daily" }
        state.update(snapshot, at: 10_000)
        #expect(OrderSample.press(keys("p"), &state, from: 10_200).orders.isEmpty)
        #expect(state.flash?.text == "the row under the cursor has gone: see where it is now")
        #expect(OrderSample.press(keys("p"), &state, from: 11_000).orders.count == 1)
    }

    @Test func `rows that another filter has found take no order`() {
        var state = OrderSample.state(.executions)
        var snapshot = OrderSample.snapshot()
        snapshot.executions.filter = Filter()
        state.update(snapshot)
        state.executionFilter = Filter("task:ledger-close")
        #expect(OrderSample.press(keys("x"), &state).orders.isEmpty && state.overlay == nil)
        #expect(state.flash?.text == "the executions are still being read")
        snapshot.executions.filter = state.executionFilter
        state.update(snapshot)
        _ = OrderSample.press(keys("x"), &state, from: 60_000)
        #expect(state.overlay != nil)
    }

    @Test func `several that missed instants are resumed only after a question that tells how many`() {
        var state = OrderSample.state()
        var snapshot = OrderSample.snapshot()
        for place in 0..<2 {
            snapshot.tasks[place].state = "paused"
            snapshot.tasks[place].heldBack = 7
        }
        state.update(snapshot)
        state.tasks.marks = Set(snapshot.tasks.prefix(2).map(\.name))
        #expect(OrderSample.press(keys("p"), &state).orders.isEmpty)
        #expect(state.render().text.contains("14 instants have passed and are held."))
        #expect(state.wish.heldBack)
        #expect(OrderSample.press(keys("y"), &state, from: 50_000).orders.count == 2)
    }

    @Test func `a question goes when someone else has resumed the task`() {
        var state = OrderSample.state()
        state.tasks.select(id: "ledger-close")
        _ = OrderSample.press(keys("p"), &state)
        var snapshot = OrderSample.snapshot()
        snapshot.tasks[4].state = "active"
        state.update(snapshot)
        #expect(state.overlay == nil)
    }

    @Test func `an order can be taken back for ten seconds, several at once`() {
        var state = OrderSample.state()
        _ = state.handle(.character("*"), at: 0)
        state.tasks.marks = ["nightly-report", "audit-window"]
        let given = state.handle(.character("p"), at: 1000)
        #expect(given.orders.count == 2)
        for case .order(let request) in given {
            _ = state.answered(OrderReport(request, message: "paused", isDone: true), at: 2000)
        }
        #expect(state.flash?.text == "paused 2; u takes it back")
        var late = state
        #expect(late.handle(.character("u"), at: 12_000).orders.isEmpty)
        #expect(
            Set(state.handle(.character("u"), at: 11_999).orders)
                == [.resume(task: "nightly-report", missed: nil), .resume(task: "audit-window", missed: nil)]
        )
        #expect(state.handle(.character("u"), at: 11_999).orders.isEmpty)
    }

    @Test func `of several orders it is said what came of each`() {
        var state = OrderSample.state(.executions)
        let given = OrderSample.press(keys(" ") + keys(" xy"), &state)
        #expect(given.orders.count == 2)
        var answers = [("cancelled", true), ("it has already ended", false)]
        for case .order(let request) in given {
            let (message, isDone) = answers.removeFirst()
            _ = state.answered(OrderReport(request, message: message, isDone: isDone), at: 20_000)
        }
        #expect(state.flash?.text == "cancelled 1 of 2: it has already ended")
        #expect(state.flash?.tone == .error)
    }

    @Test func `a frozen screen goes on before an order is given on it`() {
        var state = OrderSample.state(.executions)
        _ = state.handle(.character("F"), at: 1)
        var snapshot = OrderSample.snapshot()
        snapshot.executions.rows[0].endedAt = sketchMoment
        snapshot.executions.rows[0].state = "completed"
        state.update(snapshot)
        _ = state.handle(.character("x"), at: 1000)
        #expect(!state.isFrozen)
        #expect(state.overlay == nil)
        #expect(state.flash?.text == "it has ended: nothing to cancel")
    }

    @Test func `what is cancelled and may have yet to stop is not cancelled again, but can be killed`() {
        var state = OrderSample.state(.executions)
        var snapshot = OrderSample.snapshot()
        snapshot.executions.rows[0].endedAt = sketchMoment
        snapshot.executions.rows[0].state = "cancelled"
        state.update(snapshot)
        _ = state.handle(.character("x"), at: 1000)
        #expect(state.overlay == nil)
        #expect(state.flash?.text == "it is cancelled already: X kills what has yet to stop")
        _ = state.handle(.character("X"), at: 2000)
        #expect(state.overlay != nil)
    }

    @Test func `Ctrl-c asks as the key to quit does, whatever that key is, and closes what is open`() {
        var state = OrderSample.state()
        #expect(!state.interrupt(at: 1_000).contains(.quit(.drain)) && state.overlay != nil)
        _ = state.handle(.escape, at: 2_000)
        _ = state.handle(.character("?"), at: 3_000)
        #expect(state.interrupt(at: 4_000).allSatisfy { $0 != .quit(.drain) } && state.overlay == nil)
        var snapshot = OrderSample.snapshot()
        snapshot.totals.running = 0
        state.update(snapshot)
        #expect(state.interrupt(at: 5_000) == [.quit(.drain)])
    }

    @Test func `leaving with work in flight asks, and drains by y or by a second Ctrl-c`() {
        var state = OrderSample.state()
        #expect(!OrderSample.press([.character("q"), .enter, .escape], &state).contains(.quit(.drain)))
        #expect(state.overlay == nil)
        #expect(
            OrderSample.press([.control("c"), .control("c"), .control("c")], &state).suffix(1) == [
                .quit(.now)
            ]
        )
        var second = OrderSample.state()
        #expect(OrderSample.press(keys("ql"), &second).contains(.quit(.leave)))
    }

    @Test func `that the worker has gone is said over the answer to an order`() {
        var state = OrderSample.state(.tasks, .attached)
        let report = OrderReport(
            OrderRequest(.restart(execution: "invoice-202", payload: nil)),
            message: "run 1 of invoice-202 begins",
            isDone: true
        )
        _ = state.answered(report, at: 1_100)
        state.update(OrderSample.snapshot(.unattended), at: 1_200)
        #expect(state.flash?.text.hasPrefix("the worker is gone") == true)
    }

    @Test func `how many rows are above the list is said`() {
        var state = OrderSample.state(.executions)
        #expect(!state.render().text.contains("above"))
        var snapshot = OrderSample.snapshot()
        for number in 0..<40 {
            var line = OrderSample.ended("old-\(number)", "completed")
            line.sequence = Int64(900 - number)
            snapshot.executions.rows.append(line)
        }
        state.update(snapshot)
        _ = OrderSample.press([.end], &state)
        let above = state.executions.top
        #expect(above > 0)
        #expect(state.render().text.contains("\(above) above   45 executions"), "\(state.render().text)")
    }
}

import Canvas
import Testing

@testable import Dashboard

/// What the questions, the help and the footer say.
@Suite(.timeLimit(.minutes(10)))
struct DialogTests {
    static let sizes = [
        Size(columns: 40, rows: 12), Size(columns: 80, rows: 24), Size(columns: 120, rows: 40),
    ]

    private func text(_ state: DashboardState, _ glyphs: GlyphSet = .unicode) -> String {
        state.render(glyphs: Glyphs(glyphs)).text
    }

    @Test(arguments: sizes)
    func `a cancel says what is kept, in flight and lost, at every size the essential`(size: Size) {
        var state = OrderSample.state(.executions, columns: size.columns, rows: size.rows)
        _ = OrderSample.press(keys("x"), &state)
        var snapshot = OrderSample.snapshot()
        snapshot.detail = OrderSample.detail
        state.update(snapshot)
        let shown = text(state)
        for part in [
            "Cancel execution invoice-203?", "in flight", "upload-a 30s", "retrying", "[y] cancel it", "n]",
        ] {
            #expect(shown.contains(part), "\(part)")
        }
        guard size.columns >= 80 else { return }
        for part in [
            "fetch-orders, price-lookup, render-pdf (kept)", "not begun  archive", "email attempt 3 in 8s",
            "The schedule stays active: next at 15:00:00Z (56m33s).", "Tab adds a reason",
        ] {
            #expect(shown.contains(part), "\(part)")
        }
    }

    @Test(arguments: [false, true])
    func `leaving says who goes on, and of a database that goes with the demo that nobody does`(isDemo: Bool)
    {
        var state = OrderSample.state()
        state.settings.isThrowAway = isDemo
        _ = OrderSample.press(keys("q"), &state)
        let shown = text(state)
        #expect(shown.contains("[y] finish the steps in flight, then quit"))
        #expect(shown.contains("the next worker goes on from them") == !isDemo)
        #expect(shown.contains("[l] quit now, leave commands to the next worker") == !isDemo)
        #expect(shown.contains("This database is for the demo alone, and goes with it.") == isDemo)
    }

    @Test func `a stop says what of a pause and of instants to skip no revive brings back`() {
        var state = OrderSample.state()
        var snapshot = OrderSample.snapshot()
        let name = snapshot.tasks[0].name
        (snapshot.tasks[0].state, snapshot.tasks[0].skips) = ("paused", 7)
        state.update(snapshot)
        state.tasks.select(id: name)
        _ = OrderSample.press(keys("S"), &state)
        let shown = text(state)
        #expect(shown.contains("Its pause ends, too; a revive makes it active."))
        #expect(shown.contains("That 7 of its instants were to be skipped is forgotten."))
        #expect(shown.contains("Undo: :revive \(name)"))
    }

    @Test func `the wish asks for the steps of what a question is about`() {
        var state = OrderSample.state(.executions)
        _ = OrderSample.press(keys("jx"), &state)
        #expect(state.wish.detail == "audit-989")
    }

    @Test(arguments: sizes)
    func `a stop says what goes on, how to take it back and what to type`(size: Size) {
        var state = OrderSample.state(columns: size.columns, rows: size.rows)
        state.tasks.select(id: "invoice-daily")
        _ = OrderSample.press(keys("Sinv"), &state)
        let shown = text(state)
        for part in [
            "Stop recurring task", "never fires again", "invoice-203 keeps", "Type the name", "inv_",
        ] {
            #expect(shown.contains(part), "\(part)")
        }
        _ = OrderSample.press(keys("x"), &state)
        #expect(text(state).contains("that is not it"))
    }

    @Test func `a trigger at the cap says what the policy does`() {
        var state = OrderSample.state()
        state.tasks.select(id: "invoice-daily")
        _ = OrderSample.press(keys("t"), &state)
        #expect(text(state).contains("invoice-203 is still open: skip-if-running allows no other."))
        #expect(text(state).contains("[y] start it beside"))
        state = OrderSample.state()
        state.tasks.select(id: "config-refresh")
        _ = OrderSample.press(keys("t"), &state)
        #expect(text(state).contains("config-8800 is cancelled for it (cancel-and-restart)."))
    }

    @Test func `a re-run says when the next occurrence would cut it short`() {
        var state = OrderSample.state(.executions)
        var snapshot = OrderSample.snapshot()
        func question(_ overlap: String) -> String {
            for task in snapshot.tasks.indices where snapshot.tasks[task].name == "invoice-daily" {
                snapshot.tasks[task].holders = []
                snapshot.tasks[task].running = 0
                snapshot.tasks[task].overlap = overlap
            }
            state.update(snapshot)
            state.executions.select(id: "invoice-202")
            _ = OrderSample.press(keys("R"), &state)
            defer { _ = OrderSample.press([.escape], &state) }
            return text(state)
        }
        #expect(question("cancel-and-restart").contains("cancels it if it"))
        let other = question("skip-if-running")
        #expect(other.contains("Run invoice-202 again") && !other.contains("cancels it"))
    }

    @Test func `a re-run of those marked is about all that have ended, each from where it stands`() {
        var state = OrderSample.state(.executions)
        let snapshot = OrderSample.snapshot()
        state.executions.marks = Set(snapshot.executions.rows.map(\.id))
        _ = OrderSample.press(keys("R"), &state)
        #expect(text(state).contains("Run 2 executions again?"))
        guard case .confirm(let question) = state.overlay else { return #expect(Bool(false)) }
        #expect(question.requests.map(\.subject).sorted() == ["audit-985", "invoice-202"])
        state.overlay = nil
        state.executions.marks = Set(snapshot.executions.rows.filter(\.isOpen).map(\.id))
        _ = OrderSample.press(keys("R"), &state)
        #expect(state.overlay == nil && text(state).contains("marked has ended"))
    }

    @Test func `a re-run says which steps run again`() {
        var state = OrderSample.state(.executions)
        var snapshot = OrderSample.snapshot()
        var detail = OrderSample.detail
        detail.execution = OrderSample.ended("invoice-202", "failed")
        snapshot.detail = detail
        state.update(snapshot)
        state.executions.select(id: "invoice-202")
        _ = OrderSample.press(keys("R"), &state)
        let shown = text(state)
        #expect(shown.contains("Run invoice-202 again from email?"))
        #expect(shown.contains("kept       fetch-orders, price-lookup, render-pdf"))
        #expect(shown.contains("again      email: with new idempotency keys"))
        #expect(shown.contains("then       any steps that it had not come to"))
        #expect(shown.contains("It waits for a slot while invoice-203 runs"))
        for (following, said) in [(["archive", "tell"], "then       archive, tell"), ([], "")] {
            detail.following = following
            snapshot.detail = detail
            state.update(snapshot)
            #expect(said.isEmpty ? !text(state).contains("then  ") : text(state).contains(said))
        }
        detail.execution = OrderSample.ended("invoice-202", "completed")
        snapshot.detail = detail
        snapshot.tasks.removeAll()
        state.update(snapshot)
        #expect(!text(state).contains("not come to") && !text(state).contains("for a slot"))
    }

    @Test func `a run that waits can be taken back`() {
        var state = OrderSample.state(.executions)
        var snapshot = OrderSample.snapshot()
        let place = snapshot.executions.rows.firstIndex { $0.id == "invoice-202" } ?? 0
        snapshot.executions.rows[place].isQueued = true
        state.update(snapshot)
        state.executions.select(id: "invoice-202")
        _ = OrderSample.press(keys("x"), &state)
        #expect(text(state).contains("Take back the run of invoice-202 that waits?"))
        #expect(text(state).contains("It is failed and stays so: the run that waits for a slot will"))
        var confirmed = state
        #expect(
            OrderSample.press(keys("y"), &confirmed, from: 20_000).contains(
                .order(OrderRequest(.cancel(execution: "invoice-202")))
            )
        )
        snapshot.executions.rows[place].isQueued = false
        state.update(snapshot)
        #expect(text(state).contains("there is nothing to cancel"))
    }

    @Test func `a stop and a cancel say what becomes of the runs that wait`() {
        var state = OrderSample.state()
        var snapshot = OrderSample.snapshot()
        let place = snapshot.tasks.firstIndex { $0.name == "invoice-daily" } ?? 0
        snapshot.tasks[place].queuedRuns = 2
        state.update(snapshot)
        state.tasks.select(id: "invoice-daily")
        var other = state
        _ = OrderSample.press(keys("S"), &state)
        #expect(text(state).contains("2 further runs that wait for a slot are dropped"))
        _ = OrderSample.press(keys("x"), &other)
        #expect(text(other).contains("A further run that waits for its slot begins then."))
    }

    @Test func `of many orders it is said how many wait`() {
        let requests = ["a", "b", "c"].map { OrderRequest(.retry(execution: $0, step: "s")) }
        var batch = OrderBatch(requests)
        for (request, isQueued) in zip(requests, [false, true, true]) {
            let report = OrderReport(request, message: "", isDone: true, isQueued: isQueued)
            _ = batch.take(report, takenBackBy: nil)
        }
        #expect(batch.sentence == "retried 1, 2 wait for a slot")
        var mixed = OrderBatch(requests)
        for (request, isDone) in zip(requests, [true, false, true]) {
            let message = isDone ? "" : "'b' has completed"
            _ = mixed.take(
                OrderReport(
                    request,
                    message: message,
                    isDone: isDone,
                    isQueued: isDone && request != requests[0]
                ),
                takenBackBy: nil
            )
        }
        #expect(mixed.sentence == "retried 1, 1 waits for a slot, of 3: 'b' has completed")
    }

    @Test func `what waits is taken back before what holds the slot is cancelled`() {
        var state = OrderSample.state(.executions)
        var snapshot = OrderSample.snapshot()
        let place = snapshot.executions.rows.firstIndex { $0.id == "invoice-202" } ?? 0
        snapshot.executions.rows[place].isQueued = true
        state.update(snapshot)
        let cancels = ["invoice-203", "invoice-202"].map { OrderRequest(.cancel(execution: $0)) }
        #expect(state.give(cancels) == [.order(cancels[1]), .order(cancels[0]), .redraw])
    }

    @Test func `the wait of an answer is shown until it counts`() {
        var state = OrderSample.state(.executions)
        _ = state.handle(.character("x"), at: 1000)
        #expect(text(state).contains("cancel it (wait)"))
        state.painted(at: 1001)
        #expect(state.tick(at: 1400) == [])
        #expect(state.tick(at: 1401) == [.redraw])
        #expect(!text(state).contains("(wait)"))
    }

    @Test func `every action is in the help once`() {
        let named = HelpEntry.all.flatMap(\.entries).flatMap(\.actions).map(\.rawValue)
        #expect(named.sorted() == Action.allCases.map(\.rawValue).sorted())
    }

    @Test(arguments: [View.tasks, .executions, .detail, .output, .events, .workers])
    func `the help cuts no title at any width from 28 columns`(view: View) {
        for columns in 28...160 {
            var state = OrderSample.state(view, columns: columns, rows: 70)
            _ = OrderSample.press(keys("?"), &state)
            let shown = text(state)
            for entry in state.helpGroups(HelpState()).flatMap(\.entries) where !shown.contains(entry.title) {
                Issue.record("\(entry.title) at \(columns) columns")
            }
        }
    }

    @Test func `help and footer show the keys as they are, not as they were`() {
        var settings = DashboardSettings()
        settings.keys = KeyMap([.cancel: [.function(8)], .stop: []])
        var state = DashboardState(
            OrderSample.snapshot(),
            size: Size(columns: 120, rows: 40),
            settings: settings
        )
        state.tasks.select(id: "invoice-daily")
        #expect(text(state).contains("F8 cancel"))
        #expect(!text(state).contains("stop…"))
        _ = OrderSample.press(keys("?"), &state)
        #expect(text(state).contains("F8"))
    }

    @Test(arguments: sizes)
    func `the help scrolls to what is chosen and Enter does it`(size: Size) {
        var state = OrderSample.state(columns: size.columns, rows: size.rows)
        _ = OrderSample.press(keys("?") + [.end], &state)
        #expect(text(state).contains("quit"))
        _ = OrderSample.press([.escape] + keys("?executions") + [.enter], &state)
        #expect(state.view == .executions)
        #expect(state.overlay == nil)
    }

    @Test func `a theme is shown while one moves and kept only by Enter`() {
        var state = OrderSample.state()
        state.settings.themes = ["harbor", "mono", "paper"]
        state.settings.theme = "mono"
        #expect(OrderSample.press(keys("Tj"), &state).contains(.theme("paper", keep: false)))
        #expect(OrderSample.press([.escape], &state).contains(.theme("mono", keep: false)))
        #expect(state.settings.theme == "mono")
        #expect(OrderSample.press(keys("Tk") + [.enter], &state).contains(.theme("harbor", keep: true)))
        #expect(state.settings.theme == "harbor")
    }

    @Test func `the prompt shows what is wrong, and what a word can become`() {
        var state = OrderSample.state()
        _ = OrderSample.press(keys("/state:retyring"), &state)
        #expect(text(state).contains("did you mean retrying?"))
        _ = OrderSample.press([.enter], &state)
        #expect(state.overlay != nil)
        state = OrderSample.state()
        _ = OrderSample.press(keys(":stop leg") + [.tab], &state)
        #expect(text(state).contains(":stop legacy-sync"))
    }

    @Test(arguments: [
        (Standing.live, "This process, 4121, runs the engine."),
        (.attached, "The engine runs in process 4121."),
        (.readOnly, "The engine runs in process 4121."),
        (.unattended, "No process runs the engine: nothing fires."),
    ])
    func `the workers view says who runs the engine`(standing: Standing, sentence: String) {
        let state = OrderSample.state(.workers, standing)
        #expect(WorkersScreen.sentence(state).text.hasPrefix(sentence))
        #expect(text(state).contains(sentence))
    }

    @Test func `in ASCII all the program's own signs are ASCII`() {
        for opening in ["x", "S", "t", "?", "q", "3", "4", ":st", "T"] {
            var state = OrderSample.state()
            state.settings.themes = ["harbor"]
            state.tasks.select(id: "invoice-daily")
            _ = OrderSample.press(keys(opening), &state)
            #expect(text(state, .ascii).utf8.allSatisfy { $0 < 0x80 }, "\(opening)")
        }
    }

    @Test(arguments: [Size(columns: 80, rows: 24), Size(columns: 40, rows: 10)])
    func `a name too long for the edge is told inside, to its last letter`(size: Size) {
        let name = String(repeating: "nightly-", count: 10) + "7"
        var snapshot = OrderSample.snapshot()
        snapshot.tasks[0].name = name
        var state = DashboardState(snapshot, size: size)
        state.tasks.select(id: name)
        _ = OrderSample.press(keys("S"), &state)
        let inside = text(state).split(separator: "\n").compactMap { line in
            line.firstIndex(of: "│").map { line[line.index(after: $0)...].prefix { $0 != "│" } }
        }
        let shown = inside.joined().filter { $0 != " " }
        #expect(shown.contains("\(name)?"), "\(text(state))")
    }

    @Test func `a further run from a step that there is not is for the store to refuse`() {
        var state = OrderSample.state(.executions)
        _ = OrderSample.press(keys(":rerun invoice-202 nosuch") + [.enter], &state)
        var snapshot = OrderSample.snapshot()
        var page = OrderSample.detail
        page.execution = snapshot.executions.rows.first { $0.id == "invoice-202" } ?? page.execution
        snapshot.detail = page
        state.update(snapshot)
        let verb = OrderRequest.Verb.rerun(execution: "invoice-202", from: "nosuch")
        #expect(state.wish.preview == [verb])
        var preview = OrderPreview([verb])
        preview.refusal = "run 0 of 'invoice-202' has no step 'nosuch'"
        snapshot.preview = preview
        state.update(snapshot)
        #expect(text(state).contains("has no step 'nosuch'") && !text(state).contains("run again"))
        #expect(OrderSample.press(keys("y"), &state, from: 90_000).orders.isEmpty)
    }
}

import Canvas
import Testing

@testable import Dashboard

@Suite(.timeLimit(.minutes(10)))
struct DetailScreenTests {
    private func press(_ keys: [Key], _ state: inout DashboardState) {
        for (place, key) in keys.enumerated() { _ = state.handle(key, at: Int64(place) * 1000) }
    }

    @Test func `a step that a rule holds has not failed, and waits for no event`() throws {
        var page = DetailSample.page
        var step = StepLine("late-step", state: "waiting")
        step.startedAt = sketchMoment - 4_000
        step.heldBy = "rule 2 of anna"
        page.runs[page.runs.count - 1].steps.append(step)
        var state = DetailSample.state(120, 40, view: .detail, page: page)
        state.detail?.steps.select(id: "late-step")
        let text = state.text(.ascii)
        #expect(text.contains("held by rule 2 of anna"))
        #expect(!text.contains("late-step failed") && !text.contains("waits for an event"))
    }

    @Test func `every size and both glyph sets can be drawn, whatever the words and moments`() {
        let words = ["", "\u{1b}[31mred\u{7}", "日本語の長い名前", String(repeating: "x", count: 900), "a\nb\tc"]
        var page = DetailSample.page
        for (place, word) in words.enumerated() {
            var step = StepLine(word, state: place == 0 ? "what" : "retrying")
            (step.startedAt, step.nextRetryAt, step.usual) = (.min, .max, .max)
            (step.error, step.result) = (word, word)
            var attempt = AttemptLine(.max, state: "failed", startedAt: .max)
            (attempt.endedAt, attempt.backoff, attempt.error) = (.min, .min, word)
            step.attempts = [attempt]
            step.planned = [
                PlannedAttempt(.min, at: .min, isLast: true), PlannedAttempt(2, at: .max, isLast: false),
            ]
            page.runs[0].steps.append(step)
        }
        page.runs.append(RunLine(1, trigger: words[2], state: words[1]))
        (page.error, page.payload) = (words[2], words[3])
        for view in [View.executions, .detail] {
            for columns in [1, 5, 19, 20, 27, 33, 49, 60, 80, 99, 100, 120, 160, 220] {
                for rows in [1, 4, 5, 8, 12, 20, 24, 40, 70] {
                    var state = DetailSample.state(columns, rows, view: view, page: page)
                    press(
                        [
                            .character(" "), .tab, .character("j"), .character("+"), .character("l"),
                            .character("e"),
                        ],
                        &state
                    )
                    for glyphs in GlyphSet.allCases {
                        #expect(state.render(glyphs: Glyphs(glyphs)).size == state.size)
                    }
                    press(
                        [.tab, .character("l"), .tab, .character("G"), .character("-"), .character("f")],
                        &state
                    )
                    #expect(state.render().size == state.size)
                }
            }
        }
    }

    @Test func `the footer offers the orders that the execution can be given as it stands`() {
        let expected: [(String, [Action])] = [
            ("running", [.cancel]), ("retrying", [.cancel, .retryNow]), ("failed", [.retryNow, .rerun]),
            ("completed", [.rerun]), ("cancelled", [.rerun]),
        ]
        for (status, orders) in expected {
            var page = DetailSample.page
            page.execution.state = status
            page.execution.endedAt = ["running", "retrying"].contains(status) ? nil : DetailSample.now
            let state = DetailSample.state(200, 40, view: .detail, page: page)
            let shown = FooterHint.all(state).map(\.action).filter(\.isOrder)
            #expect(shown == orders, "\(status)")
        }
    }

    @Test func `the footer offers to follow what has not ended`() {
        for end in [nil, DetailSample.now] {
            var page = DetailSample.page
            page.runs[page.runs.count - 1].endedAt = end
            let state = DetailSample.state(200, 40, view: .detail, page: page)
            #expect(FooterHint.all(state).contains { $0.action == .follow } == (end == nil))
        }
    }

    @Test func `what was refused is not said in the next view`() {
        var state = DetailSample.state(80, 24, view: .detail)
        press([.character("R")], &state)
        #expect(state.flash?.tone == .warn)
        press([.escape], &state)
        #expect(state.flash == nil)
    }

    @Test func `a list that has not been read is not called empty`() {
        let snapshot = Snapshot(database: "orders.db", standing: .live, now: sketchMoment)
        var state = DashboardState(snapshot, size: Size(columns: 80, rows: 24))
        press([.character("2")], &state)
        #expect(state.text(.ascii).contains("reading the executions"))
        press([.character("3")], &state)
        #expect(state.text(.ascii).contains("reading the events"))
        var read = snapshot
        (read.executions.rows, read.events.rows) = ([], [])
        state.update(read)
        #expect(state.text(.ascii).contains("nothing has happened yet"))
        press([.character("2")], &state)
        #expect(state.text(.ascii).contains("no executions yet"))
    }

    @Test func `a list that has become empty shows no rows of before`() {
        var state = OrderSample.state(.executions)
        var snapshot = state.snapshot
        snapshot.executions = ExecutionPage()
        snapshot.executions.rows = []
        state.update(snapshot)
        #expect(state.executions.ids.isEmpty)
    }

    @Test func `the wheel moves by three rows`() {
        var state = OrderSample.state(.executions)
        _ = state.handle(.wheel(.down, Position(row: 5, column: 8)), at: 1)
        #expect(state.executions.place == 3)
        _ = state.handle(.wheel(.up, Position(row: 5, column: 8)), at: 2)
        #expect(state.executions.place == 0)
    }

    @Test func `a click on a heading sorts by it, and one more turns the order round`() {
        var state = OrderSample.state(.executions)
        func click(_ title: String) {
            let row = state.layout.body.row
            let lines = state.text(.ascii).split(separator: "\n", omittingEmptySubsequences: false)
            let column = lines[row].firstRange(of: title)?.lowerBound.utf16Offset(in: lines[row]) ?? 0
            _ = state.handle(.click(Position(row: row, column: column)), at: 1)
        }
        click("ELAPS")
        #expect(state.executionSort.column == .elapsed && !state.executionSort.isInverted)
        #expect(state.text(.ascii).contains(" ELAPSEv "))
        click("ELAPS")
        #expect(state.executionSort.isInverted)
        click("S ")
        #expect(state.executionSort.column == .state && !state.executionSort.isInverted)
        click("STEPS")
        #expect(state.executionSort.column == .state, "what cannot be sorted by does nothing")
        _ = state.show(.tasks)
        click("TASK")
        #expect(state.taskSort.column == .task)
    }

    @Test func `a click on the last row asks for older ones as a key does`() {
        var state = OrderSample.state(.executions)
        var snapshot = state.snapshot
        snapshot.executions.hasMore = true
        state.update(snapshot)
        let before = state.executionLimit
        _ = state.handle(.click(Position(row: state.layout.body.row + 1, column: 8)), at: 1)
        #expect(state.executionLimit != before)
    }

    @Test func `a list is where it was left when one comes back to it`() {
        var state = OrderSample.state(.executions)
        _ = OrderSample.press(keys("jj") + [.enter], &state)
        #expect(state.view == .detail)
        // What is read for the detail has no list.
        var snapshot = OrderSample.snapshot()
        snapshot.executions = ExecutionPage()
        state.update(snapshot)
        _ = OrderSample.press([.escape], &state)
        #expect(state.executions.selection == "audit-988")
        state.update(OrderSample.snapshot())
        #expect(state.executions.selection == "audit-988")
    }

    @Test func `the cursor begins at the step that needs it, and the screen tells of every attempt to come`()
    {
        let state = DetailSample.state(80, 24, view: .detail)
        #expect(state.detail?.steps.selection == "email")
        let text = DetailSample.body(state)
        #expect(text.contains("only if 3 fails"))
        #expect(text.contains("only if 4 fails; then the run fails"))
        #expect(text.contains("in 8s"))
    }

    @Test func `two hundred steps scroll`() {
        var page = DetailSample.page
        page.runs[0].steps = (0..<200).map { StepLine("step-\($0)", state: "completed") }
        var state = DetailSample.state(80, 24, view: .detail, page: page)
        press([.character("G")], &state)
        #expect(DetailSample.body(state).contains("step-199"))
        #expect(DetailSample.body(state).contains("200 of 200"))
    }

    @Test func `zooming in on a short step of a long run makes it fill the timeline`() throws {
        let day: Int64 = 86_400_000
        var page = DetailSample.page
        var (long, short) = (StepLine("long", state: "completed"), StepLine("short", state: "completed"))
        (long.startedAt, long.endedAt) = (0, 3 * day)
        (short.startedAt, short.endedAt) = (3 * day, 3 * day + 3)
        (page.runs[0].startedAt, page.runs[0].endedAt, page.runs[0].steps) = (0, 3 * day + 3, [long, short])
        var state = DetailSample.state(80, 24, view: .detail, page: page)
        press([.character("G")] + Array(repeating: .character("+"), count: 40), &state)
        let window = try #require(state.detailWindow)
        #expect(window.length == TimeWindow.least)
        #expect(window.contains(3 * day) && window.contains(3 * day + 2))
        press([.character("0")], &state)
        #expect(state.detailWindow?.length == 3 * day + 3)
    }

    @Test func `while following the present stays in view at every zoom; panning stops that`() throws {
        var state = DetailSample.state(80, 24, view: .detail)
        for _ in 0..<12 {
            press([.character("+")], &state)
            #expect(state.isFollowing)
            #expect(try #require(state.detailWindow).contains(DetailSample.now))
        }
        press(Array(repeating: .character("h"), count: 9), &state)
        #expect(!state.isFollowing)
        #expect(try !#require(state.detailWindow).contains(DetailSample.now))
        press([.character("f")], &state)
        #expect(try #require(state.detailWindow).contains(DetailSample.now))
    }

    @Test func `another run is chosen on the line of runs`() {
        var page = DetailSample.page
        var first = RunLine(0, trigger: "initial", state: "failed")
        first.steps = [StepLine("only-here", state: "failed")]
        page.runs[0].number = 1
        page.runs.insert(first, at: 0)
        var state = DetailSample.state(80, 24, view: .detail, page: page)
        #expect(state.detailRun?.number == 1)
        press([.backTab, .character("h")], &state)
        #expect(state.detailRun?.number == 0)
        #expect(DetailSample.body(state).contains("only-here"))
        press([.character("l")], &state)
        #expect(state.detailRun?.number == 1)
    }
}

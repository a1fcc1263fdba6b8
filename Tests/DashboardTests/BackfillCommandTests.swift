import Canvas
import Testing

@testable import Dashboard

/// What the command line of the screen makes of `backfill`.
@Suite(.timeLimit(.minutes(10)))
struct BackfillCommandTests {
    private func typed(_ line: String) -> (state: DashboardState, orders: [OrderRequest.Verb]) {
        var state = OrderSample.state()
        let orders = OrderSample.press(keys(line) + [.enter], &state).orders
        return (state, orders)
    }

    private func preview(_ words: [String], refusal: String? = nil) -> Snapshot {
        var snapshot = OrderSample.snapshot()
        var preview = OrderPreview([.backfill(words: words)])
        preview.sentences = ["3 instants, 2 to start, 1 left out."]
        preview.refusal = refusal
        snapshot.preview = preview
        return snapshot
    }

    @Test func `a range is ordered only once it was seen what that would start`() {
        let words = ["nightly-report", "--from", "-3d", "--max", "2"]
        var (state, orders) = typed(":backfill nightly-report --from -3d --max 2")
        #expect(orders == [] && state.wish.preview == [.backfill(words: words)])
        #expect(state.render().text.contains("Looking what that would do"))
        #expect(OrderSample.press(keys("y"), &state, from: 200_000).orders == [])
        state.update(preview(["audit-window"]))
        #expect(OrderSample.press(keys("y"), &state, from: 210_000).orders == [])
        state.update(preview(words))
        state.painted(at: 220_000)
        #expect(state.handle(.character("y"), at: 220_100).orders == [])
        let text = state.render().text
        for part in ["Backfill nightly-report?", "--from -3d --max 2", "2 to start"] {
            #expect(text.contains(part), "\(part)")
        }
        orders = state.handle(.character("y"), at: 221_000).orders
        #expect(orders == [.backfill(words: words)])
    }

    @Test func `one that cannot be is explained and takes no answer but no`() {
        var state = typed(":backfill nightly-report --to -3d").state
        state.update(preview(["nightly-report", "--to", "-3d"], refusal: "a backfill needs --from T"))
        #expect(OrderSample.press(keys("y"), &state, from: 210_000).orders == [])
        let text = state.render().text
        #expect(text.contains("a backfill needs --from T") && !text.contains("[y]"))
        #expect(OrderSample.press(keys("n"), &state, from: 220_000).orders == [] && state.overlay == nil)
    }

    @Test func `what holds one needs no question, and its end does`() {
        #expect(typed(":backfill --pause 3").orders == [.backfill(words: ["--pause", "3"])])
        #expect(typed(":backfill --cancel=3").orders == [])
        #expect(typed(":backfill --reason x --cancel 3").orders == [])
        var (state, orders) = typed(":backfill --cancel 3")
        #expect(orders == [] && state.wish.preview == [.backfill(words: ["--cancel", "3"])])
        state.update(preview(["--cancel", "3"]))
        state.painted(at: 220_000)
        let text = state.render().text
        #expect(
            text.contains("End backfill 3?") && text.contains("no more of it is started"),
            "\(text)"
        )
        orders = state.handle(.character("y"), at: 221_000).orders
        #expect(orders == [.backfill(words: ["--cancel", "3"])])
    }

    @Test func `of one that has ended already nothing is offered but to close`() {
        var state = typed(":backfill --cancel 3").state
        state.update(preview(["--cancel", "3"], refusal: "Backfill 3 is cancelled already."))
        let text = state.render().text
        #expect(text.contains("is cancelled already") && text.contains("[Esc n] close"), "\(text)")
        #expect(!text.contains("let it go on") && !text.contains("[y]"))
    }

    @Test func `a name that is no task's is explained`() {
        let (state, orders) = typed(":backfill nightly-reprot --from -3d")
        #expect(orders == [])
        #expect(state.render().text.contains("no task 'nightly-reprot'; did you mean 'nightly-report'?"))
    }

    @Test func `how far it has come stands with the task's outlook`() {
        var snapshot = OrderSample.snapshot()
        let place = snapshot.tasks.firstIndex { $0.name == "nightly-report" } ?? 0
        snapshot.tasks[place].backfill = "backfill 2 3/31 by anna"
        let outlook = TaskOutlook.sentence(snapshot.tasks[place], now: sketchMoment)
        #expect(outlook.hasSuffix("; backfill 2 3/31 by anna"), "\(outlook)")
        var state = OrderSample.state()
        state.update(snapshot)
        state.tasks.select(id: "nightly-report")
        #expect(state.render().text.contains("backfill 2 3/31 by anna"))
    }
}

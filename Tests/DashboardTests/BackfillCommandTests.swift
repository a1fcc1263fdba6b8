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

    @Test func `a range is asked about before it is ordered`() {
        var (state, orders) = typed(":backfill nightly-report --from -3d --max 2")
        #expect(orders == [])
        let text = state.render().text
        for part in ["Backfill nightly-report?", "--from -3d --max 2", "each once", "--dry-run"] {
            #expect(text.contains(part), "\(part)")
        }
        orders = state.handle(.character("y"), at: 200_000).orders
        #expect(orders == [.backfill(words: ["nightly-report", "--from", "-3d", "--max", "2"])])
    }

    @Test func `what holds or ends one needs no question`() {
        #expect(typed(":backfill --cancel 3").orders == [.backfill(words: ["--cancel", "3"])])
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
        let outlook = TaskOutlook.sentence(snapshot.tasks[place], now: sketchMoment, standing: .live)
        #expect(outlook.hasSuffix("; backfill 2 3/31 by anna"), "\(outlook)")
        var state = OrderSample.state()
        state.update(snapshot)
        state.tasks.select(id: "nightly-report")
        #expect(state.render().text.contains("backfill 2 3/31 by anna"))
    }
}

import Canvas
import Testing

@testable import Dashboard

/// Orders about the runs of several executions at once.
@Suite(.timeLimit(.minutes(10)))
struct SeveralRunsTests {
    /// The two that have ended, marked; of some a run waits for a slot.
    private func marked(waiting: Set<String> = []) -> DashboardState {
        var state = OrderSample.state(.executions)
        state.update(snapshot(waiting: waiting))
        state.executions.marks = ["audit-985", "invoice-202"]
        return state
    }

    private func snapshot(waiting: Set<String> = [], preview: OrderPreview? = nil) -> Snapshot {
        var snapshot = OrderSample.snapshot()
        for place in snapshot.executions.rows.indices {
            snapshot.executions.rows[place].isQueued = waiting.contains(snapshot.executions.rows[place].id)
        }
        snapshot.preview = preview
        return snapshot
    }

    @Test func `runs that wait are taken back, and nothing is said to be cancelled`() {
        let waiting: Set = ["audit-985", "invoice-202"]
        var state = marked(waiting: waiting)
        _ = OrderSample.press(keys("x"), &state)
        let text = state.render().text
        #expect(text.contains("Take back the 2 runs that wait?") && text.contains("[y] take them back"))
        #expect(!text.contains("Cancel") && !text.contains("completed"), "\(text)")
        let orders = OrderSample.press(keys("y"), &state, from: 20_000).orders
        #expect(orders.count == 2)
        for order in orders {
            _ = state.answered(OrderReport(OrderRequest(order), message: "", isDone: true), at: 30_000)
        }
        #expect(state.flash?.text == "took back 2 runs")
    }

    @Test func `what runs is cancelled and what waits is taken back by one answer that tells both`() {
        var state = marked(waiting: ["invoice-202"])
        state.executions.marks = ["invoice-203", "invoice-202"]
        _ = OrderSample.press(keys("x"), &state)
        let text = state.render().text
        #expect(text.contains("Cancel 1 execution, and take back 1 run that waits?"), "\(text)")
        #expect(text.contains("1 retrying") && !text.contains("failed"), "\(text)")
        for order in OrderSample.press(keys("y"), &state, from: 20_000).orders {
            _ = state.answered(OrderReport(OrderRequest(order), message: "", isDone: true), at: 30_000)
        }
        #expect(state.flash?.text == "cancelled 1, took back 1 run")
    }

    @Test func `the footer offers what some of the marked can be given, with their number`() {
        var state = marked()
        var footer = state.render().text.split(separator: "\n").last ?? ""
        #expect(footer.contains("re-run 2…") && !footer.contains("cancel"), "\(footer)")
        state.executions.marks = ["invoice-203", "invoice-202"]
        footer = state.render().text.split(separator: "\n").last ?? ""
        #expect(footer.contains("cancel 1…"), "\(footer)")
    }

    @Test func `before several run again it is told what is kept, and from which step each goes on`() {
        var state = marked()
        _ = OrderSample.press(keys("R"), &state)
        let verbs = state.wish.preview
        // What is completed stands at no step: it begins from the start.
        let restart = OrderRequest.Verb.restart(execution: "audit-985", payload: nil)
        #expect(Set(verbs) == [.rerun(execution: "invoice-202", from: "email"), restart])
        var text = state.render().text
        #expect(text.contains("1 from email on, 1 from the start, with new idempotency keys."), "\(text)")
        #expect(text.contains("Looking what that would do."))
        #expect(OrderSample.press(keys("y"), &state, from: 20_000).orders == [])
        var preview = OrderPreview(verbs)
        preview.sentences = ["1: kept fetch; again email", "1: again probe"]
        state.update(snapshot(preview: preview))
        state.painted(at: 30_000)
        text = state.render().text
        #expect(text.contains("1: kept fetch; again email") && text.contains("1: again probe"), "\(text)")
        #expect(OrderSample.press(keys("y"), &state, from: 40_000).orders == verbs)
    }

    @Test func `an order that names no execution is about what is marked`() {
        var state = marked()
        _ = OrderSample.press(keys(":rerun --from email") + [.enter], &state)
        let ids = ["audit-985", "invoice-202"]
        #expect(Set(state.wish.preview) == Set(ids.map { .rerun(execution: $0, from: "email") }))
        #expect(state.render().text.contains("Each from email on, with new idempotency keys."))
        state = marked()
        _ = OrderSample.press(keys(":restart --payload [1]") + [.enter], &state)
        #expect(Set(state.wish.preview) == Set(ids.map { .restart(execution: $0, payload: "[1]") }))
        state = marked()
        let orders = OrderSample.press(keys(":retry email") + [.enter], &state).orders
        #expect(Set(orders) == Set(ids.map { OrderRequest.Verb.retry(execution: $0, step: "email") }))
        state = OrderSample.state(.executions)
        #expect(OrderSample.press(keys(":cancel") + [.enter], &state).orders == [])
        #expect(state.flash?.text == "'cancel' needs a name: cancel ID…, or what is marked")
    }

    @Test func `of very many only the first are looked at, and that is said`() {
        let requests = (1...60).map { OrderRequest(.restart(execution: "report-\($0)", payload: nil)) }
        var state = OrderSample.state(.executions)
        _ = state.ask(requests, isGrave: true)
        let verbs = state.wish.preview
        #expect(verbs == requests.prefix(50).map(\.verb))
        var preview = OrderPreview(verbs)
        preview.sentences = ["again fetch"]
        state.update(snapshot(preview: preview))
        let text = state.render().text
        #expect(text.contains("Of the first 50:") && text.contains("again fetch"), "\(text)")
    }
}

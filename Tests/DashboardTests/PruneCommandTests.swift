import Canvas
import Testing

@testable import Dashboard

/// What the command line removes, from the screen's own line.
@Suite(.timeLimit(.minutes(10)))
struct PruneCommandTests {
    @Test func `what is past keeping goes only once it was seen what that is`() {
        var state = OrderSample.state()
        let words = ["nightly-report", "--older-than", "30d"]
        _ = OrderSample.press(keys(":prune nightly-report --older-than 30d") + [.enter], &state)
        #expect(state.wish.preview == [.prune(words: words)])
        #expect(state.render().text.contains("Looking what that would do."))
        #expect(OrderSample.press(keys("y"), &state, from: 200_000).orders == [])
        var snapshot = OrderSample.snapshot()
        var preview = OrderPreview([.prune(words: words)])
        preview.sentences = ["nightly-report: 41 executions, 2 of them failed, and 41 decisions"]
        snapshot.preview = preview
        state = OrderSample.state()
        _ = OrderSample.press(keys(":prune nightly-report --older-than 30d") + [.enter], &state)
        state.update(snapshot)
        state.painted(at: 300_000)
        let text = state.render().text
        #expect(text.contains("Remove what is past keeping?") && text.contains("41 executions"), "\(text)")
        #expect(OrderSample.press(keys("y"), &state, from: 400_000).orders == [.prune(words: words)])
    }

    @Test func `where nothing is past keeping there is nothing to confirm`() {
        var state = OrderSample.state()
        _ = OrderSample.press(keys(":prune") + [.enter], &state)
        var snapshot = OrderSample.snapshot()
        var preview = OrderPreview([.prune(words: [])])
        preview.refusal = "Nothing is past keeping."
        snapshot.preview = preview
        state.update(snapshot)
        state.painted(at: 300_000)
        #expect(state.render().text.contains("Nothing is past keeping."))
        #expect(OrderSample.press(keys("y"), &state, from: 400_000).orders == [])
    }

    @Test func `an option of the command line is refused and not passed over`() {
        var state = OrderSample.state()
        #expect(OrderSample.press(keys(":prune --db other.db") + [.enter], &state).orders == [])
        #expect(state.overlay == nil)
        #expect(state.flash?.text == "--db is for the command line: prune [TASK] [--older-than AGE]")
    }

    @Test func `a resume by name asks what becomes of the instants, with their number in sight`() {
        var state = OrderSample.state()
        var snapshot = OrderSample.snapshot()
        let place = snapshot.tasks.firstIndex { $0.name == "ledger-close" } ?? 0
        snapshot.tasks[place].state = "paused"
        snapshot.tasks[place].heldBack = 3
        state.update(snapshot)
        #expect(OrderSample.press(keys(":resume ledger-close --reason done") + [.enter], &state).orders == [])
        guard case .resume(let dialog) = state.overlay else {
            Issue.record("\(String(describing: state.overlay))")
            return
        }
        #expect(dialog.task == "ledger-close" && dialog.reason == "done")
        state = OrderSample.state()
        state.update(snapshot)
        let orders = OrderSample.press(keys(":resume ledger-close skip") + [.enter], &state).orders
        #expect(orders == [.resume(task: "ledger-close", missed: .skip)])
    }

    @Test func `why of an execution shows the decision that it was dispatched by`() {
        var state = OrderSample.state(.executions)
        _ = OrderSample.press(keys(":why invoice-202") + [.enter], &state)
        #expect(state.view == .ledger && state.ledger.task == "invoice-daily")
        #expect(
            state.ledger.sought
                == OrderSample.snapshot().executions.rows.first { $0.id == "invoice-202" }?.nominalAt
        )
        var snapshot = OrderSample.snapshot()
        snapshot.tasks.removeAll { $0.name == "invoice-daily" }
        var other = OrderSample.state(.executions)
        other.update(snapshot)
        _ = OrderSample.press(keys(":why invoice-202") + [.enter], &other)
        #expect(other.flash?.text == "invoice-202 is of no recurring task: no decision dispatched it")
        _ = OrderSample.press(keys(":why nothing-7") + [.enter], &state)
        #expect(state.flash?.text.hasPrefix("no task 'nothing-7'") == true)
    }
}

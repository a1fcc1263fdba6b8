import Canvas
import Testing

@testable import Dashboard

/// Another payload, in the question before an execution runs again.
@Suite(.timeLimit(.minutes(10)))
struct PayloadTests {
    private let own = #"{"day":1}"#

    /// The question before a re-run of what has failed, whose payload is known.
    private func asked(_ line: String = "R") -> DashboardState {
        var state = OrderSample.state(.executions)
        state.update(snapshot())
        state.executions.select(id: "invoice-202")
        _ = OrderSample.press(keys(line), &state)
        return state
    }

    private func snapshot(_ preview: OrderPreview? = nil) -> Snapshot {
        var snapshot = OrderSample.snapshot()
        var detail = OrderSample.detail
        detail.execution = OrderSample.ended("invoice-202", "failed")
        detail.payload = own
        snapshot.detail = detail
        snapshot.preview = preview
        return snapshot
    }

    private func restart(_ payload: String?) -> OrderRequest.Verb {
        .restart(execution: "invoice-202", payload: payload)
    }

    @Test func `p begins with the payload it had, and what Enter takes is run from the beginning`() {
        var state = asked()
        #expect(state.render().text.contains("Run invoice-202 again from email?"))
        #expect(state.render().text.contains("p changes its payload"))
        _ = OrderSample.press(keys("p"), &state, from: 20_000)
        #expect(state.render().text.contains("Payload: " + own))
        _ = OrderSample.press([.backspace, .backspace] + keys("2}") + [.enter], &state, from: 30_000)
        let text = state.render().text
        #expect(text.contains("Run invoice-202 again from the beginning?"))
        #expect(text.contains(#"Payload {"day":2} in place of {"day":1}"#))
        // Whether it is JSON is being looked at.
        #expect(state.wish.preview == [restart(#"{"day":2}"#)])
        #expect(OrderSample.press(keys("y"), &state, from: 40_000).orders == [])
        state.update(snapshot(OrderPreview([restart(#"{"day":2}"#)])))
        state.painted(at: 50_000)
        #expect(OrderSample.press(keys("y"), &state, from: 51_000).orders == [restart(#"{"day":2}"#)])
    }

    @Test func `a payload that is refused can be mended without beginning anew`() {
        var state = asked()
        _ = OrderSample.press(keys("p") + [.control("u")] + keys("{") + [.enter], &state, from: 20_000)
        var preview = OrderPreview([restart("{")])
        preview.refusal = "The payload is not JSON: at column 2 it ends too early."
        state.update(snapshot(preview))
        #expect(OrderSample.press(keys("y"), &state, from: 30_000).orders == [])
        let text = state.render().text
        #expect(text.contains("it ends too early") && !text.contains("[y]"))
        _ = OrderSample.press(keys("p}") + [.enter], &state, from: 40_000)
        state.update(snapshot(OrderPreview([restart("{}")])))
        state.painted(at: 50_000)
        #expect(OrderSample.press(keys("y"), &state, from: 51_000).orders == [restart("{}")])
    }

    @Test func `the payload it had, none, and Esc leave the order as it was`() {
        let rerun = OrderRequest.Verb.rerun(execution: "invoice-202", from: "email")
        for typed in [[.enter], keys("x") + [.escape], [.control("u"), .enter]] {
            var state = asked()
            let keys = keys("p") + typed + keys("y")
            #expect(OrderSample.press(keys, &state, from: 20_000).orders == [rerun], "\(typed)")
        }
    }

    @Test func `a long one shows its end`() {
        var state = asked()
        let long = String(repeating: "abcdefghi ", count: 12) + "the end"
        _ = OrderSample.press(keys("p" + long), &state, from: 20_000)
        #expect(state.render().text.contains("abcdefghi the end_"))
        // And leaves room for the question once it is taken.
        _ = OrderSample.press([.enter], &state, from: 300_000)
        let text = state.render().text
        #expect(text.contains("(and 16 more characters)") && text.contains("[Esc n]"), "\(text)")
    }

    @Test func `the command line takes one for several, with its blanks`() {
        var state = asked(":restart invoice-202 audit-985 --payload {\"a b\":  1}")
        _ = OrderSample.press([.enter], &state, from: 200_000)
        let payload = "{\"a b\":  1}"
        let verbs = [restart(payload), .restart(execution: "audit-985", payload: payload)]
        state.update(snapshot(OrderPreview(verbs)))
        state.painted(at: 210_000)
        let orders = OrderSample.press(keys("y"), &state, from: 211_000).orders
        #expect(orders == verbs)
    }

    @Test func `an execution that is not on the screen is looked for before it can be run again`() {
        var state = asked(":restart invoice-2")
        _ = OrderSample.press([.enter], &state, from: 200_000)
        let verb = OrderRequest.Verb.restart(execution: "invoice-2", payload: nil)
        #expect(state.wish.preview == [verb])
        var preview = OrderPreview([verb])
        preview.refusal = "There is no execution 'invoice-2'."
        state.update(snapshot(preview))
        #expect(OrderSample.press(keys("y"), &state, from: 210_000).orders == [])
        #expect(state.render().text.contains("There is no execution 'invoice-2'."))
    }

    @Test func `the input of a run that had another one is told with it`() {
        var state = OrderSample.state(.executions)
        var shown = snapshot()
        shown.detail?.runs[0].payload = #"{"first":true}"#
        state.update(shown)
        state.executions.select(id: "invoice-202")
        _ = OrderSample.press([.enter], &state)
        state.update(shown)
        let label = "run \(shown.detail?.runs[0].number ?? -1) input"
        let told = DetailText(state, columns: 80).lines.contains {
            if case .text(label, #"{"first":true}"#, _) = $0 { true } else { false }
        }
        #expect(told)
    }
}

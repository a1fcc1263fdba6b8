import Canvas
import Testing

@testable import Dashboard

/// Two executions side by side: what its keys do.
@Suite(.timeLimit(.minutes(10)))
struct DiffScreenTests {
    @Test func `two marked executions are compared, the older one first`() {
        var state = OrderSample.state(.executions)
        _ = OrderSample.press(keys("c"), &state)
        #expect(state.flash?.text == "mark two executions to compare them (space): 0 marked")
        _ = OrderSample.press(keys("  c"), &state)
        #expect(state.view == .diff)
        #expect(state.wish.diff == ["audit-989", "invoice-203"])
        _ = OrderSample.press([.escape], &state)
        #expect(state.view == .executions)
        #expect(state.executions.marks.count == 2)
    }

    @Test func `the older one is the first whatever the list goes by`() {
        var state = OrderSample.state(.executions)
        var snapshot = state.snapshot
        snapshot.executions.rows.reverse()
        state.update(snapshot)
        state.executions.marks = ["audit-989", "invoice-203"]
        _ = OrderSample.press(keys("c"), &state)
        #expect(state.wish.diff == ["audit-989", "invoice-203"])
    }

    @Test func `a command compares two executions`() {
        var state = OrderSample.state(.tasks)
        _ = OrderSample.press(keys(":diff a-1 b-2") + [.enter], &state)
        #expect(state.wish.diff == ["a-1", "b-2"])
        _ = OrderSample.press(keys(":diff a-1") + [.enter], &state)
        #expect(state.flash?.text == "'diff' is written: diff ID ID")
        var snapshot = state.snapshot
        snapshot.diff = DiffPage(["a-1", "b-2"])
        snapshot.diff?.complaint = "no execution 'a-1'"
        state.update(snapshot)
        #expect(state.render().text.contains("no execution 'a-1'"))
    }

    @Test func `what is saved and copied are the fields with both values`() {
        var state = GoldenSample.diff(80, 24)
        _ = OrderSample.press([.enter], &state)
        #expect(state.rowsAsJSON.split(separator: "\n").count == 4 + 2)
        let row = state.shownDiff[0]
        let copied = OrderSample.press(keys("Y"), &state)
        #expect(
            copied.contains { effect in
                guard case .copy(let text) = effect else { return false }
                return text.contains(#""field":"\#(row.label)","a":"\#(row.left)","b":"\#(row.right)""#)
            }
        )
    }

    @Test func `what does not differ can be left out`() {
        var state = GoldenSample.diff(80, 24)
        #expect(state.shownDiff.count == 7)
        _ = OrderSample.press([.enter], &state)
        #expect(state.shownDiff.map(\.label) == ["status", "took", "error", "email: attempts"])
        _ = OrderSample.press([.enter], &state)
        #expect(state.shownDiff.count == 7)
    }

    @Test func `looking only, both can still be compared`() {
        var state = OrderSample.state(.executions, .readOnly)
        _ = OrderSample.press(keys(":diff a-1 b-2") + [.enter], &state)
        #expect(state.view == .diff)
    }

    @Test func `nothing traps or leaves the screen, whatever the size`() {
        var state = GoldenSample.diff(80, 24)
        for columns in stride(from: 1, through: 220, by: 7) {
            for rows in stride(from: 1, through: 70, by: 3) {
                _ = state.handle(.resize(Size(columns: columns, rows: rows)), at: 0)
                #expect(state.render().size == Size(columns: columns, rows: rows))
            }
        }
    }
}

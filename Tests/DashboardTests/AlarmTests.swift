import Canvas
import Testing

@testable import Dashboard

/// Alarms on the attention list, and saying that one has them in hand.
@Suite(.timeLimit(.minutes(10)))
struct AlarmTests {
    private func state(_ standing: Standing = .live) -> DashboardState {
        var state = OrderSample.state(.tasks)
        var snapshot = state.snapshot
        snapshot.standing = standing
        var first = AttentionLine("late", subject: "nightly-report", message: "#17 no success since 02:00")
        first.alarm = 17
        var second = AttentionLine(
            "skipped",
            subject: "inventory",
            message: "#12 (anna has it) 7 ticks skipped"
        )
        (second.alarm, second.isAcknowledged) = (12, true)
        snapshot.attention = [first, second]
        state.update(snapshot)
        return state
    }

    private func give(_ line: String, to state: inout DashboardState) -> [OrderRequest.Verb] {
        state.run(line, at: 1_000).compactMap { effect in
            guard case .order(let request) = effect else { return nil }
            return request.verb
        }
    }

    @Test func `what needs somebody is gone through one by one, and told whole`() {
        var state = OrderSample.state(.executions)
        var snapshot = state.snapshot
        let (one, other) = (snapshot.tasks[0].name, snapshot.tasks[1].name)
        var silent = AttentionLine("late", subject: "w3", message: "not heard of")
        silent.isWorker = true
        snapshot.attention = [silent]
        state.update(snapshot)
        _ = state.handle(.character("!"), at: 1_000)
        #expect(state.view == .workers && state.flash?.text == "not heard of")
        snapshot.attention = [
            AttentionLine("late", subject: other, message: "late since 02:00"),
            AttentionLine("late", subject: other, message: "and something else"),
            AttentionLine("skipped", subject: one, message: "7 ticks skipped"),
        ]
        state.update(snapshot)
        for (subject, text) in [
            (other, "1 of 3: late since 02:00"), (other, "2 of 3: and something else"),
            (one, "3 of 3: 7 ticks skipped"), (other, "1 of 3: late since 02:00"),
        ] {
            _ = state.handle(.character("!"), at: 1_000)
            #expect(state.view == .tasks && state.tasks.selection == subject && state.flash?.text == text)
        }
    }

    @Test(arguments: ["ack 17", "ack #17", "ack 17 17"])
    func `an alarm is acknowledged by its number`(line: String) {
        var state = state()
        #expect(give(line, to: &state) == [.acknowledge(task: "nightly-report", alarm: 17)])
    }

    @Test(arguments: [
        ("ack", "'ack' needs a name: ack NUMBER…"),
        ("ack 99", "no alarm '99' is raised: its number stands behind '#' on the list"),
        (
            "ack nightly-report",
            "no alarm 'nightly-report' is raised: its number stands behind '#' on the list"
        ),
        ("ack 12", "alarm 12 is acknowledged already"),
    ])
    func `whatever is no raised alarm is refused`(line: String, sentence: String) {
        var state = state()
        #expect(give(line, to: &state).isEmpty)
        #expect(state.flash?.text == sentence)
    }

    @Test func `nothing is acknowledged from a screen that only looks`() {
        var state = state(.readOnly)
        #expect(give("ack 17", to: &state).isEmpty)
    }

    @Test func `numbers that are not acknowledged complete the command`() {
        let state = state()
        let prompt = Prompt(.command, text: "ack ")
        #expect(state.candidates(prompt) == ["17"])
    }
}

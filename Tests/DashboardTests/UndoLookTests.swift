import Canvas
import Testing

@testable import Dashboard

/// Taking back what was done to the screen, not to the engine; and what else the keys bring without an order.
@Suite(.timeLimit(.minutes(10)))
struct UndoLookTests {
    @Test func `a filter that was cleared or changed is brought back`() {
        var state = OrderSample.state()
        let all = state.tasks.ids
        _ = OrderSample.press(keys("/invoice") + [.enter], &state)
        let few = state.tasks.ids
        #expect(few.count < all.count)
        _ = OrderSample.press([.escape], &state, from: 30_000)
        #expect(state.tasks.ids == all)
        _ = OrderSample.press(keys("u"), &state, from: 32_000)
        #expect(state.tasks.ids == few)
        _ = OrderSample.press(keys("/zzz") + [.enter], &state, from: 60_000)
        #expect(state.tasks.ids.isEmpty)
        _ = OrderSample.press(keys("u"), &state, from: 65_000)
        #expect(state.tasks.ids == few)
    }

    @Test func `an Esc too many does not lose the filter that the one before it cleared`() {
        var state = OrderSample.state()
        _ = OrderSample.press(keys("/invoice") + [.enter], &state)
        let few = state.tasks.ids
        _ = OrderSample.press([.escape, .escape], &state, from: 30_000)
        _ = OrderSample.press(keys("u"), &state, from: 33_000)
        #expect(state.tasks.ids == few)
    }

    @Test func `marks are brought back, until their time is over`() {
        var state = OrderSample.state()
        _ = OrderSample.press(keys("  "), &state)
        let two = state.tasks.marks
        #expect(two.count == 2)
        _ = OrderSample.press([.escape], &state, from: 20_000)
        #expect(state.tasks.marks.isEmpty)
        _ = OrderSample.press(keys("u"), &state, from: 22_000)
        #expect(state.tasks.marks == two)
        _ = OrderSample.press([.escape], &state, from: 40_000)
        _ = OrderSample.press(keys("u"), &state, from: 60_000)
        #expect(state.tasks.marks.isEmpty)
    }

    @Test func `an Esc that changes nothing leaves the undo of an order alone`() {
        var state = OrderSample.state()
        state.tasks.select(id: "invoice-daily")
        let effects = OrderSample.press(keys("p"), &state)
        let pause = OrderRequest(.pause(task: "invoice-daily"))
        #expect(effects.contains(.order(pause)))
        _ = state.answered(OrderReport(pause, message: "paused", isDone: true), at: 11_000)
        let undone = OrderSample.press([.escape] + keys("u"), &state, from: 12_000)
        #expect(undone.contains(.order(OrderRequest(.resume(task: "invoice-daily", missed: nil)))))
    }

    @Test func `a pause that somebody gave anew since is not taken back`() {
        var state = OrderSample.state()
        state.tasks.select(id: "invoice-daily")
        _ = OrderSample.press(keys("p"), &state)
        let pause = OrderRequest(.pause(task: "invoice-daily"))
        _ = state.answered(OrderReport(pause, message: "paused", isDone: true), at: 11_000)
        var snapshot = state.snapshot
        let place = snapshot.tasks.firstIndex { $0.name == "invoice-daily" } ?? 0
        snapshot.tasks[place].state = "paused"
        snapshot.tasks[place].pause = PauseLine(note: "do not resume", until: nil)
        state.update(snapshot)
        let effects = OrderSample.press(keys("u"), &state, from: 12_000)
        #expect(effects.allSatisfy { if case .order = $0 { false } else { true } })
        #expect(state.flash?.text == "somebody has paused it anew since: see why, and resume it yourself")
    }

    @Test func `what takes an order back makes things as they were before it, or is not offered`() {
        var state = OrderSample.state()
        var snapshot = OrderSample.snapshot()
        let end = snapshot.now + 3_600_000
        let name = snapshot.tasks[0].name
        func opposite(_ verb: OrderRequest.Verb) -> OrderRequest? {
            state.update(snapshot)
            return state.opposite(of: OrderRequest(verb))
        }
        #expect(opposite(.pause(task: name)) == OrderRequest(.resume(task: name, missed: nil)))
        #expect(opposite(.stop(task: name)) == OrderRequest(.revive(task: name)))
        #expect(opposite(.skip(task: name, count: 3)) == OrderRequest(.skip(task: name, count: 0)))
        #expect(opposite(.pauseAll) == OrderRequest(.resumeAll(missed: nil)))
        snapshot.tasks[0].skips = 100
        #expect(opposite(.skip(task: name, count: 3)) == OrderRequest(.skip(task: name, count: 100)))
        #expect(opposite(.stop(task: name)) == nil)
        snapshot.tasks[0].skips = 0
        snapshot.tasks[0].state = "paused"
        snapshot.tasks[0].pause = PauseLine(note: "vendor", until: end)
        #expect(opposite(.pause(task: name)) == nil && opposite(.stop(task: name)) == nil)
        let again = OrderRequest(.pause(task: name), until: "2026-09-22T15:03:27.000Z", note: "vendor")
        #expect(opposite(.resume(task: name, missed: .skip)) == again)
        let now = snapshot.now
        snapshot.tasks[0].pause?.until = now
        #expect(opposite(.resume(task: name, missed: nil)) == nil)
        snapshot.hold = "anna: storm"
        snapshot.holdPause = PauseLine(note: "storm", until: nil)
        #expect(opposite(.pauseAll) == nil)
        #expect(opposite(.resumeAll(missed: nil)) == OrderRequest(.pauseAll, note: "storm"))
        snapshot.stepRules = [StepRuleLine(steps: "mail*", tasks: "*", note: "smtp")]
        #expect(
            opposite(.resumeSteps(steps: "mail*", tasks: "*"))
                == OrderRequest(.pauseSteps(steps: "mail*", tasks: "*"), note: "smtp")
        )
        #expect(opposite(.pauseSteps(steps: "mail*", tasks: "*")) == nil)
    }

    @Test func `of two orders that wait for their answers each keeps its way back`() {
        var state = OrderSample.state()
        let pauses = ["invoice-daily", "nightly-report"].map { OrderRequest(.pause(task: $0)) }
        var snapshot = OrderSample.snapshot()
        for place in snapshot.tasks.indices { snapshot.tasks[place].state = "active" }
        state.update(snapshot)
        for pause in pauses { _ = state.give([pause]) }
        for (pause, task) in zip(pauses, ["invoice-daily", "nightly-report"]) {
            _ = state.answered(OrderReport(pause, message: "paused", isDone: true), at: 1_000)
            #expect(state.undo?.requests == [OrderRequest(.resume(task: task, missed: nil))])
        }
        #expect(state.opposites.isEmpty)
    }

    @Test func `conflicts of keys stand in the help`() {
        var state = OrderSample.state(columns: 80, rows: 24)
        state.settings.keyConflicts = ["x means copy.id, not execution.cancel too"]
        _ = OrderSample.press(keys("?"), &state)
        #expect(state.text(.ascii).contains("! x means copy.id, not execution.cancel too"))
    }

    @Test func `the rows of every view are a list in JSON`() {
        for view in [View.tasks, .executions, .events, .workers] {
            let text = OrderSample.state(view).rowsAsJSON
            #expect(text.hasPrefix("[") && text.hasSuffix("]"))
        }
        #expect(OrderSample.state().rowsAsJSON.contains("\"task\":\"invoice-daily\""))
        #expect(OutputSample.state(80, 24).rowsAsJSON.contains("\"stream\":\"stderr\""))
    }

    @Test func `a cancel by force takes the id, typed, and says what it does`() {
        var state = OrderSample.state(.executions)
        let id = state.executions.selection ?? ""
        var effects = OrderSample.press(keys("Xy") + [.enter], &state)
        #expect(state.text(.ascii).contains("no grace"))
        #expect(!effects.contains { if case .order = $0 { true } else { false } })
        _ = OrderSample.press([.escape], &state, from: 30_000)
        effects = OrderSample.press(keys("X\(id)") + [.enter], &state, from: 40_000)
        #expect(effects.contains(.order(OrderRequest(.kill(execution: id)))))
    }
}

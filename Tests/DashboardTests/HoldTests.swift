import Canvas
import Testing

@testable import Dashboard

/// Pausing everything, skipping instants and holding steps, from the command line of the dashboard.
@Suite(.timeLimit(.minutes(10)))
struct HoldTests {
    private func text(_ state: DashboardState) -> String { state.text(.unicode) }

    private func typed(_ line: String, _ state: inout DashboardState, from start: Int64 = 10_000) -> [Effect]
    {
        OrderSample.press(keys(":\(line)") + [.enter], &state, from: start)
    }

    private func held() -> Snapshot {
        var snapshot = OrderSample.snapshot()
        snapshot.hold = "anna: the database moves"
        for place in snapshot.tasks.indices where snapshot.tasks[place].state == "active" {
            snapshot.tasks[place].isHeld = true
            snapshot.tasks[place].state = "paused"
            snapshot.tasks[place].heldBack = 70
        }
        return snapshot
    }

    @Test func `pausing everything asks first, and says what goes on`() {
        var state = OrderSample.state()
        #expect(typed("pause-all", &state).orders.isEmpty)
        let question = text(state)
        #expect(question.contains("Pause everything?"))
        #expect(question.contains("No instant of any task starts anything until :resume-all."))
        #expect(OrderSample.press(keys("y"), &state, from: 60_000).orders == [.pauseAll])
    }

    @Test func `the question whether to pause everything says until when, and why`() {
        var state = OrderSample.state()
        #expect(typed("pause-all --until +20s --note moving", &state).orders.isEmpty)
        let question = text(state)
        #expect(
            question.contains("No instant of any task starts anything until +20s, or "),
            "\(question)"
        )
        #expect(question.contains("Note: moving"), "\(question)")
    }

    @Test func `one task is not resumed while everything is paused, and no key says so`() {
        var state = OrderSample.state()
        state.update(held())
        state.tasks.select(id: "invoice-daily")
        #expect(!FooterHint.all(state).contains { $0.action == .pause })
        #expect(OrderSample.press(keys("p"), &state).orders.isEmpty)
        #expect(state.flash?.text == "everything is paused: :resume-all comes first")
    }

    @Test func `the header says that everything is paused, and by whom`() {
        let state = DashboardState(held(), size: Size(columns: 120, rows: 24))
        #expect(text(state).contains("ALL PAUSED by anna: the database moves"))
        var timed = held()
        let end = timed.now + 60_000
        timed.holdPause = PauseLine(note: nil, until: end)
        let clock = TimeText.clock(end).prefix(8)
        let later = DashboardState(timed, size: Size(columns: 120, rows: 24))
        #expect(text(later).contains("ALL PAUSED until \(clock) by anna"))
        var snapshot = OrderSample.snapshot()
        snapshot.stepRules = [
            StepRuleLine(steps: "a", tasks: "*", note: nil), StepRuleLine(steps: "b", tasks: "*", note: nil),
        ]
        #expect(text(DashboardState(snapshot, size: Size(columns: 120, rows: 24))).contains("2 step rules"))
    }

    @Test func `a task's outlook says who pauses everything, and that a release ends it`() throws {
        var task = try #require(held().tasks.first { $0.isHeld })
        task.note = ""
        var why = WhyPage(task.name, asked: nil, sentences: [], isStart: true)
        why.cause = "everything is paused by anna (the database moves) at 22:00:00Z"
        let rest = "held until it is released"
        #expect(
            TaskOutlook.sentence(task, now: sketchMoment, why: why)
                == "\(why.cause): \(rest)"
        )
        #expect(TaskOutlook.sentence(task, now: sketchMoment) == "paused: \(rest)")
        task.isHeld = false
        #expect(
            TaskOutlook.sentence(task, now: sketchMoment).hasSuffix("until it is resumed")
        )
    }

    @Test func `a task's outlook does not promise a start that is to be skipped`() throws {
        var task = try #require(OrderSample.snapshot().tasks.first { $0.state == "active" })
        task.nextFireAt = sketchMoment + 6_000
        task.skips = 2
        task.note = "next 2 skipped"
        #expect(
            TaskOutlook.sentence(task, now: sketchMoment)
                == "the instant in 6s is left out; next 2 skipped"
        )
    }

    @Test func `a release tells the number and asks what becomes of it`() {
        let snapshot = held()
        var state = OrderSample.state()
        state.update(snapshot)
        let count = snapshot.tasks.count(where: \.isHeld)
        #expect(typed("resume-all", &state).orders.isEmpty)
        let question = text(state)
        #expect(question.contains("Release everything?"))
        #expect(question.contains("\(70 * count) instants have passed and are held."))
        #expect(state.wish.heldBack)
        #expect(
            OrderSample.press(keys("a"), &state, from: 60_000).orders == [.resumeAll(missed: .all)]
        )
        var other = OrderSample.state()
        other.update(snapshot)
        #expect(typed("resume-all skip", &other).orders == [.resumeAll(missed: .skip)])
    }

    @Test func `the question goes when someone else has released everything`() {
        var state = OrderSample.state()
        state.update(held())
        _ = typed("resume-all", &state)
        state.update(OrderSample.snapshot())
        #expect(state.overlay == nil)
    }

    @Test func `a resume tells the number of instants`() {
        var state = OrderSample.state()
        var snapshot = OrderSample.snapshot()
        snapshot.tasks[4].heldBack = 7_900_000
        state.update(snapshot)
        state.tasks.select(id: "ledger-close")
        #expect(!state.wish.heldBack)
        _ = OrderSample.press(keys("p"), &state)
        #expect(text(state).contains("7900000 instants have passed and are held."))
        // It goes on with the time.
        #expect(state.wish.heldBack)
        snapshot.tasks[4].heldBack = 1
        state.update(snapshot)
        #expect(text(state).contains("1 instant has passed and is held."))
    }

    @Test func `a pause takes its end, its note and its reason, as on the command line`() {
        var state = OrderSample.state()
        let one = typed("pause nightly-report --until +2h --note 'disk full' --reason OPS-7", &state)
        #expect(
            one.requests == [
                OrderRequest(
                    .pause(task: "nightly-report"),
                    reason: "OPS-7",
                    until: "+2h",
                    note: "disk full"
                )
            ]
        )
        // What is asked about first has its reason in the question, where it can still be changed.
        #expect(typed("pause --all --note moving --reason OPS-8", &state, from: 90_000).orders.isEmpty)
        #expect(text(state).contains("Reason: OPS-8"))
        #expect(
            OrderSample.press(keys("y"), &state, from: 160_000).requests
                == [OrderRequest(.pauseAll, reason: "OPS-8", note: "moving")]
        )
        state.update(held())
        _ = typed("resume-all --reason OPS-9", &state, from: 190_000)
        #expect(
            OrderSample.press(keys("a"), &state, from: 260_000).requests
                == [OrderRequest(.resumeAll(missed: .all), reason: "OPS-9")]
        )
    }

    @Test func `a start and an event are given at once`() {
        var state = OrderSample.state()
        #expect(
            typed("start nightly-report --id m-1 --payload {\"a\": 1}", &state).orders
                == [.start(task: "nightly-report", id: "m-1", payload: "{\"a\": 1}")]
        )
        #expect(
            typed("event invoice-203 approval \"yes\"", &state, from: 90_000).orders
                == [.event(execution: "invoice-203", name: "approval", data: "\"yes\"")]
        )
    }

    @Test func `instants are skipped and steps held at once, and both can be taken back`() {
        var state = OrderSample.state()
        let skipped = typed("skip nightly-report 3", &state)
        #expect(skipped.orders == [.skip(task: "nightly-report", count: 3)])
        let held = typed("pause-steps email* invoice*", &state, from: 90_000)
        #expect(held.orders == [.pauseSteps(steps: "email*", tasks: "invoice*")])
        #expect(
            state.opposite(of: OrderRequest(.pauseSteps(steps: "email*", tasks: "invoice*")))?.verb
                == .resumeSteps(steps: "email*", tasks: "invoice*")
        )
        #expect(
            typed("resume-steps email* invoice*", &state, from: 190_000).orders
                == [.resumeSteps(steps: "email*", tasks: "invoice*")]
        )
    }

    @Test(arguments: [
        ("pause-all now", "pause-all"), ("resume-all maybe", "resume-all [latest|skip|all]"),
        ("skip", "skip TASK [NUMBER]"), ("skip nightly-report many", "skip TASK [NUMBER]"),
        ("skip nihgtly-report", "no task 'nihgtly-report'; did you mean 'nightly-report'?"),
        ("pause-steps email", "pause-steps STEPS TASKS"),
        ("pause nightly-report --until", "--until needs a value: pause TASK"),
        ("stop nightly-report --note x", "'stop' has no --note: stop TASK"),
        ("pause-steps a b --until 1h", "'pause-steps' has no --until"),
        ("trigger nightly-report --reason", "--reason needs a value"),
        ("trigger nightly-report --overlap skip", "--overlap is for the command line"),
        ("pause nightly-report --note 'disk", "a quote is not closed"),
        ("ledger nightly-report --reason x", "'ledger' is written: ledger TASK"),
        ("start", "'start' needs a name: start TASK [--id ID] [--payload JSON]"),
        ("start nihgtly-report", "no task 'nihgtly-report'; did you mean 'nightly-report'?"),
        ("event invoice-203", "event ID NAME [JSON]"),
    ])
    func `what is wrong with a command is said`(line: String, sentence: String) {
        var state = OrderSample.state()
        #expect(typed(line, &state).orders.isEmpty)
        #expect(state.flash?.text.contains(sentence) == true, "\(state.flash?.text ?? "")")
    }
}

import Canvas
import Testing

@testable import Dashboard

/// Keys that nobody meant.
@Suite(.timeLimit(.minutes(10)))
struct KeyStormTests {
    /// Numbers that are the same in every run.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 33)
        }
    }

    private static let some: [Key] =
        (32..<127).compactMap { Unicode.Scalar(UInt32($0)).map(Key.character) } + [
            .up, .down, .left, .right, .pageUp, .pageDown, .home, .end, .insert, .delete, .backspace, .enter,
            .escape, .tab, .backTab, .function(1), .function(9), .paste("y\nstop nightly-report\n"),
            .paste("y"), .control("c"), .control("d"), .control("l"), .control("s"), .control("u"),
            .control("w"), .control("z"), .character("é"), .resize(Size(columns: 80, rows: 24)),
            .resize(Size(columns: 3, rows: 2)), .resize(Size(columns: 40, rows: 12)),
        ]

    @Test(arguments: [Standing.live, .attached, .unattended])
    func `50,000 random keys give no order that must be confirmed without its confirmation`(
        standing: Standing
    ) {
        var dice = Dice(state: 203)
        var state = OrderSample.state(.tasks, standing)
        var moment: Int64 = 0
        var given = 0
        for turn in 0..<16_667 {
            moment += Int64.random(in: 0...700, using: &dice)
            if turn % 50 == 0 {
                var snapshot = OrderSample.snapshot(standing)
                snapshot.detail = OrderSample.detail
                snapshot.executions.rows.shuffle(using: &dice)
                state.update(snapshot)
            }
            if dice.next() % 3 != 0 { state.painted(at: moment) }
            _ = state.tick(at: moment)
            let before = state.overlay
            let undo = state.undo?.requests.map(\.verb) ?? []
            let key = Self.some.randomElement(using: &dice) ?? .enter
            let effects = state.handle(key, at: moment)
            for order in effects.orders {
                given += 1
                guard !isAllowed(order, before, undo, key, at: moment) else { continue }
                Issue.record("turn \(turn): \(order) by \(key) from \(String(describing: before))")
                return
            }
            for case .order(let request) in effects where dice.next() % 2 == 0 {
                _ = state.answered(
                    OrderReport(request, message: "done", isDone: dice.next() % 2 == 0),
                    at: moment
                )
            }
        }
        // The storm must have tried: immediate orders there are many.
        #expect(given > 10)
    }

    private func isAllowed(
        _ order: OrderRequest.Verb,
        _ before: Overlay?,
        _ undo: [OrderRequest.Verb],
        _ key: Key,
        at moment: Int64
    ) -> Bool {
        switch before {
        case .help, .prompt, nil: if undo.contains(order) { return true }
        default: break
        }
        switch before {
        case .confirm(let question):
            guard question.requests.map(\.verb).contains(order), question.isArmed(at: moment) else {
                return false
            }
            if case .word(let word) = question.tier { return key == .enter && question.typed == word }
            return key == .character("y")
        case .resume(let dialog):
            guard let shown = dialog.shownAt, moment - shown >= 400 else { return false }
            return [.character("l"), .character("s"), .character("a")].contains(key)
        default:
            switch order {
            case .pause, .retry, .revive, .acknowledge: return true
            // A command says what becomes of missed instants.
            case .resume: return before != nil
            case .trigger(let task, let regardless):
                return !regardless
                    && (task == "nightly-report" || task == "audit-window" || task == "ledger-close")
            // A command says all of it.
            case .skip, .pauseSteps, .resumeSteps, .resumeAll, .start, .event: return before != nil
            case .backfill(let words): return before != nil && words.first?.hasPrefix("-") == true
            case .cancel, .kill, .stop, .restart, .rerun, .pauseAll, .prune: return false
            }
        }
    }

    @Test func `read-only gives no order by any path`() {
        var dice = Dice(state: 7)
        var state = OrderSample.state(.tasks, .readOnly)
        state.undo = Undo(requests: [OrderRequest(.stop(task: "nightly-report"))], until: .max)
        var moment: Int64 = 0
        for _ in 0..<15_000 {
            moment += Int64.random(in: 0...700, using: &dice)
            state.painted(at: moment)
            let effects = state.handle(Self.some.randomElement(using: &dice) ?? .enter, at: moment)
            #expect(effects.orders.isEmpty)
            if !effects.orders.isEmpty { return }
        }
    }

    @Test(arguments: [
        "pause nightly-report", "stop nightly-report", "trigger nightly-report", "task.pause", "undo",
    ])
    func `a command gives no order in read-only`(command: String) {
        var state = OrderSample.state(.tasks, .readOnly)
        state.undo = Undo(requests: [OrderRequest(.stop(task: "nightly-report"))], until: .max)
        #expect(OrderSample.press(keys(":\(command)") + [.enter, .character("y")], &state).orders.isEmpty)
        #expect(state.overlay == nil)
    }

    @Test func `help in read-only neither lists nor runs orders`() {
        var state = OrderSample.state(.tasks, .readOnly)
        let actions = state.helpGroups(HelpState()).flatMap(\.entries).flatMap(\.actions)
        #expect(actions.filter(\.isOrder).isEmpty)
        #expect(OrderSample.press(keys("?pause") + [.enter], &state).orders.isEmpty)
        #expect(!FooterHint.all(state).contains { $0.action.isOrder })
        #expect(!state.candidates(Prompt(.command, text: "")).contains("stop"))
    }

    @Test func `a question open when the process loses its right to order closes`() {
        var state = OrderSample.state(.executions)
        _ = OrderSample.press(keys("x"), &state)
        state.update(OrderSample.snapshot(.readOnly))
        #expect(state.overlay == nil)
    }

    @Test func `pasted text outside a line is dropped and says so`() {
        var state = OrderSample.state()
        #expect(state.handle(.paste("tpS"), at: 1).orders.isEmpty)
        #expect(state.flash?.text == "pasted text was dropped: it was not typed here")
        _ = OrderSample.press(keys("/"), &state)
        _ = state.handle(.paste("night\nly"), at: 90_000)
        #expect(state.taskFilter.text == "nightly")
    }

    @Test func `an order is no order when other keys came with it`() {
        var state = OrderSample.state()
        state.tasks.select(id: "nightly-report")
        // Enter opens what is under the cursor, and whoever typed r with it has not seen what that is.
        state.expect([.enter, .character("p")], at: 1000)
        #expect(state.handle(.character("p"), at: 1000).orders.isEmpty)
        #expect(state.flash?.text == "keys came too fast to be typed: dropped")
        state.expect([.down, .up, .character("p")], at: 2000)
        for key in [Key.down, .up] { _ = state.handle(key, at: 2000) }
        #expect(state.handle(.character("p"), at: 2000).orders.count == 1)
        _ = state.handle(.character("Z"), at: 3000)
        #expect(state.handle(.character("p"), at: 3020).orders.isEmpty)
        #expect(state.handle(.character("p"), at: 3100).orders.count == 1)
        // A question names what it is about.
        state.expect([.enter, .character("S")], at: 4000)
        _ = state.handle(.character("S"), at: 4000)
        #expect(state.overlay != nil)
    }

    @Test func `a burst is dropped after twelve keys, movement is not`() {
        var state = OrderSample.state()
        state.tasks.select(id: "nightly-report")
        for _ in 0..<12 { _ = state.handle(.character("Z"), at: 1000) }
        #expect(state.handle(.character("p"), at: 1049).orders.isEmpty)
        #expect(state.flash?.text == "keys came too fast to be typed: dropped")
        #expect(state.handle(.character("p"), at: 2000).orders.count == 1)
        for _ in 0..<40 { _ = state.handle(.character("k"), at: 3000) }
        #expect(state.tasks.place == 0)
        for _ in 0..<3 { _ = state.handle(.down, at: 3000) }
        #expect(state.tasks.place == 3)
    }

    @Test func `a line pasted without brackets is not run`() {
        var state = OrderSample.state()
        for key in keys(":pause nightly-report") + [.enter] {
            #expect(state.handle(key, at: 1000).orders.isEmpty)
        }
    }

    @Test func `Esc closes the dialog, then the filter, then the marks, then the view, and never quits`() {
        var state = OrderSample.state(.executions)
        _ = OrderSample.press(keys(" /audit") + [.enter] + keys("x"), &state)
        #expect(state.overlay != nil)
        #expect(!OrderSample.press([.escape], &state).contains(.quit(.drain)))
        #expect(state.overlay == nil)
        #expect(!state.executionFilter.isEmpty)
        _ = OrderSample.press([.escape], &state)
        #expect(state.executionFilter.isEmpty)
        #expect(!state.executions.marks.isEmpty)
        _ = OrderSample.press([.escape], &state)
        #expect(state.executions.marks.isEmpty)
        _ = OrderSample.press([.escape], &state)
        #expect(state.view == .tasks)
        #expect(OrderSample.press([.escape, .escape], &state).allSatisfy { $0 == .redraw })
    }

    @Test func `a line of text has an end`() {
        var text = ""
        for _ in 0..<5 { _ = text.edit(.paste(String(repeating: "x", count: 400)), limit: 500) }
        #expect(text.utf8.count == 500)
    }

    @Test(arguments: [
        ("stop nihgtly-report", "no task 'nihgtly-report'; did you mean 'nightly-report'?"),
        ("stpo nightly-report", "no command 'stpo': did you mean 'stop'?"),
        ("stop", "'stop' needs a name: stop TASK…"),
        ("rerun a", "rerun ID --from STEP, or of what is marked"),
        ("resume ledger-close maybe", "resume TASK [latest|skip|all]"),
        ("backfill", "backfill TASK --from T [--to T], or --pause, --resume or --cancel ID"),
        ("backfill --list", "'backfill --list' is for the command line: zartop backfill --list"),
        ("forecast etl -h 2", "'forecast' is for the command line: zartop forecast etl -h 2"),
        ("help me", "'help' takes nothing after it"), ("wrap", "'wrap' has no meaning in this view"),
    ])
    func `a wrong command is explained and does nothing`(command: String, sentence: String) {
        var state = OrderSample.state()
        state.settings.shellCommands = ["forecast", "stop"]
        #expect(OrderSample.press(keys(":\(command)") + [.enter], &state).orders.isEmpty)
        #expect(state.flash?.text == sentence)
    }
}

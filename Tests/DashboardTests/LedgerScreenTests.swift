import Canvas
import Testing

@testable import Dashboard

/// The decisions of a task: what its keys do.
@Suite(.timeLimit(.minutes(10)))
struct LedgerScreenTests {
    @Test func `a key shows the decisions of the selected task, and Esc goes back`() {
        var state = OrderSample.state()
        state.tasks.select(id: "invoice-daily")
        _ = OrderSample.press(keys("D"), &state)
        #expect(state.view == .ledger)
        #expect(state.wish.ledger == LedgerWish("invoice-daily", decision: nil, limit: 200))
        _ = OrderSample.press([.escape], &state)
        #expect(state.view == .tasks)
    }

    @Test func `a command shows the decisions of a task, and an unknown one is named`() {
        var state = OrderSample.state(.executions)
        _ = OrderSample.press(keys(":ledger nightly-report") + [.enter], &state)
        #expect(state.ledger.task == "nightly-report")
        _ = OrderSample.press(keys(":ledger nigthly-report") + [.enter], &state)
        #expect(state.flash?.text == "no task 'nigthly-report'; did you mean 'nightly-report'?")
        _ = OrderSample.press(keys(":ledger") + [.enter], &state)
        #expect(state.flash?.text == "'ledger' is written: ledger TASK")
    }

    @Test func `a key gives the answer to why the room that the rows have, and back`() {
        var state = GoldenSample.ledgerSkip(80, 24)
        var snapshot = state.snapshot
        snapshot.why?.sentences = (1...12).map { "reason \($0)" }
        state.update(snapshot)
        func shown() -> String { state.text(.unicode) }
        #expect(shown().contains("more: e makes room for them") && !shown().contains("reason 12"))
        let selected = state.selectedDecision
        _ = OrderSample.press(keys("e"), &state)
        #expect(shown().contains("reason 12") && !shown().contains("more:"))
        #expect(state.selectedDecision == selected && LedgerScreen.rows(state) == 3)
        _ = OrderSample.press(keys("jjjj"), &state, from: 100_000)
        #expect(state.ledger.list.top > 0, "the selected row stays in sight")
        _ = OrderSample.press(keys("e"), &state, from: 200_000)
        #expect(LedgerScreen.rows(state) > 3)
    }

    @Test func `it begins at the newest, and is where it was left when an execution leads back to it`() {
        var state = GoldenSample.ledger(80, 24)
        let task = state.ledger.task
        let page = state.snapshot.ledger
        func read() {
            var snapshot = state.snapshot
            snapshot.ledger = page
            snapshot.detail = state.detail.map { shown in
                var line = OrderSample.invoice
                (line.id, line.task) = (shown.id, task)
                return DetailPage(line)
            }
            state.update(snapshot)
        }
        _ = OrderSample.press(keys("j") + [.enter], &state)
        read()
        _ = OrderSample.press(keys("D"), &state, from: 100_000)
        read()
        #expect(state.view == .ledger && state.selectedDecision == page.rows[1])
        _ = OrderSample.press(keys(":ledger \(task)") + [.enter], &state, from: 200_000)
        read()
        #expect(state.selectedDecision == page.rows[0])
    }

    @Test func `from an execution that came of no instant it begins at the newest, and says so`() {
        var state = OrderSample.state(.executions)
        let line = state.selectedExecution
        #expect(line?.nominalAt == nil)
        _ = OrderSample.press(keys("D"), &state)
        #expect(state.view == .ledger && state.ledger.task == line?.task)
        #expect(
            state.flash?.text
                == "\(line?.id ?? "") came of no instant of the schedule: these are the newest decisions"
        )
    }

    @Test func `from an execution it begins at its instant, for which as much is read as need be`() {
        var state = GoldenSample.ledger(80, 24)
        let task = state.ledger.task
        var line = OrderSample.invoice
        (line.task, line.nominalAt) = (task, 5_000)
        func read(_ rows: ClosedRange<Int64>, hasOlder: Bool) {
            var snapshot = state.snapshot
            snapshot.detail = DetailPage(line)
            snapshot.ledger.rows = rows.reversed().map {
                LedgerLine(
                    "\($0)",
                    at: $0 * 1_000,
                    until: $0 * 1_000,
                    count: 1,
                    decision: "started",
                    decidedAt: 0
                )
            }
            snapshot.ledger.hasOlder = hasOlder
            state.update(snapshot)
        }
        func ask() {
            _ = OrderSample.press(keys(":ledger \(task)") + [.enter], &state, from: 100_000)
            _ = state.show(.executions)
            state.executions = ListState()
            var snapshot = state.snapshot
            snapshot.executions.rows = [line]
            snapshot.ledger.rows = []
            state.update(snapshot)
            _ = OrderSample.press(keys("D"), &state, from: 200_000)
        }
        ask()
        read(201...400, hasOlder: true)
        #expect(state.ledger.limit == 800 && state.selectedDecision?.key == "400")
        read(1...400, hasOlder: false)
        #expect(state.ledger.limit == 800 && state.selectedDecision?.key == "5")
        // Of a row of several it is asked why of that one.
        var snapshot = state.snapshot
        snapshot.ledger.rows = [
            LedgerLine("2", at: 2_000, until: 9_000, count: 8, decision: "missed", decidedAt: 0)
        ]
        ask()
        snapshot.detail = DetailPage(line)
        state.update(snapshot)
        #expect(state.wish.why == WhyWish(task, at: 5_000))
        ask()
        read(1...400, hasOlder: false)
        // It is gone to once, and the cursor is the operator's.
        _ = OrderSample.press(keys("k"), &state, from: 300_000)
        read(1...400, hasOlder: false)
        #expect(state.selectedDecision?.key == "6")
        // What is not on record any more ends the search.
        ask()
        read(8...400, hasOlder: false)
        #expect(state.selectedDecision?.key == "400")
        read(1...400, hasOlder: false)
        #expect(state.selectedDecision?.key == "400")
    }

    @Test func `a command asks why of any time, and goes to its decision`() {
        var state = GoldenSample.ledger(80, 24)
        let task = state.ledger.task
        let rows = state.snapshot.ledger.rows
        _ = OrderSample.press(keys(":why \(task) 2026-12-24 02:00") + [.enter], &state)
        #expect(state.wish.why == WhyWish(task, at: state.snapshot.now, text: "2026-12-24 02:00"))
        var snapshot = state.snapshot
        snapshot.why = WhyPage(task, asked: nil, sentences: ["it was skipped"], isStart: false)
        snapshot.why?.text = "2026-12-24 02:00"
        snapshot.why?.meant = rows[2].at
        state.update(snapshot)
        #expect(state.selectedDecision == rows[2])
        let shown = state.render(glyphs: Glyphs(.unicode)).text
        #expect(shown.contains("why \(task) 2026-12-24 02:00") && shown.contains("it was skipped"))
        // The answer is the question's until the cursor asks another.
        state.update(snapshot)
        _ = OrderSample.press(keys("j"), &state, from: 100_000)
        #expect(state.wish.why == WhyWish(task, at: rows[3].at) && state.whyOfDecision == nil)
        _ = OrderSample.press(keys(":why \(task)") + [.enter], &state, from: 200_000)
        #expect(state.wish.why == WhyWish(task, at: state.snapshot.now, text: "now"))
        _ = OrderSample.press(keys(":why nobody 02:00") + [.enter], &state, from: 300_000)
        #expect(state.flash?.text == "no task 'nobody'")
        _ = OrderSample.press(keys(":why") + [.enter], &state, from: 400_000)
        #expect(state.flash?.text == "'why' is written: why TASK [TIME], or why ID")
    }

    @Test func `a skip leads to the execution that was in the way`() {
        var state = GoldenSample.ledger(80, 24)
        _ = OrderSample.press(keys("j") + [.enter], &state)
        #expect(state.view == .detail)
        #expect(state.detail?.id == "inventory-10233")
        _ = OrderSample.press([.escape], &state)
        #expect(state.view == .ledger)
        _ = OrderSample.press(keys("jj") + [.enter], &state)
        // What was missed has no execution.
        #expect(state.view == .ledger)
    }

    @Test func `Esc leads out, also when the execution has led to the ledger again`() {
        var state = GoldenSample.ledger(80, 24)
        _ = OrderSample.press(keys("j") + [.enter], &state)
        var snapshot = state.snapshot
        var line = OrderSample.invoice
        (line.id, line.task) = ("inventory-10233", "inventory-snapshot")
        snapshot.detail = DetailPage(line)
        state.update(snapshot)
        _ = OrderSample.press(keys("D"), &state, from: 100_000)
        #expect(state.view == .ledger)
        _ = OrderSample.press([.escape], &state, from: 200_000)
        #expect(state.view == .tasks)
        // What compares leads to no circle either.
        _ = OrderSample.press(keys(":diff a-1 b-2") + [.enter], &state, from: 300_000)
        _ = OrderSample.press(keys(":ledger inventory-snapshot") + [.enter], &state, from: 400_000)
        _ = OrderSample.press(keys(":diff a-1 b-2") + [.enter], &state, from: 500_000)
        #expect(state.view == .diff)
        _ = OrderSample.press([.escape], &state, from: 600_000)
        #expect(state.view == .tasks)
    }

    @Test func `one decision after the other is shown alone, and then all again`() {
        var state = GoldenSample.ledger(80, 24)
        var seen: [String?] = []
        for _ in 0...LedgerState.decisions.count {
            _ = OrderSample.press(keys("L"), &state)
            seen.append(state.wish.ledger?.decision)
        }
        #expect(seen == LedgerState.decisions.map { $0 } + [nil])
        _ = OrderSample.press(keys("LL"), &state)
        #expect(state.ledger.list.ids.count == 1)
        _ = OrderSample.press([.escape], &state)
        #expect(state.view == .ledger && state.ledger.decision == nil)
    }

    @Test func `the selected row is what is asked why`() {
        var state = GoldenSample.ledger(80, 24)
        #expect(state.wish.why == WhyWish("inventory-snapshot", at: sketchMoment - 2_000))
        _ = OrderSample.press(keys("j"), &state)
        #expect(state.wish.why == WhyWish("inventory-snapshot", at: sketchMoment - 7_000))
    }

    @Test func `a decision copied as JSON has the words of the command line`() {
        let rows = GoldenSample.ledger(80, 24).rowsAsJSON
        #expect(
            rows.contains(
                #"{"nominalAt":"2026-09-22T14:03:20.000Z","decision":"skipped-overlap","#
                    + #""decidedAt":"2026-09-22T14:03:20.002Z","execution":null,"heldBy":"inventory-10233","#
                    + #""until":"2026-09-22T14:03:20.000Z","count":1}"#
            )
        )
    }

    @Test func `nothing is said of decisions that have not been read`() {
        var state = OrderSample.state()
        state.tasks.select(id: "invoice-daily")
        _ = OrderSample.press(keys("D"), &state)
        #expect(state.render().text.contains("reading the decisions of invoice-daily"))
        var snapshot = state.snapshot
        snapshot.ledger.task = "invoice-daily"
        state.update(snapshot)
        #expect(state.render().text.contains("no instant has been decided yet"))
    }

    @Test func `near the oldest row more are asked for, up to the most`() {
        var state = GoldenSample.ledger(80, 24)
        var snapshot = state.snapshot
        snapshot.ledger.hasOlder = true
        state.update(snapshot)
        _ = OrderSample.press(keys("G"), &state)
        #expect(state.wish.ledger?.limit == 205)
        #expect(state.ledger.limit <= LedgerState.most)
    }

    @Test func `the preview tells who paused a task, and why its newest instant did not start`() {
        var state = OrderSample.state()
        state.tasks.select(id: "ledger-close")
        #expect(state.wish.why == WhyWish("ledger-close", at: nil))
        var snapshot = state.snapshot
        snapshot.why = WhyPage(
            "ledger-close",
            asked: nil,
            sentences: ["2026-09-22 00:00:00Z was not started: the task was paused", "more"],
            isStart: false
        )
        snapshot.why?.cause = "paused by anna (month end) at 13:00:00Z"
        state.update(snapshot)
        let shown = state.render().text
        #expect(shown.contains("paused by anna (month end) at 13:00:00Z: held until it is resumed"))
        #expect(shown.contains("» 00:00:00Z was not started: the task was paused"), "the date is today's")
        // Another task's answer is not this one's.
        state.tasks.select(id: "nightly-report")
        #expect(!state.render().text.contains("was not started"))
    }

    @Test func `nothing traps or leaves the screen, whatever the size and the data`() {
        for number in [Int64.min, -1, 0, .max] {
            var state = GoldenSample.ledger(80, 24)
            var snapshot = state.snapshot
            for place in snapshot.ledger.rows.indices {
                snapshot.ledger.rows[place].at = number
                snapshot.ledger.rows[place].until = place % 2 == 0 ? .max : number
                snapshot.ledger.rows[place].decision = "\u{1B}[31m漢字"
                snapshot.ledger.rows[place].into = number
            }
            snapshot.now = number
            state.update(snapshot)
            for columns in stride(from: 1, through: 220, by: 13) {
                for rows in stride(from: 1, through: 70, by: 3) {
                    _ = state.handle(.resize(Size(columns: columns, rows: rows)), at: 0)
                    #expect(state.render().size == Size(columns: columns, rows: rows))
                }
            }
        }
    }
}

extension GoldenSample {
    /// The ledger of a task whose last instant was skipped.
    static func ledger(_ columns: Int, _ rows: Int) -> DashboardState {
        func line(_ seconds: Int64, _ decision: String, count: Int = 1, every: Int64 = 5, late: Int64 = 0)
            -> LedgerLine
        {
            let at = sketchMoment - seconds * 1000
            return LedgerLine(
                "1/\(at)",
                at: at,
                until: at + Int64(count - 1) * every * 1000,
                count: count,
                decision: decision,
                decidedAt: at + Int64(count - 1) * every * 1000 + late * 1000 + 2
            )
        }
        var page = LedgerPage()
        page.task = "inventory-snapshot"
        page.rows = [
            line(2, "started"), line(7, "skipped-overlap"), line(12, "started"),
            line(3612, "missed", count: 719, late: 60), line(90_012, "coalesced", count: 12, late: 7200),
        ]
        page.rows[0].execution = "inventory-10234"
        page.rows[1].heldBy = "inventory-10233"
        page.rows[2].execution = "inventory-10233"
        page.rows[4].into = sketchMoment - 89_952_000
        var snapshot = OrderSample.snapshot()
        snapshot.tasks.append(
            OrderSample.task(
                "inventory-snapshot",
                "active",
                3,
                overlap: "skip-if-running",
                holders: [],
                10235
            )
        )
        snapshot.ledger = page
        var state = DashboardState(snapshot, size: Size(columns: columns, rows: rows))
        _ = state.showLedger("inventory-snapshot")
        state.refresh()
        return state
    }

    /// The same, with the reasons of the skip read.
    static func ledgerSkip(_ columns: Int, _ rows: Int) -> DashboardState {
        var state = ledger(columns, rows)
        _ = OrderSample.press(keys("j"), &state)
        var snapshot = state.snapshot
        snapshot.why = WhyPage(
            "inventory-snapshot",
            asked: sketchMoment - 7_000,
            sentences: [
                "2026-09-22 14:03:20Z was skipped: inventory-10233 held the slot, in step count, attempt 2, for 2.2s",
                "inventory-10233 had run 5.0s by then, 900ms beyond its p95 (usually p50 2.4s, p95 4.1s)",
                "the overlap policy is skip-if-running",
                "schedule version 1 was in force since 2026-09-01 00:00:00Z: every 5s",
            ],
            isStart: false
        )
        state.update(snapshot)
        return state
    }

    /// Two executions side by side.
    static func diff(_ columns: Int, _ rows: Int) -> DashboardState {
        var state = OrderSample.state(.executions, columns: columns, rows: rows)
        _ = OrderSample.press(keys("jjj  c"), &state)
        var snapshot = state.snapshot
        var page = DiffPage(["audit-985", "invoice-202"])
        page.rows = [
            .init("task", "invoice-daily", "invoice-daily", difference: ""),
            .init("status", "completed", "failed", difference: "differs"),
            .init("took", "9.0s", "12.4s", difference: "+3.4s"),
            .init(
                "payload",
                #"{"region":"EU","currency":"EUR"}"#,
                #"{"region":"EU","currency":"EUR"}"#,
                difference: ""
            ),
            .init("error", "", "step 'email' failed: SMTP 421 try again later", difference: "differs"),
            .init("fetch-orders: took", "4.0s", "4.0s", difference: ""),
            .init("email: attempts", "1", "5", difference: "differs"),
        ]
        snapshot.diff = page
        state.update(snapshot)
        return state
    }
}

import Canvas

@testable import Dashboard

/// The day of the sketches: 2026-09-22T14:03:27Z.
let sketchMoment: Int64 = 1_790_085_807_000

/// What the questions and the events of the sketches are about.
enum OrderSample {
    static func snapshot(_ standing: Standing = .live) -> Snapshot {
        var snapshot = Snapshot(database: "orders.db", standing: standing, now: sketchMoment)
        snapshot.workerProcess = 4121
        snapshot.tasks = [
            task("invoice-daily", "active", 3393, overlap: "skip-if-running", holders: ["invoice-203"], 204),
            task(
                "config-refresh",
                "active",
                1,
                overlap: "cancel-and-restart",
                holders: ["config-8800"],
                8801
            ),
            task(
                "audit-window",
                "active",
                12,
                overlap: "always-start",
                holders: ["audit-988", "audit-989"],
                990
            ),
            task("nightly-report", "active", 35_760, overlap: "skip-if-running", holders: [], 41),
            task("ledger-close", "paused", 691_200, overlap: "skip-if-running", holders: [], 12),
            task("legacy-sync", "stopped", nil, overlap: "skip-if-running", holders: [], 4410),
        ]
        snapshot.totals = Totals(recurring: 6, running: 4, retrying: 1, failedLastHour: 1, late: 0)
        snapshot.running = [invoice, execution("audit-989", "audit-window", "running", 16)]
        snapshot.executions.rows = [
            invoice, execution("audit-989", "audit-window", "running", 16),
            execution("audit-988", "audit-window", "running", 31), ended("invoice-202", "failed"),
            ended("audit-985", "completed"),
        ]
        // Newest first.
        for place in snapshot.executions.rows.indices {
            snapshot.executions.rows[place].sequence = Int64(1000 - place)
        }
        return snapshot
    }

    static func task(
        _ name: String,
        _ state: String,
        _ wait: Int64?,
        overlap: String,
        holders: [String],
        _ occurrence: Int
    ) -> TaskLine {
        var task = TaskLine(name, state: state, nextFireAt: wait.map { sketchMoment + $0 * 1000 })
        task.overlap = overlap
        task.holders = holders
        task.running = holders.count
        task.occurrence = occurrence
        return task
    }

    static func execution(_ id: String, _ task: String, _ state: String, _ seconds: Int64) -> ExecutionLine {
        var line = ExecutionLine(id, task: task, state: state, scheduledAt: sketchMoment - seconds * 1000)
        line.startedAt = line.scheduledAt
        line.step = "email"
        line.stepsDone = 3
        line.stepsKnown = 7
        line.occurrence = Int(id.split(separator: "-").last ?? "")
        return line
    }

    static func ended(_ id: String, _ state: String) -> ExecutionLine {
        var line = execution(id, "invoice-daily", state, 86_400)
        line.endedAt = line.scheduledAt + 9000
        line.note = state == "failed" ? "SMTP 421 try again later" : ""
        return line
    }

    static let invoice: ExecutionLine = {
        var line = execution("invoice-203", "invoice-daily", "retrying", 126)
        line.attempt = 3
        line.note = "SMTP 421 try again later"
        return line
    }()

    static let detail: DetailPage = {
        var page = DetailPage(invoice)
        page.worker = "worker 2"
        var run = RunLine(0, trigger: "initial", state: "running")
        func step(_ name: String, _ state: String, _ seconds: Int64?) -> StepLine {
            var step = StepLine(name, state: state)
            step.startedAt = seconds.map { sketchMoment - $0 * 1000 }
            return step
        }
        var email = step("email", "retrying", 30)
        email.attempts = [AttemptLine(2, state: "failed", startedAt: sketchMoment - 19_000)]
        email.nextRetryAt = sketchMoment + 8000
        run.steps = [
            step("fetch-orders", "completed", 126), step("price-lookup", "completed", 122),
            step("render-pdf", "completed", 96), step("upload-a", "running", 30), email,
            step("archive", "scheduled", nil),
        ]
        page.runs = [run]
        return page
    }()

    /// A dashboard in a view, its question on the screen and armed.
    static func state(
        _ view: View = .tasks,
        _ standing: Standing = .live,
        columns: Int = 80,
        rows: Int = 24
    ) -> DashboardState {
        var state = DashboardState(snapshot(standing), size: Size(columns: columns, rows: rows))
        _ = state.show(view)
        state.refresh()
        return state
    }

    /// Types keys a second apart, each painted and ticked.
    static func press(_ keys: [Key], _ state: inout DashboardState, from start: Int64 = 10_000) -> [Effect] {
        var effects: [Effect] = []
        // Typed by itself, although the clock of the sample begins anew.
        state.recentKeys = []
        for (place, key) in keys.enumerated() {
            let moment = start + Int64(place) * 1000
            effects += state.handle(key, at: moment)
            state.painted(at: moment + 1)
            effects += state.tick(at: moment + 500)
        }
        return effects
    }
}

extension [Effect] {
    /// The orders among them.
    var requests: [OrderRequest] {
        compactMap { effect in
            guard case .order(let request) = effect else { return nil }
            return request
        }
    }

    /// What the orders among them are about.
    var orders: [OrderRequest.Verb] { requests.map(\.verb) }
}

/// The keys of a text, one a character.
func keys(_ text: String) -> [Key] {
    text.unicodeScalars.map(Key.character)
}

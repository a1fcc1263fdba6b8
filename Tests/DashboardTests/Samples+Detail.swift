import Canvas

@testable import Dashboard

/// Executions as the screens of one execution show them.
enum DetailSample {
    /// The day of the sketches: 2026-09-22T14:03:27Z.
    static let now: Int64 = 1_790_085_807_000

    static func at(_ seconds: Double) -> Int64 { now + Int64(seconds * 1000) }

    static func attempt(_ number: Int, _ state: String, _ from: Double, _ to: Double?, _ error: String? = nil)
        -> AttemptLine
    {
        var attempt = AttemptLine(number, state: state, startedAt: at(from))
        attempt.endedAt = to.map(at)
        attempt.error = error
        return attempt
    }

    static func step(_ name: String, _ state: String, _ attempts: [AttemptLine]) -> StepLine {
        var step = StepLine(name, state: state)
        step.attempts = attempts
        step.startedAt = attempts.first?.startedAt
        if ["completed", "failed", "cancelled"].contains(state) { step.endedAt = attempts.last?.endedAt }
        return step
    }

    /// `invoice-203`, whose e-mail is refused for now.
    static var page: DetailPage {
        var line = ExecutionLine(
            "invoice-203",
            task: "invoice-daily",
            state: "retrying",
            scheduledAt: at(-126)
        )
        (line.occurrence, line.startedAt, line.stepsDone, line.stepsKnown) = (203, at(-126), 3, 7)
        (line.step, line.attempt, line.attempts, line.nextRetryAt) = ("email", 3, 5, at(8))
        line.note = "SMTP 421 try again later"
        var page = DetailPage(line)
        page.payload = #"{"region":"EU","currency":"EUR"}"#
        (page.overlap, page.schedule, page.worker) = ("skip", "cron 0 15 * * * UTC", "pid 4121")
        var run = RunLine(0, trigger: "initial", state: "running")
        run.startedAt = at(-126)
        var lookup = step(
            "price-lookup",
            "completed",
            [attempt(1, "failed", -121, -112, "no answer"), attempt(2, "completed", -106, -95)]
        )
        lookup.attempts[0].backoff = 6000
        var email = step(
            "email",
            "retrying",
            [
                attempt(1, "failed", -30, -24, "SMTP 421 try again later"),
                attempt(2, "failed", -19, -16, "SMTP 421 try again later"),
            ]
        )
        email.attempts[0].backoff = 5000
        email.attempts[1].backoff = 24_000
        email.nextRetryAt = at(8)
        email.retry = "exp 5s, at most 5 tries"
        email.planned = [
            PlannedAttempt(3, at: at(8), isLast: false), PlannedAttempt(4, at: at(133), isLast: false),
            PlannedAttempt(5, at: at(758), isLast: true),
        ]
        var left = step("upload-a", "running", [attempt(1, "running", -30, nil)])
        (left.isParallel, left.usual, left.usualMost) = (true, 33_000, 36_000)
        var right = step("upload-b", "completed", [attempt(1, "completed", -30, -14)])
        right.isParallel = true
        run.steps = [
            step("fetch-orders", "completed", [attempt(1, "completed", -126, -122)]), lookup,
            step("render-pdf", "completed", [attempt(1, "completed", -95, -30)]), email, left, right,
            StepLine("archive", state: "scheduled"),
        ]
        page.runs = [run]
        for (place, (when, level, step, message)) in [
            (-19, .info, "email", "attempt 2 started"),
            (-16, .warn, "email", "attempt 2 failed: SMTP 421 try again later"),
            (-14, .info, "upload-b", "completed in 16.0s"),
        ].enumerated() as EnumeratedSequence<[(Double, EventLine.Level, String, String)]> {
            var event = EventLine("\(place)", at: at(when), level: level, message: message)
            event.step = step
            page.events.append(event)
        }
        return page
    }

    static var rows: [ExecutionLine] {
        func line(
            _ id: String,
            _ state: String,
            _ from: Double?,
            _ to: Double?,
            _ done: Int,
            _ known: Int,
            _ note: String = ""
        ) -> ExecutionLine {
            var line = ExecutionLine(id, task: "sample", state: state, scheduledAt: at(from ?? 993))
            (line.startedAt, line.endedAt, line.stepsDone, line.stepsKnown) = (
                from.map(at), to.map(at), done, known
            )
            (line.note, line.step, line.attempt, line.attempts) = (note, "load", 1, 3)
            if from == nil { (line.step, line.attempt) = (nil, nil) }
            return line
        }
        return [
            page.execution, line("etl-1203", "running", -207, nil, 5, 9),
            line("audit-990", "running", -1, nil, 0, 6),
            line("audit-985", "completed", -76, -38.1, 6, 6),
            line("invoice-202", "failed", -82_000 - 86_400, -81_638 - 86_400, 2, 5, "PDFKit: out of memory"),
            line("config-8800", "cancelled", -6, -5.1, 0, 1, "overlap: replaced by config-8801"),
            line("backfill-7", "scheduled", nil, nil, 0, 4),
        ]
    }

    static func state(_ columns: Int, _ rows: Int, view: View, page: DetailPage? = page) -> DashboardState {
        var snapshot = Snapshot(database: "orders.db", standing: .live, now: now)
        snapshot.executions.rows = Self.rows
        snapshot.detail = page
        var state = DashboardState(snapshot, size: Size(columns: columns, rows: rows))
        _ = state.handle(.character("2"), at: 0)
        if view == .detail { _ = state.handle(.enter, at: 0) }
        return state
    }

    /// What the view itself draws, without the bars above and under it.
    static func body(_ state: DashboardState, _ glyphs: GlyphSet = .unicode) -> String {
        var canvas = Canvas(size: state.size, glyphs: Glyphs(glyphs))
        let area = state.layout.body
        if state.view == .detail {
            DetailScreen.draw(state, on: &canvas, in: area)
        } else {
            ExecutionsScreen.draw(state, on: &canvas, in: area)
        }
        let lines = canvas.text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines[area.row..<area.bottom].joined(separator: "\n")
    }
}

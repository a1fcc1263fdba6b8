import Canvas
import Timetable
import ZartCore

@testable import Dashboard

/// The tasks of the goldens, as they are at 2026-09-22T14:03:27Z.
enum TasksSample {
    static let now: Int64 = 1_790_085_807_000

    private static func after(_ seconds: Double) -> Int64 { now + Int64(seconds * 1000) }

    /// A strip in one letter a cell: a digit is a completion that took so many eighths of the p95.
    private static func strip(_ text: String, p95: Int64) -> [OutcomeCell] {
        text.map { letter in
            switch letter {
            case "x": OutcomeCell("failed", duration: p95)
            case "c": OutcomeCell("cancelled")
            case "s": OutcomeCell("skipped-overlap")
            case ">": OutcomeCell("running")
            case "~": OutcomeCell("retrying")
            default: OutcomeCell("completed", duration: p95 * Int64(letter.wholeNumberValue ?? 0) / 8)
            }
        }
    }

    private static func task(
        _ name: String,
        _ state: String = "active",
        every seconds: Double = 0,
        next: Double?,
        occurrence: Int,
        overlap: String = "skip-if-running",
        strip letters: String,
        p95: Int64,
        schedule: String,
        _ change: (inout TaskLine) -> Void = { _ in }
    ) -> TaskLine {
        var task = TaskLine(name, state: state, nextFireAt: next.map(after))
        task.occurrence = occurrence
        task.overlap = overlap
        task.lastOutcomes = strip(letters, p95: p95)
        task.p95 = p95
        task.p50 = p95 * 9 / 10
        task.longest = p95 * 3
        task.schedule = schedule
        task.template = "\(name)-{occurrence}"
        task.canSkip = overlap == "skip-if-running"
        task.endedInDay = 71
        task.completedInDay = 70
        task.payload = #"{"region":"EU","currency":"EUR"}"#
        task.durations = (0..<40).map { (place: Int64) -> Int64? in
            guard place % 17 != 5 else { return nil }
            let percent: Int64 = 40 + place * 7 % 50
            return p95 * percent / 100
        }
        change(&task)
        if let next { task.forecast = forecast(task, from: next, every: seconds) }
        return task
    }

    /// What the engine would do, as whoever makes the lines has it played.
    private static func forecast(_ task: TaskLine, from next: Double, every seconds: Double) -> FireForecast {
        let first = Instant(milliseconds: after(next))
        let recurrence: Recurrence =
            seconds > 0 ? .fixedDelay(.milliseconds(Int64(seconds * 1000))) : .at(first)
        guard let schedule = try? Schedule(recurrence, zone: nil, anchor: first, includesAnchor: true) else {
            return FireForecast()
        }
        let begun = task.last.flatMap { $0.isOpen ? $0.startedAt : nil }.map(Instant.init(milliseconds:))
        let view = TaskView(
            name: task.name,
            template: try? IDTemplate(task.template),
            overlap: OverlapPolicy(text: task.overlap) ?? .skipIfRunning,
            schedule: schedule,
            cursor: first - .milliseconds(1),
            active: begun == nil ? [] : [.init(id: "before", isRunning: true)]
        )
        let played = Forecast(
            view,
            begun: begun.map { ["before": $0] } ?? [:],
            duration: task.p95.map { .milliseconds($0) },
            from: Instant(milliseconds: now),
            through: first + .seconds(7200)
        )
        return shown(played)
    }

    /// A forecast as the screen has it.
    static func shown(_ played: Forecast) -> FireForecast {
        FireForecast(
            played.fires.map { fire in
                let fate: FireForecast.Fate =
                    fire.fate == .starts ? .starts : fire.fate == .waits ? .waits : .skipped
                var shown = FireForecast.Fire(at: fire.at.milliseconds, fate: fate)
                (shown.cancels, shown.active) = (fire.cancels > 0, fire.active)
                return shown
            }
        )
    }

    private static func execution(
        _ id: String,
        of task: String,
        _ state: String,
        began: Double,
        ended: Double? = nil,
        _ change: (inout ExecutionLine) -> Void = { _ in }
    ) -> ExecutionLine {
        var line = ExecutionLine(id, task: task, state: state, scheduledAt: after(began))
        line.startedAt = after(began)
        line.endedAt = ended.map(after)
        change(&line)
        return line
    }

    static let running: [ExecutionLine] = [
        execution("invoice-203", of: "invoice-daily", "retrying", began: -126) {
            ($0.stepsDone, $0.stepsKnown, $0.step, $0.attempt, $0.attempts) = (3, 7, "email", 3, 5)
            ($0.nextRetryAt, $0.note) = (after(8), "SMTP 421 try again")
        },
        execution("inventory-10232", of: "inventory-snapshot", "running", began: -2.2) {
            ($0.stepsDone, $0.stepsKnown, $0.step, $0.attempt) = (1, 2, "count", 1)
        },
        execution("config-8800", of: "config-refresh", "running", began: -0.4) {
            ($0.stepsKnown, $0.step, $0.attempt) = (1, "fetch", 1)
        },
        execution("audit-989", of: "audit-window", "running", began: -31) {
            ($0.stepsDone, $0.stepsKnown, $0.step, $0.attempt) = (4, 6, "seal", 1)
        },
        execution("audit-988", of: "audit-window", "running", began: -46) {
            ($0.stepsDone, $0.stepsKnown, $0.step, $0.attempt) = (5, 6, "hash", 1)
        },
    ]

    static let tasks: [TaskLine] = [
        task(
            "ledger-close",
            "paused",
            next: 900,
            occurrence: 12,
            strip: "666666666666",
            p95: 360_000,
            schedule: "cron 0 0 1 * *"
        ) {
            $0.timezone = "Europe/Berlin"
            $0.last = execution("ledger-11", of: $0.name, "completed", began: -1_900_000, ended: -1_899_656)
        },
        task(
            "legacy-sync",
            "stopped",
            next: nil,
            occurrence: 4410,
            strip: "22222xxxxxxx",
            p95: 3000,
            schedule: "every 1m"
        ) {
            $0.skipped = 9
            $0.note = "stopped by anna 08:02 after 7 failures"
            $0.last = execution("legacy-4409", of: $0.name, "failed", began: -21_700, ended: -21_697) {
                $0.note = "HTTP 502 from the old host"
            }
        },
        task(
            "tax-export",
            "late",
            next: -72,
            occurrence: 77,
            strip: "777777777777",
            p95: 120_000,
            schedule: "cron 2 14 * * *"
        ) {
            $0.timezone = "UTC"
            $0.note = "no running worker has handler tax-export"
            $0.last = execution("tax-76", of: $0.name, "completed", began: -86_472, ended: -86_362)
        },
        task(
            "config-refresh",
            every: 2,
            next: 0.6,
            occurrence: 8801,
            overlap: "cancel-and-restart",
            strip: "11c111c1111>",
            p95: 900,
            schedule: "every 2s"
        ) {
            ($0.running, $0.holders, $0.last) = (1, ["config-8800"], running[2])
        },
        task(
            "inventory-snapshot",
            every: 5,
            next: 2.6,
            occurrence: 10_233,
            strip: "22ss2ss22ss>",
            p95: 12_400,
            schedule: "every 5s"
        ) {
            ($0.running, $0.holders, $0.last) = (1, ["inventory-10232"], running[1])
            $0.skipped = 512
            $0.template = "inventory-{occurrence}"
        },
        task(
            "heartbeat",
            every: 30,
            next: 7.6,
            occurrence: 88_121,
            overlap: "always-start",
            strip: "111111111111",
            p95: 94,
            schedule: "every 30s"
        ) {
            $0.last = execution("heartbeat-88120", of: $0.name, "completed", began: -22.5, ended: -22.4)
        },
        task(
            "audit-window",
            every: 15,
            next: 11.6,
            occurrence: 990,
            overlap: "always-start",
            strip: "3333333333>>",
            p95: 37_900,
            schedule: "every 15s"
        ) {
            ($0.running, $0.holders, $0.last) = (2, ["audit-988", "audit-989"], running[3])
        },
        task(
            "cache-warmer",
            every: 60,
            next: 40.6,
            occurrence: 1502,
            overlap: "cancel-and-restart",
            strip: "111111111111",
            p95: 200,
            schedule: "every 1m"
        ) {
            $0.last = execution("cache-1501", of: $0.name, "completed", began: -19.4, ended: -19.2)
        },
        task(
            "mail-digest",
            every: 120,
            next: 95,
            occurrence: 310,
            strip: "6s6s6s6s6s68",
            p95: 170_000,
            schedule: "every 2m"
        ) {
            $0.skipped = 31
            $0.last = execution("mail-309", of: $0.name, "completed", began: -160, ended: -25)
        },
        task(
            "etl-hourly",
            every: 3600,
            next: 3393,
            occurrence: 1203,
            strip: "565556559555",
            p95: 540_000,
            schedule: "cron 0 * * * *"
        ) {
            $0.skipped = 2
            $0.last = execution("etl-1202", of: $0.name, "completed", began: -3807, ended: -3277)
        },
        task(
            "invoice-daily",
            every: 86_400,
            next: 3393,
            occurrence: 204,
            strip: "444x4444444~",
            p95: 130_000,
            schedule: "cron 0 15 * * *"
        ) {
            ($0.running, $0.holders, $0.last) = (1, ["invoice-203"], running[0])
            ($0.skipped, $0.timezone, $0.template) = (1, "UTC", "invoice-{occurrence}")
        },
        task(
            "gdpr-purge",
            every: 604_800,
            next: 3 * 86_400 + 9 * 3600,
            occurrence: 33,
            strip: "333333333333",
            p95: 51_000,
            schedule: "cron 0 0 * * 6"
        ) {
            $0.last = execution("gdpr-32", of: $0.name, "completed", began: -300_000, ended: -299_951)
        },
    ]

    static let snapshot: Snapshot = {
        var snapshot = Snapshot(database: "orders.db", standing: .live, now: now)
        snapshot.workerProcess = 4121
        snapshot.tasks = tasks
        snapshot.totals = Totals(recurring: 12, running: 5, retrying: 1, failedLastHour: 1, late: 1)
        snapshot.running = running
        snapshot.attention = [
            AttentionLine(
                "late",
                subject: "tax-export",
                message: "late 1m12s: no running worker has handler tax-export"
            ),
            AttentionLine(
                "retrying",
                subject: "invoice-203",
                isExecution: true,
                message: "email 3/5, retry in 8s: SMTP 421 try again"
            ),
            AttentionLine(
                "failed",
                subject: "legacy-sync",
                message: "7 failures, then stopped by anna 08:02"
            ),
        ]
        func event(
            _ seconds: Double,
            _ level: EventLine.Level,
            _ task: String,
            _ execution: String,
            _ step: String,
            _ message: String
        ) -> EventLine {
            var event = EventLine("\(seconds)", at: after(seconds), level: level, message: message)
            (event.task, event.execution, event.step) = (task, execution, step)
            return event
        }
        snapshot.recent = [
            event(
                -16,
                .warn,
                "invoice-daily",
                "invoice-203",
                "email",
                "attempt 2/5 failed: SMTP 421 try again; next at 14:03:35"
            ),
            event(-7.4, .info, "heartbeat", "heartbeat-88120", "", "completed in 94ms"),
            event(-6, .info, "cache-warmer", "cache-1501", "", "completed in 0.2s"),
            event(
                -5.1,
                .info,
                "config-refresh",
                "config-8799",
                "",
                "cancelled by the overlap policy for config-8800"
            ),
            event(-1, .skip, "inventory-snapshot", "", "", "14:03:26 skipped: inventory-10232 still running"),
            event(0, .info, "audit-window", "audit-989", "", "started, beside audit-988"),
        ]
        return snapshot
    }()

    static func state(
        _ columns: Int,
        _ rows: Int,
        _ snapshot: Snapshot = snapshot,
        keys: [Key] = []
    ) -> DashboardState {
        var state = DashboardState(snapshot, size: Size(columns: columns, rows: rows))
        for key in keys { _ = state.handle(key, at: 0) }
        return state
    }

    /// A screen as text.
    static func screen(
        _ columns: Int,
        _ rows: Int,
        _ snapshot: Snapshot = snapshot,
        glyphs: GlyphSet = .unicode,
        keys: [Key] = []
    ) -> String {
        state(columns, rows, snapshot, keys: keys).render(glyphs: Glyphs(glyphs)).text
    }
}

import Canvas
import Dashboard

/// The day of the sketches: 2026-09-22T14:03:27Z.
let noon: Int64 = 1_790_085_807_000

/// The tasks the goldens show.
let sampleTasks: [TaskLine] = {
    let done = Array(repeating: "completed", count: 12)
    func after(_ seconds: Int64) -> Int64 { noon + seconds * 1000 }
    return [
        TaskLine(
            name: "legacy-sync",
            state: "stopped",
            occurrence: 4410,
            overlap: "skip",
            skipped: 9,
            lastOutcomes: Array(repeating: "failed", count: 7),
            schedule: "every 60s",
            note: "stopped by anna"
        ),
        TaskLine(
            name: "ledger-close",
            state: "paused",
            nextFireAt: after(900),
            occurrence: 12,
            overlap: "skip",
            lastOutcomes: done,
            schedule: "cron 0 0 1 * *"
        ),
        TaskLine(
            name: "gdpr-purge",
            state: "active",
            nextFireAt: after(3 * 86_400 + 9 * 3600),
            occurrence: 33,
            overlap: "skip",
            lastOutcomes: done,
            schedule: "cron 0 0 * * 6"
        ),
        TaskLine(
            name: "invoice-daily",
            state: "active",
            nextFireAt: after(3393),
            occurrence: 204,
            running: 1,
            overlap: "skip",
            skipped: 1,
            lastOutcomes: ["failed"] + done.prefix(10) + ["retrying"],
            schedule: "cron 0 15 * * * UTC",
            note: "retry 3/5 in 8s: SMTP 421 try again"
        ),
        TaskLine(
            name: "inventory-snapshot",
            state: "active",
            nextFireAt: after(3),
            occurrence: 10_233,
            running: 1,
            overlap: "skip",
            skipped: 512,
            lastOutcomes: ["completed", "skipped-overlap", "cancelled", "running"],
            schedule: "every 5s"
        ),
        TaskLine(
            name: "tax-export-of-the-northern-regions",
            state: "late",
            nextFireAt: after(-72),
            occurrence: 77,
            overlap: "restart",
            lastOutcomes: done,
            schedule: "cron 2 14 * * *",
            note: "no running worker has handler tax-export"
        ),
    ]
}()

/// A snapshot of the sample tasks, or of others.
func sample(_ tasks: [TaskLine] = sampleTasks, role: OverviewRole = .live) -> OverviewSnapshot {
    OverviewSnapshot(
        database: "orders.db",
        role: role,
        now: noon,
        tasks: tasks,
        totals: OverviewTotals(recurring: tasks.count, running: 7, retrying: 3, failedLastHour: 1, late: 1)
    )
}

/// A screen as text.
func screen(
    _ columns: Int,
    _ rows: Int,
    _ snapshot: OverviewSnapshot = sample(),
    glyphs: GlyphSet = .unicode,
    keys: [Key] = []
) -> String {
    var state = DashboardState(snapshot, size: Size(columns: columns, rows: rows))
    for key in keys { _ = state.handle(key) }
    return state.render(glyphs: Glyphs(glyphs)).text
}

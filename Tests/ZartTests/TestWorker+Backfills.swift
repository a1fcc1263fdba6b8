import Synchronization
import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// Task `t` on a grid, whose executions are `t-0`, `t-1` and so on.
func backfillable(
    _ handler: Script,
    every delay: Duration = .seconds(10),
    overlap: OverlapPolicy = .alwaysStart,
    maxOccurrences: Int? = nil
) -> (Worker.Builder) -> Worker.Builder {
    {
        $0.registerDurable("t", handler)
            .registerRecurringDurable(
                "t",
                idTemplate: "t-{occurrence}",
                recurrence: .fixedDelay(delay),
                overlap: overlap,
                payload: "hi",
                maxOccurrences: maxOccurrences
            )
    }
}

/// A worker whose task `t` comes every ten seconds and was paused over five instants that stay paused: of its seven
/// instants up to 00:01:05 those at 10 to 50 s were not started.
func gapped(
    _ handler: Script,
    overlap: OverlapPolicy = .alwaysStart,
    settings: @escaping (inout EngineSettings) -> Void = { _ in }
) throws -> TestWorker {
    let worker = try TestWorker(settings: settings, backfillable(handler, overlap: overlap))
    worker.advance(by: .seconds(5))
    try worker.perform(.pause(task: "t", until: nil, note: nil))
    worker.advance(by: .seconds(50))
    try worker.perform(.resume(task: "t", missed: .skip))
    worker.advance(by: .seconds(10))
    return worker
}

extension TestWorker {
    @discardableResult
    func backfill(
        _ only: BackfillSelection = .missing,
        _ order: BackfillOrder = .oldest,
        max: Int = 1,
        from: Instant? = nil,
        to: Instant? = nil
    ) throws -> String {
        let request = BackfillRequest(
            from: from ?? Instant.midnight,
            to: to ?? now,
            only: only,
            order: order,
            maximum: max
        )
        return try perform(.backfill(task: "t", request))
    }

    /// Seconds after the start of the instants a backfill dispatched, in that order.
    func backfilled(_ id: Int64 = 1) throws -> [Int64] {
        try sql("SELECT nominal_at FROM zart_executions WHERE backfill = \(id) ORDER BY seq")
            .map { (Int64($0[0] ?? "") ?? 0) / 1_000 - Instant.midnight.milliseconds / 1_000 }
    }

    func record(_ id: Int64 = 1) throws -> BackfillRecord {
        try #require(try scheduler.backfills().first { $0.id == id })
    }

    var openOfBackfill: Int {
        get throws { try record().open }
    }
}

extension Instant {
    /// When a test worker begins; its methods would hide `start`.
    fileprivate static let midnight = start
}

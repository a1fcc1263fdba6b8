import CSQLite
import TestProcess
import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// The power fails before and after every sync, and whatever was not synced is lost, torn or garbled.
///
/// `POWER_EVERY` says at which syncs, 1 is each; `POWER_ROUNDS` how often each moment is tried; `POWER_SEED` repeats a
/// failed series.
@Suite(.serialized, .timeLimit(.minutes(10))) struct PowerLossTests {
    @Test func `what was acknowledged is there after a power loss at any sync, and the next worker goes on`()
        throws
    {
        let history = try History()
        let rounds = Variable.number("POWER_ROUNDS", default: 1)
        var seed = UInt64(Variable.number("POWER_SEED", default: 1)) &* 1_000_003
        var images = 0
        var resumed = 0
        let every = Int64(Variable.number("POWER_EVERY", default: 7))
        for sync in history.disk.syncs.enumerated().filter({ Int64($0.offset) % every == 0 }).map(\.element) {
            for moment in [sync, sync + 1] {
                for _ in 0..<rounds {
                    seed += 1
                    images += 1
                    let loss = Disk.Loss.allCases[Int(seed % 5)]
                    let image = try history.disk.image(after: moment, losing: loss, seed: seed)
                    let goesOn = images.isMultiple(of: 9)
                    if goesOn { resumed += 1 }
                    let place = Comment(rawValue: "after \(moment) happenings, losing \(loss), seed \(seed)")
                    try examine(image, history.facts(after: moment), history.end, goesOn: goesOn, place)
                }
            }
        }
        print(
            "\(images) power losses, \(resumed) of them worked on; \(history.marks.last?.facts.count ?? 0) facts"
        )
        #expect(
            images > 500 / Int(every) && resumed > images / 10 && history.marks.last?.facts.count ?? 0 > 100
        )
    }

    private func examine(
        _ image: ScratchFolder,
        _ promised: Set<String>,
        _ now: Instant,
        goesOn: Bool,
        _ place: Comment
    ) throws {
        // What lies there of the shared memory is from before the loss, or from nowhere.
        if goesOn { image.write((0..<32_768).map { UInt8(truncatingIfNeeded: $0 &* 31) }, to: "test.db-shm") }
        do {
            let store = try SQLiteStore(path: image.path + "/test.db")
            let lost = promised.subtracting(try Facts.read(DurableScheduler(store: store)))
            #expect(lost.isEmpty, place)
            for fault in try Self.faults(image, now) { Issue.record("\(fault) (\(place))") }
            if goesOn { try workOn(image, promised, now, place) }
        } catch {
            Issue.record("\(error) (\(place))")
        }
    }

    /// Lets the next worker go on, which does nothing again that was checkpointed.
    private func workOn(
        _ image: ScratchFolder,
        _ promised: Set<String>,
        _ now: Instant,
        _ place: Comment
    ) throws {
        let work = Work()
        let worker = try TestWorker(in: image.path, now: now + .seconds(1), work.register)
        worker.advance(by: .seconds(30))
        for step in work.ran.keys where promised.contains("\(step) completed") {
            Issue.record("\(step) had completed, and ran again (\(place))")
        }
        try worker.start("plain", id: "after-the-loss", payload: "plain")
        worker.advance(by: .seconds(10))
        #expect(try worker.execution("after-the-loss").status == .completed, place)
        for fault in try worker.faults() { Issue.record("\(fault) (\(place))") }
        worker.crash()
    }

    private static func faults(_ image: ScratchFolder, _ now: Instant) throws -> [String] {
        try Doctor(path: image.path + "/test.db", zones: { ZoneDirectory.system.zone(named: $0) })
            .examine(now: now).filter { !$0.ok }.map { "\($0.name): \($0.detail)" }
    }

    @Test(arguments: [("FULL", 5), ("OFF", 0)])
    func `the disk of these tests does lose what nobody synced`(_ synchronous: String, _ kept: Int) throws {
        let disk = try Disk()
        try Self.run(
            disk.folder,
            """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (n INTEGER);
            PRAGMA synchronous = \(synchronous);
            INSERT INTO t VALUES (1); INSERT INTO t VALUES (2); INSERT INTO t VALUES (3);
            INSERT INTO t VALUES (4); INSERT INTO t VALUES (5);
            """
        ) { database in
            let image = try disk.image(after: disk.count, losing: .all, seed: 1)
            var count = -1
            try Self.run(image, "SELECT 1") { count = Self.number($0, "SELECT count(*) FROM t") }
            #expect(count == kept)
            #expect(Self.number(database, "SELECT count(*) FROM t") == 5)
        }
    }

    private static func run(_ folder: ScratchFolder, _ sql: String, _ look: (OpaquePointer?) throws -> Void)
        throws
    {
        var handle: OpaquePointer?
        defer { sqlite3_close(handle) }
        try #require(sqlite3_open(folder.path + "/test.db", &handle) == SQLITE_OK)
        try #require(sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK)
        try look(handle)
    }

    private static func number(_ handle: OpaquePointer?, _ sql: String) -> Int {
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK,
            sqlite3_step(statement) == SQLITE_ROW
        else { return -1 }
        return Int(sqlite3_column_int64(statement, 0))
    }
}

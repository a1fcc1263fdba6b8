import Dashboard
import Glibc
import Synchronization
import Terminal
import TestDatabase
import Testing
import Timetable
import ZartSQLite

@testable import ZartopCLI

/// What a screen sees without asking the store.
@Suite(.timeLimit(.minutes(10)))
struct SnapshotReaderTests {
    private final class Clock: Sendable {
        let time = Mutex(Instant(milliseconds: Scene.night + 10_000))
    }

    private let database: TestDatabase
    private let store: SQLiteStore
    private let clock = Clock()
    private var wish = Wish()

    init() throws {
        database = try TestDatabase()
        try database.run(Scene.sql)
        store = try SQLiteStore(opening: database.path)
        wish.tasks = ["nightly-report"]
    }

    /// Makes this process the worker, as the dashboard does that runs the engine.
    private func work() throws {
        let night = Instant(milliseconds: Scene.night)
        _ = try store.tryLock()
        _ = try store.beginSession(at: night, lease: .seconds(15))
    }

    /// Nothing is committed after it: of that it would be told at a time of the system's choice.
    private func makeReader() throws -> SnapshotReader {
        let clock = clock
        var settings = Settings()
        settings.database = database.path
        let surroundings = Surroundings.anna { clock.time.withLock(\.self) }
        let source = SnapshotSource(
            settings,
            try SQLiteReader(path: database.path) { _ in .utc },
            surroundings
        )
        return SnapshotReader(
            source,
            past: PastSnapshots(settings, surroundings),
            wake: try WakeFlag(),
            now: surroundings.now
        )
    }

    private func advance(_ seconds: Int64) { clock.time.withLock { $0 = $0 + .seconds(seconds) } }

    @Test func `with the worker in this process a second that passes is no question to the store`() throws {
        try work()
        try database.run("UPDATE zart_tasks SET pending_at = cursor + 15000 WHERE id = 3")
        let reader = try makeReader()
        let first = reader.first(wish)
        #expect(first.standing == .live && first.totals.late == 0)
        advance(7)
        let moved = try #require(reader.moved(wish))
        #expect(moved.now == Scene.night + 17_000)
        #expect(moved.tasks.filter { $0.state == "late" }.map(\.name) == ["audit-window"])
        advance(-6)
        #expect(reader.moved(wish)?.totals.late == 0)
    }

    @Test func `a sign of life of the worker in this process does not have the next second ask the store`()
        throws
    {
        try work()
        let reader = try makeReader()
        reader.follow { 7 }
        _ = reader.first(wish)
        // The first notice has it read once, and know by then how much was committed.
        try database.run("UPDATE zart_lease SET renewed_at = renewed_at + 1")
        let end = ContinuousClock.now + .seconds(20)
        var isRead = false
        while !isRead || reader.moved(wish) == nil, ContinuousClock.now < end {
            isRead = isRead || reader.take() != nil
            usleep(1_000)
        }
        _ = reader.take()
        try database.run("UPDATE zart_lease SET renewed_at = renewed_at + 1")
        let enough = ContinuousClock.now + .milliseconds(400)
        while ContinuousClock.now < enough {
            try #require(reader.moved(wish) != nil)
            usleep(1_000)
        }
        #expect(reader.take() == nil)
    }

    @Test func `what else is asked for, what grows by itself and what is old is asked of the store`() throws {
        try work()
        let reader = try makeReader()
        _ = reader.first(wish)
        #expect(reader.moved(Wish()) == nil)
        var output = wish
        output.output = OutputWish("fetch-inventory", run: nil, of: "report-2")
        _ = reader.first(output)
        #expect(reader.moved(output) == nil)
        // How long the lease lasts is on that screen.
        var workers = wish
        workers.workers = true
        _ = reader.first(workers)
        #expect(reader.moved(workers) == nil)
        // How many instants have passed is in that question.
        var question = wish
        question.heldBack = true
        _ = reader.first(question)
        #expect(reader.moved(question) == nil)
        _ = reader.first(wish)
        #expect(reader.moved(wish) != nil)
        advance(20)
        #expect(reader.moved(wish) == nil)
    }

    @Test func `a worker elsewhere that has been asked to stop is draining, and one order is no worker`()
        throws
    {
        try work()
        try database.run("UPDATE zart_sessions SET process = 1 WHERE ended_at IS NULL")
        let reader = try makeReader()
        var workers = wish
        workers.workers = true
        #expect(!reader.first(wish).isWorkerDraining)
        try database.run("UPDATE zart_sessions SET draining_at = began_at WHERE ended_at IS NULL")
        advance(1)
        let draining = reader.first(workers)
        #expect(
            draining.isWorkerDraining && draining.workers.first?.drainingAt == draining.workers.first?.beganAt
        )
        try database.run("UPDATE zart_sessions SET end_reason = 'errand' WHERE ended_at IS NULL")
        advance(1)
        let alone = try makeReader().first(workers)
        #expect(alone.standing == .unattended && !alone.isWorkerDraining, "\(alone.standing)")
        #expect(alone.workers.allSatisfy { !$0.isHolder }, "\(alone.workers)")
    }

    @Test func `a worker elsewhere whose lease has passed is silent`() throws {
        try work()
        try database.run("UPDATE zart_sessions SET process = 1 WHERE ended_at IS NULL")
        let reader = try makeReader()
        let heard = reader.first(wish)
        #expect(heard.standing == .attached && heard.silentSince == nil)
        advance(6)
        let silent = reader.first(wish)
        #expect(silent.standing == .attached && silent.silentSince == Scene.night)
    }

    @Test func `whether a worker elsewhere still lives is asked each time`() throws {
        let reader = try makeReader()
        #expect(reader.first(wish).standing == .unattended)
        #expect(reader.moved(wish) == nil)
    }
}

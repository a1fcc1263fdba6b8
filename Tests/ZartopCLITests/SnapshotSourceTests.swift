import Dashboard
import Jobs
import Synchronization
import TestDatabase
import Testing
import Timetable
import ZartCore
import ZartSQLite

@testable import ZartopCLI

@Suite(.timeLimit(.minutes(10)))
struct SnapshotSourceTests {
    /// A clock that stands still until it is moved.
    private final class Clock: Sendable {
        let time = Mutex(Instant(milliseconds: Scene.night + 10_000))

        func advance(_ seconds: Int64) { time.withLock { $0 = $0 + .seconds(seconds) } }
    }

    private let database: TestDatabase
    private let clock = Clock()
    private let source: SnapshotSource

    init() throws {
        let clock = clock
        database = try TestDatabase()
        try database.run(Scene.sql)
        var settings = Settings()
        settings.database = database.path
        let reader = try SQLiteReader(path: database.path) { _ in .utc }
        let surroundings = Surroundings.anna { clock.time.withLock(\.self) }
        source = SnapshotSource(settings, reader, surroundings)
    }

    private func task(_ name: String = "nightly-report", _ wish: Wish = Wish()) throws -> TaskLine {
        try #require(source.read(wish).tasks.first { $0.name == name })
    }

    @Test func `what was committed shows in whatever is asked for next`() throws {
        var list = Wish()
        list.executions = ExecutionWish()
        list.executions?.limit = 10
        #expect(source.read(Wish()).totals.running == 2)
        #expect(source.read(list).executions.rows.first?.state == "scheduled")
        try database.run(
            "UPDATE zart_executions SET status = 'cancelled', ended_at = \(Scene.night + 9_000) WHERE seq = 6"
        )
        #expect(source.read(list).executions.rows.first?.state == "cancelled")
        #expect(source.read(list).totals.running == 1)
        #expect(source.read(Wish()).totals.running == 1)
    }

    @Test func `who has the lock of a worker that died is no worker until a session of its own has begun`()
        throws
    {
        let store = try SQLiteStore(opening: database.path)
        let now = Instant(milliseconds: Scene.night + 10_000)
        func standing() -> Standing { source.read(Wish()).standing }
        func begin() throws { _ = try store.beginSession(at: now, lease: .seconds(60)) }
        #expect(try store.tryLock())
        #expect(standing() == .unattended)
        try begin()
        #expect(standing() == .live)
        store.unlock()
        #expect(standing() == .unattended)
        #expect(try store.tryLock())
        #expect(standing() == .unattended)
        try begin()
        #expect(standing() == .live)
    }

    @Test func `while it rests what is shown is of the commit it was read from`() throws {
        var list = Wish()
        list.executions = ExecutionWish()
        list.executions?.limit = 10
        #expect(source.read(list).totals.running == 2)
        #expect(!source.isBehind)
        try database.run(
            "UPDATE zart_executions SET status = 'cancelled', ended_at = \(Scene.night + 9_000) WHERE seq = 6"
        )
        clock.advance(3)
        let resting = source.read(list, isResting: true)
        #expect(resting.totals.running == 2 && resting.executions.rows.first?.state == "scheduled")
        #expect(resting.now == Scene.night + 13_000)
        #expect(source.isBehind)
        // What else is asked for is of the last commit, and so is everything beside it.
        #expect(source.read(Wish(), isResting: true).totals.running == 1)
        #expect(!source.isBehind)
        #expect(source.read(list, isResting: true).executions.rows.first?.state == "cancelled")
    }

    @Test func `the clock moves and lateness with it though nothing is committed`() throws {
        try database.run("UPDATE zart_tasks SET pending_at = cursor + 15000 WHERE id = 3")
        #expect(try task("audit-window").state == "active")
        clock.advance(7)
        let snapshot = source.read(Wish())
        #expect(snapshot.now == Scene.night + 17_000)
        #expect(snapshot.totals.late == 1)
        #expect(snapshot.tasks.first { $0.name == "audit-window" }?.state == "late")
    }

    @Test func `what cannot be read is said until it can be`() throws {
        #expect(source.read(Wish()).fault == nil)
        try database.run("UPDATE zart_tasks SET missed = '?' WHERE id = 1")
        for _ in 0..<2 {
            let snapshot = source.read(Wish())
            #expect(snapshot.fault?.contains("'?'") == true)
            #expect(snapshot.tasks.count == 3)
        }
        try database.run("UPDATE zart_tasks SET missed = 'skip' WHERE id = 1")
        #expect(source.read(Wish()).fault == nil)
        #expect(try task().missed == "skip")
    }

    @Test func `a backfill that goes on is told with its task, and one that has ended is not`() throws {
        try database.run(
            """
            INSERT INTO zart_backfills (id, task, from_at, to_at, selection, direction, maximum, state, instants,
                dispatched, left_out, actor, terminal, created_at, ended_at) VALUES
            (1, 1, 0, 1, 'missing', 'oldest', 1, 'running', 5, 1, 2, 'anna', 'pts/1', 1, NULL),
            (2, 2, 0, 1, 'missing', 'oldest', 1, 'cancelled', 5, 0, 0, 'bert', 'pts/2', 2, 3);
            """
        )
        #expect(try task().backfill == "backfill 1 3/5 by anna: waits for report-2 to end")
        #expect(try task("config-refresh").backfill == "")
        // What it waits for while its own executions run needs no words.
        try database.run("UPDATE zart_executions SET backfill = 1 WHERE seq = 5")
        #expect(try task().backfill == "backfill 1 2/5 by anna")
        // The question whether to end one tells how far it has come.
        func preview(_ id: String) -> OrderPreview? {
            var wish = Wish()
            wish.preview = [.backfill(words: ["--cancel", id])]
            return source.read(wish).preview
        }
        #expect(preview("1")?.sentences == ["2 of 5 instants of nightly-report are done, 1 running."])
        #expect(preview("2")?.refusal == "Backfill 2 is cancelled already.")
        #expect(preview("3")?.refusal == "There is no backfill 3.")
    }

    @Test func `as many of the newest events are read as are asked for`() {
        var wish = Wish()
        #expect(source.read(wish).recent == [])
        wish.recent = 50
        let all = source.read(wish).recent
        #expect(all.count > 8)
        #expect(Set(all.map(\.key)).count == all.count)
        wish.recent = 8
        #expect(source.read(wish).recent == all.suffix(8))
    }

    @Test func `the reason of a task's newest instant follows the task`() throws {
        var wish = Wish()
        wish.why = WhyWish("config-refresh", at: nil)
        let before = try #require(source.read(wish).why)
        try database.run("UPDATE zart_executions SET error = 'x' WHERE seq = 1")
        #expect(source.read(wish).why == before)
        try database.run(
            """
            UPDATE zart_tasks SET state = 'stopped' WHERE id = 2;
            INSERT INTO zart_state_changes (task, number, at, from_state, to_state, actor, terminal) VALUES
            (2, 1, \(Scene.night + 5_000), 'paused', 'stopped', 'bert', 'pts/1');
            """
        )
        #expect(source.read(wish).why?.cause.hasPrefix("stopped by bert") == true)
        wish.why = WhyWish("nightly-report", at: nil)
        #expect(source.read(wish).why?.task == "nightly-report")
    }

    @Test func `a pause that ends by itself is played for the radar from its end on`() throws {
        var wish = Wish()
        wish.tasks = ["config-refresh"]
        wish.radar = 86_400_000
        #expect(try task("config-refresh", wish).forecast.goesOnAt == nil)
        let end = Scene.night + 3_600_000
        try database.run(
            "UPDATE zart_tasks SET state = 'paused', paused_until = \(end) WHERE name = 'config-refresh'"
        )
        let forecast = try task("config-refresh", wish).forecast
        #expect(forecast.goesOnAt == end)
        #expect(
            !forecast.instants.isEmpty && forecast.instants.allSatisfy { $0.at >= end && $0.fate == .starts }
        )
    }

    @Test func `the radar plays what was cut short as longer than it was, as the forecast command does`()
        throws
    {
        try database.run(
            """
            UPDATE zart_executions SET status = 'cancelled', ended_at = \(Scene.night) WHERE seq = 6;
            DELETE FROM zart_ledger WHERE task = 2;
            UPDATE zart_tasks SET state = 'active', jitter = NULL, occurrence = 20, cursor = \(Scene.night + 10_000)
                WHERE id = 2;
            WITH RECURSIVE n (i, start) AS (SELECT 10, \(Scene.night - 900_000)
                UNION ALL SELECT i + 1, start + 30000 FROM n WHERE i < 15)
            INSERT INTO zart_executions (seq, id, task, handler, occurrence, cause, nominal_at, scheduled_at, status,
                payload, started_at, ended_at, error, created_at)
            SELECT i, 'config-' || i, 2, 'refresh', i, 'tick', start, start, 'cancelled', 'null', start,
                start + 29500, '\(ExecutionEnd.cutOff)', start FROM n
            """
        )
        var wish = Wish()
        wish.tasks = ["config-refresh"]
        wish.radar = 600_000
        let line = try task("config-refresh", wish)
        // What was measured is shown as it was.
        #expect(line.p95 == 29_500)
        let coming = line.forecast.instants.dropFirst()
        #expect(coming.count > 10 && coming.allSatisfy(\.cancels), "\(line.forecast)")
    }

    @Test func `while a question tells how many instants have passed the number goes with the time`() throws {
        try database.run(
            """
            UPDATE zart_versions SET recurrence = 'every 5s' WHERE task = 2 AND version = 2;
            UPDATE zart_tasks SET recurrence = 'every 5s', jitter = NULL, cursor = \(Scene.night + 10_000)
                WHERE id = 2;
            """
        )
        func held(_ wish: Wish) throws -> Int? { try task("config-refresh", wish).heldBack }
        var question = Wish()
        question.heldBack = true
        #expect(try held(Wish()) == 0)
        clock.advance(6)
        #expect(try held(Wish()) == 0)
        #expect(try held(question) == 1)
        clock.advance(5)
        #expect(try held(question) == 2)
    }

    @Test func `a time as it was written counts from when it was`() throws {
        var wish = Wish()
        let now = Scene.night + 5_000
        wish.why = WhyWish("nightly-report", at: now, text: "2s")
        let page = try #require(source.read(wish).why)
        #expect(page.text == "2s" && page.sentences.count > 1)
        #expect(page.meant.map { $0 <= now - 2_000 } == true)
        wish.why = WhyWish("nightly-report", at: now - 86_400_000, text: "2s")
        #expect(source.read(wish).why?.meant != page.meant)
        wish.why = WhyWish("nightly-report", at: now, text: "12:60")
        #expect(
            source.read(wish).why?.sentences == [
                "'12:60' is no time: use such as 02:00, '2026-12-24 02:00', 2026-12-24T02:00:00Z or 2h"
            ]
        )
        wish.why = WhyWish("nobody", at: now, text: "02:00")
        #expect(source.read(wish).why == nil)
    }

    @Test func `a day's share is counted anew after some time, sooner for a task that works`() throws {
        func end(_ sequence: Int, _ status: String) throws {
            try database.run(
                """
                UPDATE zart_executions SET status = '\(status)', ended_at = started_at + 1, created_at = \(Scene.night)
                WHERE seq = \(sequence)
                """
            )
        }
        var wish = Wish()
        wish.tasks = ["nightly-report"]
        wish.selectedTask = "nightly-report"
        #expect(try task("nightly-report", wish).endedInDay == 0)
        try end(5, "completed")
        #expect(try task("nightly-report", wish).endedInDay == 0)
        clock.advance(20)
        #expect(try task("nightly-report", wish).completedInDay == 1)
        // An old one that ends otherwise does not show in its task.
        try end(2, "completed")
        clock.advance(30)
        #expect(try task("nightly-report", wish).completedInDay == 1)
        clock.advance(30)
        #expect(try task("nightly-report", wish).completedInDay == 2)
    }

    @Test func `what an execution has yet to come to is what it began with, whatever others did`() throws {
        let text = """
            tasks:
              t:
                every: 1h
                steps:
                  - { name: fetch-inventory, run: 'true' }
                  - { name: cool-down, sleep: 5s }
                  - { name: archive, run: 'true' }
            """
        let file = try JobFile.read(Array(text.utf8), name: "jobs.yaml", directory: "/", zones: { _ in .utc })
        let body = try #require(file.tasks.first?.applied.definition.body)
        try database.run(
            """
            INSERT INTO zart_definitions VALUES ('one', '\(body.replacing("'", with: "''"))');
            UPDATE zart_executions SET definition = 'one' WHERE id = 'report-2'
            """
        )
        var wish = Wish()
        wish.detail = "report-2"
        let page = try #require(source.read(wish).detail)
        let steps = page.runs.last?.steps ?? []
        let begun = steps.filter { $0.startedAt != nil }
        let coming = steps.filter { $0.startedAt == nil }
        let names = ["fetch-inventory", "cool-down", "archive"].filter { name in
            !begun.contains { $0.name == name }
        }
        #expect(coming.map(\.name) == names && names.contains("cool-down"))
        #expect(coming.first { $0.name == "cool-down" }?.kind == "sleep")
        #expect(page.execution.stepsKnown == begun.count + coming.count)
    }

    @Test func `what an order would do is told for the question before it`() throws {
        func preview(_ verb: OrderRequest.Verb) throws -> OrderPreview {
            var wish = Wish()
            wish.preview = [verb]
            return try #require(source.read(wish).preview)
        }
        let backfill = OrderRequest.Verb.backfill(words: ["nightly-report", "--from", "-1d", "--only", "all"])
        let found = try preview(backfill)
        #expect(found.verbs == [backfill] && found.refusal == nil)
        #expect(found.sentences.first?.hasSuffix(" to start, 0 left out.") == true)
        #expect(found.sentences.contains("All, oldest first, at most 1 at a time."))
        #expect(found.sentences.last?.hasPrefix("Each instant is started once") == true)
        let none = try preview(.backfill(words: ["nightly-report", "--from", "-1s", "--to", "-1s"]))
        #expect(none.refusal == "Nothing to start.")
        #expect(try preview(.backfill(words: ["nightly-report"])).refusal?.contains("--from T") == true)
        func restart(_ payload: String?, of id: String = "report-1") throws -> String? {
            try preview(.restart(execution: id, payload: payload)).refusal
        }
        #expect(try restart("[1")?.contains("column 3") == true)
        #expect(try restart("[1]") == nil && restart(nil) == nil)
        #expect(try restart("[1", of: "report-11") == "There is no execution 'report-11'.")
        #expect(try preview(.cancel(execution: "none")).refusal == "There is no execution 'none'.")
        #expect(try preview(.prune(words: ["nosuch"])).refusal == "There is no task 'nosuch'.")
        #expect(try preview(.prune(words: [])).refusal == "Nothing is past keeping.")
        #expect(try preview(.prune(words: ["--older-than"])).refusal?.isEmpty == false)
        let ended = try preview(.prune(words: ["--older-than", "1s"]))
        #expect(ended.refusal == nil && !ended.sentences.isEmpty, "\(ended)")
        // Of several it is told once what becomes of their steps, and of how many.
        func several(_ verbs: [OrderRequest.Verb]) -> [String]? {
            var wish = Wish()
            wish.preview = verbs
            return source.read(wish).preview?.sentences
        }
        let restarts = ["report-1", "none", "report-1"].map { id in
            OrderRequest.Verb.restart(execution: id, payload: nil)
        }
        let again = "again write-report; then any steps that it had not come to"
        #expect(several(restarts) == ["2: \(again)", "1: not at all: there is no such execution"])
        let running = ["report-2", "report-2"].map { OrderRequest.Verb.restart(execution: $0, payload: nil) }
        #expect(several(running) == ["not at all: it has not ended"])
        #expect(try preview(.prune(words: ["a", "b"])).refusal?.contains("'b'") == true)
        let reruns = ["report-1", "report-1"].map { OrderRequest.Verb.rerun(execution: $0, from: "nosuch") }
        #expect(several(reruns) == ["not at all: there is no step 'nosuch' in it"])
    }
}

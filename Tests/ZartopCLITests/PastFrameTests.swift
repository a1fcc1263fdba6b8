import Canvas
import Dashboard
import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

@testable import ZartopCLI

/// Frames of the past against those that were drawn when it was now.
@Suite(.timeLimit(.minutes(10)))
struct PastFrameTests {
    /// A step that fails twice in five executions, a sleep, and a step that takes a while of virtual time.
    private struct Errand: DurableExecution {
        func run(_ input: String) async throws -> String {
            let number = ExecutionContext.current?.occurrence ?? 0
            try await Durable.step("fetch", retry: .fixed(1, delay: .seconds(4))) {
                if number % 5 > 2, ExecutionContext.current?.failures == 0 { throw Trouble() }
            }
            try await Durable.sleep("settle", for: .seconds(Int64(7 + number % 9)))
            return try await Durable.step("write") {
                if number % 5 == 4 { throw Trouble() }
                return input + "!"
            }
        }
    }

    private struct Trouble: Error, CustomStringConvertible {
        var description: String { "the archive is away" }
    }

    private static func worker() throws -> TestWorker {
        func every(_ seconds: Int64) -> Recurrence { .fixedDelay(.seconds(seconds)) }
        return try TestWorker {
            $0.registerDurable("errand", Errand())
                .registerRecurringDurable(
                    "inventory",
                    handler: "errand",
                    idTemplate: "inventory-{occurrence}",
                    recurrence: every(9),
                    overlap: .skipIfRunning,
                    payload: "a"
                )
                .registerRecurringDurable(
                    "config",
                    handler: "errand",
                    idTemplate: "config-{occurrence}",
                    recurrence: every(8),
                    overlap: .cancelAndRestart,
                    payload: "b"
                )
                .registerRecurringDurable(
                    "audit",
                    handler: "errand",
                    idTemplate: "audit-{occurrence}",
                    recurrence: every(11),
                    overlap: .max(1, atCap: .buffer(limit: 2, keep: .latest)),
                    payload: "c"
                )
        }
    }

    /// What was drawn at a moment: the views by the sizes of the screen.
    private struct Drawn {
        let at: Instant
        let frames: [[String]]
    }

    private let sizes = [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40)]

    /// The views, without as many headings as may differ, and without the footer, which says that it is the past.
    ///
    /// One looks back from what is now.
    private func frames(
        _ source: SnapshotSource,
        _ size: Size,
        headings: Int,
        lookingBackTo past: Instant? = nil,
        from now: Snapshot? = nil
    ) -> [String] {
        let views: [Unicode.Scalar] = ["1", "2", "3"]
        return views.map { key in
            var state = DashboardState(now ?? source.read(Wish()), size: size)
            if let past { _ = state.look(at: past.milliseconds, moment: 0) }
            _ = state.handle(.character(key), at: 0)
            // The first look says what there is, the next what the screen then needs.
            for _ in 0..<3 {
                _ = state.update(source.read(state.wish))
                _ = state.handle(.home, at: 0)
            }
            return state.render(glyphs: Glyphs(.unicode)).text
                .split(separator: "\n", omittingEmptySubsequences: false).dropFirst(headings).dropLast()
                .joined(separator: "\n")
        }
    }

    /// Where the database is, and a clock that shows the worker's time.
    private func place(of worker: TestWorker) -> (Settings, Surroundings) {
        var settings = Settings()
        settings.database = worker.path
        let now = worker.now
        return (settings, Surroundings.anna { now })
    }

    /// Draws what is now; the first heading says so.
    private func draw(_ worker: TestWorker, headings: Int = 1) throws -> Drawn {
        // Within a second of an instant nothing is late.
        worker.advance(by: .milliseconds(400))
        let (settings, surroundings) = place(of: worker)
        let reader = try SQLiteReader(path: worker.path) { _ in .utc }
        let source = SnapshotSource(settings, reader, surroundings)
        return Drawn(at: worker.now, frames: sizes.map { frames(source, $0, headings: headings) })
    }

    /// Who held the slot of an instant that waited is only on record as of its end.
    private func told(_ frame: String) -> String {
        frame.replacing(/buffered: \S+ held the slot/, with: "buffered")
    }

    /// Looks back from now at everything that was drawn.
    private func compare(_ drawn: [Drawn], _ worker: TestWorker, headings: Int = 1) throws {
        let (settings, surroundings) = place(of: worker)
        let reader = try SQLiteReader(path: worker.path) { _ in .utc }
        let now = SnapshotSource(settings, reader, surroundings).read(Wish())
        for then in drawn {
            let source = try SnapshotSource(settings, past: then.at, surroundings)
            for (size, live) in zip(sizes, then.frames) {
                let past = frames(source, size, headings: headings, lookingBackTo: then.at, from: now)
                for (view, (past, live)) in zip(1..., zip(past, live)) where told(past) != told(live) {
                    let what = "view \(view) of \(then.at) at \(size)"
                    Issue.record("\(what):\n\(live)\n--- and looking back\n\(past)")
                }
            }
        }
    }

    @Test func `a frame of the past is the frame that was drawn then`() throws {
        let worker = try Self.worker()
        var drawn: [Drawn] = []
        for number in 0..<14 {
            worker.advance(by: .seconds(13))
            if number == 3 { try worker.perform(.pause(task: "audit", until: nil, note: "deploy")) }
            if number == 5 { try worker.perform(.resume(task: "audit", missed: .skip)) }
            if number == 7 { try worker.perform(.trigger(task: "inventory", overlap: .alwaysStart)) }
            drawn.append(try draw(worker))
        }
        worker.advance(by: .seconds(1))
        try compare(drawn, worker)
    }

    @Test func `a frame shows what waited for a slot then, although it has run since`() throws {
        let worker = try Self.worker()
        // The third of inventory runs from 18 s to 27 s.
        worker.advance(by: .seconds(20))
        let restart = Order.Action.restart(id: "inventory-0", payload: nil, overlap: nil)
        #expect(worker.engine.performNow(Order(restart, actor: "anna", waits: true)).isQueued)
        worker.settle()
        let drawn = try draw(worker)
        #expect(drawn.frames[1][1].contains("restart queued"), "\(drawn.frames[1][1])")
        worker.advance(by: .seconds(90))
        #expect(try worker.execution("inventory-0").run == 1)
        try compare([drawn], worker)
    }

    @Test func `what was pruned since changes no frame of a time that it does not reach`() throws {
        let worker = try Self.worker()
        worker.advance(by: .seconds(200))
        // A share of successes is of the last day, and durations are of the last hundred executions.
        worker.crash()
        worker.advance(by: .seconds(86_400))
        let border = worker.now - .seconds(3_600)
        try worker.restart()
        worker.advance(by: .seconds(3_600))
        var drawn: [Drawn] = []
        for _ in 0..<3 {
            worker.advance(by: .seconds(13))
            // The second heading counts all executions that there are.
            drawn.append(try draw(worker, headings: 2))
        }
        worker.advance(by: .seconds(30))
        try worker.perform(.prune(task: nil, olderThan: worker.now - border))
        worker.advance(by: .seconds(10))
        #expect(throws: ZartError.self) { try worker.execution("inventory-0") }
        try compare(drawn, worker, headings: 2)
    }
}

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

    /// The views, without the header and the footer, which say that it is the past.
    ///
    /// One looks back from what is now.
    private func frames(
        _ source: SnapshotSource,
        _ size: Size,
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
                .split(separator: "\n", omittingEmptySubsequences: false).dropFirst().dropLast()
                .joined(separator: "\n")
        }
    }

    @Test func `a frame of the past is the frame that was drawn then`() throws {
        let worker = try Self.worker()
        var settings = Settings()
        settings.database = worker.path
        let sizes = [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40)]
        func surroundings(_ now: Instant) -> Surroundings {
            Surroundings.anna { now }
        }
        var drawn: [(at: Instant, frames: [[String]])] = []
        for number in 0..<14 {
            worker.advance(by: .seconds(13))
            if number == 3 { try worker.perform(.pause(task: "audit", until: nil, note: "deploy")) }
            if number == 5 { try worker.perform(.resume(task: "audit", missed: .skip)) }
            if number == 7 { try worker.perform(.trigger(task: "inventory", overlap: .alwaysStart)) }
            // Within a second of an instant nothing is late.
            worker.advance(by: .milliseconds(400))
            let reader = try SQLiteReader(path: worker.path) { _ in .utc }
            let source = SnapshotSource(settings, reader, surroundings(worker.now))
            drawn.append((worker.now, sizes.map { frames(source, $0) }))
        }
        worker.advance(by: .seconds(1))
        let reader = try SQLiteReader(path: worker.path) { _ in .utc }
        let now = SnapshotSource(settings, reader, surroundings(worker.now)).read(Wish())
        for (at, then) in drawn {
            let source = try SnapshotSource(settings, past: at, surroundings(worker.now))
            for (size, frames) in zip(sizes, then) {
                let past = self.frames(source, size, lookingBackTo: at, from: now)
                for (view, (past, live)) in zip(1..., zip(past, frames)) where past != live {
                    Issue.record("view \(view) of \(at) at \(size):\n\(live)\n--- and looking back\n\(past)")
                }
            }
        }
    }
}

import Canvas
import Dashboard
import Glibc
import Shell
import TestDatabase
import Testing
import Timetable

@testable import ZartopCLI

/// What a step had written by a moment: `one` and `two` before it failed, and `three` when it was tried again.
@Suite(.timeLimit(.minutes(10)))
struct OutputThenTests {
    private let database: TestDatabase
    /// When each of the lines came.
    private let one: Int64
    private let two: Int64
    private let three: Int64

    init() async throws {
        database = try TestDatabase()
        var folder = "\(database.path)-attempts"
        for part in ["", "/out-0", "/0", "/q"] {
            folder += part
            mkdir(folder, 0o700)
        }
        let shell = try Shell()
        let first = try await Self.times(
            of: "echo one; sleep 0.1; echo two",
            in: database.folder,
            to: "\(folder)/1.0",
            shell
        )
        let second = try await Self.times(
            of: "sleep 0.1; echo three",
            in: database.folder,
            to: "\(folder)/2.1",
            shell
        )
        try #require(first.count == 2 && second.count == 1)
        (one, two, three) = (first[0], first[1], second[0])
        try database.run(Self.rows(one, two, three))
    }

    /// Runs a script to its end, and gives the times of its lines.
    private static func times(of script: String, in folder: String, to attempt: String, _ shell: Shell)
        async throws -> [Int64]
    {
        let command = ShellCommand(
            ShellCommand.script(script),
            environment: ["PATH": "/usr/bin:/bin"],
            workingDirectory: folder,
            folder: attempt
        )
        _ = try await shell.start(command).end()
        return try OutputReader.all(attempt).compactMap { piece -> Int64? in
            if case .line(let line) = piece { line.at.inMilliseconds } else { nil }
        }
    }

    /// The step was tried again 20 ms before its last line came.
    private static func rows(_ one: Int64, _ two: Int64, _ three: Int64) -> String {
        """
        INSERT INTO zart_executions (seq, id, task, handler, cause, scheduled_at, status, payload, started_at, ended_at,
            error, created_at) VALUES
        (1, 'out-0', NULL, 'out', 'start', \(one - 20), 'failed', 'null', \(one - 20), \(three + 10),
            'step ''q'' failed: status 3', \(one - 20));
        INSERT INTO zart_steps (seq, execution, run, name, kind, status, started_at, ended_at, attempt, attempt_status,
            attempt_started_at, attempt_ended_at, attempt_error, failures, error, key_run, session) VALUES
        (1, 1, 0, 'q', 'step', 'failed', \(one - 10), \(three + 10), 2, 'failed', \(three - 20), \(three + 10),
            'status 3', 2, 'status 3', 0, 1);
        INSERT INTO zart_attempts (execution, run, step, attempt, status, started_at, ended_at, next_retry_at, error,
            session) VALUES
        (1, 0, 'q', 1, 'failed', \(one - 10), \(two + 10), \(three - 20), 'status 3', 1);
        """
    }

    private var settings: Settings {
        var settings = Settings()
        settings.database = database.path
        return settings
    }

    private func source(at moment: Int64) throws -> SnapshotSource {
        let at = Instant(milliseconds: moment)
        return try SnapshotSource(settings, past: at, .anna { at })
    }

    private var wish: OutputWish {
        var wish = OutputWish("q", run: nil, of: "out-0")
        wish.limit = 10
        return wish
    }

    private func page(at moment: Int64, attempt: Int? = nil, search: String = "") throws -> OutputPage {
        var wish = Wish()
        wish.detail = "out-0"
        var output = self.wish
        (output.attempt, output.search) = (attempt, search)
        wish.output = output
        let snapshot = try source(at: moment).read(wish)
        return try #require(snapshot.output)
    }

    @Test func `an attempt that had not begun, and a line that had not come, are not there`() throws {
        let before = try page(at: one - 100)
        #expect(before.attempts == [] && before.attempt == nil && before.total == 0)
        let amid = try page(at: two - 1)
        #expect(amid.attempts == [1] && amid.attempt == 1)
        #expect(amid.lines.map(\.text) == ["one"] && amid.total == 1)
        let waiting = try page(at: two + 20)
        #expect(waiting.attempts == [1] && waiting.lines.map(\.text) == ["one", "two"])
        let again = try page(at: three - 10)
        #expect(again.attempts == [1, 2] && again.attempt == 2 && again.total == 0)
        #expect(try page(at: three).lines.map(\.text) == ["three"])
        for moment in [one, two, three] { #expect(try !page(at: moment).isGrowing) }
    }

    @Test func `an attempt is looked at as it was, and for a later one the newest there was`() throws {
        #expect(try page(at: three, attempt: 1).lines.map(\.text) == ["one", "two"])
        let early = try page(at: two + 20, attempt: 2)
        #expect(early.attempt == 1 && early.lines.map(\.text) == ["one", "two"])
    }

    @Test func `only what had come is searched`() throws {
        #expect(try page(at: two - 1, search: "o").hits == [0])
        #expect(try page(at: two, search: "o").hits == [0, 1])
    }

    @Test func `the head of the screen tells of the attempt as it stood`() throws {
        func shown(at moment: Int64) throws -> String {
            let size = Size(columns: 100, rows: 24)
            let now = try source(at: three + 1_000).read(Wish())
            var state = DashboardState(now, size: size)
            _ = state.look(at: moment, moment: 0)
            let then = try self.source(at: moment)
            for key in "2O".unicodeScalars {
                // The first look says what there is, the next what the screen then needs.
                for _ in 0..<3 { state.update(then.read(state.wish)) }
                _ = state.handle(.character(key), at: 0)
            }
            for _ in 0..<3 { state.update(then.read(state.wish)) }
            return state.render(glyphs: Glyphs(.ascii)).text
        }
        let amid = try shown(at: two - 1)
        #expect(amid.contains("RUNNING   q   attempt 1   elapsed"), "\(amid)")
        #expect(amid.contains("out one") && !amid.contains("out two"), "\(amid)")
        let waiting = try shown(at: two + 20)
        #expect(waiting.contains("FAILED   q   attempt 1   took"), "\(waiting)")
        let again = try shown(at: three - 10)
        #expect(again.contains("RUNNING   q   attempt 2 (2 of 2 kept: Tab)"), "\(again)")
        #expect(again.contains("nothing had been written then"), "\(again)")
    }

    @Test func `what had been written by then is saved in a file of that moment`() throws {
        let past = PastSnapshots(settings, .anna { Instant(milliseconds: 0) })
        let saved = past.save(wish, at: two - 1, in: database.folder)
        let moment = Instant(milliseconds: two - 1)
        #expect(saved.isDone)
        #expect(saved.message == "saved 1 line as \(database.folder)/out-0-run-0-q-1-at-\(moment).log")
        let early = past.save(wish, at: one - 100, in: database.folder)
        #expect(!early.isDone && early.message == "there is no output to save")
    }
}

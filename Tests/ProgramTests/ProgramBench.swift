import BusyWork
import Glibc
import TestProcess
import Testing

/// A folder with a database in it, and the program that is run on it.
struct ProgramBench {
    let folder: Folder
    let database: String

    init() throws {
        folder = try Folder()
        database = folder.file("zartop.db")
    }

    /// What a program said, and how it ended.
    struct Said: Sendable, Hashable, CustomStringConvertible {
        let end: ChildProcess.Ending
        let output: String
        let errors: String

        /// Whether it is one sentence of ours, on one line a terminal may be shown.
        var isOneSentence: Bool {
            errors.hasPrefix("zartop: ") && errors.hasSuffix("\n")
                && errors.filter { $0 == "\n" }.count == 1 && !errors.contains("\u{1B}")
                && !errors.contains("Fatal error")
        }

        var description: String { "\(end) \(errors) \(output)" }
    }

    /// Runs the program to its end; one that does not end is killed, which no test expects.
    func run(
        _ words: [String],
        on database: String? = nil,
        output: ChildProcess.Output = .file,
        user: UInt32 = 0
    ) async throws -> Said {
        let child = try ChildProcess(
            BuiltProgram.zartop,
            words + ["--db", database ?? self.database],
            folder: folder.path,
            output: output,
            user: user
        )
        let end = await child.ended(within: .seconds(15))
        return Said(end: end, output: child.output, errors: child.errors)
    }

    func run(_ words: String...) async throws -> Said { try await run(words) }

    /// Starts the program, which goes on.
    func begin(_ words: String...) throws -> ChildProcess {
        try ChildProcess(BuiltProgram.zartop, words + ["--db", database], folder: folder.path)
    }

    /// Lets a busy worker fill the database for a moment and stop in order.
    func fill() async throws {
        let worker = try await working()
        _ = try await eventually { Rows.first(database, "SELECT count(*) > 30 FROM zart_executions") == "1" }
        worker.kill(SIGTERM)
        try #require(await worker.ended() == .status(0))
    }

    /// Starts a busy worker and returns once it works.
    func working(on database: String? = nil, lease: Int? = nil, _ words: String...) async throws
        -> ChildProcess
    {
        var environment = ["CRASH_JOURNAL": folder.file("journal"), "CRASH_WORK": "busy"]
        environment["CRASH_LEASE"] = lease.map { "\($0)" }
        let child = try ChildProcess(
            BuiltProgram.crashWorker,
            ["--no-ui", "--db", database ?? self.database] + words,
            environment: environment,
            folder: folder.path
        )
        let works = try await eventually { child.errors.contains("working on") }
        try #require(works, "the worker does not begin: \(child.errors)")
        return child
    }
}

/// Every command that needs a database, and the worker.
let everyCommand: [[String]] = [
    ["tasks"], ["executions", "--json"], ["show", "pulse-0"], ["ledger", "pulse"], ["next", "pulse"],
    ["doctor"], ["wait", "pulse-0", "--timeout", "1s"], ["start", "pulse"], ["trigger", "pulse"],
    ["cancel", "pulse-0"], ["stop", "pulse"], ["revive", "pulse"], ["pause", "pulse"], ["resume", "pulse"],
    ["event", "pulse-0", "go"], ["--no-ui"],
]

import BusyWork
import Glibc
import TestProcess

/// A folder with a job file and a database, and the program that runs the one on the other.
final class JobBench: Sendable {
    let folder: Folder
    let database: String
    let jobs: String

    init(_ tasks: String, database: String = "zartop.db") throws {
        folder = try Folder()
        self.database = folder.file(database)
        jobs = folder.file("jobs.yaml")
        write(tasks)
    }

    /// Writes the job file anew, under its name at once as editors do.
    func write(_ tasks: String) {
        TextFile.write(tasks, to: "\(jobs).new")
        rename("\(jobs).new", jobs)
    }

    /// Starts a worker and returns once it works.
    func worker(_ options: String...) async throws -> ChildProcess {
        let child = try ChildProcess(
            BuiltProgram.zartop,
            ["--no-ui", "--db", database, "--jobs", jobs] + options,
            folder: folder.path
        )
        guard try await eventually({ child.errors.contains("working on") }) else {
            throw ChildProcess.Failure("the worker does not begin: \(child.errors)")
        }
        return child
    }

    /// What a program said, and how it ended.
    struct Said: Sendable {
        let end: ChildProcess.Ending
        let output: String
        let errors: String
    }

    /// Runs the program to its end.
    func run(_ words: String..., within limit: Duration = .seconds(30)) async throws -> Said {
        try await run(words, within: limit)
    }

    func run(_ words: [String], within limit: Duration = .seconds(30)) async throws -> Said {
        let child = try ChildProcess(BuiltProgram.zartop, words + ["--db", database], folder: folder.path)
        let end = await child.ended(within: limit)
        return Said(end: end, output: child.output, errors: child.errors)
    }

    /// How an execution ended, as `wait` says it in one line.
    func end(of id: String) async throws -> String { try await run("wait", id, "--timeout", "20s").output }

    /// Runs a line of shell in the folder.
    func shell(_ line: String) async throws -> Said {
        let child = try ChildProcess(
            "/bin/sh",
            ["-c", "cd '\(folder.path)' && \(line)"],
            folder: folder.path
        )
        let end = await child.ended(within: .seconds(30))
        return Said(end: end, output: child.output, errors: child.errors)
    }

    /// What a command has written into a file of the folder so far.
    func text(_ name: String) -> String { TextFile.read(folder.file(name)) }

    /// Waits until a file of the folder has that text.
    func hasText(_ name: String, _ text: String) async throws -> Bool {
        try await eventually { self.text(name) == text }
    }

    /// The first column of a query's first row.
    func row(_ sql: String) -> String? { Rows.first(database, sql) }

    /// Lets commands go on that wait for this file.
    func touch(_ name: String) { TextFile.write("", to: folder.file(name)) }

    /// Whether any of the processes whose numbers are in that file is left.
    func isAnyAlive(_ name: String) -> Bool {
        text(name).split(whereSeparator: \.isWhitespace).compactMap { pid_t($0) }.contains {
            kill($0, 0) == 0
        }
    }
}

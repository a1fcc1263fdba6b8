import BusyWork
import Glibc
import SelfTest
import TestProcess
import Testing

/// A database and its journal in a folder of their own, and the processes that work on it.
struct CrashBench {
    let folder: Folder
    let database: String
    let journalPath: String

    init() throws {
        folder = try Folder()
        database = folder.file("crash.db")
        journalPath = folder.file("journal")
    }

    var journal: Journal.Record { Journal.Record(path: journalPath) }

    /// Starts a worker in a process of its own.
    func worker(_ work: String = "asked", lease: Int? = nil, awaiting id: String? = nil) throws
        -> ChildProcess
    {
        var environment = ["CRASH_JOURNAL": journalPath, "CRASH_WORK": work]
        if let lease { environment["CRASH_LEASE"] = "\(lease)" }
        environment["CRASH_AWAIT"] = id
        return try ChildProcess(
            BuiltProgram.crashWorker,
            ["--no-ui", "--db", database],
            environment: environment,
            folder: folder.path
        )
    }

    /// Freezes a worker between two commits: within one it would keep everybody from writing.
    func freeze(_ worker: ChildProcess) throws {
        for _ in 0..<10 {
            worker.kill(SIGSTOP)
            // The signal is on its way when that returns.
            let patience = ContinuousClock.now + .seconds(10)
            while !LivingProcesses.isStopped(worker.process) {
                guard ContinuousClock.now < patience else {
                    throw ChildProcess.Failure("the worker does not stop: \(worker.errors)")
                }
                sched_yield()
            }
            if Rows.run(database, "BEGIN IMMEDIATE; COMMIT") { return }
            worker.kill(SIGCONT)
            // It would be stopped within the same commit again.
            _ = Rows.run(database, "BEGIN IMMEDIATE; COMMIT")
        }
        throw ChildProcess.Failure("the worker is always within a commit")
    }

    /// Starts a worker and returns once it works.
    func working(
        _ work: String = "asked",
        lease: Int? = nil,
        awaiting id: String? = nil
    ) async throws -> ChildProcess {
        let child = try worker(work, lease: lease, awaiting: id)
        let works = try await eventually { child.errors.contains("working on") }
        try #require(works, "the worker does not begin: \(child.errors)")
        return child
    }

    /// Runs a command of the program to its end.
    func command(_ words: String...) async throws -> Said { try await command(words) }

    func command(_ words: [String]) async throws -> Said {
        let child = try ChildProcess(
            BuiltProgram.zartop,
            words + ["--db", database],
            folder: folder.path
        )
        let end = await child.ended()
        return Said(end: end, output: child.output, errors: child.errors)
    }

    /// What a command said.
    struct Said: Sendable, Hashable {
        let end: ChildProcess.Ending
        let output: String
        let errors: String
    }

    /// Waits until the body of a step has begun, in that process if one is named.
    func began(_ step: String, of execution: String, in process: Int32? = nil) async throws -> Bool {
        try await eventually {
            journal.bodies.contains {
                $0.execution == execution && $0.step == step && (process == nil || $0.process == process)
            }
        }
    }

    func row(_ sql: String) -> String? { Rows.first(database, sql) }

    /// Waits until a query gives that text.
    func comes(_ text: String, _ sql: String, within limit: Duration = .seconds(20)) async throws -> Bool {
        try await eventually(within: limit) { row(sql) == text }
    }

    /// Holds the database against the journal.
    func expectSound(sourceLocation: SourceLocation = #_sourceLocation) throws {
        var audit = try Audit(database: database, journal: journal)
        let faults = try audit.examine()
        #expect(faults.isEmpty, "\(faults)", sourceLocation: sourceLocation)
    }
}

/// Suites whose processes would disturb one another's times run one after the other in here.
@Suite(.serialized) struct RealProcesses {}

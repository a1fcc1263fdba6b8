import Synchronization
import TestDatabase
import Testing
import Timetable
import Zart
import ZartCore

@testable import ZartopCLI

/// A program on a filled database, with a clock that stands still ten seconds after the night's tick.
struct Bench {
    /// What came of a command line.
    struct Outcome: Equatable {
        var status: Int32
        var out = ""
        var err = ""
    }

    let database: TestDatabase
    var desk = FakeDesk()
    var checks: [Programs.DoctorCheck] = []
    var variables: [String: String] = [:]
    let started = Started()

    /// What programs were started with.
    final class Started: Sendable {
        let settings = Mutex<[String: Settings]>([:])
    }

    init(isFilled: Bool = true) throws {
        database = try TestDatabase()
        if isFilled { try database.run(Scene.sql) }
    }

    /// Runs a command line on the bench's database.
    func zartop(_ words: String..., width: Int? = nil) async -> Outcome {
        await run(words + ["--db", database.path], on: FakeConsole(width: width))
    }

    /// Runs a command line as it is.
    func run(_ words: [String], on console: FakeConsole = FakeConsole()) async -> Outcome {
        let variables = variables
        let desk = desk
        let checks = Checks(list: checks)
        let started = started
        let line = CommandLineRun(
            words,
            console: console,
            surroundings: Surroundings(
                variable: { variables[$0] },
                now: { Instant(milliseconds: Scene.night + 10_000) },
                zones: { ZoneDirectory.system.zone(named: $0) },
                actor: "anna",
                terminal: "/dev/pts/1"
            ),
            programs: Programs(
                dashboard: { settings in started.note("dashboard", settings) },
                once: { settings in started.note("once", settings) },
                worker: { settings in started.note("worker", settings) },
                demo: { settings in started.note("demo", settings) },
                openDesk: { _ throws(ZartError) in desk },
                doctor: { _ throws(StoreError) in checks.list }
            )
        )
        let status =
            switch line.begin() {
            case .ended(let status): status.rawValue
            case .program(let program): program()
            case .command(let command): await command.perform().rawValue
            }
        return Outcome(status: status, out: console.written.out, err: console.written.err)
    }

    private struct Checks: Sendable {
        let list: [Programs.DoctorCheck]
    }
}

extension Bench.Started {
    /// Remembers the settings a program was started with, and ends it with a status nothing else has.
    func note(_ program: String, _ settings: Settings) -> Int32 {
        self.settings.withLock { $0[program] = settings }
        return 42
    }
}

extension Surroundings {
    /// Those of an operator without variables, at a clock of the test's.
    static func anna(now: @escaping @Sendable () -> Instant) -> Surroundings {
        Surroundings(variable: { _ in nil }, now: now, zones: { _ in .utc }, actor: "anna", terminal: "")
    }
}

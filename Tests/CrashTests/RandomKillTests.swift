import BusyWork
import Glibc
import SelfTest
import TestProcess
import Testing

extension RealProcesses {
    /// Kills at instants that nobody chose.
    ///
    /// `CRASH_KILLS` says how many, `CRASH_SEED` repeats a failed series.
    @Suite(.serialized, .timeLimit(.minutes(10)))
    struct RandomKillTests {
        @Test func `a worker killed again and again loses nothing and does nothing twice`() async throws {
            var seed = Seed()
            let bench = try CrashBench()
            let kills = Variable.number("CRASH_KILLS", default: 25)
            for _ in 0..<kills {
                let child = try bench.worker("busy")
                // Anything from before its session to well into its work.
                try await Task.sleep(for: .milliseconds(Int.random(in: 20...700, using: &seed)))
                await child.killed()
            }
            let isDone = try await FinishingWorker.run(database: bench.database, journal: bench.journalPath)
            #expect(isDone, "the last worker could not let everything end; seed \(seed.first)")
            var audit = try Audit(database: bench.database, journal: bench.journal)
            let faults = try audit.examine()
            #expect(faults.isEmpty, "seed \(seed.first): \(faults)")
            #expect(audit.completedSteps > kills && audit.interruptions > 0 && audit.transactions > 0)
            let doctor = try await bench.command("doctor", "--json")
            #expect(doctor.end == .status(0))
            #expect(doctor.output.hasPrefix(#"{"ok":true"#))
            print(
                "\(kills) kills, seed \(seed.first): \(audit.executions) executions, \(audit.completedSteps) "
                    + "completed steps, \(audit.transactions) transactions, \(audit.interruptions) interrupted attempts"
            )
        }
    }
}

/// The program as it is, killed at instants that nobody chose.
@Suite(.timeLimit(.minutes(10)))
struct DemoKillTests {
    @Test func `the demo killed at random keeps its promises when it is started again`() async throws {
        var seed = Seed()
        let bench = try CrashBench()
        for _ in 0..<Variable.number("CRASH_DEMO_KILLS", default: 3) {
            let child = try bench.demo()
            // Anything from its first ticks to well into the overlaps that it shows.
            try await Task.sleep(for: .milliseconds(Int.random(in: 300...3_000, using: &seed)))
            await child.killed()
        }
        let doctor = try await bench.command("doctor", "--json")
        #expect(doctor.end == .status(0), "seed \(seed.first)")
        #expect(doctor.output.hasPrefix(#"{"ok":true"#), "seed \(seed.first): \(doctor.output)")
        let child = try bench.demo()
        let end = await child.ended(within: .seconds(60))
        #expect(end == .status(0), "seed \(seed.first): \(child.output)\(child.errors)")
        let last = try await bench.command("doctor", "--json")
        #expect(last.output.hasPrefix(#"{"ok":true"#), "seed \(seed.first): \(last.output)")
    }
}

extension CrashBench {
    /// Starts the program's own demo on the database.
    func demo() throws -> ChildProcess {
        try ChildProcess(
            BuiltProgram.zartop,
            ["demo", "--no-ui", "--db", database],
            folder: folder.path
        )
    }
}

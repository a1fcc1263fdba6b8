import BusyWork
import Glibc
import SelfTest
import TestProcess
import Testing

extension RealProcesses {
    /// A backfill through the program, whose workers are killed at instants that nobody chose.
    ///
    /// `CRASH_BACKFILL_KILLS` says how many, `CRASH_SEED` repeats a failed series.
    @Suite(.serialized, .timeLimit(.minutes(10)))
    struct BackfillKillTests {
        /// The grid of the task, so many instants apart, ends before the task began.
        private static let range = ["--from", "50s", "--to", "10s"]
        private static let instants = "400"

        @Test func `a backfill whose workers are killed starts every instant exactly once`() async throws {
            var seed = Seed()
            let bench = try CrashBench()
            // Registers the tasks; `fan` comes every 100 ms and overlaps as it likes.
            try await bench.working("busy").killed()
            let began = try await bench.command(["backfill", "fan", "--max", "3", "--json"] + Self.range)
            #expect(began.end == .status(0), "\(began.errors)")
            #expect(began.output.contains(#""instants":400,"dispatched":0"#), "\(began.output)")
            var deaths = 0
            for _ in 0..<Variable.number("CRASH_BACKFILL_KILLS", default: 15) {
                let child = try bench.worker("busy")
                // Anything from before its session to well into its work.
                try await Task.sleep(for: .milliseconds(Int.random(in: 20...600, using: &seed)))
                await child.killed()
                if bench.row("SELECT state FROM zart_backfills WHERE id = 1") == "running" { deaths += 1 }
                let again = try await bench.command(["backfill", "fan", "--only", "all"] + Self.range)
                if bench.row("SELECT state FROM zart_backfills WHERE id = 1") == "running" {
                    #expect(again.end == .status(5), "seed \(seed.first): \(again.output)\(again.errors)")
                }
            }
            let worker = try await bench.working("busy")
            let isDone = try await bench.comes(
                "completed",
                "SELECT state FROM zart_backfills WHERE id = 1",
                within: .seconds(60)
            )
            #expect(isDone, "seed \(seed.first)")
            await worker.killed()
            let isOver = try await FinishingWorker.run(database: bench.database, journal: bench.journalPath)
            #expect(isOver, "the last worker could not let everything end; seed \(seed.first)")
            let started = """
                SELECT count(*) || ' ' || count(DISTINCT nominal_at) || ' ' || count(DISTINCT occurrence)
                FROM zart_executions WHERE backfill = 1
                """
            let n = Self.instants
            #expect(bench.row(started) == "\(n) \(n) \(n)", "seed \(seed.first)")
            #expect(
                bench.row("SELECT count(*) FROM zart_executions WHERE backfill = 1 AND status = 'completed'")
                    == n,
                "seed \(seed.first)"
            )
            #expect(
                deaths > 2,
                "the backfill was over too soon to be killed in its middle; seed \(seed.first)"
            )
            var audit = try Audit(database: bench.database, journal: bench.journal)
            let faults = try audit.examine()
            #expect(faults.isEmpty, "seed \(seed.first): \(faults)")
            print("\(deaths) deaths in the middle of a backfill of \(n) instants, seed \(seed.first)")
        }

        @Test func `a backfill is shown, held, listed and ended through the program`() async throws {
            let bench = try CrashBench()
            let worker = try await bench.working("busy")
            let dry = try await bench.command([
                "backfill", "pulse", "--dry-run", "--from", "20s", "--to", "10s",
            ])
            #expect(dry.end == .status(0), "\(dry.errors)")
            #expect(dry.output.contains("to start, 0 left out"), "\(dry.output)")
            #expect(dry.output.contains("the task did not exist"), "\(dry.output)")
            #expect(bench.row("SELECT count(*) FROM zart_backfills") == "0")

            let began = try await bench.command(["backfill", "pulse", "--from", "500s", "--to", "10s"])
            #expect(began.output.hasPrefix("backfill 1 of pulse: "), "\(began.output)\(began.errors)")
            let held = try await bench.command("backfill", "--pause", "1", "--reason", "too loud")
            #expect(held.output.hasPrefix("paused backfill 1: "), "\(held.errors)")
            let list = try await bench.command("backfill")
            #expect(list.output.contains("paused by") && list.output.contains("too loud"), "\(list.output)")
            let gone = try await bench.command("backfill", "--resume", "1")
            #expect(gone.output.hasPrefix("resumed backfill 1: "), "\(gone.errors)")
            let ended = try await bench.command("backfill", "--cancel", "1")
            #expect(ended.output.hasPrefix("cancelled backfill 1: "), "\(ended.errors)")
            let late = try await bench.command("backfill", "--cancel", "1")
            #expect(late.end == .status(5) && late.errors == "zartop: backfill 1 has ended\n")
            let unknown = try await bench.command("backfill", "--cancel", "7")
            #expect(unknown.end == .status(3), "\(unknown.errors)")
            worker.kill(SIGTERM)
            #expect(await worker.ended() == .status(0))
            let doctor = try await bench.command("doctor")
            #expect(doctor.end == .status(0), "\(doctor.output)")
        }
    }
}

import BusyWork
import FoundationEssentials
import Glibc
import TestProcess
import Testing

extension RealProcesses {
    /// Holds and orders given together, among processes that are killed.
    @Suite(.serialized, .timeLimit(.minutes(10)))
    struct HoldCrashTests {
        @Test func `a pause of everything outlives killed workers, and nothing starts before its release`()
            async throws
        {
            let bench = try CrashBench()
            let worker = try await bench.working("busy")
            try #require(
                try await bench.comes("1", "SELECT min(occurrence, 1) FROM zart_tasks WHERE name = 'pulse'")
            )
            let paused = try await bench.command("pause", "--all", "--note", "moving")
            try #require(paused.end == .status(0), "\(paused.errors)")
            await worker.killed()
            let next = try await bench.working("busy")
            let began = "SELECT began_at FROM zart_holds"
            try #require(
                try await bench.comes(
                    "1",
                    "SELECT max(until) > (\(began)) + 400 FROM zart_ledger WHERE decision = 'paused'"
                )
            )
            #expect(
                bench.row(
                    "SELECT count(*) FROM zart_executions WHERE cause = 'tick' AND created_at > (\(began))"
                ) == "0"
            )
            let shown = try await bench.command("tasks")
            #expect(shown.output.contains("everything is paused since"), "\(shown.output)")
            #expect(shown.output.contains("moving"))
            // It dies again with the release on its way, or done.
            try bench.freeze(next)
            let releasing = try ChildProcess(
                BuiltProgram.zartop,
                ["resume", "--all", "--missed", "skip", "--db", bench.database],
                folder: bench.folder.path
            )
            try #require(
                try await bench.comes("1", "SELECT count(*) FROM zart_orders WHERE kind = 'resume-all'")
            )
            await next.killed()
            #expect(await releasing.ended() == .status(0), "\(releasing.errors)")
            #expect(bench.row("SELECT ended_at IS NOT NULL FROM zart_holds") == "1")
            let last = try await bench.working("busy")
            #expect(
                try await bench.comes(
                    "1",
                    """
                    SELECT count(*) > 0 FROM zart_executions
                    WHERE cause = 'tick' AND created_at > (SELECT ended_at FROM zart_holds)
                    """
                )
            )
            last.kill(SIGTERM)
            _ = await last.ended()
            let doctor = try await bench.command("doctor")
            #expect(doctor.end == .status(0), "\(doctor.output)")
        }

        @Test func `what is to be skipped is skipped once, whoever is killed meanwhile`() async throws {
            let bench = try CrashBench()
            let worker = try await bench.working("busy")
            let said = try await bench.command("skip", "pulse", "-n", "100")
            try #require(said.end == .status(0), "\(said.errors)")
            try #require(
                try await bench.comes(
                    "1",
                    "SELECT skip_next BETWEEN 1 AND 95 FROM zart_tasks WHERE name = 'pulse'"
                )
            )
            await worker.killed()
            let next = try await bench.working("busy")
            #expect(try await bench.comes("0", "SELECT skip_next FROM zart_tasks WHERE name = 'pulse'"))
            let excluded = """
                SELECT sum(l.count) FROM zart_ledger l JOIN zart_tasks t ON t.id = l.task
                WHERE t.name = 'pulse' AND l.decision = 'excluded'
                """
            #expect(bench.row(excluded) == "100")
            next.kill(SIGTERM)
            _ = await next.ended()
            #expect(bench.row(excluded) == "100")
            let doctor = try await bench.command("doctor")
            #expect(doctor.end == .status(0), "\(doctor.output)")
        }

        @Test func `runs that wait for a slot begin once each, whoever is killed meanwhile`() async throws {
            let bench = try CrashBench()
            let file = bench.folder.file("zartop.yaml")
            let jobs = """
                tasks:
                  slow:
                    every: 1h
                    steps:
                      - name: work
                        run: test -e \(bench.folder.file("mended")) && sleep 0.3
                """
            try Data(jobs.utf8).write(to: URL(filePath: file))
            func worker() throws -> ChildProcess {
                try ChildProcess(
                    BuiltProgram.zartop,
                    ["--no-ui", "--jobs", file, "--db", bench.database],
                    folder: bench.folder.path
                )
            }
            let failed = "SELECT count(*) FROM zart_executions WHERE status = 'failed'"
            var child = try worker()
            for number in 1...5 {
                try #require(try await bench.comes("\(number)", failed))
                if number < 5 { _ = try await bench.command("trigger", "slow") }
            }
            try Data().write(to: URL(filePath: bench.folder.file("mended")))
            let given = try await bench.command("retry", "--where", "state:failed", "--yes")
            #expect(given.end == .status(0), "\(given.errors)")
            #expect(
                given.output.split(separator: "\n").count { $0.contains(" waits for a slot of 'slow'") } == 4
            )
            for number in 1...5 {
                try #require(
                    try await bench.comes(
                        "1",
                        "SELECT count(*) >= \(number) FROM zart_executions WHERE run = 1 AND started_at IS NOT NULL"
                    )
                )
                await child.killed()
                child = try worker()
            }
            try #require(
                try await bench.comes(
                    "5",
                    "SELECT count(*) FROM zart_executions WHERE run = 1 AND status = 'completed'"
                )
            )
            #expect(
                bench.row("SELECT count(*) FROM zart_orders WHERE kind = 'retry' AND refusal IS NULL") == "5"
            )
            #expect(bench.row("SELECT count(*) FROM zart_orders WHERE answered_at IS NULL") == "0")
            child.kill(SIGTERM)
            _ = await child.ended()
            let doctor = try await bench.command("doctor")
            #expect(doctor.end == .status(0), "\(doctor.output)")
        }

        @Test func `orders given together are carried out once each, though command and worker are killed`()
            async throws
        {
            let bench = try CrashBench()
            let worker = try await bench.working()
            for number in 0..<6 {
                _ = try await bench.command("start", "asked", "--id", "order-\(number)", "--payload", "1")
                let waited = try await bench.command("wait", "order-\(number)", "--timeout", "30s")
                try #require(waited.end == .status(0), "\(waited.errors)")
            }
            try bench.freeze(worker)
            let words = ["restart", "--where", "task:asked", "--yes", "--db", bench.database]
            let asking = try ChildProcess(BuiltProgram.zartop, words, folder: bench.folder.path)
            try #require(
                try await bench.comes("6", "SELECT count(*) FROM zart_orders WHERE kind = 'restart'")
            )
            asking.kill(SIGKILL)
            _ = await asking.ended()
            await worker.killed()
            let next = try await bench.working()
            let runs =
                "SELECT group_concat(run || status, ' ') FROM (SELECT * FROM zart_executions ORDER BY seq)"
            let once = Array(repeating: "1completed", count: 6).joined(separator: " ")
            try #require(try await bench.comes(once, runs), "\(bench.row(runs) ?? "")")
            // The same words mean the orders that were given; it has not told of them yet.
            let again = try await bench.command(Array(words.prefix(4)))
            #expect(again.end == .status(0), "\(again.errors)")
            #expect(again.errors.contains("this command was given at"))
            #expect(again.output.split(separator: "\n").count == 6)
            #expect(bench.row(runs) == once)
            // From here on they mean new ones.
            let anew = try await bench.command(Array(words.prefix(4)))
            #expect(anew.end == .status(0), "\(anew.errors)")
            #expect(try await bench.comes(once.replacing("1c", with: "2c"), runs))
            next.kill(SIGTERM)
            _ = await next.ended()
            let doctor = try await bench.command("doctor")
            #expect(doctor.end == .status(0), "\(doctor.output)")
        }
    }
}

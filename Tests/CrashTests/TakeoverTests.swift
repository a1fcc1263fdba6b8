import BusyWork
import Glibc
import SelfTest
import TestProcess
import Testing

extension RealProcesses {
    /// Two workers on one file.
    @Suite(.serialized, .timeLimit(.minutes(10)))
    struct TakeoverTests {
        @Test func `a standby takes over within a second of the worker's death`() async throws {
            // A busy machine may be slow once; it is not slow time after time.
            var best = Double.infinity
            for _ in 0..<5 where best >= 1_000 {
                let bench = try CrashBench()
                let first = try await bench.working("busy")
                let second = try bench.worker("busy")
                try #require(try await eventually { second.errors.contains("standing by") })
                let start = Stopwatch.microseconds
                first.kill(SIGKILL)
                let isTaken = try await bench.comes(
                    "\(second.process)",
                    "SELECT process FROM zart_sessions WHERE ended_at IS NULL"
                )
                #expect(isTaken)
                best = min(best, Stopwatch.milliseconds(since: start))
                await first.ended()
                await second.killed()
                let isDone = try await FinishingWorker.run(
                    database: bench.database,
                    journal: bench.journalPath
                )
                #expect(isDone)
                try bench.expectSound()
            }
            print("takeover \(best) ms after the kill")
            #expect(best < 1_000)
        }

        @Test func `what a frozen worker says after a takeover is refused, and it stands by`() async throws {
            let bench = try CrashBench()
            let frozen = try await bench.working(lease: 600, awaiting: "order-1")
            let second = try bench.worker(lease: 600)
            try #require(try await eventually { second.errors.contains("standing by") })
            let start = try await bench.command("start", "asked", "--id", "order-1", "--payload", "700")
            try #require(start.end == .status(0), "\(start.errors)")
            try #require(try await bench.began("hold", of: "order-1", in: frozen.process))

            try bench.freeze(frozen)
            // The lease runs out, and the step that was in flight runs again with the same key.
            try #require(try await bench.began("hold", of: "order-1", in: second.process))
            frozen.kill(SIGCONT)
            let standsBy = try await eventually {
                frozen.errors.contains("standing by")
            }
            #expect(standsBy, "\(frozen.errors)")
            #expect(try await bench.comes("completed", "SELECT status FROM zart_executions"))
            // Who waited for it in the thawed process hears of it, though another worker brought it to its end.
            #expect(try await eventually { bench.journal.awaited == ["order-1"] })
            let bodies = bench.journal.bodies
            #expect(bodies.filter { $0.step == "after" }.map(\.process) == [second.process])
            #expect(Set(bodies.filter { $0.step == "hold" }.map(\.key)).count == 1)
            #expect(bodies.filter { $0.step == "hold" }.count == 2)

            // And it takes over again when the other one dies.
            second.kill(SIGKILL)
            let isBack = try await bench.comes(
                "\(frozen.process)",
                "SELECT process FROM zart_sessions WHERE ended_at IS NULL"
            )
            #expect(isBack, "\(frozen.errors)")
            let more = try await bench.command("start", "asked", "--id", "order-2", "--payload", "1")
            #expect(more.end == .status(0), "\(more.errors)")
            #expect(try await bench.began("after", of: "order-2", in: frozen.process))
            #expect(
                try await bench.comes("completed", "SELECT status FROM zart_executions WHERE id = 'order-2'")
            )
            frozen.kill(SIGTERM)
            #expect(await frozen.ended() == .status(0))
            try bench.expectSound()
        }

        @Test
        func `a worker frozen within a commit is waited for, said so once, and taken over from when it dies`()
            async throws
        {
            let bench = try CrashBench()
            let frozen = try await bench.working(lease: 600)
            let second = try bench.worker(lease: 600)
            try #require(try await eventually { second.errors.contains("standing by") })
            let start = try await bench.command(
                "start",
                "hogging",
                "--id",
                "order-1",
                "--payload",
                "\(frozen.process)"
            )
            try #require(start.end == .status(0), "\(start.errors)")
            try #require(try await bench.began("hog", of: "order-1", in: frozen.process))
            frozen.kill(SIGSTOP)
            let sentence =
                "the worker of \(bench.database) (process \(frozen.process)) let its lease run out in the middle of a "
                + "commit and keeps the database locked: taking over as soon as it goes on or is killed"
            #expect(try await eventually { second.errors.contains(sentence) }, "\(second.errors)")
            #expect(
                bench.row("SELECT process FROM zart_sessions WHERE ended_at IS NULL") == "\(frozen.process)"
            )

            frozen.kill(SIGKILL)
            await frozen.ended()
            #expect(try await bench.comes("completed", "SELECT status FROM zart_executions"))
            #expect(
                bench.row("SELECT process FROM zart_sessions WHERE ended_at IS NULL") == "\(second.process)"
            )
            // What the frozen one had written in its transaction is gone with it.
            #expect(bench.row("SELECT group_concat(process) FROM hogs") == "\(second.process)")
            #expect(
                second.errors.split(separator: "\n").count { $0.contains("keeps the database locked") } == 1
            )
            await second.killed()
            try bench.expectSound()
        }

        @Test func `a worker frozen for less than its lease goes on as if nothing had been`() async throws {
            let bench = try CrashBench()
            let worker = try await bench.working(lease: 60_000)
            _ = try await bench.command("start", "asked", "--id", "order-1", "--payload", "100")
            try #require(try await bench.began("hold", of: "order-1"))
            worker.kill(SIGSTOP)
            let standby = try bench.worker(lease: 60_000)
            try #require(try await eventually { standby.errors.contains("standing by") })
            worker.kill(SIGCONT)
            #expect(try await bench.comes("completed", "SELECT status FROM zart_executions"))
            #expect(bench.journal.bodies.map(\.step) == ["hold", "after"])
            // A standby has nothing to lose: it ends at once.
            standby.kill(SIGTERM)
            #expect(await standby.ended() == .status(0))
            #expect(worker.errors.contains("standing by") == false)
            await worker.killed()
            try bench.expectSound()
        }
    }
}

import BusyWork
import Glibc
import SelfTest
import TestProcess
import Testing

extension RealProcesses {
    /// SIGTERM, and what becomes of a step in flight.
    @Suite(.serialized, .timeLimit(.minutes(10)))
    struct StopSignalTests {
        private static let hold = """
            SELECT s.status || ' ' || s.attempt_status FROM zart_steps s JOIN zart_executions e ON e.seq = s.execution
            WHERE e.id = 'order-1' AND s.name = 'hold'
            """
        private static let reason = "SELECT end_reason FROM zart_sessions ORDER BY number DESC LIMIT 1"

        @Test func `a handler may call the main actor, and the worker still hears of its end`() async throws {
            let bench = try CrashBench()
            let worker = try await bench.working("main")
            #expect(
                try await bench.comes(
                    "completed \"EU-1\"",
                    "SELECT status || ' ' || result FROM zart_executions"
                )
            )
            worker.kill(SIGTERM)
            #expect(await worker.ended() == .status(0), "\(worker.errors)")
        }

        @Test func `SIGTERM lets the step in flight end and be checkpointed`() async throws {
            let bench = try CrashBench()
            let worker = try await bench.working()
            _ = try await bench.command("start", "asked", "--id", "order-1", "--payload", "500")
            try #require(try await bench.began("hold", of: "order-1"))
            worker.kill(SIGTERM)
            #expect(await worker.ended() == .status(0))
            #expect(bench.row(Self.hold) == "completed completed")
            #expect(bench.row("SELECT status FROM zart_executions") == "running")
            #expect(bench.row(Self.reason) == "stopped")
            #expect(bench.journal.bodies.map(\.step) == ["hold"])
            // The next worker goes on behind the checkpoint.
            let next = try await bench.working()
            #expect(try await bench.comes("completed", "SELECT status FROM zart_executions"))
            #expect(bench.journal.bodies.map(\.step) == ["hold", "after"])
            await next.killed()
            try bench.expectSound()
        }

        @Test func `a second SIGTERM gives up at once what is in flight`() async throws {
            let bench = try CrashBench()
            let worker = try await bench.working()
            _ = try await bench.command("start", "asked", "--id", "order-1", "--payload", "60000")
            try #require(try await bench.began("hold", of: "order-1"))
            worker.kill(SIGTERM)
            try #require(try await eventually { worker.errors.contains("no new work") })
            worker.kill(SIGTERM)
            #expect(await worker.ended(within: .seconds(5)) == .status(0), "\(worker.errors)")
            #expect(bench.row(Self.hold) == "scheduled interrupted")
            #expect(bench.row(Self.reason) == "stopped")
            let cancel = try await bench.command("cancel", "order-1")
            #expect(cancel.end == .status(0), "\(cancel.errors)")
            try bench.expectSound()
        }

        @Test func `SIGTERM while standing by ends the standby at once and leaves the worker alone`()
            async throws
        {
            let bench = try CrashBench()
            let worker = try await bench.working()
            let standby = try bench.worker()
            try #require(try await eventually { standby.errors.contains("standing by") })
            standby.kill(SIGTERM)
            #expect(await standby.ended(within: .seconds(5)) == .status(0), "\(standby.errors)")
            let said = try await bench.command("start", "asked", "--id", "order-1", "--payload", "1")
            #expect(said.end == .status(0), "\(said.errors)")
            worker.kill(SIGINT)
            #expect(await worker.ended(within: .seconds(5)) == .status(0))
        }

        @Test func `SIGTERM on top of the first breath of a worker ends it in order`() async throws {
            let bench = try CrashBench()
            for delay in [5, 15, 30, 45, 60, 90] {
                let worker = try bench.worker("busy")
                // Anything from before it catches signals to its first work: whatever the moment, the end is in order.
                try await Task.sleep(for: .milliseconds(delay))
                worker.kill(SIGTERM)
                let end = await worker.ended(within: .seconds(15))
                // Before it catches signals the kernel ends it.
                #expect([.status(0), .signal(SIGTERM)].contains(end), "after \(delay) ms: \(worker.errors)")
            }
            let isDone = try await FinishingWorker.run(database: bench.database, journal: bench.journalPath)
            #expect(isDone)
            try bench.expectSound()
        }
    }
}

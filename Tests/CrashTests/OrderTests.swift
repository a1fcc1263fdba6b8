import BusyWork
import Glibc
import SelfTest
import TestProcess
import Testing

extension RealProcesses {
    /// Orders of one process to the worker of another.
    @Suite(.serialized, .timeLimit(.minutes(10)))
    struct OrderTests {
        @Test func `an order is applied at once while a worker runs`() async throws {
            let bench = try CrashBench()
            let worker = try await bench.working()
            var best = Int.max
            for number in 0..<5 {
                let said = try await bench.command(
                    "start",
                    "asked",
                    "--id",
                    "order-\(number)",
                    "--payload",
                    "1"
                )
                #expect(said.end == .status(0), "\(said.errors)")
                let took = bench.row(
                    "SELECT answered_at - posted_at FROM zart_orders ORDER BY id DESC LIMIT 1"
                )
                best = min(best, took.flatMap { Int($0) } ?? .max)
            }
            print("order applied and answered \(best) ms after it was posted")
            #expect(best < 5_000)
            // What was started comes to its end before the worker is told to stop.
            let waited = try await bench.command("wait", "order-4", "--timeout", "30s")
            #expect(waited.end == .status(0), "\(waited.errors)")
            worker.kill(SIGTERM)
            #expect(await worker.ended() == .status(0))
            try bench.expectSound()
        }

        @Test func `an order without a worker is applied here and now`() async throws {
            let bench = try CrashBench()
            try await bench.working("busy").killed()
            let start = Stopwatch.microseconds
            let said = try await bench.command("pause", "pulse")
            print("order without a worker took \(Stopwatch.milliseconds(since: start)) ms, program and all")
            #expect(said.end == .status(0), "\(said.errors)")
            #expect(bench.row("SELECT state FROM zart_tasks WHERE name = 'pulse'") == "paused")
            #expect(bench.row("SELECT count(*) FROM zart_lease WHERE expires_at IS NOT NULL") == "0")
            // The next worker can have the database, and finds the order in force.
            let next = try await bench.working("busy")
            #expect(bench.row("SELECT state FROM zart_tasks WHERE name = 'pulse'") == "paused")
            await next.killed()
        }

        @Test func `an order to a frozen worker is recorded, says so, and is applied when it thaws`()
            async throws
        {
            let bench = try CrashBench()
            let worker = try await bench.working()
            try bench.freeze(worker)
            let start = Stopwatch.microseconds
            let said = try await bench.command("start", "asked", "--id", "order-1", "--payload", "1")
            let took = Stopwatch.milliseconds(since: start)
            #expect(said.end == .status(4))
            #expect(
                said.errors.hasPrefix("zartop: the order is recorded, but the worker of '\(bench.database)'")
            )
            #expect(said.errors.filter { $0 == "\n" }.count == 1)
            #expect(took >= 5_000 && took < 9_000)
            #expect(bench.row("SELECT count(*) FROM zart_executions") == "0")
            worker.kill(SIGCONT)
            #expect(
                try await bench.comes("completed", "SELECT status FROM zart_executions WHERE id = 'order-1'")
            )
            await worker.killed()
            try bench.expectSound()
        }

        @Test func `orders posted to a worker that dies are applied by whoever comes next`() async throws {
            let bench = try CrashBench()
            let worker = try await bench.working()
            try bench.freeze(worker)
            let asking = try ChildProcess(
                BuiltProgram.zartop,
                ["start", "asked", "--id", "order-1", "--payload", "1", "--db", bench.database],
                folder: bench.folder.path
            )
            try #require(try await bench.comes("1", "SELECT count(*) FROM zart_orders"))
            worker.kill(SIGKILL)
            await worker.ended()
            // No handler there: the command applies it itself, and nobody knows the name.
            #expect(await asking.ended() == .status(3), "\(asking.errors)")
            #expect(
                try await bench.comes("1", "SELECT count(*) FROM zart_orders WHERE answered_at IS NOT NULL")
            )
        }

        @Test func `a run ordered from a worker that dies is begun once, and by whoever comes next`()
            async throws
        {
            let bench = try CrashBench()
            let worker = try await bench.working()
            _ = try await bench.command("start", "asked", "--id", "order-1", "--payload", "1")
            let waited = try await bench.command("wait", "order-1", "--timeout", "30s")
            try #require(waited.end == .status(0), "\(waited.errors)")
            try bench.freeze(worker)
            let asking = try ChildProcess(
                BuiltProgram.zartop,
                ["rerun", "order-1", "--from", "after", "--db", bench.database],
                folder: bench.folder.path
            )
            try #require(
                try await bench.comes("1", "SELECT count(*) FROM zart_orders WHERE answered_at IS NULL")
            )
            worker.kill(SIGKILL)
            await worker.ended()
            #expect(await asking.ended() == .status(0), "\(asking.errors)")
            #expect(
                asking.output
                    == "run 1 of order-1 repeats from step 'after' on; the result of step 'hold' is kept; "
                    + "no worker runs: it begins once one does\n"
            )
            #expect(bench.row("SELECT status FROM zart_executions") == "scheduled")
            let next = try await bench.working()
            #expect(try await bench.comes("completed", "SELECT status FROM zart_executions"))
            let bodies = bench.journal.bodies
            #expect(bodies.map(\.step) == ["hold", "after", "after"])
            #expect(
                bodies.map(\.key) == ["order-1/0/hold", "order-1/0/after", "order-1/1/after"]
            )
            await next.killed()
            try bench.expectSound()
        }

        @Test func `wait is woken by the commit of another process, also before the execution exists`()
            async throws
        {
            let bench = try CrashBench()
            let worker = try await bench.working()
            let waiting = try ChildProcess(
                BuiltProgram.zartop,
                ["wait", "order-1", "--timeout", "20s", "--json", "--db", bench.database],
                folder: bench.folder.path
            )
            // It sleeps in the kernel by then, or begins to look: both are right.
            try await Task.sleep(for: .milliseconds(100))
            _ = try await bench.command("start", "asked", "--id", "order-1", "--payload", "150")
            #expect(await waiting.ended() == .status(0), "\(waiting.errors)")
            let now = Int64(Stopwatch.wallMilliseconds)
            let end = bench.row("SELECT ended_at FROM zart_executions").flatMap { Int64($0) } ?? 0
            print("wait ended \(now - end) ms after the execution's end")
            #expect(now - end < 5_000)
            #expect(
                waiting.output == #"{"id":"order-1","status":"completed","result":150,"error":null}"# + "\n"
            )
            let never = try await bench.command("wait", "order-9", "--timeout", "200ms")
            #expect(never.end == .status(4))
            await worker.killed()
        }
    }
}

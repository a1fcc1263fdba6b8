import BusyWork
import Glibc
import TestProcess
import Testing

/// A database that is reached by another name, and one that is taken away from its worker.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct DatabaseFileTests {
    @Test func `a link to a database has the database's worker`() async throws {
        let bench = try ProgramBench()
        let worker = try await bench.working()
        let link = bench.folder.file("link.db")
        #expect(symlink(bench.database, link) == 0)
        let tasks = try await bench.run(["tasks"], on: link)
        #expect(tasks.end == .status(0) && !tasks.output.contains("no worker"), "\(tasks)")
        #expect(try await bench.run(["metrics"], on: link).output.contains("\nzartop_worker_up 1\n"))
        let order = try await bench.run(["start", "asked", "--id", "by-link", "--payload", "1"], on: link)
        #expect(order.end == .status(0), "\(order)")
        #expect(
            try await eventually {
                Rows.first(bench.database, "SELECT status FROM zart_executions WHERE id = 'by-link'")
                    == "completed"
            }
        )
        #expect(access(link + "-worker", F_OK) != 0)
        worker.kill(SIGTERM)
        #expect(await worker.ended() == .status(0), "\(worker.errors.suffix(2_000))")
        #expect(!worker.errors.contains("took over"))
    }

    @Test func `a worker whose database was replaced says so and ends`() async throws {
        let bench = try ProgramBench()
        try await bench.fill()
        let copy = bench.folder.file("copy.db")
        #expect(try await bench.run("backup", copy).end == .status(0))
        let worker = try await bench.working(lease: 600)
        #expect(rename(copy, bench.database) == 0)
        for end in ["-wal", "-shm"] { unlink(bench.database + end) }
        #expect(await worker.ended() == .status(5), "\(worker.errors.suffix(2_000))")
        #expect(
            worker.errors.contains("was removed or replaced while a worker had it"),
            "\(worker.errors.suffix(2_000))"
        )
        // The next one finds the copy whole.
        let next = try await bench.working()
        next.kill(SIGTERM)
        #expect(await next.ended() == .status(0))
        #expect(try await bench.run("doctor").end == .status(0))
    }

    @Test func `a wait for what a replaced database had ends, and so does following its output`() async throws
    {
        let bench = try ProgramBench()
        try await bench.fill()
        let copy = bench.folder.file("copy.db")
        #expect(try await bench.run("backup", copy).end == .status(0))
        // Nobody begins it.
        let triggered = try await bench.run("trigger", "pulse", "--overlap", "always-start")
        #expect(triggered.end == .status(0), "\(triggered)")
        let newest = "SELECT id FROM zart_executions WHERE ended_at IS NULL ORDER BY seq DESC"
        let id = try #require(Rows.first(bench.database, newest))
        let waits = try bench.begin("wait", id)
        let follows = try bench.begin("logs", id, "--follow")
        #expect(
            try await eventually {
                LivingProcesses.files(of: waits.process).contains("anon_inode:inotify")
                    // Once it has read: the log is looked for with the first read.
                    && LivingProcesses.files(of: follows.process).contains(bench.database + "-wal")
            }
        )
        #expect(rename(copy, bench.database) == 0)
        for end in ["-wal", "-shm"] { unlink(bench.database + end) }
        #expect(await waits.ended() == .status(5))
        #expect(waits.errors.contains("execution '\(id)' is there no longer"), "\(waits.errors)")
        #expect(await follows.ended() == .status(5))
        #expect(follows.errors.contains("was removed, or another one is in its place"), "\(follows.errors)")
    }
}

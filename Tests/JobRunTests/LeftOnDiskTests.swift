import BusyWork
import Glibc
import TestProcess
import Testing

/// Ids that are free again: what an execution that is no longer known has left on the disk is not taken for another's.
@Suite(.timeLimit(.minutes(10)))
struct LeftOnDiskTests {
    private static let tasks = """
        tasks:
          one:
            every: 1h
            steps: [{ name: work, run: 'echo "$ZART_EXECUTION" >> ran; [ -e ok ] || exit 3' }]
        """

    @Test func `a pruned execution's id runs its command again`() async throws {
        let bench = try JobBench(Self.tasks)
        let worker = try await bench.worker()
        #expect(try await bench.end(of: "one-0").contains("exit status 3"))
        for id in ["deploy", "newer"] {
            #expect(try await bench.run("start", "one", "--id", id).end == .status(0))
            #expect(try await bench.end(of: id).contains("exit status 3"))
        }
        bench.touch("ok")
        #expect(try await bench.run("prune", "--older-than", "1ms", "--yes").end == .status(0))
        try #require(
            try await eventually {
                bench.row("SELECT count(*) FROM zart_executions WHERE id = 'deploy'") == "0"
            }
        )
        #expect(try await bench.run("start", "one", "--id", "deploy").end == .status(0))
        #expect(try await bench.end(of: "deploy").contains("completed"), "\(worker.errors)")
        #expect(bench.text("ran").split(separator: "\n").count { $0 == "deploy" } == 2)
        await worker.killed()
    }

    @Test func `what was run since a backup is run again once that is put in place`() async throws {
        let bench = try JobBench(Self.tasks)
        bench.touch("ok")
        let first = try await bench.worker()
        #expect(try await bench.end(of: "one-0").contains("completed"))
        let copy = bench.folder.file("copy.db")
        #expect(try await bench.run("backup", copy).end == .status(0))
        #expect(try await bench.run("trigger", "one").end == .status(0))
        #expect(try await bench.end(of: "one-1").contains("completed"))
        await first.killed()
        for suffix in ["", "-wal", "-shm"] { unlink(bench.database + suffix) }
        rename(copy, bench.database)
        let second = try await bench.worker()
        #expect(try await bench.run("trigger", "one").end == .status(0))
        #expect(try await bench.end(of: "one-1").contains("completed"))
        #expect(bench.text("ran") == "one-0\none-1\none-1\n")
        #expect(try await bench.run("doctor").end == .status(0))
        await second.killed()
    }
}

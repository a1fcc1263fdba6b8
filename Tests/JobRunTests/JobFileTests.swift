import Glibc
import TestProcess
import Testing

/// The job file of a worker: given, found, changed and broken.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct JobFileTests {
    private static func file(_ tasks: String...) -> String {
        "tasks:\n" + tasks.map { "  \($0): { every: 1h, steps: [{ name: go, run: 'true' }] }\n" }.joined()
    }

    private static let wrong = "tasks:\n  one:\n    evry: 1h\n    steps: [{ name: go, run: 'true' }]\n"

    @Test func `a bad file is refused with its places and nothing begins`() async throws {
        let bench = try JobBench(Self.wrong)
        let said = try await bench.run("--no-ui", "--jobs", bench.jobs)
        #expect(said.end == .status(2), "\(said)")
        #expect(said.errors.contains("\(bench.jobs):3:5: "), "\(said)")
        #expect(said.errors.contains("did you mean 'every'"), "\(said)")
        #expect(!said.errors.contains("working on"))
        #expect(try await bench.run("tasks").output == "")
    }

    @Test func `a file that is merely found is applied once the database knows it`() async throws {
        let bench = try JobBench(Self.file("one"))
        rename(bench.jobs, bench.folder.file("zartop.yaml"))
        let line = "'\(BuiltProgram.zartop)' --no-ui --db zartop.db"
        let refused = try await bench.shell(line)
        #expect(refused.end == .status(5), "\(refused)")
        #expect(refused.errors.contains("--jobs zartop.yaml"), "\(refused)")
        #expect(try await bench.shell("'\(BuiltProgram.zartop)' apply --db zartop.db").end == .status(0))
        TextFile.write(Self.file("one", "two"), to: bench.folder.file("zartop.yaml"))
        let worker = try ChildProcess(
            "/bin/sh",
            ["-c", "cd '\(bench.folder.path)' && exec \(line)"],
            folder: bench.folder.path
        )
        #expect(
            try await eventually { worker.errors.contains("zartop.yaml: applied: 1 added, 1 unchanged") },
            "\(worker.errors)"
        )
        await worker.killed()
    }

    @Test func `a restart's preview tells the steps of the file as it is now`() async throws {
        let bench = try JobBench(
            "tasks:\n  t:\n    every: 1h\n    steps:\n      - { name: a, run: \"true\" }\n"
        )
        let worker = try await bench.worker()
        #expect(try await bench.end(of: "t-0").contains("completed"))
        worker.kill(SIGTERM)
        #expect(await worker.ended() == .status(0))
        bench.write(
            "tasks:\n  t:\n    every: 1h\n    steps:\n      - { name: b, run: \"true\" }\n      - { name: nap, sleep: 1s }\n"
        )
        #expect(try await bench.run("apply", bench.jobs).end == .status(0))
        let restart = try await bench.run("restart", "t-0", "--dry-run").output
        #expect(restart.contains("  again      b, nap: with new idempotency keys\n"), "\(restart)")
        let rerun = try await bench.run("rerun", "t-0", "--from", "a", "--dry-run").output
        #expect(rerun.contains("  again      a: with new idempotency keys\n"), "\(rerun)")
        let latest = try await bench.run("rerun", "t-0", "--from", "a", "--latest", "--dry-run", "--json")
            .output
        #expect(latest.contains(#""name":"b","kept":false,"key":"t-0/1/b""#), "\(latest)")
    }

    @Test func `a hang-up reloads, and a bad file changes nothing`() async throws {
        let bench = try JobBench(Self.file("one"))
        let worker = try await bench.worker()
        bench.write(Self.file("one", "two"))
        worker.kill(SIGHUP)
        #expect(try await eventually { worker.errors.contains("applied: 1 added, 1 unchanged") })
        bench.write(Self.wrong)
        worker.kill(SIGHUP)
        #expect(try await eventually { worker.errors.contains("\(bench.jobs):3:5: ") }, "\(worker.errors)")
        let tasks = try await bench.run("tasks").output
        #expect(tasks.contains("one") && tasks.contains("two"), "\(tasks)")
        worker.kill(SIGTERM)
        #expect(await worker.ended() == .status(0))
    }

    @Test func `a watched file is applied when it is saved, in place or under its name`() async throws {
        let bench = try JobBench(Self.file("one"))
        let worker = try await bench.worker("--watch")
        bench.write(Self.file("one", "two"))
        #expect(try await eventually { worker.errors.contains("applied: 1 added, 1 unchanged") })
        TextFile.write(Self.file("one", "two", "three"), to: bench.jobs)
        #expect(try await eventually { worker.errors.contains("applied: 1 added, 2 unchanged") })
        await worker.killed()
    }
}

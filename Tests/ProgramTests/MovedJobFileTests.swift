import BusyWork
import Glibc
import TestProcess
import Testing

/// A job file that is moved or renamed takes its tasks along.
@Suite(.timeLimit(.minutes(5)))
struct MovedJobFileTests {
    private static func file(_ tasks: String...) -> String {
        "tasks:\n" + tasks.map { "  \($0): { every: 1h, steps: [{ name: a, run: 'true' }] }\n" }.joined()
    }

    private func source(_ task: String, _ bench: ProgramBench) -> String {
        Rows.first(bench.database, "SELECT source FROM zart_tasks WHERE name = '\(task)'") ?? ""
    }

    @Test func `what was renamed is told by plan and taken over by apply`() async throws {
        let bench = try ProgramBench()
        let (old, new) = (bench.folder.file("old.yaml"), bench.folder.file("new.yaml"))
        TextFile.write(Self.file("one", "two"), to: old)
        #expect(try await bench.run("apply", old).output == "applied: 2 added\n")
        let cursor = Rows.first(bench.database, "SELECT cursor FROM zart_tasks WHERE name = 'one'")
        #expect(rename(old, new) == 0)
        let plan = try await bench.run("plan", new)
        #expect(plan.end == .status(0))
        #expect(plan.output.contains("taken over from job file '\(old)', which has gone"))
        #expect(plan.output.hasSuffix("\n2 moved\n"), "\(plan)")
        #expect(try await bench.run("apply", new).output == "applied: 2 moved\n")
        #expect(source("one", bench) == "file:\(new)")
        #expect(Rows.first(bench.database, "SELECT cursor FROM zart_tasks WHERE name = 'one'") == cursor)
        #expect(try await bench.run("apply", new).output == "applied: 2 unchanged\n")
        #expect(try await bench.run("doctor").end == .status(0))
    }

    @Test func `a task that is left out on the way is removed, which is asked about`() async throws {
        let bench = try ProgramBench()
        let (old, new) = (bench.folder.file("old.yaml"), bench.folder.file("new.yaml"))
        TextFile.write(Self.file("one", "two"), to: old)
        #expect(try await bench.run("apply", old).end == .status(0))
        unlink(old)
        TextFile.write(Self.file("one"), to: new)
        let asked = try await bench.run("apply", new)
        #expect(asked.end == .status(2))
        #expect(
            asked.errors
                == "zartop: to stop 1 recurring task that the file no longer has without a terminal to ask on, add --yes\n"
        )
        #expect(try await bench.run("apply", new, "--yes").output == "applied: 1 moved, 1 removed\n")
    }

    @Test func `while both are there the name is refused, with what to do`() async throws {
        let bench = try ProgramBench()
        let (old, new) = (bench.folder.file("old.yaml"), bench.folder.file("new.yaml"))
        for file in [old, new] { TextFile.write(Self.file("one"), to: file) }
        #expect(try await bench.run("apply", old).end == .status(0))
        let refused = try await bench.run("apply", new)
        #expect(refused.end == .status(5))
        #expect(
            refused.errors == """
                zartop: \(new): 'one' belongs to job file '\(old)': give this one another name, or take it out there and \
                apply that file; if the file was moved, remove the old one

                """
        )
        // Taken out there it is free for another file, with all that it was.
        TextFile.write(Self.file("other"), to: old)
        #expect(try await bench.run("apply", old).output == "applied: 1 added, 1 removed\n")
        #expect(try await bench.run("apply", new).output == "applied: 1 revived\n")
        #expect(source("one", bench) == "file:\(new)")
    }

    @Test func `a link to the new place at the old one is a moved file too`() async throws {
        let bench = try ProgramBench()
        let (old, new) = (bench.folder.file("old.yaml"), bench.folder.file("new.yaml"))
        TextFile.write(Self.file("one"), to: old)
        #expect(try await bench.run("apply", old).end == .status(0))
        #expect(rename(old, new) == 0 && symlink(new, old) == 0)
        #expect(try await bench.run("apply", old).output == "applied: 1 moved\n")
        #expect(source("one", bench) == "file:\(new)")
    }

    @Test func `a worker takes the moved file's tasks over when it starts`() async throws {
        let bench = try ProgramBench()
        let (old, new) = (bench.folder.file("old.yaml"), bench.folder.file("new.yaml"))
        TextFile.write(Self.file("one"), to: old)
        #expect(try await bench.run("apply", old).end == .status(0))
        #expect(rename(old, new) == 0)
        let worker = try ChildProcess(
            BuiltProgram.zartop,
            ["--no-ui", "--db", bench.database, "--jobs", new],
            folder: bench.folder.path
        )
        #expect(try await eventually { worker.errors.contains("applied: 1 moved") })
        #expect(source("one", bench) == "file:\(new)")
        worker.kill(SIGTERM)
        #expect(await worker.ended() == .status(0))
    }
}

import Glibc
import TestDatabase
import Testing
import ZartCore

@testable import ZartopCLI

/// `check`, `plan`, `apply`, `schema`, `init` and `import`, on files in a folder of the test's own.
@Suite(.timeLimit(.minutes(10)))
struct JobsCommandTests {
    private static let good = """
        tasks:
          report: { every: 1h, steps: [{ name: a, run: ls }] }
        """

    /// A file beside the bench's database.
    private static func file(_ name: String, _ text: String, _ bench: Bench) throws -> String {
        let path = "\(bench.database.path)-\(name)"
        try TextSource.create(path, text)
        return path
    }

    @Test func `a good file is told to be good, as words and as JSON`() async throws {
        let bench = try Bench()
        let path = try Self.file("good.yaml", Self.good, bench)
        #expect(
            await bench.zartop("check", path) == .init(status: 0, out: "\(path): 1 task, nothing wrong\n")
        )
        let json = await bench.zartop("check", path, "--json")
        #expect(json.out == #"{"ok":true,"file":"\#(path)","tasks":1,"faults":[]}"# + "\n")
    }

    @Test func `what commands need and is not there is told, and is no fault`() async throws {
        let bench = try Bench()
        let path = try Self.file(
            "needs.yaml",
            """
            defaults: { env-file: /nowhere/x.env, env: { KEY: { secret: "file:/nowhere/key" } } }
            tasks:
              report:
                every: 1h
                working-directory: /nowhere
                on-failure: [/nowhere/page]
                steps: [{ name: a, exec: [./publish] }, { name: b, exec: [ls], working-directory: / }]
              other: { every: 1h, steps: [{ name: a, run: ls }] }
            """,
            bench
        )
        let outcome = await bench.zartop("check", path)
        #expect(outcome.status == 0)
        #expect(outcome.out == "\(path): 2 tasks, nothing wrong\n")
        let notes = [
            "task 'report': working-directory '/nowhere' is no folder here",
            "task 'report': env-file '/nowhere/x.env' cannot be read here",
            "task 'report': the secret of KEY '/nowhere/key' cannot be read here",
            "task 'report', step 'a': exec '/nowhere/./publish' cannot be run here",
            "task 'report', step 'on-failure': exec '/nowhere/page' cannot be run here",
        ]
        #expect(outcome.err == notes.map { "\(path):3:3: note: \($0)\n" }.joined())
    }

    /// The reading end of a pipe that holds a text and has ended.
    private static func pipe(holding text: String) -> Int32 {
        var ends: [Int32] = [-1, -1]
        #expect(Glibc.pipe(&ends) == 0)
        #expect(Descriptor.write(text, to: ends[1]) == nil)
        close(ends[1])
        return ends[0]
    }

    @Test func `what comes through a pipe is checked, and cannot be applied`() async throws {
        let bench = try Bench()
        let first = Self.pipe(holding: Self.good)
        let second = Self.pipe(holding: Self.good)
        defer { [first, second].forEach { close($0) } }
        let name = "/dev/fd/\(first)"
        #expect(
            await bench.zartop("check", name) == .init(status: 0, out: "\(name): 1 task, nothing wrong\n")
        )
        let applied = await bench.zartop("apply", "/dev/fd/\(second)")
        #expect(applied.status == 2)
        #expect(applied.err.contains("is no file, or has gone: a job file is known by its path"))
        #expect(bench.desk.orders.isEmpty)
    }

    @Test func `everything wrong is told at once, and changes nothing`() async throws {
        let bench = try Bench()
        let path = try Self.file("bad.yaml", "tasks:\n  a: { evry: 5s, steps: [] }\n", bench)
        let lines = """
            \(path):2:6: a task needs one of cron, every, after, at
            \(path):2:8: unknown key 'evry'; did you mean 'every'?
            \(path):2:25: 'steps' is empty: give it at least 1 entry

            """
        #expect(await bench.zartop("check", path) == .init(status: 1, err: lines))
        #expect(await bench.zartop("plan", path) == .init(status: 2, err: lines))
        #expect(await bench.zartop("apply", path) == .init(status: 2, err: lines))
        #expect(bench.desk.orders.isEmpty)
    }

    @Test func `a plan tells what is added and when it will be due`() async throws {
        let bench = try Bench()
        let path = try Self.file("plan.yaml", Self.good, bench)
        let outcome = await bench.zartop("plan", path)
        #expect(outcome.status == 0)
        #expect(outcome.out.contains("report  added   -               20"))
        #expect(outcome.out.hasSuffix("\n1 added\n"))
        let json = await bench.zartop("plan", path, "--json")
        #expect(
            json.out.hasPrefix(
                #"[{"task":"report","change":"added","fields":[],"note":null,"nextBefore":[],"nextAfter":["20"#
            )
        )
    }

    @Test func `applying hands one order in`() async throws {
        let bench = try Bench()
        let path = try Self.file("apply.yaml", Self.good, bench)
        #expect(await bench.zartop("apply", path).status == 0)
        let order = try #require(bench.desk.orders.first)
        guard case .apply(let source, let tasks, let former) = order.action else {
            Issue.record("\(order)")
            return
        }
        #expect(source == .file(path))
        #expect(former.isEmpty)
        #expect(tasks.map(\.spec.name) == ["report"])
        #expect(tasks.first?.spec.handler == "shell")
        #expect(await bench.zartop("apply", path, "--read-only").status == 5)
    }

    @Test func `a name that belongs to a program is refused before anything is asked`() async throws {
        let bench = try Bench()
        let name = "nightly-report"
        let path = try Self.file("own.yaml", Self.good.replacing("report", with: name), bench)
        let plan = await bench.zartop("plan", path)
        #expect(plan.status == 5)
        #expect(plan.out.contains("'\(name)' belongs to a program"))
        #expect(await bench.zartop("apply", path).status == 5)
        #expect(bench.desk.orders.isEmpty)
    }

    @Test func `a file that is not there, or is none, is one sentence`() async throws {
        let bench = try Bench()
        let missing = await bench.zartop("check", "/nowhere/zartop.yaml")
        #expect(
            missing
                == .init(
                    status: 2,
                    err: "zartop: '/nowhere/zartop.yaml' cannot be read: No such file or directory\n"
                )
        )
        let folder = await bench.zartop("plan", "/")
        #expect(folder == .init(status: 2, err: "zartop: '/' cannot be read: Is a directory\n"))
    }

    @Test func `init writes an example that checks clean, and never over a file`() async throws {
        let bench = try Bench()
        let path = "\(bench.database.path)-example.yaml"
        #expect(await bench.zartop("init", "--jobs", path).status == 0)
        #expect(await bench.zartop("check", "--jobs", path).status == 0)
        let again = await bench.zartop("init", "--jobs", path)
        #expect(
            again
                == .init(status: 5, err: "zartop: '\(path)' exists already: name another file with --jobs\n")
        )
    }

    @Test func `the schema is JSON`() async throws {
        let outcome = await (try Bench()).zartop("schema")
        #expect(outcome.status == 0)
        #expect(JSONCheck.fault(in: outcome.out) == nil)
    }

    @Test func `an imported crontab checks clean, and its differences are told with their lines`()
        async throws
    {
        let bench = try Bench()
        let crontab = try Self.file("crontab", "MAILTO=anna\n@reboot fan\n5 0 * * * backup %x\n", bench)
        let outcome = await bench.zartop("import", "crontab", crontab, "--timezone", "UTC")
        #expect(outcome.status == 0)
        #expect(outcome.err.contains("\(crontab):1: MAILTO"))
        #expect(outcome.err.contains("\(crontab):2: left out: @reboot"))
        let path = try Self.file("imported.yaml", outcome.out, bench)
        #expect(await bench.zartop("check", path).out == "\(path): 1 task, nothing wrong\n")
        #expect(await bench.zartop("import", "anacron").status == 2)
    }
}

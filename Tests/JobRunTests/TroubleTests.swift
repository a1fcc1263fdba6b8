import BusyWork
import Glibc
import TestProcess
import Testing

/// Commands of tasks that run one at a time, while workers die and orders come at random moments.
@Suite(.timeLimit(.minutes(10)))
struct TroubleTests {
    /// A step that says so when another one has its task's lock, which lasts as long as any process of its command.
    private static func step(
        _ name: String,
        lock: String,
        for tenths: Int,
        _ more: String = "",
        _ keys: String = ""
    )
        -> String
    {
        let line =
            "exec 9>lock-\(lock); flock -n 9 || echo $ZART_EXECUTION/\(name) >> beside; \(more)"
            + "for i in $(seq \(tenths)); do sleep 0.1; done"
        return "{ name: \(name), \(keys)run: \"\(line)\" }"
    }

    /// Commands that end by themselves, that take their time to stop, and that do not stop until they are killed.
    private static let tasks: String = {
        let slow = "trap 'sleep 0.3; exit 1' TERM; "
        let deaf = "trap '' TERM; "
        let failing = "[ $(($$ % 3)) != 0 ] || exit 3; "
        let retry = "retry: { times: 1, backoff: fixed, first: 200ms }, "
        return """
            defaults: { grace: 400ms }
            tasks:
              skips:
                every: 1s
                overlap: skip-if-running
                steps: [\(step("one", lock: "skips", for: 3, failing, retry)), \(step("two", lock: "skips", for: 6, slow))]
              restarts:
                every: 1s
                overlap: cancel-and-restart
                steps: [\(step("one", lock: "restarts", for: 3, slow)), \(step("two", lock: "restarts", for: 12, deaf))]
              waits:
                every: 1500ms
                overlap: { max: 1, at-cap: buffer }
                timeout: 4s
                steps:
                  - parallel: [\(step("a", lock: "a", for: 4, slow)), \(step("b", lock: "b", for: 8, deaf + failing))]
                  - \(step("last", lock: "last", for: 2))
            """
    }()

    private final class Trouble {
        let bench: JobBench
        var seed: Seed
        var workers: [ChildProcess] = []
        var said: [String] = []

        init(_ seed: UInt64) throws {
            bench = try JobBench(TroubleTests.tasks)
            self.seed = Seed(seed)
        }

        private func ids(_ condition: String) -> [String] {
            let rows = "SELECT * FROM zart_executions WHERE \(condition) ORDER BY seq DESC LIMIT 10"
            return bench.row("SELECT group_concat(id) FROM (\(rows))")?.split(separator: ",").map(String.init)
                ?? []
        }

        private func order(_ words: String...) async throws {
            let said = try await bench.run(words)
            self.said.append("\(words.joined(separator: " ")): \(said.output)\(said.errors)")
            // Done, wrong for what there is by now, not found or refused; nothing else.
            let isFit = [0, 2, 3, 5].contains { said.end == .status($0) }
            #expect(isFit, "\(words): \(said)")
        }

        func begin() async throws { workers.append(try await bench.worker()) }

        func endWorker(_ signal: Int32) async {
            guard let worker = workers.popLast() else { return }
            worker.kill(signal)
            _ = await worker.ended()
        }

        func act() async throws {
            let task = ["skips", "restarts", "waits"].randomElement(using: &seed) ?? ""
            let open = ids("ended_at IS NULL").randomElement(using: &seed)
            let ended = ids("ended_at IS NOT NULL").randomElement(using: &seed)
            switch Int.random(in: 0..<12, using: &seed) {
            case 0..<3: await endWorker(SIGKILL)
            case 3: await endWorker(SIGTERM)
            case 4, 5: if workers.isEmpty { try await begin() }
            case 6: if let open { try await order("cancel", open, "--yes") }
            case 7: try await order("trigger", task)
            case 8: try await order("trigger", task, "--overlap", "cancel-and-restart")
            case 9: if let ended { try await order("restart", ended, "--queue") }
            case 10: if let ended { try await order("restart", ended, "--overlap", "cancel-and-restart") }
            default:
                try await order("pause", task)
                try await order("resume", task, "--missed", Bool.random(using: &seed) ? "skip" : "all")
            }
        }

        /// Lets everything come to its end.
        func settle() async throws {
            if workers.isEmpty { try await begin() }
            for task in ["skips", "restarts", "waits"] { try await order("pause", task) }
            let rest = """
                SELECT (SELECT count(*) FROM zart_executions WHERE ended_at IS NULL)
                    + (SELECT count(*) FROM zart_steps WHERE stopping = 1)
                    + (SELECT count(*) FROM zart_orders WHERE answered_at IS NULL)
                """
            let isQuiet = try await eventually { self.bench.row(rest) == "0" }
            #expect(isQuiet, "\(bench.row(rest) ?? "") is left\n\(said.joined(separator: "\n"))")
        }
    }

    @Test(arguments: [6, 11, 13, 15])
    func `no command runs beside another of its task, whatever is killed and ordered`(seed: UInt64)
        async throws
    {
        let trouble = try Trouble(seed)
        try await trouble.begin()
        for _ in 0..<24 {
            // The moment is what is tried.
            try await Task.sleep(for: .milliseconds(Int.random(in: 50..<900, using: &trouble.seed)))
            try await trouble.act()
        }
        try await trouble.settle()
        let bench = trouble.bench
        #expect(bench.text("beside") == "", "\(trouble.said.joined(separator: "\n"))")
        #expect(try await bench.run("doctor").end == .status(0))
        #expect(try await bench.shell("ls zartop.db-attempts/.stopping").output == "")
        await trouble.endWorker(SIGKILL)
    }
}

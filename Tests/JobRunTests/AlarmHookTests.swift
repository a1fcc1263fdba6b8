import Foundation
import Glibc
import TestProcess
import Testing

/// Commands that are told of alarms, run by the real program, which is killed and started again.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct AlarmHookTests {
    /// A task that fails until it is let succeed, and what is told of that.
    private static func failing(_ notify: String) -> String {
        """
        defaults:
          alarms: { notify: \(notify) }
        tasks:
          one:
            every: 1s
            env: { TOKEN: swordfish }
            alarms: { failures: 2 }
            steps:
              - { name: work, run: 'echo ran >> ran; [ -e ok ] || { echo "disk full" >&2; exit 3; }' }
        """
    }

    /// One notice, as it was on the command's standard input.
    private struct Notice: Decodable {
        let id: String
        let number: Int
        let change: String
        let alarm: String
        let task: String
        let execution: String?
        let raisedAt: String
        let recoveredAt: String?
        let sentence: String
        let evidence: Evidence

        struct Evidence: Decodable {
            let failures: Int
            let limit: Int
            let error: String
        }
    }

    private func notices(_ bench: JobBench, _ name: String = "notices") throws -> [Notice] {
        try bench.text(name).split(separator: "\n").map {
            try JSONDecoder().decode(Notice.self, from: Data($0.utf8))
        }
    }

    @Test func `a command gets each notice as JSON, once when raised and once when it is over`() async throws
    {
        let bench = try JobBench(
            Self.failing(#"'cat >> notices; env | grep -E "^(ZART|TOKEN)" | sort >> variables'"#)
        )
        let worker = try await bench.worker()
        try #require(try await eventually { bench.text("notices").hasSuffix("\n") }, "\(worker.errors)")
        try #require(try await eventually { worker.errors.contains("told of alarm: 1-raised") })
        bench.touch("ok")
        try #require(try await eventually { worker.errors.contains("told of alarm: 1-recovered") })
        let told = try notices(bench)
        #expect(told.map(\.id) == ["1-raised", "1-recovered"])
        #expect(told.map(\.change) == ["raised", "recovered"] && told.map(\.number) == [1, 1])
        let raised = told[0]
        #expect(raised.alarm == "failures" && raised.task == "one" && raised.execution == "one-1")
        #expect(
            raised.recoveredAt == nil && told[1].recoveredAt != nil && told[1].raisedAt == raised.raisedAt
        )
        #expect(raised.sentence.hasPrefix("2 failed in a row, the last one-1: "))
        #expect(raised.evidence.failures == 2 && raised.evidence.limit == 2)
        #expect(raised.evidence.error.contains("disk full"))
        #expect(
            bench.text("variables") == """
                TOKEN=swordfish
                ZART_ALARM=failures
                ZART_ALARM_CHANGE=raised
                ZART_EXECUTION=one-1
                ZART_NOTICE=1-raised
                ZART_RESULT=\(bench.folder.path)/zartop.db-alarms/1-raised/1.0/result
                ZART_TASK=one
                TOKEN=swordfish
                ZART_ALARM=failures
                ZART_ALARM_CHANGE=recovered
                ZART_EXECUTION=one-1
                ZART_NOTICE=1-recovered
                ZART_RESULT=\(bench.folder.path)/zartop.db-alarms/1-recovered/1.0/result
                ZART_TASK=one

                """
        )
        let all = try await bench.run("alarms", "--all")
        #expect(all.output.contains("1  over  failures  one") && all.output.contains("was delivered at"))
        #expect(try await bench.run("doctor").end == .status(0))
        await worker.killed()
    }

    @Test func `a command that fails is run again, and its failure is shown meanwhile`() async throws {
        let bench = try JobBench(
            Self.failing(#"'cat >> notices; [ -e reachable ] || { echo "no route to host" >&2; exit 9; }'"#)
        )
        let worker = try await bench.worker()
        try #require(try await eventually { worker.errors.contains("tried again in 5s") }, "\(worker.errors)")
        let shown = try await bench.run("alarms")
        #expect(
            shown.output.contains("failed once: exit status 9: no route to host; it is tried again in"),
            "\(shown)"
        )
        let once = try await bench.run("--once", "--json")
        #expect(once.output.contains("nobody could be told so far in 1 try: exit status 9"), "\(once.output)")
        bench.touch("reachable")
        try #require(try await eventually { worker.errors.contains("told of alarm: 1-raised") })
        #expect(try notices(bench).map(\.id) == ["1-raised", "1-raised"])
        await worker.killed()
    }

    @Test func `a command goes on when its worker is killed, and is not run twice`() async throws {
        let bench = try JobBench(
            Self.failing(#"'echo $$ >> pids; while [ ! -e go ]; do sleep 0.02; done; cat >> notices'"#)
        )
        let first = try await bench.worker()
        try #require(try await eventually { !bench.text("pids").isEmpty }, "\(first.errors)")
        await first.killed()
        #expect(bench.isAnyAlive("pids"))
        let second = try await bench.worker()
        bench.touch("go")
        try #require(
            try await eventually { second.errors.contains("told of alarm: 1-raised") },
            "\(second.errors)"
        )
        #expect(try notices(bench).map(\.id) == ["1-raised"])
        #expect(bench.text("pids").split(separator: "\n").count == 1)
        #expect(try await bench.run("doctor").end == .status(0))
        await second.killed()
    }

    @Test func `a command that is killed with its worker is run again, with the same id`() async throws {
        let bench = try JobBench(
            Self.failing(
                #"'cat >> notices; echo $$ >> pids; while [ ! -e go ]; do sleep 0.02; done'"#
            )
        )
        let first = try await bench.worker()
        try #require(try await eventually { bench.text("pids").hasSuffix("\n") }, "\(first.errors)")
        await first.killed()
        // As by a machine that goes down: the command, and the supervisor that is its parent.
        let command = try #require(pid_t(bench.text("pids").split(separator: "\n")[0]))
        _ = try await bench.shell(
            "supervisor=$(ps -o ppid= -p \(command)); kill -9 $supervisor; kill -9 -\(command) || kill -9 \(command)"
        )
        try #require(try await eventually { !bench.isAnyAlive("pids") })
        bench.touch("go")
        let second = try await bench.worker()
        try #require(
            try await eventually { second.errors.contains("told of alarm: 1-raised") },
            "\(second.errors)"
        )
        #expect(try notices(bench).map(\.id) == ["1-raised", "1-raised"])
        #expect(try await bench.run("doctor").end == .status(0))
        await second.killed()
    }

    @Test func `of what another database left at this path neither a result nor a notice counts`()
        async throws
    {
        let bench = try JobBench(Self.failing("'echo told >> told'"))
        for life in 1...2 {
            let worker = try await bench.worker()
            try #require(
                try await eventually { worker.errors.contains("told of alarm: 1-raised") },
                "\(worker.errors)"
            )
            await worker.killed()
            #expect(bench.text("told") == String(repeating: "told\n", count: life))
            #expect(bench.text("ran").split(separator: "\n").count >= 2 * life)
            #expect(try await bench.run("doctor").end == .status(0))
            for name in ["zartop.db", "zartop.db-wal", "zartop.db-shm"] { unlink(bench.folder.file(name)) }
        }
    }

    @Test func `an alarm is acknowledged from elsewhere while the worker runs, and when none does`()
        async throws
    {
        let bench = try JobBench(Self.failing("'true'"))
        let worker = try await bench.worker()
        try #require(
            try await eventually { worker.errors.contains("told of alarm: 1-raised") },
            "\(worker.errors)"
        )
        let done = try await bench.run("alarms", "--ack", "1", "--reason", "disk ordered")
        #expect(done.end == .status(0) && done.output.contains("acknowledged alarm 1 of one"), "\(done)")
        #expect(try await bench.run("alarms").output.contains("disk ordered"))
        #expect(try await bench.run("alarms", "--ack", "1").end == .status(5))
        await worker.killed()
        #expect(try await bench.run("alarms", "--ack", "1").end == .status(5))
        #expect(try await bench.run("alarms").output.contains("1  raised  failures"))
        #expect(try await bench.run("doctor").end == .status(0))
    }
}

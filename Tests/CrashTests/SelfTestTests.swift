import BusyWork
import FoundationEssentials
import Glibc
import TestProcess
import Testing

extension RealProcesses {
    /// `zartop selftest --crash`, which kills the program itself.
    @Suite(.serialized, .timeLimit(.minutes(10)))
    struct SelfTestTests {
        /// What the command says with `--json`, as far as it is held against something here.
        private struct Verdict: Decodable {
            let ok: Bool
            let seed, kills, executions, steps, bodies, orders: Int
            let recoveryMedianMs: Int?
            let database: String?
            let checks: [Check]

            struct Check: Decodable {
                let name: String
                let ok: Bool
                let detail: String
            }
        }

        @Test func `the program kills itself, finds every promise kept, and leaves nothing behind`()
            async throws
        {
            let folder = try Folder()
            let kills = Variable.number("CRASH_SELFTEST_KILLS", default: 20)
            let child = try ChildProcess(
                BuiltProgram.zartop,
                ["selftest", "--crash", "\(kills)", "--seed", "7", "--json"],
                environment: ["TMPDIR": folder.path],
                folder: folder.path
            )
            let end = await child.ended(within: .seconds(240))
            #expect(end == .status(0), "\(child.output)\(child.errors)")
            let verdict = try JSONDecoder().decode(Verdict.self, from: Data(child.output.utf8))
            #expect(verdict.ok && verdict.kills == kills && verdict.seed == 7 && verdict.database == nil)
            // An audit of nothing would find nothing.
            #expect(verdict.executions > kills && verdict.steps > kills && verdict.bodies >= verdict.steps)
            #expect(verdict.orders > 0 && verdict.recoveryMedianMs != nil)
            #expect(verdict.checks.count > 20 && verdict.checks.allSatisfy(\.ok))
            #expect(folder.names().allSatisfy { $0.hasPrefix("child-") })
            print(child.output)
        }

        @Test func `a broken promise is found, named, and the database kept`() async throws {
            let folder = try Folder()
            let database = folder.file("kept.db")
            let child = try ChildProcess(
                BuiltProgram.zartop,
                ["selftest", "--crash", "12", "--db", database],
                folder: folder.path
            )
            // Somebody counts what never was, while nobody looks; a worker that is alive only ever adds to it.
            let isThere = try await eventually {
                Rows.first(database, "SELECT count(*) FROM zart_executions WHERE id LIKE 'order-%'") ?? "0"
                    != "0"
            }
            try #require(isThere)
            let forged = "UPDATE zart_tasks SET skipped = skipped + 3"
            #expect(Rows.run(database, forged))
            let end = await child.ended(within: .seconds(240))
            #expect(end == .status(1), "\(child.output)\(child.errors)")
            #expect(child.output.contains("FAULT counters:"))
            #expect(child.output.contains("the database is kept: \(database)\n"))
            #expect(Rows.first(database, "SELECT count(*) > 0 FROM zart_executions") == "1")
        }

        @Test func `a database that is there is not touched`() async throws {
            let folder = try Folder()
            let database = folder.file("mine.db")
            TextFile.write("mine", to: database)
            let child = try ChildProcess(
                BuiltProgram.zartop,
                ["selftest", "--crash", "3", "--db", database],
                folder: folder.path
            )
            #expect(await child.ended() == .status(5))
            #expect(child.errors.contains("name a file that is not there yet with --db"))
            #expect(TextFile.read(database) == "mine")
        }

        @Test func `workers die with the program that started them`() async throws {
            let folder = try Folder()
            let database = folder.file("orphan.db")
            let child = try ChildProcess(
                BuiltProgram.zartop,
                ["selftest", "--crash", "1000", "--db", database],
                folder: folder.path
            )
            // Held still while one of its workers is alive, it kills nobody any more.
            let workers = { LivingProcesses.with(database).filter { $0 != child.process } }
            let isHeld = try await eventually {
                child.kill(SIGSTOP)
                if LivingProcesses.isStopped(child.process), !workers().isEmpty { return true }
                child.kill(SIGCONT)
                return false
            }
            try #require(isHeld)
            await child.killed()
            let areGone = try await eventually { workers().isEmpty }
            #expect(areGone, "\(workers())")
        }
    }
}

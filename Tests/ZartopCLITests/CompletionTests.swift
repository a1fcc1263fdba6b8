import TestDatabase
import Testing

@testable import ZartopCLI

/// What is offered for a line that is being typed; `Tests/ProgramTests` has the shells themselves ask for it.
@Suite(.timeLimit(.minutes(10)))
struct CompletionTests {
    private let bench: Bench

    init() throws {
        var bench = try Bench()
        bench.variables = ["ZARTOP_DB": bench.database.path]
        self.bench = bench
    }

    private func answer(_ words: [String], shell: String = "bash") async -> [String] {
        let outcome = await bench.run(["completions", shell, "--"] + words)
        #expect(outcome.status == 0 && outcome.err == "")
        return outcome.out.split(separator: "\n").map(String.init)
    }

    /// The words that are offered.
    private func words(_ words: String...) async -> [String] {
        let answer = await answer(words)
        #expect(answer.first == "words")
        return Array(answer.dropFirst())
    }

    @Test func `commands come first, and all of them`() async {
        #expect(await words("") == CommandTable.all.map(\.name.rawValue))
        #expect(await words("re") == ["revive", "resume", "retry", "restart", "rerun"])
        #expect(await words("--json", "--db", bench.database.path, "ex") == ["executions", "export"])
        #expect(await words("nonsense", "") == CommandTable.all.map(\.name.rawValue))
    }

    @Test(arguments: CommandTable.all)
    func `a command's options are those of its help, each once`(command: CommandSpec) async throws {
        let offered = await words(command.name.rawValue, "--")
        let help = await bench.run([command.name.rawValue, "--help"]).out
        let listed = help.split(separator: "\n").filter { $0.hasPrefix("  -") }
        let names = listed.compactMap {
            $0.split(whereSeparator: { " ,".contains($0) }).first { $0.hasPrefix("--") }
        }
        #expect(offered.sorted() == names.map(String.init).sorted())
        for name in offered {
            let takesValue = (command.options + OptionTable.global).contains {
                $0.name == name && $0.placeholder != nil
            }
            let after = await words(command.name.rawValue, takesValue ? "\(name)=1" : name, "--")
            #expect(!after.contains(name))
        }
    }

    @Test func `without a command there are the program's options`() async {
        #expect(await words("--") == OptionTable.global.map(\.name))
        #expect(await words("--no") == ["--no-ui", "--no-mouse"])
    }

    @Test func `tasks, executions and steps come from the database`() async {
        #expect(await words("pause", "") == ["audit-window", "config-refresh", "nightly-report"])
        #expect(await words("pause", "--until", "2h", "ni") == ["nightly-report"])
        #expect(await words("show", "rep") == ["report-2", "report-1", "report-0"])
        #expect(await words("cancel", "") == ["config-1", "report-2"])
        #expect(await words("cancel", "report-2", "") == ["config-1", "report-2"])
        #expect(await words("why", "").contains("nightly-report"))
        #expect(await words("why", "").contains("report-2"))
        let steps = ["fetch-inventory", "settle", "write-report", "approval"]
        #expect(await words("logs", "report-2", "") == steps)
        #expect(await words("rerun", "report-2", "--from", "w") == ["write-report"])
        #expect(await words("show", "report-2", "") == [])
    }

    @Test func `the database named on the line is the one that is asked`() async throws {
        var other = try Bench()
        try other.database.run("UPDATE zart_tasks SET name = 'elsewhere' WHERE id = 1")
        #expect(await words("--db", other.database.path, "stop", "el") == ["elsewhere"])
        #expect(await words("stop", "--db=\(other.database.path)", "el") == ["elsewhere"])
        #expect(await words("stop", "--db", "/nowhere/x.db", "") == [])
        other.variables = [:]
        let outcome = await other.run(["completions", "bash", "--", "stop", ""])
        #expect(outcome == .init(status: 0, out: "words\n"))
    }

    @Test func `values are those that the option takes`() async {
        #expect(
            await words("executions", "--status", "") == [
                "scheduled", "running", "completed", "failed", "cancelled",
            ]
        )
        #expect(await words("trigger", "x", "--overlap", "a") == ["always-start"])
        #expect(await words("resume", "x", "--missed", "") == ["latest", "skip", "all"])
        #expect(await words("--log-level", "w") == ["warning"])
        #expect(await words("pause", "--until", "") == [])
        #expect(await words("retry", "--where", "state:fa") == ["failed"])
        #expect(await words("retry", "--where", "task:ni") == ["nightly-report"])
        #expect(await words("executions", "--", "--s") == [])
    }

    @Test func `operands that are no names are offered too`() async {
        #expect(await words("completions", "") == ["bash", "zsh", "fish"])
        #expect(await words("help", "ov") == ["overlap"])
        #expect(await words("help", "exp") == ["export"])
        #expect(await words("import", "") == ["crontab"])
        #expect(await words("theme", "") == ["lint"])
    }

    @Test(arguments: [
        ["check", ""], ["import", "crontab", "x"], ["theme", "lint", "a", "b"], ["tasks", "--db", ""],
        ["--jobs", ""], ["export", "-o", ""], ["migrate", "--to", ""], ["backup", ""],
    ])
    func `files are the shell's own affair`(words: [String]) async {
        #expect(await answer(words) == ["files"])
    }

    @Test func `a value behind an equals sign is offered as the shell puts it in`() async {
        // bash has taken the word apart, and puts in what follows the sign.
        #expect(await answer(["executions", "--status", "=", "fa"]) == ["words", "failed"])
        #expect(await answer(["executions", "--status", "="]).count == 6)
        #expect(await answer(["executions", "--status=fa"], shell: "zsh") == ["words", "--status=failed:"])
        #expect(
            await answer(["executions", "--status=fa"], shell: "fish") == ["words", "--status=failed\t"]
        )
    }

    @Test func `zsh and fish are told what each word is`() async {
        #expect(
            await answer(["reviv"], shell: "zsh") == ["words", "revive:takes a stop back"]
        )
        #expect(await answer(["reviv"], shell: "fish") == ["words", "revive\ttakes a stop back"])
        #expect(await answer(["stop", "conf"], shell: "fish") == ["words", "config-refresh\tpaused"])
    }

    @Test func `a name that a shell would obey is not offered`() async throws {
        try bench.database.run("UPDATE zart_tasks SET name = 'night$(reboot)' WHERE id = 1")
        #expect(await words("stop", "ni") == [])
        #expect(await words("stop", "") == ["audit-window", "config-refresh"])
    }
}

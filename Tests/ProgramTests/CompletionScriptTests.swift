import Glibc
import TestProcess
import Testing

/// What shells and the formatter of manual pages make of what the program prints for them.
@Suite(.timeLimit(.minutes(5)))
struct CompletionScriptTests {
    /// Where a program is, if it is installed.
    private static func program(_ name: String) -> String? {
        ["/usr/bin", "/bin", "/usr/local/bin"].map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    /// Runs a script of the shell, with the program as its first argument.
    private func run(_ shell: String, _ script: String, _ words: String..., in bench: ProgramBench)
        async throws
        -> ChildProcess
    {
        let child = try ChildProcess(
            shell,
            ["-c", script, BuiltProgram.zartop] + words,
            environment: ["LC_ALL": "C.UTF-8"],
            folder: bench.folder.path
        )
        #expect(await child.ended() == .status(0))
        return child
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `each shell that is installed accepts its script`(name: String) async throws {
        guard let shell = Self.program(name) else { return }
        let bench = try ProgramBench()
        let said = try await bench.run("completions", name)
        #expect(said.end == .status(0) && said.errors == "")
        let script = bench.folder.file("script")
        TextFile.write(said.output, to: script)
        let child = try ChildProcess(shell, ["-n", script], folder: bench.folder.path)
        #expect(await child.ended() == .status(0))
        #expect(child.errors == "")
    }

    @Test func `in bash a task's name is offered, and so are files`() async throws {
        let bash = try #require(Self.program("bash"))
        let bench = try ProgramBench()
        try await bench.fill()
        let script = """
            cd "${1%/*}"
            source <("$0" completions bash)
            COMP_WORDS=(zartop --db "$1" pause pu) COMP_CWORD=4
            _zartop "$0" pu pause
            printf '%s\\n' "${COMPREPLY[@]}"
            COMP_WORDS=(zartop executions --status = com) COMP_CWORD=4
            _zartop "$0" com =
            printf '%s\\n' "${COMPREPLY[@]}"
            compopt() { :; }
            COMP_WORDS=(zartop check zar) COMP_CWORD=2
            _zartop "$0" zar check
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let child = try await run(bash, script, bench.database, in: bench)
        #expect(child.errors == "")
        let lines = child.output.split(separator: "\n").map(String.init)
        #expect(lines.first == "pulse")
        #expect(lines.contains("completed"))
        #expect(lines.contains("zartop.db"))
    }

    @Test func `the manual page has nothing in it that roff warns of`() async throws {
        guard Self.program("man") != nil else { return }
        let script = """
            "$0" man >"$1"
            MANROFFSEQ= MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$1" >/dev/null
            MANWIDTH=80 man -P cat -l "$1"
            """
        let bench = try ProgramBench()
        let child = try await run("/bin/sh", script, bench.folder.file("zartop.1"), in: bench)
        #expect(child.errors == "")
        #expect(child.output.contains("EXIT STATUS"))
        #expect(child.output.contains("pause TASK"))
    }
}

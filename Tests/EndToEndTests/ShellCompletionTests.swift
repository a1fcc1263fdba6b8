import TestProcess
import Testing

/// Tab, in a bash that an operator types in.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct ShellCompletionTests {
    @Test func `Tab completes a command, an option's value and a task's name`() async throws {
        let tmux = try await Tmux()
        let zartop = BuiltProgram.zartop
        TextFile.write(
            "tasks: { nightly-report: { every: 1h, steps: [{ name: a, run: 'true' }] } }\n",
            to: tmux.folder.file("jobs.yaml")
        )
        try await tmux.shell(
            "\(zartop) apply jobs.yaml --db x.db >/dev/null; PS1='% ' bash --norc --noprofile"
        )
        try await tmux.expect("bash") { $0.rows.contains("%") }
        try await tmux.shell("ln -s \(zartop) zartop; source <(./zartop completions bash); clear")
        try await tmux.expect("a clear screen") { $0.rows.first == "%" }
        try await tmux.type("./zartop --db x.db pau")
        try await tmux.press("Tab")
        try await tmux.expect("./zartop --db x.db pause")
        try await tmux.type("night")
        try await tmux.press("Tab")
        try await tmux.expect("./zartop --db x.db pause nightly-report")
        try await tmux.press("C-c")
        try await tmux.type("./zartop executions --status=can")
        try await tmux.press("Tab")
        try await tmux.expect("./zartop executions --status=cancelled")
        try await tmux.press("C-c")
        try await tmux.type("./zartop plan job")
        try await tmux.press("Tab")
        try await tmux.expect("./zartop plan jobs.yaml")
    }
}

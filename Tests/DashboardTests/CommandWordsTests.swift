import Testing

@testable import Dashboard

/// Commands of the line that `:` opens, in the words of the command line.
@Suite struct CommandWordsTests {
    @Test(arguments: [
        ("pause --all", "pause-all"), ("resume --all", "resume-all"),
        ("resume --all --missed skip", "resume-all skip"),
        ("resume report --missed all", "resume report all"),
        ("resume --missed latest report", "resume report latest"),
        ("pause --step email* report*", "pause-steps email* report*"),
        ("resume report* --step email*", "resume-steps email* report*"),
        ("skip report -n 3", "skip report 3"), ("skip --count 0 report", "skip report 0"),
        ("rerun report-7 --from email", "rerun report-7 email"),
    ])
    func `an option is what the screen's own word means`(typed: String, plain: String) {
        #expect(
            CommandWords.plain(typed.split(separator: " ").map(String.init)).joined(separator: " ") == plain
        )
    }

    @Test(arguments: [
        "", "pause report", "skip report 3", "pause report --note disk", "skip report -n", "cancel --all",
    ])
    func `anything else stays as it is`(typed: String) {
        let words = typed.split(separator: " ").map(String.init)
        #expect(CommandWords.plain(words) == words)
    }
}

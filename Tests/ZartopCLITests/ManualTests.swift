import Testing

@testable import ZartopCLI

@Suite(.timeLimit(.minutes(5)))
struct ManualTests {
    @Test func `the manual has every command, option, exit status and topic`() async throws {
        let outcome = await (try Bench(isFilled: false)).run(["man"])
        #expect(outcome.status == 0 && outcome.err == "")
        let lines = Set(outcome.out.split(separator: "\n").map(String.init))
        for command in CommandTable.all {
            #expect(lines.contains(".SS \"\(command.usage)\""), "\(command.usage)")
            for option in command.options { #expect(Self.has(option, lines), "\(option.name)") }
        }
        for option in OptionTable.global { #expect(Self.has(option, lines), "\(option.name)") }
        for status in ExitStatus.allCases { #expect(lines.contains("\(status.rawValue)")) }
        for topic in HelpTopic.allCases { #expect(lines.contains(".SS \(topic.rawValue)")) }
    }

    private static func has(_ option: OptionSpec, _ lines: Set<String>) -> Bool {
        let name = "\\fB\(option.name.replacing("-", with: "\\-"))\\fR"
        return lines.contains { $0 == name || $0.hasPrefix("\(name) ") || $0.contains(", \(name)") }
    }

    @Test(arguments: [
        (".SH is no request", "\\&.SH is no request"), ("'so' neither", "\\(aqso\\(aq neither"),
        ("a\\b -n ~/x ^ `c`", "a\\eb \\-n \\(ti/x \\(ha \\(gac\\(ga"),
    ])
    func `text comes out of roff as it is`(text: String, line: String) {
        #expect(ManualPage.escaped(text) == line)
    }
}

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
        #expect(CommandWords(typed)?.words.joined(separator: " ") == plain)
    }

    @Test func `options add to the order, wherever they stand, and a quote holds words together`() {
        let command = CommandWords("pause --note 'disk is full' report --until +2h --reason \"it's \"late")
        #expect(command?.words == ["pause", "report"])
        #expect(
            command?.request(.pause(task: "report"))
                == OrderRequest(
                    .pause(task: "report"),
                    reason: "it's late",
                    until: "+2h",
                    note: "disk is full"
                )
        )
        #expect(CommandWords("pause --note '' report")?.note == "")
        #expect(CommandWords("pause 'report") == nil)
    }

    @Test func `an event's data and a start's payload are the rest of the line, too`() {
        let event = CommandWords("event order-7 approval {\"by\":  \"it's anna\"}")
        #expect(event?.words == ["event", "order-7", "approval"])
        #expect(event?.payload == "{\"by\":  \"it's anna\"}")
        #expect(CommandWords("event order-7 approval")?.payload == nil)
        let start = CommandWords("start report --id m-1 --reason 'asked for' --payload [1, 2]")
        #expect(start?.words == ["start", "report"] && start?.id == "m-1" && start?.reason == "asked for")
        #expect(start?.payload == "[1, 2]")
    }

    @Test(arguments: ["", "--data ", "  --data "])
    func `an event's data may have the command line's option before it`(option: String) {
        let event = CommandWords("event order-7 approval \(option){\"by\":  \"--data x\"}")
        #expect(event?.words == ["event", "order-7", "approval"])
        #expect(event?.payload == "{\"by\":  \"--data x\"}")
    }

    @Test func `a payload is the rest of the line as it was written`() {
        let command = CommandWords("restart report-7 --reason typo --payload {\"who\": \"it's  us\"}")
        #expect(command?.words == ["restart", "report-7"] && command?.reason == "typo")
        #expect(command?.payload == "{\"who\": \"it's  us\"}")
    }

    @Test(arguments: [
        "", "pause report", "skip report 3", "pause report --note", "skip report -n", "cancel --all",
    ])
    func `anything else stays as it is`(typed: String) {
        #expect(CommandWords(typed)?.words == typed.split(separator: " ").map(String.init))
    }
}

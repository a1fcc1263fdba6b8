/// The manual page, in roff's man macros, printed from the tables that the help is printed from.
struct ManualPage {
    private(set) var text = ""

    init() {
        add(".\\\" Made by 'zartop man' from the tables of the commands and options.")
        add(".TH ZARTOP 1 \"\" \"zartop \(HelpText.version)\" \"User Commands\"")
        add(".SH NAME")
        add("zartop \\- durable recurring executions in one SQLite file")
        add(".SH SYNOPSIS")
        add(".B zartop")
        add("[\\fIOPTION\\fR...] [\\fICOMMAND\\fR]")
        add(".SH DESCRIPTION")
        addText(HelpText.description)
        add(".SH COMMANDS")
        for command in CommandTable.all { addCommand(command) }
        add(".SH OPTIONS")
        for option in OptionTable.global { addOption(option) }
        add(".SH EXIT STATUS")
        for status in ExitStatus.allCases { addItem("\(status.rawValue)", Self.escaped(status.meaning)) }
        add(".SH ENVIRONMENT")
        for (name, meaning) in HelpText.variables { addItem(name, Self.escaped(meaning)) }
        add(".SH TOPICS")
        for topic in HelpTopic.allCases { addTopic(topic) }
    }

    // MARK: Parts

    private mutating func addCommand(_ command: CommandSpec) {
        add(".SS \"\(Self.escaped(command.usage).replacing("\"", with: "\\(dq"))\"")
        addText(HelpText.sentence(command.summary))
        if !command.details.isEmpty {
            add(".PP")
            addText(command.details.joined(separator: "\n"))
        }
        for option in command.options { addOption(option) }
    }

    private mutating func addOption(_ option: OptionSpec) {
        let names = ([option.short].compactMap(\.self) + [option.name]).map { "\\fB\(Self.escaped($0))\\fR" }
        let value = option.placeholder.map { " \\fI\(Self.escaped($0))\\fR" } ?? ""
        addItem(names.joined(separator: ", ") + value, Self.escaped(option.help))
    }

    private mutating func addItem(_ term: String, _ text: String) {
        add(".TP")
        add(term)
        add(text)
    }

    private mutating func addTopic(_ topic: HelpTopic) {
        add(".SS \(topic.rawValue)")
        addText(HelpText.sentence(topic.summary))
        add(".PP")
        // As it stands: it has columns.
        add(".nf")
        addText(topic.text)
        add(".fi")
    }

    // MARK: Lines

    private mutating func add(_ line: String) { text += "\(line)\n" }

    /// Adds lines of plain text.
    private mutating func addText(_ lines: String) {
        for line in lines.split(separator: "\n", omittingEmptySubsequences: false) {
            add(line.isEmpty ? ".sp" : Self.escaped(String(line)))
        }
    }

    /// The text as roff prints it unchanged: a backslash begins an escape, a bare `-` and `'` become typographic signs,
    /// and a line that begins with `.` or `'` is a request (groff_man(7), groff_char(7)).
    static func escaped(_ line: String) -> String {
        var shown = ""
        for character in line {
            switch character {
            case "\\": shown += "\\e"
            case "-": shown += "\\-"
            case "'": shown += "\\(aq"
            case "^": shown += "\\(ha"
            case "~": shown += "\\(ti"
            case "`": shown += "\\(ga"
            default: shown.append(character)
            }
        }
        return shown.hasPrefix(".") ? "\\&\(shown)" : shown
    }
}

/// The help, printed from the tables.
enum HelpText {
    static let version = "0.1.0"

    private static let width = 80

    static let description = """
        Cron you can trust: durable recurring executions in one SQLite file.
        Without a command: the dashboard, which runs the engine, or attaches to the
        worker that has the database.
        """

    /// What is read from the environment.
    static let variables = [
        ("ZARTOP_DB", "the database file, where --db names none"),
        ("XDG_STATE_HOME", "where zartop/zartop.db is otherwise (~/.local/state)"),
        ("XDG_CONFIG_HOME", "where zartop/config, zartop/jobs.yaml and zartop/themes are (~/.config)"),
        ("NO_COLOR", "if set, the dashboard draws without colours"),
    ]

    /// A summary as a sentence.
    static func sentence(_ summary: String) -> String {
        "\(summary.prefix(1).uppercased())\(summary.dropFirst())."
    }

    /// About the program.
    static var program: String {
        let commands = CommandTable.all.map { (left: $0.usage, right: $0.summary) }
        return """
            Usage: zartop [OPTION...] [COMMAND]

            \(description)

            Commands:
            \(columns(commands))

            Options:
            \(columns(OptionTable.global.map(row)))

            \(wrap(statuses, to: width).joined(separator: "\n"))

            'zartop COMMAND --help' tells more about a command, 'zartop help TOPIC' about
            what several have in common.

            """
    }

    /// The program's text, and what there are guides to.
    static var guides: String {
        let topics = HelpTopic.allCases.map { (left: $0.rawValue, right: $0.summary) }
        return """
            \(program)
            Topics:
            \(columns(topics))

            """
    }

    private static var statuses: String {
        "Exit status: \(ExitStatus.allCases.map { "\($0.rawValue) \($0.meaning)" }.joined(separator: ", "))."
    }

    /// About one command.
    static func command(_ spec: CommandSpec) -> String {
        let details = spec.details.isEmpty ? "" : "\n\(spec.details.joined(separator: "\n"))\n"
        let own = spec.options.map(row)
        let usual = OptionTable.global.filter { usualOptions(spec.name).contains($0.name) }.map { option in
            let isScratch = option.name == "--db" && !spec.name.needsDatabase
            return (left: row(option).left, right: isScratch ? scratchFile : option.help)
        }
        return """
            Usage: zartop \(spec.usage) [OPTION...]

            \(sentence(spec.summary))
            \(details)
            Options:
            \(columns(own + usual))

            """
    }

    /// The options that are not the command's own but do something for it.
    static func usualOptions(_ name: CommandSpec.Name) -> [String] {
        switch name {
        case .export: ["--db", "--at", "--help"]
        case .backfill: ["--db", "--json", "--at", "--yes", "--help"]
        case _ where name.looksBack: ["--db", "--json", "--at", "--help"]
        case .cancel, .stop, .resume, .retry, .restart, .rerun, .prune:
            ["--db", "--json", "--yes", "--help"]
        case .apply: ["--db", "--jobs", "--json", "--yes", "--help"]
        case .plan: ["--db", "--jobs", "--json", "--help"]
        case .check, .`init`: ["--jobs", "--json", "--help"]
        case .`import`: ["--json", "--help"]
        case .service: ["--db", "--jobs", "--help"]
        case .theme: ["--json", "--help"]
        case .metrics: ["--db", "--help"]
        case .schema, .help, .man, .completions: ["--help"]
        case .demo: ["--db", "--no-ui", "--ascii", "--help"]
        default: ["--db", "--json", "--help"]
        }
    }

    /// What `--db` says to the commands that make a database of their own.
    private static let scratchFile = "database file, which is kept (a new one, removed at the end)"

    private static func row(_ option: OptionSpec) -> (left: String, right: String) {
        let names = (option.short.map { [$0] } ?? []) + [option.name]
        let left = names.joined(separator: ", ") + (option.placeholder.map { " \($0)" } ?? "")
        return (left, option.help)
    }

    /// Two columns, the right one wrapped at the width of the page.
    private static func columns(_ rows: [(left: String, right: String)]) -> String {
        let indent = (rows.map(\.left.count).max() ?? 0) + 4
        return rows.flatMap { row in
            wrap(row.right, to: width - indent).enumerated().map { index, line in
                let left = index == 0 ? "  \(row.left)" : ""
                return left + String(repeating: " ", count: indent - left.count) + line
            }
        }.joined(separator: "\n")
    }

    private static func wrap(_ text: String, to width: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}

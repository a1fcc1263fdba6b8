/// What may stand in place of the last word of a command line that is being typed.
struct Completion {
    /// What it can be.
    enum Wanted: Equatable {
        case words([Candidate])
        case files
        case tasks
        case executions(isOpen: Bool)
        case tasksOrExecutions
        /// A step of the execution with that id.
        case steps(of: String)
        /// A filter of executions.
        case filter
    }

    /// A word, and what it says of itself.
    struct Candidate: Equatable {
        let word: String
        var help = ""
    }

    /// The command that was named before; nil before it.
    let command: CommandSpec?
    let wanted: Wanted
    /// What stands before the part that is completed: `--db=`.
    let head: String
    /// The part of it that was typed.
    let typed: String
    /// The database that was named with `--db`.
    let database: String?

    /// Reads the words behind the program's name; the last one is being typed, and may be empty.
    init(_ words: [String]) {
        let last = words.last ?? ""
        let line = Line(words.dropLast())
        let command = line.command.flatMap(CommandTable.spec)
        self.command = command
        database = line.database
        var wanted: Wanted?
        var (head, typed) = ("", last)
        if let option = line.pending {
            wanted = Self.values(of: Self.own(option, command), line)
        } else if !line.isOverOptions, last.hasPrefix("-") {
            if let equals = last.firstIndex(of: "=") {
                head = String(last[...equals])
                typed = String(last[last.index(after: equals)...])
                let option = Self.option(String(head.dropLast()))
                wanted = option.map { Self.values(of: Self.own($0, command), line) }
            } else {
                wanted = .words(Self.options(command, except: line.given))
            }
        } else if let command {
            wanted = Self.operand(line.operands.count, of: command, line)
        } else {
            wanted = .words(CommandTable.all.map { Candidate(word: $0.name.rawValue, help: $0.summary) })
        }
        self.wanted = wanted ?? .words([])
        self.head = head
        self.typed = typed
    }

    // MARK: The line so far

    /// What the words before the last one say.
    private struct Line {
        var command: CommandSpec.Name?
        var operands: [String] = []
        var given: Set<String> = []
        var database: String?
        /// The option whose value is still to come.
        var pending: OptionSpec?
        /// Whether `--` has ended them.
        var isOverOptions = false

        init(_ words: some Sequence<String>) {
            for word in words {
                if let option = pending {
                    if option.name == "--db" { database = word }
                    pending = nil
                } else if word == "--", !isOverOptions {
                    isOverOptions = true
                } else if !isOverOptions, word.hasPrefix("-"), word.utf8.count > 1 {
                    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                    guard let option = Completion.option(String(parts[0])) else { continue }
                    given.insert(option.name)
                    if parts.count == 1, option.placeholder != nil { pending = option }
                    if parts.count == 2, option.name == "--db" { database = String(parts[1]) }
                } else if command == nil {
                    command = CommandSpec.Name(rawValue: word)
                    guard command != nil else { return }
                } else {
                    operands.append(word)
                }
            }
        }
    }

    private static func option(_ name: String) -> OptionSpec? {
        (OptionTable.global + OptionTable.commands).first { $0.name == name || $0.short == name }
    }

    /// The option as the command means it.
    private static func own(_ option: OptionSpec, _ command: CommandSpec?) -> OptionSpec {
        command?.options.first { $0.name == option.name } ?? option
    }

    // MARK: What may follow

    private static func options(_ command: CommandSpec?, except given: Set<String>) -> [Candidate] {
        let usual = command.map { HelpText.usualOptions($0.name) }
        let all = (command?.options ?? []) + OptionTable.global.filter { usual?.contains($0.name) ?? true }
        return all.filter { !given.contains($0.name) }.map { Candidate(word: $0.name, help: $0.help) }
    }

    private static func values(of option: OptionSpec, _ line: Line) -> Wanted {
        switch option.kind {
        case .choice(let words): return .words(words.map { Candidate(word: $0) })
        case .overlap:
            return .words(
                ["skip-if-running", "cancel-and-restart", "always-start"].map { Candidate(word: $0) }
            )
        case .missed: return .words(["latest", "skip", "all"].map { Candidate(word: $0) })
        case .text: break
        case .flag, .count, .countOrNone, .duration, .timeBack, .timeAhead, .json: return .words([])
        }
        switch option.placeholder {
        case "PATH", "FILE", "F": return .files
        case "FILTER": return .filter
        case "STEP": return line.operands.first.map { .steps(of: $0) } ?? .words([])
        default: return .words([])
        }
    }

    private static func operand(_ index: Int, of command: CommandSpec, _ line: Line) -> Wanted {
        var operands = command.operands[...]
        for _ in 0..<index where operands.first?.isRepeated == false { operands.removeFirst() }
        guard let operand = operands.first else { return .words([]) }
        switch operand.name {
        case "TASK", "TASK|EXPRESSION": return .tasks
        case "TASK|ID": return .tasksOrExecutions
        case "ID": return .executions(isOpen: command.name == .cancel || command.name == .event)
        case "STEP": return line.operands.first.map { .steps(of: $0) } ?? .words([])
        case "FILE": return .files
        case "SHELL": return .words(CompletionShell.allCases.map { Candidate(word: $0.rawValue) })
        case "TOPIC":
            let topics = HelpTopic.allCases.map { Candidate(word: $0.rawValue, help: $0.summary) }
            return .words(
                topics + CommandTable.all.map { Candidate(word: $0.name.rawValue, help: $0.summary) }
            )
        // What is written as it stands: 'import crontab'.
        case let word where word == word.lowercased(): return .words([Candidate(word: word)])
        default: return .words([])
        }
    }
}

/// One command: the row that parsing, help and the manual are made from.
struct CommandSpec: Sendable {
    let name: Name
    let operands: [Operand]
    let options: [OptionSpec]
    let summary: String
    /// What a user could get wrong, in lines of at most 80 columns.
    let details: [String]

    /// Every command there is.
    enum Name: String, Sendable, CaseIterable {
        case tasks, executions, show, logs, ledger, why, forecast, diff, next, start, trigger, wait, cancel
        case stop, revive, pause, resume, skip, retry, restart, rerun, event, backfill
        case check, plan, apply, `init`, schema, `import`
        case alarms, doctor, selftest, prune, export, metrics, backup, migrate, service, theme, demo
        case help, man, completions

        /// Whether it works on a database; the others get by where none can be found.
        var needsDatabase: Bool {
            switch self {
            case .check, .`init`, .schema, .`import`, .selftest, .theme, .demo, .help, .man, .completions:
                false
            default: true
            }
        }

        /// Whether it can tell how things were at an earlier time.
        var looksBack: Bool {
            switch self {
            case .tasks, .executions, .show, .logs, .ledger, .why, .next, .forecast, .diff, .alarms,
                .backfill,
                .export:
                true
            default: false
            }
        }

        /// Whether it asks something of the engine.
        var isOrder: Bool {
            switch self {
            case .start, .trigger, .cancel, .stop, .revive, .pause, .resume, .skip, .retry, .restart, .rerun,
                .event, .prune:
                true
            case .tasks, .executions, .show, .logs, .ledger, .why, .forecast, .diff, .next, .wait, .alarms,
                .doctor, .selftest, .service, .theme, .demo, .export, .backup, .migrate, .metrics, .check,
                .plan,
                .apply, .schema, .`init`, .`import`, .backfill, .help, .man, .completions:
                false
            }
        }
    }

    /// A word that follows the command.
    struct Operand: Sendable {
        let name: String
        let count: Count

        /// How often it may come; what may come often is the last one.
        enum Count: Sendable {
            case one
            case atMostOne
            case oneOrMore
            /// What only a program gives, so that the help leaves it out.
            case any
        }

        init(_ name: String, _ count: Count = .one) {
            self.name = name
            self.count = count
        }

        var isOptional: Bool { count == .atMostOne || count == .any }
        var isRepeated: Bool { count == .oneOrMore || count == .any }

        var usage: String {
            switch count {
            case .one: name
            case .atMostOne: "[\(name)]"
            case .oneOrMore: "\(name)..."
            case .any: ""
            }
        }
    }

    init(
        _ name: Name,
        _ operands: [Operand],
        options: [OptionSpec] = [],
        _ summary: String,
        details: [String] = []
    ) {
        self.name = name
        self.operands = operands
        self.options = options
        self.summary = summary
        self.details = details
    }

    /// The command with its operands: `event ID NAME`.
    var usage: String {
        ([name.rawValue] + operands.map(\.usage).filter { !$0.isEmpty }).joined(separator: " ")
    }
}

internal import Canvas

extension DashboardState {
    /// The commands of the line that `:` opens: those of the command line that act, and every action by its name.
    static let verbs = [
        "ack", "backfill", "cancel", "event", "kill", "pause", "pause-all", "pause-steps", "prune", "quit",
        "rerun", "restart", "resume", "resume-all", "resume-steps", "retry", "revive", "skip", "start",
        "stop", "trigger",
    ]

    /// Does what a command says; one that is wrong is explained and changes nothing.
    mutating func run(_ line: String, at moment: Int64) -> [Effect] {
        guard let command = CommandWords(line) else { return refuse("a quote is not closed", at: moment) }
        let words = command.words
        guard let verb = words.first else { return [.redraw] }
        // What was said of the one before is over.
        flash = nil
        history.removeAll { $0 == line }
        history = (history + [line]).suffix(100)
        if let action = Action(rawValue: verb) {
            guard words.count == 1 else { return refuse("'\(verb)' takes nothing after it", at: moment) }
            guard hasMeaning(action) else {
                return refuse("'\(verb)' has no meaning in this view", at: moment)
            }
            return perform(action, at: moment)
        }
        if verb == "quit" || verb == "q" { return leave(at: moment) }
        if verb == "at" {
            let time = words.dropFirst().joined(separator: " ")
            guard let target = self.moment(time) else {
                return refuse(
                    "'at' needs a time: at 03:12, at 2026-12-24 03:12, at 2h (ago), at now",
                    at: moment
                )
            }
            if isYetToCome(time) {
                return refuse("\(time) has yet to come: for the one a day before give its date", at: moment)
            }
            return look(at: target, moment: moment)
        }
        if ["ledger", "why", "diff"].contains(verb) {
            return look(verb, Array(words.dropFirst()), at: moment)
        }
        guard Self.verbs.contains(verb) else {
            guard !settings.shellCommands.contains(verb) else {
                return refuse("'\(verb)' is for the command line: zartop \(line)", at: moment)
            }
            let nearest = nearestName(to: verb, among: commands).map { "did you mean '\($0)'?" }
            return refuse("no command '\(verb)': \(nearest ?? "Tab shows those there are")", at: moment)
        }
        if verb == "backfill", words.contains("--list") {
            return refuse("'backfill --list' is for the command line: zartop \(line)", at: moment)
        }
        guard snapshot.standing.mayOrder else {
            return refuse(noOrders, at: moment)
        }
        if isFrozen { _ = freeze() }
        if let option = command.pauseOptions.first(where: { !Self.usage(verb).contains($0) }) {
            return refuse("'\(verb)' has no \(option): \(Self.usage(verb))", at: moment)
        }
        if let effects = hold(verb, command, at: moment) { return effects }
        if verb == "backfill" { return backfill(command, at: moment) }
        if verb == "prune" { return prune(command, at: moment) }
        if let option = words.dropFirst().first(where: { $0.hasPrefix("--") }) {
            let usage = Self.usage(verb)
            let isKnown = option == "--reason" || usage.contains(option)
            let what = isKnown ? "\(option) needs a value" : "\(option) is for the command line"
            return refuse("\(what): \(usage)", at: moment)
        }
        var names: [String] = []
        for name in words.dropFirst() where !names.contains(name) { names.append(name) }
        if names.isEmpty, ["cancel", "kill", "restart"].contains(verb) { names = markedExecutions }
        guard !names.isEmpty else { return refuse("'\(verb)' needs a name: \(Self.usage(verb))", at: moment) }
        return order(verb, names, command, at: moment)
    }

    /// Shows what a command asks to see.
    private mutating func look(_ verb: String, _ names: [String], at moment: Int64) -> [Effect] {
        // A day and a time of day are one time, with quotes or without.
        let counts = verb == "diff" ? 2...2 : verb == "why" ? 1...3 : 1...1
        guard counts.contains(names.count) else {
            return refuse("'\(verb)' is written: \(Self.usage(verb))", at: moment)
        }
        if verb == "diff" { return showDiff(names) }
        if let unknown = unknownTask(names.prefix(1)) {
            // An execution stands for the instant that it was dispatched for.
            guard verb == "why", names.count == 1 else { return refuse(unknown, at: moment) }
            guard let execution = execution(names[0]) else {
                return refuse("\(unknown); executions are known here by the list of them", at: moment)
            }
            guard snapshot.tasks.contains(where: { $0.name == execution.task }) else {
                return refuse(
                    "\(execution.id) is of no recurring task: no decision dispatched it",
                    at: moment
                )
            }
            return showLedger(of: execution, at: moment)
        }
        guard verb == "why" else { return showLedger(names[0]) }
        return askWhy(names[0], names.count == 1 ? "now" : names.dropFirst().joined(separator: " "))
    }

    /// The words are the command line's own; what holds a backfill, or lets it go on, needs no question.
    private mutating func backfill(_ command: CommandWords, at moment: Int64) -> [Effect] {
        let words = Array(command.words.dropFirst())
        guard let first = words.first else { return refuse(Self.usage("backfill"), at: moment) }
        let request = command.request(.backfill(words: words))
        if OrderRequest.endedBackfill(words) != nil { return ask([request], isGrave: false, always: true) }
        if first.hasPrefix("-") { return give([request]) }
        if let unknown = unknownTask([first]) { return refuse(unknown, at: moment) }
        return ask([request], isGrave: false, always: true)
    }

    /// What would go is shown before it is asked.
    private mutating func prune(_ command: CommandWords, at moment: Int64) -> [Effect] {
        let words = Array(command.words.dropFirst())
        let option = "--older-than"
        if let other = words.first(where: { $0.hasPrefix("-") && $0 != option && !$0.hasPrefix("\(option)=") }
        ) {
            return refuse("\(other) is for the command line: \(Self.usage("prune"))", at: moment)
        }
        return ask([command.request(.prune(words: words))], isGrave: false, always: true)
    }

    private mutating func order(
        _ verb: String,
        _ names: [String],
        _ command: CommandWords,
        at moment: Int64
    ) -> [Effect] {
        let isGrave = names.count > Self.many
        switch verb {
        case "ack": return acknowledge(names, command, at: moment)
        case "cancel": return ask(names.map { command.request(.cancel(execution: $0)) }, isGrave: isGrave)
        case "kill": return ask(names.map { command.request(.kill(execution: $0)) }, isGrave: true)
        case "restart":
            let requests = names.map { command.request(.restart(execution: $0, payload: command.payload)) }
            return ask(requests, isGrave: isGrave, always: command.payload != nil)
        case "resume":
            guard names.count < 3 else { return refuse(Self.usage(verb), at: moment) }
            guard let unknown = unknownTask(names.prefix(1)) else {
                let missed = names.count == 2 ? OrderRequest.Missed(rawValue: names[1]) : nil
                guard names.count == 1 || missed != nil else { return refuse(Self.usage(verb), at: moment) }
                let task = snapshot.tasks.first { $0.name == names[0] }
                // What becomes of the instants is chosen with their number in sight.
                if missed == nil, let task, task.state == "paused", task.heldBack != 0, snapshot.hold == nil {
                    overlay = .resume(ResumeDialog(task: task.name, reason: command.reason))
                    return [.redraw]
                }
                return give([command.request(.resume(task: names[0], missed: missed))])
            }
            return refuse(unknown, at: moment)
        case "start":
            guard names.count == 1 else { return refuse(Self.usage(verb), at: moment) }
            if let unknown = unknownTask(names[...]) { return refuse(unknown, at: moment) }
            return give([command.request(.start(task: names[0], id: command.id, payload: command.payload))])
        case "event":
            guard names.count == 2 else { return refuse(Self.usage(verb), at: moment) }
            return give([command.request(.event(execution: names[0], name: names[1], data: command.payload))])
        case "retry", "rerun":
            let ids = names.count == 1 ? markedExecutions : Array(names.prefix(1))
            guard names.count < 3, !ids.isEmpty else { return refuse(Self.usage(verb), at: moment) }
            return again(verb, ids, names[names.count - 1], command)
        default:
            if let unknown = unknownTask(names[...]) { return refuse(unknown, at: moment) }
            return order(verb, tasks: names, command, at: moment)
        }
    }

    private mutating func again(
        _ verb: String,
        _ ids: [String],
        _ step: String,
        _ command: CommandWords
    ) -> [Effect] {
        let isGrave = ids.count > Self.many
        guard verb == "retry" else {
            return ask(ids.map { command.request(.rerun(execution: $0, from: step)) }, isGrave: isGrave)
        }
        let requests = ids.map { command.request(.retry(execution: $0, step: step)) }
        return isGrave ? ask(requests, isGrave: true) : give(requests)
    }

    /// What an order on executions is about that names none.
    private var markedExecutions: [String] {
        view == .executions && !executions.marks.isEmpty ? executions.targets : []
    }

    /// Says that somebody has alarms in hand, by their numbers on the attention list.
    private mutating func acknowledge(
        _ names: [String],
        _ command: CommandWords,
        at moment: Int64
    ) -> [Effect] {
        var requests: [OrderRequest] = []
        for name in names {
            let number = Int64(name.hasPrefix("#") ? String(name.dropFirst()) : name)
            guard let line = snapshot.attention.first(where: { $0.alarm != nil && $0.alarm == number }),
                let alarm = line.alarm
            else {
                return refuse(
                    "no alarm '\(name)' is raised: its number stands behind '#' on the list",
                    at: moment
                )
            }
            guard !line.isAcknowledged else {
                return refuse("alarm \(alarm) is acknowledged already", at: moment)
            }
            requests.append(command.request(.acknowledge(task: line.subject, alarm: alarm)))
        }
        return give(requests)
    }

    private mutating func order(
        _ verb: String,
        tasks names: [String],
        _ command: CommandWords,
        at moment: Int64
    ) -> [Effect] {
        switch verb {
        case "stop": return ask(names.map { command.request(.stop(task: $0)) }, isGrave: true)
        case "trigger":
            let tasks = names.compactMap { name in snapshot.tasks.first { $0.name == name } }
            return trigger(tasks, reason: command.reason, at: moment)
        default:
            let requests = names.map {
                command.request(verb == "pause" ? .pause(task: $0) : .revive(task: $0))
            }
            return requests.count > Self.many ? ask(requests, isGrave: true) : give(requests)
        }
    }

    /// What is wrong with names of tasks; nil when there are all of them.
    func unknownTask(_ names: ArraySlice<String>) -> String? {
        let known = snapshot.tasks.map(\.name)
        guard let name = names.first(where: { !known.contains($0) }) else { return nil }
        let nearest = nearestName(to: name, among: known).map { "; did you mean '\($0)'?" }
        return "no task '\(name)'\(nearest ?? "")"
    }

    /// The words that a command may begin with here: without orders when only looking.
    private var commands: [String] {
        let mayOrder = snapshot.standing.mayOrder
        let actions = Action.allCases.filter { $0.views.contains(view) && (mayOrder || !$0.isOrder) }
        return (mayOrder ? Self.verbs : ["quit"]) + ["at", "diff", "ledger", "why"] + actions.map(\.rawValue)
    }

    mutating func refuse(_ text: String, at moment: Int64) -> [Effect] {
        say(text, .error, at: moment)
        return [.redraw]
    }

    /// How a command is written.
    static func usage(_ verb: String) -> String {
        switch verb {
        case "cancel", "kill": "\(verb) ID…, or what is marked"
        case "restart": "restart ID… [--payload JSON], or what is marked"
        case "retry": "retry ID STEP, or STEP of what is marked"
        case "rerun": "rerun ID --from STEP, or of what is marked"
        case "start": "start TASK [--id ID] [--payload JSON]"
        case "event": "event ID NAME [JSON]"
        case "ack": "ack NUMBER…"
        case "diff": "diff ID ID"
        case "ledger": "ledger TASK"
        case "why": "why TASK [TIME], or why ID"
        case "resume": "resume TASK [latest|skip|all]"
        case "pause": "pause TASK… [--until T] [--note TEXT]"
        case "pause-all": "pause-all [--until T] [--note TEXT]"
        case "resume-all": "resume-all [latest|skip|all]"
        case "skip": "skip TASK [NUMBER]"
        case "pause-steps": "pause-steps STEPS TASKS [--note TEXT]"
        case "resume-steps": "resume-steps STEPS TASKS"
        case "prune": "prune [TASK] [--older-than AGE]"
        case "backfill": "backfill TASK --from T [--to T], or --pause, --resume or --cancel ID"
        default: "\(verb) TASK…"
        }
    }

    /// The line with its last word completed as far as there is no choice.
    func completed(_ prompt: Prompt) -> String {
        let candidates = candidates(prompt)
        guard var common = candidates.first else { return prompt.text }
        for candidate in candidates.dropFirst() { common = common.commonPrefix(with: candidate) }
        let word = prompt.text.lastWord
        guard common.utf8.count > word.utf8.count || candidates.count == 1 else { return prompt.text }
        return prompt.text.dropLast(word.count) + common
            + (candidates.count == 1 && prompt.purpose == .command ? " " : "")
    }

    /// What the last word of a line can become.
    func candidates(_ prompt: Prompt) -> [String] {
        let word = prompt.text.lastWord
        let words = prompt.text.split(separator: " ")
        let tasks = snapshot.tasks.map(\.name)
        let ids = Array(Set(executions.ids + snapshot.running.map(\.id))).sorted()
        let steps = snapshot.detail?.runs.last?.steps.map(\.name) ?? []
        guard prompt.purpose != .search else { return [] }
        guard prompt.purpose == .command else {
            return Filter.words(completing: word, tasks: tasks, ids: ids, steps: steps)
        }
        let all: [String]
        if words.count <= 1, word == prompt.text {
            all = commands
        } else {
            let place = words.count + (word.isEmpty ? 1 : 0)
            switch words.first {
            case "cancel", "kill", "restart", "diff": all = ids
            case "ack":
                all = snapshot.attention.filter { !$0.isAcknowledged }.compactMap {
                    $0.alarm.map(String.init)
                }
            case "ledger", "why": all = place <= 2 ? tasks : []
            case "retry", "rerun", "event": all = place <= 2 ? ids : steps
            case "resume-all": all = OrderRequest.Missed.allCases.map(\.rawValue)
            case "pause-all", "pause-steps", "resume-steps": all = []
            case "resume" where place > 2: all = OrderRequest.Missed.allCases.map(\.rawValue)
            case let verb? where Self.verbs.contains(String(verb)) && verb != "quit": all = tasks
            default: all = []
            }
        }
        return Set(all.filter { $0.hasPrefix(word) }).sorted()
    }
}

extension String {
    /// The characters after the last blank.
    fileprivate var lastWord: String {
        String(reversed().prefix { $0 != " " }.reversed())
    }

    fileprivate func commonPrefix(with other: String) -> String {
        String(zip(self, other).prefix { $0 == $1 }.map(\.0))
    }
}

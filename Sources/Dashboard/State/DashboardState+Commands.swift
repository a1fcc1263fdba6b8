extension DashboardState {
    /// The commands of the line that `:` opens: those of the command line that act, and every action by its name.
    static let verbs = [
        "cancel", "pause", "quit", "rerun", "restart", "resume", "retry", "revive", "stop", "trigger",
    ]

    /// Does what a command says; one that is wrong is explained and changes nothing.
    mutating func run(_ line: String, at moment: Int64) -> [Effect] {
        let words = line.split(separator: " ").map(String.init)
        guard let verb = words.first else { return [.redraw] }
        history.removeAll { $0 == line }
        history.append(line)
        if let action = Action(rawValue: verb) {
            guard action.views.contains(view) else {
                return refuse("'\(verb)' has no meaning in this view", at: moment)
            }
            return perform(action, at: moment)
        }
        if verb == "quit" || verb == "q" { return leave() }
        guard Self.verbs.contains(verb) else {
            return refuse("no command '\(verb)': Tab shows those there are", at: moment)
        }
        guard snapshot.standing.mayOrder else {
            return refuse("read-only: orders are not given from here", at: moment)
        }
        let names = Array(words.dropFirst())
        guard !names.isEmpty else { return refuse("'\(verb)' needs a name: \(Self.usage(verb))", at: moment) }
        return order(verb, names, at: moment)
    }

    private mutating func order(_ verb: String, _ names: [String], at moment: Int64) -> [Effect] {
        switch verb {
        case "cancel":
            return ask(names.map { OrderRequest(.cancel(execution: $0)) }, isGrave: names.count > 5)
        case "stop": return ask(names.map { OrderRequest(.stop(task: $0)) }, isGrave: true)
        case "restart":
            return ask(names.map { OrderRequest(.restart(execution: $0)) }, isGrave: names.count > 5)
        case "trigger":
            return ask(
                names.map { OrderRequest(.trigger(task: $0, regardless: false)) },
                isGrave: names.count > 5
            )
        case "pause": return names.map { .order(OrderRequest(.pause(task: $0))) } + [.redraw]
        case "revive": return names.map { .order(OrderRequest(.revive(task: $0))) } + [.redraw]
        case "resume":
            guard let missed = names.count > 1 ? OrderRequest.Missed(rawValue: names[1]) : .some(.latest),
                names.count < 3
            else { return refuse(Self.usage(verb), at: moment) }
            return [
                .order(OrderRequest(.resume(task: names[0], missed: names.count > 1 ? missed : nil))),
                .redraw,
            ]
        default:
            guard names.count == 2 else { return refuse(Self.usage(verb), at: moment) }
            if verb == "retry" {
                return [.order(OrderRequest(.retry(execution: names[0], step: names[1]))), .redraw]
            }
            return ask([OrderRequest(.rerun(execution: names[0], from: names[1]))], isGrave: false)
        }
    }

    private mutating func refuse(_ text: String, at moment: Int64) -> [Effect] {
        say(text, .error, at: moment)
        return [.redraw]
    }

    /// How a command is written.
    static func usage(_ verb: String) -> String {
        switch verb {
        case "cancel", "restart": "\(verb) ID…"
        case "retry", "rerun": "\(verb) ID STEP"
        case "resume": "resume TASK [latest|skip|all]"
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
        let all: [String]
        switch prompt.purpose {
        case .filter: all = Filter.words(tasks: snapshot.tasks.map(\.name))
        case .command where words.count <= 1 && word == prompt.text:
            all = Self.verbs + Action.allCases.map(\.rawValue)
        case .command:
            switch words.first {
            case "cancel", "restart": all = executions.ids + snapshot.running.map(\.id)
            case "retry", "rerun":
                let steps = snapshot.detail?.runs.last?.steps.map(\.name) ?? []
                all =
                    words.count + (word.isEmpty ? 1 : 0) <= 2
                    ? executions.ids + snapshot.running.map(\.id) : steps
            default: all = snapshot.tasks.map(\.name)
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

internal import Timetable
internal import ZartCore
internal import ZartSQLite

/// What is held back: `pause --list`, and the question of a resume.
extension CommandRun {
    func listHolds() throws(CommandFailure) -> ExitStatus {
        let reader = try openReader()
        let report = try stored { () throws(StoreError) in try reader.holds() }
        let all = try stored { () throws(StoreError) in try reader.tasks() }
        let tasks = all.filter { $0.state == .paused }
        let changes = try stored { () throws(StoreError) in try reader.pauses() }
        guard !isJSON else {
            let skips = all.filter { $0.skips > 0 }.map { task in
                JSONValue.object([("task", .string(task.name)), ("count", .number(task.skips))])
            }
            let held = JSONValue(report).with("tasks", Self.json(tasks, changes))
            console.out("\(held.with("skips", .list(skips)).text)\n")
            return .done
        }
        let now = surroundings.now()
        let paused = tasks.map { task in
            let change = changes[task.name].map {
                ", by \($0.actor.actorPhrase) since \(HumanTime.seconds($0.at))"
            }
            return Self.line(state: task, now: now) + (change ?? "")
        }
        let lines = Self.lines(report) + paused + all.filter { $0.skips > 0 }.map(Self.line(skipsOf:))
        guard !lines.isEmpty else {
            console.err("nothing is paused or skipped, and no rule holds steps\n")
            return .done
        }
        for line in lines { print(sentence: line) }
        return .done
    }

    private static func json(_ paused: [TaskRecord], _ changes: [String: StateChangeRecord]) -> JSONValue {
        .list(
            paused.map { task in
                let change = changes[task.name]
                return .object([
                    ("task", .string(task.name)), ("since", .time(change?.at)),
                    ("until", .time(task.pausedUntil)),
                    ("actor", .text(change?.actor)), ("note", .text(task.note)),
                ])
            }
        )
    }

    /// Each hold and rule in force in one line, for people.
    static func lines(_ report: HoldReport) -> [String] {
        var lines: [String] = []
        if let hold = report.hold {
            let until = hold.until.map { " until \(HumanTime.seconds($0))" } ?? ""
            lines.append(
                "everything is paused since \(HumanTime.seconds(hold.beganAt))\(until) by \(hold.phrase)"
            )
        }
        for rule in report.rules {
            let count = report.waiting[rule.number] ?? 0
            lines.append("\(rule.scope) wait (\(count) now) by \(rule.phrase)")
        }
        return lines
    }

    /// Tells how many instants a resume decides, and asks what becomes of them where somebody can be asked.
    func askMissed(_ actions: inout [Order.Action]) throws(CommandFailure) {
        guard console.isInteractive, !arguments.has("--missed"), !arguments.has("--yes"),
            let action = actions.first
        else { return }
        let reader = try openReader()
        let now = surroundings.now()
        let counts = try stored { () throws(StoreError) in try reader.heldBack(at: now) }
        let passed: Int
        let what: String
        var rule = "each task's own rule"
        switch action {
        case .resume(let name, _):
            let task = try stored { () throws(StoreError) in try reader.task(named: name) }
            passed = task?.state == .paused ? counts[name] ?? 0 : 0
            what = "task '\(name)'"
            if let task { rule = "its own rule, \(task.missed)" }
        case .resumeAll:
            let tasks = try stored { () throws(StoreError) in try reader.tasks() }
            let held = tasks.filter { task in
                task.isHeld && (task.state == .active || task.pausedUntil.map { $0 <= now } ?? false)
            }
            passed = held.reduce(0) { $0 + (counts[$1.name] ?? 0) }
            what = held.count.counted("task")
        default: return
        }
        guard passed > 0 else { return }
        // Some may have passed before the pause, while no worker ran.
        let (have, are) = passed == 1 ? ("has", "is") : ("have", "are")
        let answer = console.ask(
            """
            \(passed.counted("instant")) of \(what) \(have) passed and \(are) held.
            latest: one start, for the newest; skip: none; all: each by the overlap policy.
            latest, skip, all, or Enter for \(rule):\u{20}
            """
        )
        guard let answer else { throw CommandFailure(.refused, "nothing was done") }
        let word = answer.lowercased().filter { $0 != " " }
        guard !word.isEmpty else { return }
        guard let missed = ["latest", "skip", "all"].first(where: { $0.hasPrefix(word) }) else {
            throw CommandFailure(
                .refused,
                "'\(PlainText.harmless(answer))' is none of these: nothing was done"
            )
        }
        switch action {
        case .resume(let name, _): actions = [.resume(task: name, missed: OptionSpec.missed(missed))]
        default: actions = [.resumeAll(missed: OptionSpec.missed(missed))]
        }
    }
}

extension JSONValue {
    /// What `pause --list` tells a program.
    init(_ report: HoldReport) {
        let hold = report.hold.map { hold in
            JSONValue.object([
                ("since", .time(hold.beganAt)), ("until", .time(hold.until)), ("actor", .string(hold.actor)),
                ("note", .text(hold.note)),
            ])
        }
        let rules = report.rules.map { rule in
            JSONValue.object([
                ("rule", .number(Int(rule.number))), ("steps", .string(rule.steps.description)),
                ("tasks", .string(rule.tasks.description)), ("since", .time(rule.beganAt)),
                ("actor", .string(rule.actor)), ("note", .text(rule.note)),
                ("waiting", .number(report.waiting[rule.number] ?? 0)),
            ])
        }
        self = .object([("all", hold ?? .null), ("rules", .list(rules))])
    }
}

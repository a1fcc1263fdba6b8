internal import Timetable
internal import ZartCore
internal import ZartSQLite

/// `prune`.
extension CommandRun {
    /// The action that the command's words ask for.
    var pruneAction: Order.Action { .prune(arguments) }

    /// Says what is past keeping and, unless that is all that was asked, has it removed.
    func prune() async throws(CommandFailure) -> ExitStatus {
        let isDry = arguments.has("--dry-run")
        if !isDry { try refuseReadOnly() }
        let plans = try keepingPlans()
        if isDry {
            show(plans)
            return .done
        }
        // What the rules remove they remove anyway; beyond them it is the operator's word.
        if arguments.has("--older-than") { try confirm(plans) }
        return try await giveOrders()
    }

    private func keepingPlans() throws(CommandFailure) -> [KeepingPlan] {
        let reader = try openReader()
        let task = arguments.operands.first
        if let task {
            let known = try stored { () throws(StoreError) in try reader.task(named: task) }
            if known == nil { throw try noTask(task, reader) }
        }
        let now = surroundings.now()
        let age = arguments.value("--older-than").flatMap { Duration(operatorText: $0) }
        return try stored { () throws(StoreError) in
            try reader.keepingPlans(task: task, before: age.map { now - $0 }, rule: .standard, now: now)
        }
    }

    private func confirm(_ plans: [KeepingPlan]) throws(CommandFailure) {
        let executions = plans.reduce(0) { $0 + $1.executions }
        guard executions > 1 else { return }
        try ask(before: "remove \(executions.counted("execution")) and what they left")
    }

    private func show(_ plans: [KeepingPlan]) {
        if isJSON {
            var list = JSONList(console)
            for plan in plans { list.add(JSONValue(plan)) }
            return list.finish()
        }
        guard !plans.isEmpty else { return console.err("nothing is past keeping\n") }
        var table = TextTable([
            .init("TASK", narrowest: 10), .init("EXECUTIONS", isRight: true), .init("FAILED", isRight: true),
            .init("DECISIONS", isRight: true), .init("FROM"),
        ])
        for plan in plans {
            table.add([
                plan.task, "\(plan.executions)", "\(plan.failed)", "\(plan.decisions)",
                plan.oldestEnd.map { HumanTime.exact($0) } ?? "",
            ])
        }
        print(table)
    }
}

extension Order.Action {
    fileprivate static func prune(_ arguments: Arguments) -> Order.Action {
        .prune(
            task: arguments.operands.first,
            olderThan: arguments.value("--older-than").flatMap { Duration(operatorText: $0) }
        )
    }

    /// The same, from a line of the screen, which shows what would go before it asks.
    init(prune words: [String]) throws(CommandFailure) {
        self = .prune(try Arguments(["prune"] + words))
    }
}

extension JSONValue {
    init(_ plan: KeepingPlan) {
        self = .object([
            ("task", .string(plan.task)),
            ("executions", .number(plan.executions)),
            ("failed", .number(plan.failed)),
            ("decisions", .number(plan.decisions)),
            ("oldestEndedAt", .time(plan.oldestEnd)),
        ])
    }
}

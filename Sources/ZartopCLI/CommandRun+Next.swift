internal import Timetable
internal import ZartCore
internal import ZartSQLite

/// `next`.
extension CommandRun {
    /// An instant as scheduled and as acted on.
    private typealias Coming = (nominal: Instant, effective: Instant)

    func showNext() throws(CommandFailure) -> ExitStatus {
        let isExpression = operand.contains(" ") || operand.hasPrefix("@")
        let now = surroundings.now()
        let after = time("--after", .ahead)
        let view = try isExpression ? expression(from: after ?? now) : recurringTask()
        var cursor = after ?? (isExpression ? now : max(view.cursor, now))
        var coming: [Coming] = []
        let wanted = min(
            count("--count", default: 5),
            view.maxOccurrences.map { max(0, $0 - view.occurrence) } ?? .max
        )
        let isLive = view.state == .active || view.state == .paused
        while isLive, coming.count < wanted, let nominal = view.next(after: cursor) {
            if let after, nominal <= after { break }
            coming.append((nominal, view.effective(nominal)))
            // What follows a completion has one instant at most, wherever one looks from.
            guard view.afterCompletion == nil else { break }
            cursor = nominal
        }
        let lastSkipped = view.lastSkipped
        if isJSON {
            var list = JSONList(console)
            for (nominal, effective) in coming {
                // Only where it says something.
                let isSkipped = lastSkipped.map { nominal <= $0 } ?? false
                list.add(
                    .object(
                        [("nominalAt", .time(nominal)), ("effectiveAt", .time(effective))]
                            + (isSkipped ? [("excluded", .bool(true))] : [])
                    )
                )
            }
            list.finish()
        } else {
            showToPeople(coming, view: view, now: now)
        }
        return .done
    }

    /// What a pause does to the instants that come.
    private static func note(_ pause: String, until end: Instant?, by word: String, now: Instant) -> String {
        guard let end else { return "\(pause): these will start nothing until it is \(word)\n" }
        let time = HumanTime.seconds(end, besides: now)
        return "\(pause) until \(time) UTC: what comes before that is held, and decided then\n"
    }

    private func showToPeople(_ coming: [Coming], view: TaskView, now: Instant) {
        switch view.state {
        case .stopped: console.err("task '\(view.name)' is stopped: revive it first\n")
        case .finished: console.err("task '\(view.name)' is finished: nothing is to come\n")
        case .paused:
            console.err(
                Self.note("task '\(view.name)' is paused", until: view.endsPause, by: "resumed", now: now)
            )
        case .active where view.isHeld:
            console.err(Self.note("everything is paused", until: view.endsPause, by: "released", now: now))
        case .active where coming.isEmpty:
            let wait = view.pendingAt == nil ? view.afterCompletion : nil
            let next = wait.map { "the next one comes \($0.operatorText) after what runs now has ended" }
            console.err("\(next ?? "nothing is to come")\n")
        case .active: break
        }
        guard !coming.isEmpty else { return }
        let isDelayed = coming.contains { $0.nominal != $0.effective }
        let zone = view.schedule?.recurrence.zone(surroundings.zones)
        var columns: [TextTable.Column] = [.init("INSTANT (UTC)")]
        if isDelayed { columns.append(.init("ACTED ON (UTC)")) }
        if let zone, zone.name != Zone.utc.name { columns.append(.init("LOCAL (\(zone.name))")) }
        let lastSkipped = view.lastSkipped
        var table = TextTable(columns + [.init("FROM NOW")] + (lastSkipped == nil ? [] : [.init("")]))
        for (nominal, effective) in coming {
            var cells = [HumanTime.exact(nominal)]
            if isDelayed { cells.append(HumanTime.exact(effective)) }
            if let zone, zone.name != Zone.utc.name {
                let local = Instant(seconds: Int64(nominal.wholeSeconds + zone.offset(at: nominal)))
                cells.append("\(HumanTime.seconds(local)) \(zone.abbreviation(at: nominal))")
            }
            cells.append(HumanTime.relative(effective, now: now))
            if let lastSkipped { cells.append(nominal <= lastSkipped ? "skipped" : "") }
            table.add(cells)
        }
        print(table)
    }

    private func recurringTask() throws(CommandFailure) -> TaskView {
        if arguments.has("--timezone") {
            throw .usage("--timezone goes with an expression: a task has a zone of its own")
        }
        let reader = try openReader()
        let name = operand
        guard let view = try stored({ () throws(StoreError) in try reader.view(ofTask: name) }) else {
            throw try noTask(name, reader)
        }
        guard view.schedule != nil || view.afterCompletion != nil else {
            throw CommandFailure(
                .ourFault,
                "the schedule of task '\(name)' cannot be worked out here: is its time zone installed?"
            )
        }
        return view
    }

    private func expression(from anchor: Instant) throws(CommandFailure) -> TaskView {
        let timezone = arguments.value("--timezone") ?? Zone.utc.name
        let recurrence = Self.recurrence(operand, timezone: timezone)
        let zone = recurrence.zone(surroundings.zones)
        if case .cron = recurrence {
            guard zone != nil else {
                throw .usage("no time zone '\(timezone)': use a name such as Europe/Berlin")
            }
        }
        do {
            let schedule = try Schedule(recurrence, zone: zone, anchor: anchor, includesAnchor: false)
            return TaskView(name: operand, schedule: schedule, cursor: anchor)
        } catch {
            throw .usage("'\(operand)': \(error.message)")
        }
    }

    private static func recurrence(_ text: String, timezone: String) -> Recurrence {
        switch text.prefix(while: { $0 != " " }) {
        case "every", "at": Recurrence(storedText: text) ?? .cron(text, timezone: timezone)
        case "cron": .cron(String(text.dropFirst(5)), timezone: timezone)
        default: .cron(text, timezone: timezone)
        }
    }
}

internal import Timetable
internal import ZartCore
internal import ZartSQLite

/// `alarms`.
extension CommandRun {
    func alarms() async throws(CommandFailure) -> ExitStatus {
        if let number = arguments.value("--ack") {
            guard settings.at == nil else {
                throw .usage("--ack is about now, and --at looks back: leave one of them out")
            }
            return try await acknowledge(number)
        }
        let reader = try openReader()
        let limit = arguments.has("--all") ? 200 : 1_000
        let alarms = try stored { () throws(StoreError) in
            try reader.alarms(arguments.has("--all") ? .all : .raised, limit: limit)
        }
        if isJSON {
            var list = JSONList(console)
            for alarm in alarms { list.add(JSONValue(alarm)) }
            list.finish()
        } else if alarms.isEmpty {
            let raised = settings.at == nil ? "no alarm is raised\n" : "no alarm was raised then\n"
            console.err(arguments.has("--all") ? "no alarms yet\n" : raised)
        } else {
            show(alarms)
        }
        // Without one nobody raises an alarm either.
        if !isJSON, settings.at == nil, let note = try workerNote(reader) { console.err("\(note)\n") }
        return .done
    }

    /// One paragraph an alarm: nothing of its sentence is cut.
    private func show(_ alarms: [AlarmRecord]) {
        let now = surroundings.now()
        for alarm in alarms {
            let age = HumanTime.brief(max(.zero, (alarm.recoveredAt ?? now) - alarm.raisedAt))
            let state = alarm.recoveredAt == nil ? "raised" : "over"
            print(
                row: "\(alarm.id)  \(state)  \(alarm.kind.rawValue)  \(alarm.task)  "
                    + "\(HumanTime.seconds(alarm.raisedAt)) UTC (\(age))"
            )
            printWrapped(alarm.sentence)
            if let recoveredAt = alarm.recoveredAt {
                printWrapped("over at \(HumanTime.seconds(recoveredAt)): \(alarm.recovery ?? "")")
            }
            if let known = alarm.acknowledgement { printWrapped(known.sentence) }
            for notice in alarm.notices {
                guard let text = notice.sentence(now: now) else { continue }
                printWrapped(text)
            }
        }
    }

    /// Prints a sentence under what it is about.
    func printWrapped(_ text: String) { print(sentence: text, indent: "    ", deeper: "") }

    // MARK: Acknowledging

    private func acknowledge(_ text: String) async throws(CommandFailure) -> ExitStatus {
        try refuseReadOnly("alarms --ack")
        guard let number = Int64(text) else {
            throw .usage("--ack takes the number of an alarm, not '\(text)'")
        }
        let reader = try openReader()
        let found = try stored { () throws(StoreError) in try reader.alarms(.numbered(number), limit: 1) }
        guard let alarm = found.first else { throw CommandFailure(.notFound, "no alarm \(number)") }
        if let recoveredAt = alarm.recoveredAt {
            throw CommandFailure(
                .refused,
                "alarm \(number) of task '\(alarm.task)' is over since \(recoveredAt.shortDescription): "
                    + "there is nothing to acknowledge"
            )
        }
        let desk = try openDesk()
        let action = Order.Action.acknowledge(task: alarm.task, alarm: number)
        let (status, report) = try await perform(order(action), at: desk)
        if isJSON { console.out("\(report.text)\n") }
        return status
    }
}

extension AlarmAcknowledgement {
    var sentence: String {
        let place = terminal.isEmpty ? "" : " on \(terminal)"
        return "acknowledged by \(actor.actorPhrase)\(place) at \(HumanTime.seconds(at))"
            + (reason.map { ": \($0)" } ?? "")
    }
}

extension AlarmRecord.Notice {
    /// What became of telling somebody; nil where there was nobody to tell.
    func sentence(now: Instant) -> String? {
        let what = "the notice that it \(change == .raised ? "was raised" : "is over")"
        let why = error.map { ": \($0.inOneLine)" } ?? ""
        let tries = attempts == 1 ? "1 try" : "\(attempts) tries"
        switch status {
        case .unaddressed: return nil
        case .delivered: return "\(what) was delivered at \(HumanTime.seconds(endedAt))"
        case .failed: return "\(what) was given up after \(tries)\(why)"
        case .pending where attempts == 0: return "\(what) is to be delivered"
        case .pending:
            let next = nextAt.map {
                $0 > now ? "is tried again \(HumanTime.relative($0, now: now))" : "is due again"
            }
            return
                "\(what) failed \(attempts == 1 ? "once" : "\(attempts) times")\(why); it \(next ?? "waits")"
        }
    }
}

extension AlarmRecord {
    /// The state whose mark it bears on the screen.
    var mark: String {
        switch kind {
        case .late, .noHandler, .noSuccess, .longerThan: "late"
        case .starved: "skipped"
        case .failures, .shorterThan: "failed"
        case .stubborn: "cancelled"
        }
    }

    /// What is the matter, in one sentence for the screen.
    var attention: String {
        let known = acknowledgement.map { " (\($0.actor.actorPhrase) has it)" } ?? ""
        // What follows may be cut off.
        let untold = failing == nil ? "" : " (told nobody)"
        return "#\(id)\(known)\(untold) \(sentence)" + (failing.map { "; \($0.failure)" } ?? "")
    }

    /// That it is over and nobody could be told, and how many more of its task there are like it.
    func untold(others: Int, isAtLeast: Bool) -> String {
        let many = "\(isAtLeast ? "at least " : "")\(others)"
        let which = others > 0 ? "#\(id) and \(many) before it are" : "#\(id) is"
        return "\(which) over, and \(failing?.failure ?? "nobody was told")"
    }

    private var failing: Notice? { notices.last(where: \.isFailing) }
}

extension AlarmRecord.Notice {
    /// That it came to nobody; what is tried again may yet do.
    fileprivate var failure: String {
        let tries = "\(attempts) \(attempts == 1 ? "try" : "tries")"
        return "nobody could be told\(status == .pending ? " so far" : "") in \(tries): \(error ?? "")"
    }
}

extension JSONValue {
    init(_ alarm: AlarmRecord) {
        self = .object([
            ("id", .number(Int(alarm.id))),
            ("alarm", .string(alarm.kind.rawValue)),
            ("task", .string(alarm.task)),
            ("execution", .text(alarm.execution)),
            ("step", .text(alarm.step)),
            ("since", .time(alarm.since)),
            ("raisedAt", .time(alarm.raisedAt)),
            ("recoveredAt", .time(alarm.recoveredAt)),
            ("sentence", .string(alarm.sentence)),
            ("recovery", .text(alarm.recovery)),
            ("evidence", .stored(alarm.evidence)),
            ("acknowledgedAt", .time(alarm.acknowledgement?.at)),
            ("acknowledgedBy", .text(alarm.acknowledgement?.actor)),
            ("acknowledgedFrom", .text(alarm.acknowledgement?.terminal)),
            ("acknowledgedBecause", .text(alarm.acknowledgement?.reason)),
            (
                "notices",
                .list(
                    alarm.notices.map { notice in
                        .object([
                            ("change", .string(notice.change.rawValue)),
                            ("status", .string(notice.status.rawValue)),
                            ("attempts", .number(notice.attempts)),
                            ("nextAt", .time(notice.nextAt)),
                            ("endedAt", .time(notice.endedAt)),
                            ("error", .text(notice.error)),
                        ])
                    }
                )
            ),
        ])
    }
}

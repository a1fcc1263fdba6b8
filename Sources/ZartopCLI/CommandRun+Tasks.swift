internal import Timetable
internal import ZartCore
internal import ZartSQLite

/// `tasks`.
extension CommandRun {
    func showTasks() throws(CommandFailure) -> ExitStatus {
        let reader = try openReader()
        let tasks = try stored { () throws(StoreError) in try reader.tasks() }
        let holds = try stored { () throws(StoreError) in try reader.holds() }
        if isJSON {
            var list = JSONList(console)
            for task in tasks { list.add(JSONValue(task)) }
            list.finish()
        } else {
            showToPeople(tasks)
            for line in Self.lines(holds) { print(sentence: line) }
            if !tasks.isEmpty, let note = try workerNote(reader) { print(sentence: note) }
        }
        return .done
    }

    private func showToPeople(_ tasks: [TaskRecord]) {
        guard !tasks.isEmpty else {
            let none =
                settings.at == nil
                ? "no recurring tasks yet: a worker registers them" : "no recurring tasks then"
            console.err("\(none)\n")
            return
        }
        let hasZones = tasks.contains { $0.timezone != nil && $0.timezone != Zone.utc.name }
        var columns: [TextTable.Column] = [
            .init("TASK", narrowest: 12), .init("STATE"), .init("SCHEDULE", narrowest: 10),
        ]
        if hasZones { columns.append(.init("ZONE", narrowest: 6)) }
        columns += [
            .init("NEXT (UTC)"), .init("RUN"), .init("NO.", isRight: true), .init("LAST"),
        ]
        var table = TextTable(columns)
        for task in tasks {
            var cells = [task.name, task.effectiveState.rawValue, task.recurrence.description]
            if hasZones { cells.append(task.timezone ?? "-") }
            // Instants that wait for a slot stand beside the executions that hold one.
            let waiting = task.buffered > 0 ? "+\(task.buffered)" : ""
            cells += [
                HumanTime.seconds(task.nextFireAt), "\(task.running)\(waiting)", String(task.occurrence),
                task.lastStatus ?? "-",
            ]
            table.add(cells)
        }
        print(table)
        for task in tasks where task.skips > 0 { print(sentence: Self.line(skipsOf: task)) }
        for task in tasks {
            if let waiting = task.queuedPhrase { print(sentence: "\(task.name): \(waiting) for a slot") }
        }
        for task in tasks where task.note != nil || task.pausedUntil != nil {
            // While everything is paused it does not matter that its own pause has ended.
            guard task.state != .active || !task.isHeld else { continue }
            print(sentence: Self.line(state: task, now: surroundings.now()))
        }
    }

    /// How many of its next instants an operator has excluded.
    static func line(skipsOf task: TaskRecord) -> String {
        let count = task.skips == 1 ? "the next instant is" : "the next \(task.skips) instants are"
        return "\(task.name): \(count) skipped"
    }

    /// A task's state, until when and why, in one line.
    static func line(state task: TaskRecord, now: Instant) -> String {
        let until =
            task.pausedUntil.map { end in
                " until \(HumanTime.seconds(end))"
                    + (end > now
                        ? ""
                        : ", which has passed: \(task.isHeld ? "the release of everything" : "a worker") ends it")
            } ?? ""
        return "\(task.name) is \(task.state.rawValue)\(until)\(task.note.map { ": \($0)" } ?? "")"
    }
}

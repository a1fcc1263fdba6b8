internal import Timetable
internal import ZartCore

/// Applying a job file: its tasks, and no others, are those of its source.
extension Engine {
    /// Makes it so with the next commit, all of it, or refuses it and changes nothing.
    ///
    /// The tasks of the given owners, the source itself among them, are the source's to change and to remove.
    func apply(
        _ wanted: [AppliedTask],
        of source: TaskSource,
        from owners: Set<TaskSource>,
        _ order: Order
    ) throws(ZartError) -> OrderAnswer {
        try check(wanted, from: owners)
        try endPausesInTime(of: wanted.compactMap { taskIDs[$0.spec.name] }.compactMap { tasks[$0] })
        let at = now
        var tally = Tally()
        for task in wanted { rename(task.spec) }
        let kept = Set(wanted.compactMap { taskIDs[$0.spec.name] })
        for task in tasksInOrder where owners.contains(task.source) && !kept.contains(task.id) {
            if task.isRemoved { continue }
            // One that an operator stopped stays so, and is another file's to have.
            if task.view.state != .stopped { tally.removed += 1 }
            remove(task, order)
        }
        for task in wanted { tally.add(install(task, of: source, order, at: at)) }
        return OrderAnswer(tally.message)
    }

    /// What became of the tasks, for the answer.
    private struct Tally {
        var removed = 0
        var counts: [Installed: Int] = [:]

        mutating func add(_ installed: Installed) { counts[installed, default: 0] += 1 }

        var message: String {
            var parts = [Installed.added, .changed, .moved, .revived, .paused].map {
                ($0.rawValue, counts[$0] ?? 0)
            }
            parts.append(("removed", removed))
            parts.append(("stays stopped", counts[.stopped] ?? 0))
            parts.append(("unchanged", counts[.unchanged] ?? 0))
            let told = parts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }
            return told.isEmpty ? "applied: no tasks" : "applied: \(told.joined(separator: ", "))"
        }
    }

    /// What became of one task.
    private enum Installed: String {
        case added, changed, revived, unchanged
        /// It came from another source, and is what it was.
        case moved
        /// An operator stopped it, and only an operator revives it.
        case stopped
        /// It is there again, and paused as it was.
        case paused = "there again and still paused"
    }

    // MARK: Before anything changes

    private func check(_ wanted: [AppliedTask], from owners: Set<TaskSource>) throws(ZartError) {
        var names: Set<String> = []
        var index = TemplateIndex<String>()
        for task in wanted {
            let spec = task.spec
            guard names.insert(spec.name).inserted else {
                throw ZartError(
                    .invalid,
                    "task '\(spec.name)' is there twice: give each task a name of its own"
                )
            }
            do {
                try spec.validate()
            } catch {
                throw ZartError(.invalid, error.message)
            }
            try checkSchedule(spec)
            let known = taskIDs[spec.name] ?? spec.was.flatMap { taskIDs[$0] }
            if let owned = known.flatMap({ tasks[$0] }), !owners.contains(owned.source), !owned.isRemoved {
                throw ZartError(
                    .refused,
                    "task '\(owned.spec.name)' belongs to \(owned.source.phrase): \(owned.source.wayOut)"
                )
            }
            guard let template = spec.template else { continue }
            try checkTemplate(template, of: spec, id: known)
            if let other = index.collision(with: template, where: { _ in true }) {
                throw ZartError(
                    .invalid,
                    "id templates '\(other.template)' of task '\(other.owner)' and '\(template)' of task '\(spec.name)' "
                        + "can make the same id: change one"
                )
            }
            index.insert(template, of: spec.name)
        }
    }

    private func checkSchedule(_ spec: TaskSpec) throws(ZartError) {
        do {
            let zone = zone(of: spec.recurrence)
            if case .cron(_, let name, _, _) = spec.recurrence, zone == nil {
                throw ZartError(
                    .invalid,
                    "task '\(spec.name)': the worker does not know the time zone '\(name)'"
                )
            }
            _ = try Schedule(
                spec.recurrence,
                zone: zone,
                anchor: Instant(milliseconds: 0),
                includesAnchor: true
            )
        } catch let error as TimetableError {
            throw ZartError(.invalid, "task '\(spec.name)': \(error.message)")
        } catch let error as ZartError {
            throw error
        } catch {
            throw ZartError(.invalid, "\(error)")
        }
    }

    // MARK: Beginning

    /// Looks at what no program registers anew when it starts: zones and clocks may have changed meanwhile.
    func takeUpApplied() {
        let at = now
        for task in tasksInOrder where task.source != .program && task.hasHandler {
            noteZone(task, at: at)
            correctCursor(task, at: at)
        }
    }

    // MARK: Making it so

    private func rename(_ spec: TaskSpec) {
        guard let was = spec.was, taskIDs[spec.name] == nil, let id = taskIDs.removeValue(forKey: was) else {
            return
        }
        taskIDs[spec.name] = id
    }

    /// It never fires again unless the file has it again; what is scheduled or running goes on.
    private func remove(_ task: EngineTask, _ order: Order) {
        passOver(task)
        expireBuffer(of: task)
        clearSkips(of: task)
        withdrawQueued(of: task.id, because: "task '\(task.spec.name)' was removed while it waited")
        change(
            task,
            to: .stopped,
            actor: order.actor,
            terminal: order.terminal,
            reason: "removed",
            pausedUntil: task.view.pausedUntil,
            isRemoval: true
        )
        task.armedFor = nil
    }

    private func install(_ applied: AppliedTask, of source: TaskSource, _ order: Order, at: Instant)
        -> Installed
    {
        var spec = applied.spec
        spec.was = nil
        guard let task = taskIDs[spec.name].flatMap({ tasks[$0] }) else {
            registerNew(spec, from: (source, applied), at: at)
            guard let task = taskIDs[spec.name].flatMap({ tasks[$0] }) else { return .added }
            armTick(task)
            if task.view.state == .finished {
                log(
                    .warn,
                    "task-finished",
                    task: spec.name,
                    "it fires never: its instants have all passed already"
                )
            }
            return .added
        }
        let isChanged =
            spec != task.spec || task.definition?.hash != applied.definition.hash
            || task.conduct != applied.conduct
        let isMoved = task.source != source
        if isChanged || isMoved {
            note(applied, of: source, on: task)
            change(task, to: spec, at: at)
            task.hasHandler = handlers[spec.handler] != nil
        }
        defer { armTick(task) }
        if task.view.state == .stopped {
            return task.removedFrom.map { comeBack(task, as: $0, order, at: at) } ?? .stopped
        }
        noteZone(task, at: at)
        return isChanged ? .changed : isMoved ? .moved : .unchanged
    }

    /// A file has it again: what an operator said of it before it was taken out still holds.
    private func comeBack(_ task: EngineTask, as former: TaskState, _ order: Order, at: Instant) -> Installed
    {
        let until = task.view.pausedUntil
        let isOver = until.map { $0 <= at } ?? false
        let state: TaskState =
            former == .stopped ? .stopped : former == .paused && !isOver ? .paused : .active
        change(
            task,
            to: state,
            actor: order.actor,
            terminal: order.terminal,
            reason: state == .active ? nil : "\(state.rawValue) before it was taken out of its job file",
            pausedUntil: state == .paused ? until : nil,
            isReturn: state != .active
        )
        if state == .stopped { return .stopped }
        beginVersion(task, anchor: at, includesAnchor: false, cursor: at, cause: "revived", at: at)
        finishIfExhausted(task)
        guard state == .paused else { return .revived }
        if let until { wallTimers.push(.unpause(task: task.id), at: until) }
        return .paused
    }
}

internal import Timetable
internal import ZartCore

extension Engine {
    /// Brings the store in line with what this program registers.
    ///
    /// An unchanged task keeps its cursor.
    func register(_ spec: TaskSpec) throws(ZartError) {
        try checkOwner(spec)
        if let was = spec.was, taskIDs[spec.name] == nil, let id = taskIDs.removeValue(forKey: was) {
            taskIDs[spec.name] = id
        }
        if let template = spec.template { try checkTemplate(template, of: spec, id: taskIDs[spec.name]) }
        guard let task = taskIDs[spec.name].flatMap({ tasks[$0] }) else { return registerNew(spec, at: now) }
        task.hasHandler = true
        var current = spec
        current.was = nil
        let conduct = conducts[spec.name]
        let isChanged = current != task.spec || conduct != task.conduct
        if isChanged { try endPausesInTime(of: [task]) }
        let at = now
        if isChanged {
            task.conduct = conduct
            change(task, to: current, at: at)
        }
        noteZone(task, at: at)
        correctCursor(task, at: at)
    }

    /// Refuses a name that belongs to a job file.
    private func checkOwner(_ spec: TaskSpec) throws(ZartError) {
        for name in [spec.name] + (taskIDs[spec.name] == nil ? [spec.was].compactMap(\.self) : []) {
            guard let task = taskIDs[name].flatMap({ tasks[$0] }), task.source != .program else { continue }
            throw ZartError(
                .invalid,
                "task '\(name)' belongs to \(task.source.phrase): register it under another name, or take it out there"
            )
        }
    }

    /// Adds a task that is not there, with what a job file says of it if it comes from one.
    func registerNew(
        _ spec: TaskSpec,
        from applied: (source: TaskSource, task: AppliedTask)? = nil,
        at: Instant
    ) {
        lastTask += 1
        let id = lastTask
        var spec = spec
        spec.was = nil
        let task = EngineTask(
            id: id,
            spec: spec,
            view: Self.view(of: spec, state: .active, cursor: at),
            version: 0,
            zoneFingerprint: nil,
            lastEntry: nil
        )
        tasks[id] = task
        taskIDs[spec.name] = id
        task.hasHandler = true
        task.hold(hold)
        if let applied {
            note(applied.task, of: applied.source, on: task)
        } else {
            task.conduct = conducts[spec.name]
        }
        if let template = spec.template { templates.insert(template, of: id) }
        addRegistration(of: task, isNew: true, at: at)
        // A moment before now, so that an instant right at the registration is still to be decided.
        beginVersion(
            task,
            anchor: at,
            includesAnchor: true,
            cursor: at - .milliseconds(1),
            cause: "registered",
            at: at
        )
        log(.info, "task-registered", task: spec.name, "registered: \(spec.recurrence), \(spec.overlap)")
        finishIfExhausted(task)
    }

    private func addRegistration(of task: EngineTask, isNew: Bool, at: Instant) {
        add(
            .registerTask(
                TaskRegistration(
                    id: task.id,
                    spec: task.spec,
                    isNew: isNew,
                    at: at,
                    timezone: Self.timezone(task.spec.recurrence),
                    source: task.source,
                    definition: task.definition,
                    conduct: task.conduct
                )
            )
        )
    }

    /// Takes over what a job file says of a task beside its schedule.
    func note(_ applied: AppliedTask, of source: TaskSource, on task: EngineTask) {
        task.source = source
        task.definition = applied.definition
        task.conduct = applied.conduct
        // Whoever is to be told of its alarms may be another now.
        notices.reconsider()
        task.hasHandler = handlers[task.spec.handler] != nil
    }

    /// Makes a task's specification another one; a changed schedule begins a new version.
    func change(_ task: EngineTask, to new: TaskSpec, at: Instant) {
        let old = task.spec
        let startsVersion =
            old.recurrence != new.recurrence || old.startingAt != new.startingAt
            || old.endingAt != new.endingAt
        // What was due until now was due under the old schedule.
        if startsVersion { tickAll(task) }
        task.spec = new
        touchAlarms(of: task)
        task.view.name = new.name
        task.view.template = new.template
        task.view.overlap = new.overlap
        task.view.missed = new.missed
        task.view.lateGrace = new.lateGrace
        task.view.jitter = new.jitter
        task.view.endingAt = new.endingAt
        task.view.maxOccurrences = new.maxOccurrences
        if let template = new.template, !templates.contains(template, where: { $0 == task.id }) {
            templates.insert(template, of: task.id)
        }
        addRegistration(of: task, isNew: false, at: at)
        log(.info, "task-changed", task: new.name, "registered anew: \(new.recurrence), \(new.overlap)")
        // What waits for a slot waits under the new policy, which may have room for it or none at all.
        if old.overlap != new.overlap, !task.view.buffered.isEmpty {
            carryOut(TickPlanner.slotFreed(task.view, now: now), of: task)
        }
        // One that had come to its end goes on if there is more of it now, and one that goes on may have come to it.
        let goesOn =
            old.maxOccurrences != new.maxOccurrences && task.view.state == .finished && !task.view.isExhausted
        guard startsVersion || goesOn else { return finishIfExhausted(task) }
        let isSame = old.recurrence == new.recurrence && old.startingAt == new.startingAt
        let former = isSame && task.view.state != .stopped ? task.view : nil
        task.view.schedule = nil
        task.view.afterCompletion = Self.afterCompletion(new.recurrence)
        if task.view.state == .stopped { return }
        if let former {
            goOn(task, as: former, at: at)
        } else {
            beginVersion(
                task,
                anchor: at,
                includesAnchor: false,
                cursor: at,
                cause: "schedule changed",
                at: at
            )
        }
        if task.view.state == .finished, !task.view.isExhausted {
            change(task, to: .active, actor: StateChangeRecord.engine, reason: "its schedule was changed")
        }
        finishIfExhausted(task)
    }

    /// Begins a version that differs from the one before it in when it ends: its instants are the same ones.
    private func goOn(_ task: EngineTask, as former: TaskView, at: Instant) {
        let isFinished = former.state == .finished
        let cursor = isFinished ? at : former.cursor
        var pending = former.pendingAt
        if isFinished, let wait = former.afterCompletion {
            // What passed meanwhile was never due: then the wait begins anew, now or with the end of what runs.
            pending = pending.flatMap { $0 > at ? $0 : nil } ?? (former.active.isEmpty ? at + wait : nil)
        }
        var (anchor, includesAnchor) = (cursor, false)
        if case .fixedDelay = task.spec.recurrence, let next = former.schedule?.next(after: cursor) {
            (anchor, includesAnchor) = (next, true)
        }
        beginVersion(
            task,
            anchor: anchor,
            includesAnchor: includesAnchor,
            cursor: cursor,
            pendingAt: pending,
            cause: "end changed",
            at: at
        )
    }

    /// Ends pauses that were to be over by now, as nobody was there to do so: what came after them is not held, and is
    /// decided before a schedule changes.
    ///
    /// - Throws: when the store fails.
    func endPausesInTime(of tasks: [EngineTask]) throws(ZartError) {
        let ended = tasks.filter { $0.view.pausedUntil.map { $0 <= now } ?? false }
        let isOver = hold?.until.map { $0 <= now } ?? false
        guard isOver || !ended.isEmpty else { return }
        if isOver { releaseInTime() }
        for task in ended { unpause(task.id) }
        try settleMemory()
    }

    private func tickAll(_ task: EngineTask) {
        guard task.view.state == .active || task.view.state == .paused else { return }
        carryOutAll(of: task) { TickPlanner.plan($0, now: $1) }
        if task.view.isSpent { carryOutAll(of: task, TickPlanner.exhaust) }
    }

    /// A zone file that is not the one the version was begun under begins a new version, from the cursor on.
    func noteZone(_ task: EngineTask, at: Instant) {
        guard let zone = zone(of: task.spec.recurrence), task.view.state != .stopped,
            let known = task.zoneFingerprint, known != zone.fingerprint
        else { return }
        let cursor = task.view.cursor
        beginVersion(
            task,
            anchor: cursor,
            includesAnchor: false,
            cursor: cursor,
            cause: "new zone file",
            at: at
        )
    }

    // MARK: Templates

    /// Refuses ids that another template, or a kept execution of other making, could have.
    func checkTemplate(_ template: IDTemplate, of spec: TaskSpec, id: Int64?) throws(ZartError) {
        let other = templates.collision(with: template) { $0.owner != id || $0.template != template }
        if let other {
            let owner = tasks[other.owner]?.spec.name ?? "a former task"
            throw ZartError(
                .invalid,
                template.complaint(of: spec.name, against: other.template, of: owner)
            )
        }
        guard !templates.contains(template, where: { $0 == id }) else { return }
        do {
            // A task's own earlier ids come from its own templates, whose numbers only ever advance.
            if let taken = try store.collision(with: template, task: id) {
                throw ZartError(
                    .invalid,
                    "id template '\(template)' of task '\(spec.name)' can make the id of execution '\(taken)': "
                        + "choose one that cannot"
                )
            }
        } catch let error as StoreError {
            throw error.asZartError
        } catch let error as ZartError {
            throw error
        } catch {
            throw ZartError(.storage, "\(error)")
        }
    }

    // MARK: Making a task's view

    static func view(of spec: TaskSpec, state: TaskState, cursor: Instant) -> TaskView {
        TaskView(
            name: spec.name,
            kind: spec.kind,
            state: state,
            template: spec.template,
            overlap: spec.overlap,
            missed: spec.missed,
            lateGrace: spec.lateGrace,
            jitter: spec.jitter,
            endingAt: spec.endingAt,
            maxOccurrences: spec.maxOccurrences,
            afterCompletion: afterCompletion(spec.recurrence),
            cursor: cursor
        )
    }

    private static func afterCompletion(_ recurrence: Recurrence) -> Duration? {
        guard case .afterCompletion(let wait) = recurrence else { return nil }
        return wait
    }

    /// A task as the store holds it.
    func restored(_ stored: StoredTask) -> EngineTask {
        var view = Self.view(of: stored.spec, state: stored.state, cursor: stored.cursor)
        view.pendingAt = stored.pendingAt
        view.occurrence = stored.occurrence
        view.buffered = stored.buffered
        view.skips = stored.skips
        if view.afterCompletion == nil {
            // Without its zone it cannot be ticked; registration will have refused it with a sentence.
            view.schedule = try? Schedule(
                stored.spec.recurrence,
                zone: zone(of: stored.spec.recurrence),
                anchor: stored.anchor,
                includesAnchor: stored.includesAnchor
            )
        }
        view.pausedUntil = stored.pausedUntil
        let task = EngineTask(
            id: stored.id,
            spec: stored.spec,
            view: view,
            version: stored.version,
            zoneFingerprint: stored.zoneFingerprint,
            lastEntry: stored.lastEntry
        )
        task.source = stored.source
        task.definition = stored.definition
        task.conduct = stored.conduct
        task.removedFrom = stored.removedFrom
        task.streak = stored.streak
        // A program's tasks wait for it to register them.
        if stored.source != .program { task.hasHandler = handlers[stored.spec.handler] != nil }
        return task
    }
}

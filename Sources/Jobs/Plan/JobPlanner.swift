package import Timetable
package import ZartCore

/// Compares a job file with what the store holds: values in, a plan out.
package struct JobPlanner: Sendable {
    private let source: TaskSource
    private let now: Instant
    private let zones: @Sendable (String) -> Zone?
    private let hasGone: @Sendable (String) -> Bool

    /// How many coming instants an entry shows.
    package static let instants = 3

    /// Creates a planner for the file with that absolute path.
    ///
    /// It asks whether nothing is any more where another file was: then that one was moved or renamed, if this one has a
    /// task of it.
    package init(
        path: String,
        now: Instant,
        zones: @escaping @Sendable (String) -> Zone?,
        hasGone: @escaping @Sendable (String) -> Bool
    ) {
        source = .file(path)
        self.now = now
        self.zones = zones
        self.hasGone = hasGone
    }

    /// Plans what applying the file would do.
    package func plan(_ file: JobFile, registered: [RegisteredTask]) -> JobPlan {
        let known = Dictionary(registered.map { ($0.spec.name, $0) }, uniquingKeysWith: { first, _ in first })
        let pairs = file.tasks.map { task in
            (task: task, known: known[task.name] ?? task.spec.was.flatMap { known[$0] })
        }
        let former = former(pairs.compactMap(\.known))
        let owners = former.union([source])
        let kept = Set(pairs.flatMap { [$0.task.name] + [$0.known?.spec.name].compactMap(\.self) })
        var templates = TemplateIndex<String>()
        for task in registered {
            for template in task.templates { templates.insert(template, of: task.spec.name) }
        }
        var entries = pairs.map { task, known in
            var entry = entry(task, known, owners)
            if entry.change != .refused, let complaint = Self.complaint(task.spec, known, templates) {
                return JobPlan.Entry(task: task.name, change: .refused, note: complaint, before: entry.before)
            }
            if let known, former.contains(known.source), entry.change != .refused {
                if entry.change == .unchanged { entry.change = .moved }
                let note = "taken over from \(known.source.phrase), which has gone"
                entry.note = entry.note.map { "\(note); \($0)" } ?? note
            }
            if entry.change != .unchanged, entry.change != .refused, let doubt = Self.doubt(of: task.spec) {
                entry.add(doubt)
            }
            return entry
        }
        let gone = registered.filter { owners.contains($0.source) && !kept.contains($0.spec.name) }
        entries += gone.filter { $0.view.state != .stopped }.sorted { $0.spec.name < $1.spec.name }.map(
            removal
        )
        var plan = JobPlan(entries: entries, former: former.sorted { $0.description < $1.description })
        plan.movesStopped =
            gone.contains { $0.view.state == .stopped && !$0.isRemoved }
            || pairs.contains { $0.known?.removedFrom == .stopped }
        return plan
    }

    /// That a task's ids could be those that another one, or itself under another template, has made.
    private static func complaint(
        _ spec: TaskSpec,
        _ known: RegisteredTask?,
        _ templates: TemplateIndex<String>
    )
        -> String?
    {
        guard let template = spec.template else { return nil }
        let other = templates.collision(with: template) {
            $0.owner != known?.spec.name || $0.template != template
        }
        return other.map { template.complaint(of: spec.name, against: $0.template, of: $0.owner) }
    }

    /// The files that some of the tasks came from and that have gone.
    private func former(_ tasks: [RegisteredTask]) -> Set<TaskSource> {
        Set(tasks.filter { !$0.isRemoved }.map(\.source)).filter { other in
            guard other != source, case .file(let path) = other else { return false }
            return hasGone(path)
        }
    }

    private func removal(_ task: RegisteredTask) -> JobPlan.Entry {
        let place = task.source == source ? "" : "it was in \(task.source.phrase), which has gone; "
        var entry = JobPlan.Entry(
            task: task.spec.name,
            change: .removed,
            note: "\(place)it is stopped; what runs goes on to its end",
            before: coming(task.view)
        )
        noteHeld(task, in: &entry)
        return entry
    }

    private func entry(_ task: JobTask, _ known: RegisteredTask?, _ owners: Set<TaskSource>) -> JobPlan.Entry
    {
        var entry = JobPlan.Entry(task: task.name, change: .added)
        guard let known else {
            let after = beginning(of: task.spec, view: nil)
            entry.after = coming(after)
            entry.isEnded = entry.after.isEmpty
            if entry.isEnded { entry.note = "it has no instant to come: it will be finished at once" }
            return entry
        }
        entry.before = coming(known.view)
        guard owners.contains(known.source) || known.isRemoved else {
            entry.change = .refused
            entry.note = "'\(known.spec.name)' belongs to \(known.source.phrase): \(known.source.wayOut)"
            return entry
        }
        entry.fields = Self.fields(of: task, changedFrom: known)
        entry.change = entry.fields.isEmpty ? .unchanged : .changed
        var view = known.view
        if known.view.state == .stopped { return comingBack(entry, task, known) }
        view.maxOccurrences = task.spec.maxOccurrences
        let goesOn =
            view.state == .finished && known.view.maxOccurrences != view.maxOccurrences && !view.isExhausted
        if Self.startsVersion(task.spec, known.spec) || goesOn {
            view = goingOn(as: task.spec, known.spec, view)
            noteHeld(known, in: &entry)
        }
        view.jitter = task.spec.jitter
        view.name = task.name
        entry.after = coming(view)
        if view.state == .paused { entry.add("it is paused, and stays so") }
        noteEnd(of: view, in: &entry)
        return entry
    }

    /// The task with another schedule, or with another end of the one it has.
    private func goingOn(as new: TaskSpec, _ old: TaskSpec, _ known: TaskView) -> TaskView {
        var view = known
        if known.state == .finished { view.state = .active }
        guard new.recurrence == old.recurrence, new.startingAt == old.startingAt else {
            return beginning(of: new, view: view)
        }
        view.endingAt = new.endingAt
        guard known.state == .finished else { return view }
        view.cursor = now
        if let wait = known.afterCompletion {
            let pending = known.pendingAt.flatMap { $0 > now ? $0 : nil }
            view.pendingAt = pending ?? (known.active.isEmpty ? now + wait : nil)
        }
        return view
    }

    /// Tells of what a pause holds: it belongs to the schedule that was in force when it came.
    private func noteHeld(_ task: RegisteredTask, in entry: inout JobPlan.Entry) {
        guard task.heldBack > 0 else { return }
        let held = "\(task.heldBack.counted("instant")) that its pause holds"
        entry.loss = "\(held) \(task.heldBack == 1 ? "is" : "are") given up"
        entry.add("\(held) will not be started: resume it before that to have them")
    }

    /// Tells where no instant is to come, for now or for good.
    private func noteEnd(of view: TaskView, in entry: inout JobPlan.Entry) {
        if view.afterCompletion != nil, view.pendingAt == nil, !view.active.isEmpty, !view.isExhausted {
            entry.add("its next instant follows the end of what runs")
        } else if entry.after.isEmpty, entry.change == .revived || !entry.before.isEmpty {
            // What is paused is finished by its resume.
            let isPaused = view.state == .paused
            entry.isEnded = !isPaused
            entry.add(
                "it has no instant to come any more: it will be finished"
                    + (isPaused ? " once it is resumed" : "")
            )
        }
    }

    /// A task that is stopped: by an operator, or since its file no longer had it.
    private func comingBack(_ entry: JobPlan.Entry, _ task: JobTask, _ known: RegisteredTask) -> JobPlan.Entry
    {
        var entry = entry
        guard let former = known.removedFrom, former != .stopped else {
            entry.change = .stopped
            entry.note = "an operator stopped it, and it stays so: 'zartop revive \(known.spec.name)'"
            return entry
        }
        entry.change = .revived
        var view = known.view
        let isPaused = former == .paused && view.pausedUntil.map { $0 > now } ?? true
        view.state = isPaused ? .paused : .active
        view = beginning(of: task.spec, view: view)
        entry.after = coming(view)
        if isPaused { entry.add("it was paused before it was taken out, and is so again") }
        noteEnd(of: view, in: &entry)
        return entry
    }

    /// What a task asks for with one hand and takes back with the other.
    private static func doubt(of spec: TaskSpec) -> String? {
        guard case .all(let limit) = spec.missed.rule, case .skip = spec.overlap.atCap,
            let maximum = spec.overlap.maximum, limit > maximum
        else { return nil }
        return
            "of what was missed, overlap \(spec.overlap) starts \(maximum) and skips the rest, though missed says "
            + "{ all: \(limit) }: with 'overlap: { max: \(maximum), at-cap: buffer, limit: \(limit), "
            + "keep: all }' they wait"
    }

    // MARK: Instants

    private func coming(_ view: TaskView) -> [Instant] {
        view.coming(Self.instants, after: now - .milliseconds(1))
    }

    /// The task as it stands when a schedule version begins now.
    private func beginning(of spec: TaskSpec, view old: TaskView?) -> TaskView {
        var view = TaskView(
            name: spec.name,
            state: old?.state ?? .active,
            jitter: spec.jitter,
            endingAt: spec.endingAt,
            maxOccurrences: spec.maxOccurrences,
            cursor: old == nil ? now - .milliseconds(1) : now,
            occurrence: old?.occurrence ?? 0
        )
        view.pausedUntil = old?.pausedUntil
        view.active = old?.active ?? []
        var anchor = now
        var includesAnchor = old == nil
        // As the engine begins one: a start in the future is where the grid begins.
        if let start = spec.startingAt, start > anchor {
            if case .cron = spec.recurrence { anchor = start - .milliseconds(1) } else { anchor = start }
            includesAnchor = true
        }
        if case .afterCompletion(let delay) = spec.recurrence {
            view.afterCompletion = delay
            view.pendingAt = view.active.isEmpty ? anchor : nil
        } else {
            view.schedule = try? Schedule(
                spec.recurrence,
                zone: spec.recurrence.zone(zones),
                anchor: anchor,
                includesAnchor: includesAnchor
            )
        }
        return view
    }

    // MARK: Fields

    /// Whether the change begins a new schedule version; every other one holds from the next decision.
    static func startsVersion(_ new: TaskSpec, _ old: TaskSpec) -> Bool {
        new.recurrence != old.recurrence || new.startingAt != old.startingAt || new.endingAt != old.endingAt
    }

    /// The keys of the file whose values are others than those the store holds.
    static func fields(of task: JobTask, changedFrom known: RegisteredTask) -> [String] {
        let (new, old) = (task.spec, known.spec)
        var fields: [String] = []
        func compare(_ key: String, _ isSame: Bool) { if !isSame { fields.append(key) } }
        compare(TaskKeys.was.name, new.name == old.name)
        fields += recurrenceFields(new.recurrence, old.recurrence)
        compare(TaskKeys.startAt.name, new.startingAt == old.startingAt)
        compare(TaskKeys.endAt.name, new.endingAt == old.endingAt)
        compare(TaskKeys.maxOccurrences.name, new.maxOccurrences == old.maxOccurrences)
        compare(TaskKeys.jitter.name, new.jitter == old.jitter)
        compare(TaskKeys.id.name, new.template == old.template)
        compare(TaskKeys.overlap.name, new.overlap == old.overlap)
        compare(TaskKeys.missed.name, new.missed == old.missed)
        compare(TaskKeys.lateGrace.name, new.lateGrace == old.lateGrace)
        compare(TaskKeys.payload.name, new.payload == old.payload)
        let definition = known.definition.flatMap { JobDefinition(json: $0) }
        fields += definition.map { task.definition.fields(changedFrom: $0) } ?? [TaskKeys.steps.name]
        let conduct = known.conduct.flatMap { JobConduct(json: $0) } ?? JobConduct()
        return fields + task.conduct.fields(changedFrom: conduct)
    }

    private static func recurrenceFields(_ new: Recurrence, _ old: Recurrence) -> [String] {
        guard new != old else { return [] }
        guard case .cron(let text, let zone, let gap, let `repeat`) = new,
            case .cron(let oldText, let oldZone, let oldGap, let oldRepeat) = old
        else { return [key(of: new)] }
        var fields: [String] = []
        if text != oldText { fields.append(TaskKeys.cron.name) }
        if zone != oldZone { fields.append(TaskKeys.timezone.name) }
        if gap != oldGap || `repeat` != oldRepeat { fields.append(TaskKeys.daylight.name) }
        return fields
    }

    private static func key(of recurrence: Recurrence) -> String {
        switch recurrence {
        case .fixedDelay: TaskKeys.every.name
        case .cron: TaskKeys.cron.name
        case .afterCompletion: TaskKeys.after.name
        case .at: TaskKeys.at.name
        }
    }
}

extension JobDefinition {
    /// The keys of the file whose values are others than in the other definition.
    func fields(changedFrom old: JobDefinition) -> [String] {
        var fields: [String] = []
        if timeout != old.timeout { fields.append(TaskKeys.timeout.name) }
        if environment != old.environment || baseEnvironment != old.baseEnvironment {
            fields.append(TaskKeys.environment.name)
        }
        if environmentFile != old.environmentFile { fields.append(TaskKeys.environmentFile.name) }
        if workingDirectory != old.workingDirectory { fields.append(TaskKeys.workingDirectory.name) }
        if grace != old.grace { fields.append(TaskKeys.grace.name) }
        if maxParallel != old.maxParallel { fields.append(TaskKeys.maxParallel.name) }
        if onFailure != old.onFailure { fields.append(TaskKeys.onFailure.name) }
        if stages != old.stages { fields.append(TaskKeys.steps.name) }
        return fields
    }
}

extension JobConduct {
    /// The keys of the file whose values are others than in the other conduct.
    func fields(changedFrom old: JobConduct) -> [String] {
        var fields: [String] = []
        if description != old.description { fields.append(TaskKeys.description.name) }
        if pauseAfterFailures != old.pauseAfterFailures { fields.append(TaskKeys.pauseAfterFailures.name) }
        if keep != old.keep { fields.append(TaskKeys.keep.name) }
        if alarms != old.alarms { fields.append(TaskKeys.alarms.name) }
        return fields
    }
}

extension JobTask {
    /// The task as an `apply` hands it to the engine.
    package var applied: AppliedTask {
        let body = definition.json
        return AppliedTask(
            spec: spec,
            definition: TaskDefinition(hash: JobDefinition.hash(json: body), body: body),
            conduct: conduct.json
        )
    }
}

internal import Timetable
internal import ZartCore

/// Makes tasks of the mappings of a file, and tells what only shows when a task is seen as a whole.
struct TaskReader {
    private let directory: String
    private let defaults: Fields?
    var reading: Reading
    private var templates = TemplateIndex<String>()
    private var former: [String: String] = [:]

    init(directory: String, defaults: Fields?, reading: Reading) {
        self.directory = directory
        self.defaults = defaults
        self.reading = reading
    }

    mutating func tasks(_ drafts: [(name: String, mark: Mark, fields: Fields?)]) -> [JobTask] {
        checkDefaults()
        let names = Set(drafts.map(\.name))
        return drafts.compactMap { draft in
            draft.fields.flatMap { task(draft.name, draft.mark, $0, names: names) }
        }
    }

    /// What is wrong with a default is told at its place, whether a task makes use of it or not.
    private mutating func checkDefaults() {
        guard let defaults else { return }
        _ = scope(of: defaults, &reading)
        _ = defaults.value(TaskKeys.timezone, &reading)
        _ = defaults.value(TaskKeys.daylight, &reading)
        _ = defaults.value(TaskKeys.jitter, &reading)
        _ = defaults.value(TaskKeys.overlap, &reading)
        _ = defaults.value(TaskKeys.missed, &reading)
        _ = defaults.value(TaskKeys.lateGrace, &reading)
        _ = defaults.value(TaskKeys.retry, &reading)
        _ = defaults.value(TaskKeys.alarms, &reading)
    }

    /// The task's own value, or else the default.
    private mutating func value<Value>(_ key: Key<Value>, _ fields: Fields) -> Value? {
        if fields.has(key) { return fields.value(key, &reading) }
        // What is wrong with it has been told.
        var ignored = Reading(zones: reading.zones)
        return defaults?.value(key, &ignored)
    }

    /// The task's own rules; what they do not say is as in the defaults.
    private mutating func alarms(_ fields: Fields) -> JobAlarms? {
        var ignored = Reading(zones: reading.zones)
        let shared = defaults?.value(TaskKeys.alarms, &ignored)
        guard fields.has(TaskKeys.alarms) else { return shared }
        return fields.value(TaskKeys.alarms, &reading)?.inheriting(shared)
    }

    // MARK: Tasks

    private mutating func task(_ name: String, _ mark: Mark, _ fields: Fields, names: Set<String>) -> JobTask?
    {
        let faults = reading.faults.count
        let recurrence = recurrence(fields)
        var spec = TaskSpec(
            name: name,
            handler: JobFile.handler,
            recurrence: recurrence ?? .at(Instant(seconds: 0))
        )
        spec.jitter = value(TaskKeys.jitter, fields)
        spec.overlap = value(TaskKeys.overlap, fields) ?? .skipIfRunning
        spec.missed = value(TaskKeys.missed, fields) ?? .latest
        spec.lateGrace = value(TaskKeys.lateGrace, fields) ?? TaskSpec.defaultLateGrace
        spec.startingAt = fields.value(TaskKeys.startAt, &reading)
        spec.endingAt = fields.value(TaskKeys.endAt, &reading)
        spec.maxOccurrences = fields.value(TaskKeys.maxOccurrences, &reading)
        spec.payload = fields.value(TaskKeys.payload, &reading)?.canonicalText ?? "null"
        spec.was = former(of: name, fields, names: names)
        spec.template = template(of: name, mark, fields)

        var definition = scope(of: fields, &reading)
        if let defaults {
            var ignored = Reading(zones: reading.zones)
            definition.inherit(scope(of: defaults, &ignored), unless: fields)
        }
        definition.stages = stages(of: name, fields)
        var conduct = JobConduct()
        conduct.description = fields.value(TaskKeys.description, &reading)
        conduct.pauseAfterFailures = value(TaskKeys.pauseAfterFailures, fields)
        spec.pauseAfterFailures = conduct.pauseAfterFailures
        conduct.keep = value(TaskKeys.keep, fields)
        if let keep = conduct.keep {
            spec.keep = Retention(age: keep.age?.duration, count: keep.count, failed: keep.failed?.duration)
        }
        conduct.alarms = alarms(fields)

        guard reading.faults.count == faults, !reading.isCut, recurrence != nil else { return nil }
        // Of a name that cannot be the reader of the file's keys has told.
        if !reading.faults.contains(where: { $0.mark == mark }) {
            reading.check(at: mark) { () throws(InvalidInput) in try spec.validate() }
        }
        return JobTask(spec: spec, definition: definition, conduct: conduct, mark: mark)
    }

    // MARK: When

    private mutating func recurrence(_ fields: Fields) -> Recurrence? {
        let timezone = value(TaskKeys.timezone, fields)
        let daylight = value(TaskKeys.daylight, fields)
        if let expression = fields.value(TaskKeys.cron, &reading) {
            let rules = daylight ?? DaylightKeys.Rules()
            let recurrence = Recurrence.cron(
                expression,
                timezone: timezone ?? Zone.utc.name,
                gap: rules.gap,
                repeat: rules.repeat
            )
            check(recurrence, at: fields.mark(of: TaskKeys.cron) ?? fields.mark)
            return recurrence
        }
        // One that is there and wrong has been told of.
        if fields.has(TaskKeys.cron) { return nil }
        if let mark = fields.mark(of: TaskKeys.timezone) {
            reading.fault(mark, "'timezone' is for a cron expression: leave it out, as this task has none")
        }
        if let mark = fields.mark(of: TaskKeys.daylight) {
            reading.fault(mark, "'dst' is for a cron expression: leave it out, as this task has none")
        }
        if let delay = fields.value(TaskKeys.every, &reading) { return .fixedDelay(delay) }
        if let delay = fields.value(TaskKeys.after, &reading) { return .afterCompletion(delay) }
        return fields.value(TaskKeys.at, &reading).map { .at($0) }
    }

    /// Whether it ever matches does not depend on when it begins, so any anchor will do.
    private mutating func check(_ recurrence: Recurrence, at mark: Mark) {
        guard case .cron = recurrence else { return }
        do {
            let zone = recurrence.zone(reading.zones)
            _ = try Schedule(recurrence, zone: zone, anchor: Instant(milliseconds: 0), includesAnchor: true)
        } catch {
            reading.fault(mark, error.message)
        }
    }

    // MARK: Names

    private mutating func former(of name: String, _ fields: Fields, names: Set<String>) -> String? {
        guard let was = fields.value(TaskKeys.was, &reading) else { return nil }
        if was.value == name {
            reading.fault(was.mark, "'was' is the task's own name: leave it out")
        } else if names.contains(was.value) {
            reading.fault(
                was.mark,
                "'was' names task '\(shown(was.value))', which this file still has: remove one"
            )
        } else if let other = former.updateValue(name, forKey: was.value) {
            reading.fault(
                was.mark,
                "'was' names '\(shown(was.value))', as task '\(shown(other))' does: keep one"
            )
        }
        return was.value
    }

    private mutating func template(of name: String, _ mark: Mark, _ fields: Fields) -> IDTemplate? {
        let given = fields.value(TaskKeys.id, &reading)
        // None can be made of a name that is none, which has been told of.
        guard let template = given?.value ?? (try? IDTemplate("\(name)-{occurrence}")) else { return nil }
        if let other = templates.collision(with: template, where: { _ in true }) {
            reading.fault(
                given?.mark ?? mark,
                "ids '\(template)' can be the same as '\(other.template)' of task '\(other.owner)': change one"
            )
        }
        templates.insert(template, of: name)
        return template
    }

    // MARK: What

    /// What stands around the steps, of a task or of the defaults.
    private func scope(of fields: Fields, _ reading: inout Reading) -> JobDefinition {
        var scope = JobDefinition(stages: [], workingDirectory: directory)
        scope.timeout = fields.value(TaskKeys.timeout, &reading)
        scope.maxParallel = fields.value(TaskKeys.maxParallel, &reading)
        if let grace = fields.value(TaskKeys.grace, &reading) { scope.grace = grace }
        if let path = fields.value(TaskKeys.workingDirectory, &reading) {
            scope.workingDirectory = absolute(path)
        }
        scope.environment = (fields.value(TaskKeys.environment, &reading) ?? [:]).mapValues(absolute)
        scope.environmentFile = fields.value(TaskKeys.environmentFile, &reading).map(absolute)
        scope.onFailure = fields.value(TaskKeys.onFailure, &reading)
        return scope
    }

    private mutating func stages(of task: String, _ fields: Fields) -> [[JobStep]] {
        let retry = value(TaskKeys.retry, fields) ?? .none
        let drafts = fields.value(TaskKeys.steps, &reading) ?? []
        var places: [String: Mark] = [:]
        return drafts.map { stage in
            stage.map { draft in
                var step = draft.step
                if case .command = step.action { step.retry = draft.retry ?? retry }
                step.workingDirectory = step.workingDirectory.map(absolute)
                step.environment = step.environment.mapValues(absolute)
                if step.name == Self.failureStep {
                    reading.fault(
                        draft.mark,
                        "'\(step.name)' is the name of the step after a failure: choose another"
                    )
                } else if let first = places[step.name] {
                    reading.fault(
                        draft.mark,
                        "step '\(shown(step.name))' is here twice: line \(first.line) has it too"
                    )
                }
                places[step.name] = draft.mark
                return step
            }
        }
    }

    /// How the engine names the step that runs `on-failure`.
    private static let failureStep = "on-failure"

    private func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : directory == "/" ? "/\(path)" : "\(directory)/\(path)"
    }

    private func absolute(_ value: JobValue) -> JobValue {
        if case .secret(.file(let path)) = value { .secret(.file(absolute(path))) } else { value }
    }
}

extension JobDefinition {
    /// Takes what the defaults say and the task does not; of variables, those the task does not set.
    fileprivate mutating func inherit(_ defaults: JobDefinition, unless fields: Fields) {
        if !fields.has(TaskKeys.timeout) { timeout = defaults.timeout }
        if !fields.has(TaskKeys.maxParallel) { maxParallel = defaults.maxParallel }
        if !fields.has(TaskKeys.grace) { grace = defaults.grace }
        if !fields.has(TaskKeys.workingDirectory) { workingDirectory = defaults.workingDirectory }
        if !fields.has(TaskKeys.onFailure) { onFailure = defaults.onFailure }
        if fields.has(TaskKeys.environmentFile) {
            // The task's own file stands before what the defaults say, whatever is in it.
            let shared = defaults.environment.filter { environment[$0.key] == nil }
            if !shared.isEmpty { baseEnvironment = shared }
        } else {
            environmentFile = defaults.environmentFile
            environment.merge(defaults.environment) { own, _ in own }
        }
    }
}

internal import Timetable

/// The keys of a step, and of a group of steps that run in parallel.
enum StepKeys {
    /// A step as it stands in the file, before its task's defaults.
    struct Draft: Sendable {
        let mark: Mark
        var step: JobStep
        /// Nil where the task's own holds.
        var retry: JobRetry?
    }

    private struct Limits: Sendable {
        var attempt: Span?
        var total: Span?
    }

    private static let name = Key("name", Shape<String>.name.placed, "its identity within an execution")
    static let run = Key("run", CommandKeys.script, "a text for /bin/sh -eu")
    static let exec = Key("exec", CommandKeys.words, "a program with its arguments, without a shell")
    private static let sleep = Key("sleep", Shape.span, "a pause that survives a restart")
    private static let waitFor = Key(
        "wait-for",
        Shape<String>.name,
        "an event to wait for, such as an approval"
    )
    private static let retry = Key(
        "retry",
        RetryKeys.shape,
        "how a failed command is tried again (the task's)"
    )
    private static let timeout = Key(
        "timeout",
        limits,
        "the limit of an attempt, or of an attempt and in all"
    )
    private static let result = Key(
        "result",
        Shape<JobResult>.word,
        "how what the command writes to $ZART_RESULT is read"
    )
    private static let environment = Key("env", CommandKeys.environment, "variables of this step alone")
    private static let workingDirectory = Key(
        "working-directory",
        Shape<String>.line,
        "where the command starts (the task's)"
    )
    private static let grace = Key("grace", Shape.spanOrZero, "between TERM and KILL (the task's)")

    private static let attempt = Key("attempt", Shape.span, "the limit of one attempt")
    private static let total = Key("total", Shape.span, "the limit in all, retries and waits included")
    private static let limits = Shape.span.map { Limits(attempt: $0) }.orMapping(
        .mapping(KeyTable("timeout", [attempt.row, total.row])) { fields, reading in
            Limits(attempt: fields.value(attempt, &reading), total: fields.value(total, &reading))
        }
    )

    private static let table = KeyTable(
        "a step",
        [
            name.row, run.row, exec.row, sleep.row, waitFor.row, retry.row, timeout.row, result.row,
            environment.row, workingDirectory.row, grace.row,
        ],
        required: ["name"],
        choice: ["run", "exec", "sleep", "wait-for"]
    )

    private static let step = Shape<Draft>.mapping(table) { fields, reading in
        let action = action(fields, &reading)
        var step = JobStep(name: "", action: action ?? .sleep(Span(.zero)))
        let name = fields.value(name, &reading)
        step.result = fields.value(result, &reading)
        step.environment = fields.value(environment, &reading) ?? [:]
        step.workingDirectory = fields.value(workingDirectory, &reading)
        step.grace = fields.value(grace, &reading)
        let limits = fields.value(timeout, &reading)
        step.timeout = limits?.attempt
        step.totalTimeout = limits?.total
        let retry = fields.value(retry, &reading)
        if let action { refuse(whatIsNotFor: action, fields, &reading) }
        guard let name, action != nil else { return nil }
        step.name = name.value
        return Draft(mark: name.mark, step: step, retry: retry)
    }

    private static func action(_ fields: Fields, _ reading: inout Reading) -> JobAction? {
        if let text = fields.value(run, &reading) { return .command(.shell(text)) }
        if let words = fields.value(exec, &reading) { return .command(.program(words)) }
        if let length = fields.value(sleep, &reading) { return .sleep(length) }
        return fields.value(waitFor, &reading).map { .waitFor($0) }
    }

    /// A pause and a wait take less than a command does.
    private static func refuse(whatIsNotFor action: JobAction, _ fields: Fields, _ reading: inout Reading) {
        if case .command = action { return }
        let isWait = if case .waitFor = action { true } else { false }
        let what = isWait ? "a wait" : "a pause"
        let places = [
            ("retry", fields.mark(of: retry)), ("result", fields.mark(of: result)),
            ("env", fields.mark(of: environment)), ("working-directory", fields.mark(of: workingDirectory)),
            ("grace", fields.mark(of: grace)), ("timeout", isWait ? nil : fields.mark(of: timeout)),
        ]
        for case (let key, let mark?) in places {
            reading.fault(mark, "'\(key)' is for a command, and this step is \(what)")
        }
        if isWait, let mark = fields.mark(of: timeout), fields.value(timeout, &reading)?.total != nil {
            reading.fault(mark, "a wait has one limit: write 'timeout: 1h'")
        }
    }

    private static let parallel = Key("parallel", step.list(atLeast: 1), "steps that run at the same time")

    private static let group = Shape<[Draft]>.mapping(
        KeyTable("a parallel group", [parallel.row], required: ["parallel"])
    ) { fields, reading in fields.value(parallel, &reading) }

    /// One entry of `steps`: a step, or a group of them.
    static let stage = Shape<[Draft]>(schema: ["anyOf": [step.schema, group.schema]]) { node, name, reading in
        if case .mapping(let entries) = node.content, entries.contains(where: { $0.key == parallel.name }) {
            return group.read(node, name, &reading)
        }
        // A group's key misspelt is better told by the one who knows it.
        return step.read(node, name, &reading).map { [$0] }
    }
}

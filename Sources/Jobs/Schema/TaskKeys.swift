internal import Timetable
internal import ZartCore

/// The keys of a task, and those of them that `defaults` may have.
enum TaskKeys {
    static let description = Key("description", Shape<String>.text, "what it is for, in a line")
    static let was = Key(
        "was",
        Shape<String>.name.placed,
        "the name it had before: counter and history move along"
    )

    static let cron = Key("cron", cronShape, "five or six cron fields, or @daily and its like")
    static let every = Key("every", delay, "on a grid of so much time, such as 5s")
    static let after = Key("after", delay, "so long after the end of the last execution")
    static let at = Key("at", Shape<Instant>.instant, "once, at this time")
    static let timezone = Key(
        "timezone",
        zone,
        "the zone of the cron expression, such as Europe/Berlin (UTC)"
    )
    static let daylight = Key(
        "dst",
        DaylightKeys.shape,
        "local times that a change of the clocks skips or repeats"
    )
    static let jitter = Key(
        "jitter",
        .duration(),
        "start up to so much later, always the same for an instant"
    )
    static let startAt = Key("start-at", Shape<Instant>.instant, "no instant before this time")
    static let endAt = Key("end-at", Shape<Instant>.instant, "no instant after this time")
    static let maxOccurrences = Key(
        "max-occurrences",
        .count(1...Int.max),
        "finished after so many executions"
    )

    static let id = Key("id", template.placed, "the ids of its executions (NAME-{occurrence})")
    static let overlap = Key("overlap", OverlapKeys.shape, "a tick that finds it running (skip-if-running)")
    static let missed = Key("missed", MissedKeys.shape, "instants that passed while nobody worked (latest)")
    static let lateGrace = Key(
        "late-grace",
        .duration(orZero: true),
        "up to this age an instant is only late (10s)"
    )
    static let payload = Key("payload", Shape<JSON>.any, "what its executions are given: any value")

    static let timeout = Key("timeout", Shape.span, "the limit of a run, from its start")
    static let environment = Key("env", CommandKeys.environment, "variables of its commands")
    static let environmentFile = Key("env-file", Shape<String>.line, "a file of NAME=value lines")
    static let workingDirectory = Key(
        "working-directory",
        Shape<String>.line,
        "where commands start (the file's own)"
    )
    static let retry = Key(
        "retry",
        RetryKeys.shape,
        "how failed commands of its steps are tried again (none)"
    )
    static let grace = Key("grace", Shape.spanOrZero, "between TERM and KILL (10s)")
    static let maxParallel = Key(
        "max-parallel",
        .count(1...Int.max),
        "how many steps of a group run at a time (all)"
    )
    static let onFailure = Key("on-failure", FailureKeys.shape, "what to run when an execution has failed")
    static let steps = Key("steps", StepKeys.stage.list(atLeast: 1), "what an execution does, in order")

    static let pauseAfterFailures = Key(
        "pause-after-failures",
        .count(1...Int.max),
        "pause it after so many failures in a row, those of a backfill and of further runs among them (never)"
    )
    static let keep = Key("keep", KeepKeys.shape, "how long its ended executions are kept")
    static let alarms = Key("alarms", AlarmKeys.shape, "when somebody is to be told")

    /// What `defaults` may say for every task; a task's own word stands before it.
    private static let shared = [
        timezone.row, daylight.row, jitter.row, overlap.row, missed.row, lateGrace.row, timeout.row,
        environment.row, environmentFile.row, workingDirectory.row, retry.row, grace.row, maxParallel.row,
        onFailure.row, pauseAfterFailures.row, keep.row, alarms.row,
    ]

    static let defaults = KeyTable("defaults", shared)

    static let table = KeyTable(
        "a task",
        [
            description.row, was.row, cron.row, every.row, after.row, at.row, startAt.row, endAt.row,
            maxOccurrences.row, id.row, payload.row,
        ] + shared + [steps.row],
        required: ["steps"],
        choice: ["cron", "every", "after", "at"]
    )

    // MARK: Shapes

    private static let cronShape = Shape<String>(
        schema: ["type": "string", "minLength": 1]
    ) { node, name, reading in
        guard let scalar = node.scalar, !node.isNull else {
            reading.fault(node.mark, "'\(name)' is \(node.kind): write for example \"0 2 * * *\"")
            return nil
        }
        do throws(TimetableError) {
            _ = try CronExpression(scalar.text)
            return scalar.text
        } catch {
            let column = scalar.style == .block ? 0 : (error.column ?? 1) - 1
            reading.fault(node.mark.advanced(by: column + (scalar.style == .quoted ? 1 : 0)), error.message)
            return nil
        }
    }.refusingLineBreaks()

    private static let delay = Shape<Duration>(
        schema: Shape<Duration>.duration().schema
    ) { node, name, reading in
        guard let delay = Shape<Duration>.duration().read(node, name, &reading) else { return nil }
        guard delay >= Schedule.shortestDelay else {
            let shortest = Schedule.shortestDelay.operatorText
            reading.fault(node.mark, "'\(name)' is \(delay.operatorText): the shortest is \(shortest)")
            return nil
        }
        return delay
    }

    private static let zone = Shape<String>(
        schema: ["type": "string", "minLength": 1]
    ) { node, name, reading in
        guard let zone = Shape<String>.line.read(node, name, &reading) else { return nil }
        guard Zone.named(zone, reading.zones) != nil else {
            reading.fault(
                node.mark,
                "unknown time zone '\(shown(zone))': use an IANA name such as Europe/Berlin"
            )
            return nil
        }
        return zone
    }

    private static let template = Shape<IDTemplate>(
        schema: ["type": "string", "pattern": "^[A-Za-z0-9._-]*\\{occurrence\\}[A-Za-z0-9._-]*$"]
    ) { node, name, reading in
        guard let text = Shape<String>.line.read(node, name, &reading) else { return nil }
        do throws(InvalidInput) {
            return try IDTemplate(text)
        } catch {
            reading.fault(node.mark, error.message)
            return nil
        }
    }
}

extension Shape where Value == String {
    /// The same, on one line: what is stored as a line must be one.
    func refusingLineBreaks() -> Shape {
        Shape(schema: schema) { node, name, reading in
            if let text = node.scalar?.text, text.contains(where: \.isNewline) {
                reading.fault(node.mark, "'\(name)' goes over several lines: write it on one")
                return nil
            }
            return read(node, name, &reading)
        }
    }
}

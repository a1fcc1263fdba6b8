/// The commands, in the order of the help.
enum CommandTable {
    static let all: [CommandSpec] = [
        CommandSpec(.tasks, [], "recurring tasks: state, schedule, next fire, outcomes"),
        CommandSpec(
            .executions,
            [.init("TASK", .atMostOne)],
            options: [OptionTable.status, OptionTable.since, OptionTable.limit],
            "executions, newest first",
            details: times
        ),
        CommandSpec(.show, [.init("ID")], "one execution: runs, steps, attempts, what happens next"),
        CommandSpec(
            .logs,
            [.init("ID"), .init("STEP", .atMostOne)],
            options: [OptionTable.follow],
            "what the commands of an execution wrote",
            details: ["Lines with '!' were written to standard error."]
        ),
        CommandSpec(
            .ledger,
            [.init("TASK")],
            options: [OptionTable.from, OptionTable.to],
            "the decision for every instant of a task",
            details: times
        ),
        CommandSpec(
            .next,
            [.init("TASK|EXPRESSION")],
            options: [OptionTable.number, OptionTable.timezone, OptionTable.after],
            "coming instants, as scheduled and as acted on",
            details: [
                "An expression is five or six cron fields, @daily and its like, 'every 5s' or",
                "'at 2026-12-24T18:00:00Z'; it needs no database.",
            ] + times
        ),
        CommandSpec(
            .start,
            [.init("TASK")],
            options: [OptionTable.id, OptionTable.payload, OptionTable.overlap, OptionTable.reason],
            "one execution now; also of a handler without a recurring task"
        ),
        CommandSpec(
            .trigger,
            [.init("TASK")],
            options: [OptionTable.overlap, OptionTable.reason],
            "the next occurrence of a recurring task now"
        ),
        CommandSpec(
            .wait,
            [.init("ID")],
            options: [OptionTable.timeout],
            "waits until an execution ends; prints status and result",
            details: [
                "The execution need not exist yet. Ends with status 1 if it failed or was",
                "cancelled.",
            ]
        ),
        CommandSpec(
            .cancel,
            [.init("ID", .oneOrMore)],
            options: [OptionTable.reason],
            "cancels executions",
            details: ["Several are all tried; the worst status wins. Asks first, or needs --yes."]
        ),
        CommandSpec(
            .stop,
            [.init("TASK", .oneOrMore)],
            options: [OptionTable.reason],
            "ends recurring tasks; what runs completes",
            details: ["Several are all tried; the worst status wins. Asks first, or needs --yes."]
        ),
        CommandSpec(.revive, [.init("TASK")], options: [OptionTable.reason], "takes a stop back"),
        CommandSpec(
            .pause,
            [.init("TASK")],
            options: [OptionTable.until, OptionTable.note, OptionTable.reason],
            "holds a recurring task; its instants are recorded",
            details: times
        ),
        CommandSpec(
            .resume,
            [.init("TASK")],
            options: [OptionTable.missed, OptionTable.reason],
            "lets a paused task go on"
        ),
        CommandSpec(
            .retry,
            [.init("ID"), .init("STEP")],
            options: [OptionTable.overlap, OptionTable.reason],
            "again: one failed step, keeping what completed",
            details: [
                "A step that is retrying is tried at once. Of an ended execution a new run keeps",
                "every completed result and goes on with the same idempotency keys.",
            ]
        ),
        CommandSpec(
            .restart,
            [.init("ID")],
            options: [OptionTable.newPayload, OptionTable.overlap, OptionTable.reason],
            "again: all of an ended execution, keeping nothing"
        ),
        CommandSpec(
            .rerun,
            [.init("ID")],
            options: [OptionTable.fromStep, OptionTable.overlap, OptionTable.reason],
            "again: an ended execution from a step on",
            details: [
                "Keeps results of steps that began before STEP, in the order in which 'show'",
                "lists them. STEP and all later ones run again with new idempotency keys, also",
                "those of its parallel group that are listed after it.",
            ]
        ),
        CommandSpec(
            .event,
            [.init("ID"), .init("NAME")],
            options: [OptionTable.data, OptionTable.reason],
            "delivers an event to an execution"
        ),
        CommandSpec(
            .backfill,
            [.init("TASK", .atMostOne)],
            options: [
                OptionTable.firstInstant, OptionTable.lastInstant, OptionTable.dryRun, OptionTable.only,
                OptionTable.order, OptionTable.atATime, OptionTable.list, OptionTable.pauseBackfill,
                OptionTable.resumeBackfill, OptionTable.cancelBackfill, OptionTable.limit, OptionTable.reason,
            ],
            "starts past instants of a task, each exactly once",
            details: [
                "Each gets the next number and its own instant, as slots free up: ticks go first,",
                "the task's maximum holds, and nothing is started while the task is paused or",
                "stopped. The ledger keeps its decisions. Instants are those of the schedule",
                "versions then in force; from before the task existed, of its present schedule.",
                "A second backfill over a range that one still works on is refused. On a terminal",
                "it shows what it would do and asks, unless --yes is given. Without TASK it lists",
                "the backfills, those at work first.",
            ] + times
        ),
        CommandSpec(
            .check,
            [.init("FILE", .atMostOne)],
            "checks a job file and tells everything that is wrong with it",
            details: ["Ends with status 1 if something is wrong."] + whichFile
        ),
        CommandSpec(
            .plan,
            [.init("FILE", .atMostOne)],
            "what applying a job file would change, and the next instants",
            details: ["It changes nothing, and needs no worker."] + whichFile
        ),
        CommandSpec(
            .apply,
            [.init("FILE", .atMostOne)],
            options: [OptionTable.reason],
            "makes the file's tasks so, in one transaction",
            details: [
                "A task the file no longer has is stopped; adding it again revives it. One that",
                "an operator stopped stays stopped. A bad file changes nothing. To remove several",
                "tasks it asks first, or needs --yes.",
            ] + whichFile
        ),
        CommandSpec(
            .`init`,
            [],
            "writes an example of a job file with comments",
            details: ["It writes zartop.yaml unless --jobs names another, and never over a file."]
        ),
        CommandSpec(.schema, [], "the JSON schema of a job file, for editors"),
        CommandSpec(
            .`import`,
            [.init("crontab"), .init("FILE", .atMostOne)],
            options: [OptionTable.system, OptionTable.timezone],
            "prints a crontab as a job file, and what differs",
            details: [
                "Without FILE it reads standard input: crontab -l | zartop import crontab. Files",
                "/etc/crontab and those in /etc/cron.d have a user column; for copies of them say",
                "--system. Cron goes by the system's time zone, unless --timezone names another.",
            ]
        ),
        CommandSpec(
            .doctor,
            [],
            "checks a database against the promises",
            details: ["Ends with status 1 if a check found faults."]
        ),
        CommandSpec(
            .service,
            [],
            options: [OptionTable.user],
            "prints a systemd unit for a worker",
            details: [
                "Without --db the machine's unit keeps its database in /var/lib/zartop, and the",
                "user's where zartop finds it by itself.",
            ]
        ),
        CommandSpec(
            .theme,
            [.init("lint"), .init("FILE", .oneOrMore)],
            "what makes a theme hard to read",
            details: [
                "Colours too near to their background or to one another, also for colour-blind",
                "eyes and with fewer colours. Ends with status 1 if there is anything.",
            ]
        ),
        CommandSpec(
            .demo,
            [],
            "the three scenarios of overlap, on a throw-away database",
            details: [
                "With --no-ui it runs for some seconds, checks itself and exits; --db keeps the",
                "database.",
            ]
        ),
    ]

    static func spec(_ name: CommandSpec.Name) -> CommandSpec? { all.first { $0.name == name } }

    private static let whichFile = [
        "Without FILE it is the one of --jobs, else ./zartop.yaml, else zartop/jobs.yaml",
        "in $XDG_CONFIG_HOME.",
    ]

    private static let times = [
        "T is an RFC 3339 time, 'now', or a duration: -2h is two hours ago, +2h in two",
        "hours; without a sign, 2h is ago where one looks back (--since, --from, --to)",
        "and from now where one looks ahead (--after, --until).",
    ]
}

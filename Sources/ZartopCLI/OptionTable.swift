internal import ZartCore

/// The options that may stand anywhere.
enum OptionTable {
    static let global: [OptionSpec] = [
        OptionSpec(
            "--db",
            "PATH",
            .text,
            "database file ($ZARTOP_DB, else zartop/zartop.db in $XDG_STATE_HOME)"
        ),
        OptionSpec(flag: "--json", "machine-readable output on standard output, and nothing else there"),
        OptionSpec(flag: "--yes", "no questions"),
        OptionSpec(
            flag: "--no-ui",
            "headless worker, or demo: no terminal needed; a worker logs to standard error"
        ),
        OptionSpec(flag: "--once", "one frame of the dashboard on standard output, also with --json"),
        OptionSpec("--jobs", "FILE", .text, "job file (./zartop.yaml); applied on starting"),
        OptionSpec(flag: "--watch", "apply the job file whenever it is saved"),
        OptionSpec(
            "--at",
            "T",
            .timeBack,
            "as it was then: dashboard, --once, tasks, executions, show, logs, ledger, why, next, "
                + "forecast, diff, alarms, export, backfill --list"
        ),
        OptionSpec(flag: "--read-only", "look, touch nothing; no engine"),
        OptionSpec(flag: "--attach", "dashboard: never run the engine, only attach to a worker"),
        OptionSpec("--theme", "NAME", .text, "looks of the dashboard: a theme's name or file (auto)"),
        OptionSpec(flag: "--no-mouse", "leave the mouse to the terminal"),
        OptionSpec("--svg", "FILE", .text, "with --once: the frame as a picture"),
        OptionSpec(flag: "--print-config", "the dashboard's settings and where each comes from"),
        OptionSpec(flag: "--ascii", "nothing but ASCII in what is drawn around your data"),
        OptionSpec(
            "--log-format",
            "F",
            .choice(LogFormat.allCases.map(\.rawValue)),
            "headless logs: text or json (text)"
        ),
        OptionSpec(
            "--log-level",
            "L",
            .choice(LogLevel.allCases.map(\.rawValue)),
            "headless logs: debug, info, warning or error (info)"
        ),
        OptionSpec("--concurrency", "N", .count, "worker: steps in flight at a time (256)"),
        OptionSpec(
            "--drain",
            "HOW",
            .choice(Drain.allCases.map(\.rawValue)),
            "worker: on stopping finish, leave or cancel what runs"
        ),
        OptionSpec("--poison-after", "N", .count, "worker: deaths until an execution is given up (3)"),
        OptionSpec("--metrics-file", "F", .text, "worker: keep Prometheus' text fresh in that file"),
        OptionSpec(flag: "--help", short: "-h", "this text; after a command, about the command"),
        OptionSpec(flag: "--version", "the version"),
    ]

    static let reason = OptionSpec("--reason", "TEXT", .text, "why, for the record")
    static let force = OptionSpec(flag: "--force", "kill what is in flight at once, without a grace")
    static let overlap = OptionSpec(
        "--overlap",
        "P",
        .overlap,
        "overlap policy for this once, recorded as an override"
    )
    static let queue = OptionSpec(
        flag: "--queue",
        "at the task's maximum wait for a slot instead of being refused"
    )
    static let ack = OptionSpec("--ack", "ID", .text, "acknowledge the alarm with that number")
    static let all = OptionSpec(flag: "--all", "also those that are over, newest first")
    static let status = OptionSpec(
        "--status",
        "S",
        .choice(ExecutionStatus.allCases.map(\.rawValue)),
        "only scheduled, running, completed, failed or cancelled ones"
    )
    static let since = OptionSpec("--since", "T", .timeBack, "only those created at that time or later")
    static let limit = OptionSpec("--limit", "N", .count, "at most so many (50)")
    static let from = OptionSpec("--from", "T", .timeBack, "instants from that time on")
    static let to = OptionSpec("--to", "T", .timeBack, "instants up to that time")
    static let number = OptionSpec("--count", short: "-n", "N", .count, "so many instants (5)")
    static let hours = OptionSpec("--hours", "N", .count, "so many hours ahead (4)")
    static let timezone = OptionSpec(
        "--timezone",
        "Z",
        .text,
        "zone of the expression, such as Europe/Berlin (UTC)"
    )
    static let after = OptionSpec("--after", "T", .timeAhead, "instants after that time (now)")
    static let id = OptionSpec("--id", "ID", .text, "an id of its own; asking twice starts it once")
    static let payload = OptionSpec(
        "--payload",
        "JSON",
        .json,
        "input in place of the task's own; or @FILE, or - to read it"
    )
    static let newPayload = OptionSpec(
        "--payload",
        "JSON",
        .json,
        "input in place of the one it had; or @FILE, or -"
    )
    static let fromStep = OptionSpec("--from", "STEP", .text, "the first step to run again; needed")
    static let timeout = OptionSpec(
        "--timeout",
        "D",
        .duration,
        "give up after that duration, with status 4 (never)"
    )
    static let until = OptionSpec("--until", "T", .timeAhead, "resume by itself at that time")
    static let note = OptionSpec("--note", "TEXT", .text, "what to show beside the paused task")
    static let missed = OptionSpec(
        "--missed",
        "RULE",
        .missed,
        "held instants: latest, skip or all (the task's rule)"
    )
    static let everything = OptionSpec(flag: "--all", "everything: no instant of any task starts anything")
    static let release = OptionSpec(flag: "--all", "what 'pause --all' holds; tasks paused by name stay so")
    static let steps = OptionSpec(
        "--step",
        "GLOB",
        .text,
        "steps of such names, not yet begun; TASK may be a pattern too"
    )
    static let rules = OptionSpec(flag: "--list", "what is held back as a whole, and by which rules")
    static let skips = OptionSpec("--count", short: "-n", "N", .countOrNone, "so many instants; 0: none (1)")
    static let filter = OptionSpec(
        "--where",
        "FILTER",
        .text,
        "all that match, as in the dashboard: 'state:failed task:inv*'"
    )
    static let latest = OptionSpec(flag: "--latest", "as the job file says it now, not as it began")
    static let user = OptionSpec(flag: "--user", "for your own service manager, not the machine's")
    static let follow = OptionSpec(flag: "--follow", short: "-f", "go on until the execution ends")
    static let system = OptionSpec(flag: "--system", "the crontab's lines have a user column")
    static let crash = OptionSpec("--crash", "N", .count, "so many kills; needed")
    static let seed = OptionSpec("--seed", "N", .count, "chooses as a run with that seed did (a new one)")
    static let firstInstant = OptionSpec("--from", "T", .timeBack, "the first instant to start; needed")
    static let lastInstant = OptionSpec("--to", "T", .timeBack, "the last instant to start (now)")
    static let dryRun = OptionSpec(flag: "--dry-run", "show what it would do, and do nothing")
    static let only = OptionSpec(
        "--only",
        "WHICH",
        .choice(BackfillSelection.allCases.map(\.rawValue)),
        "missing: nothing was started; failed: the newest execution failed; or all (missing)"
    )
    static let order = OptionSpec(
        "--order",
        "HOW",
        .choice(BackfillOrder.allCases.map(\.rawValue)),
        "oldest or newest first (oldest)"
    )
    static let atATime = OptionSpec(
        "--max",
        "N",
        .count,
        "executions at a time, beside the task's own maximum (1)"
    )
    static let list = OptionSpec(flag: "--list", "the backfills there are, of TASK or of all")
    static let pauseBackfill = OptionSpec("--pause", "ID", .count, "hold that backfill")
    static let resumeBackfill = OptionSpec("--resume", "ID", .count, "let it go on")
    static let cancelBackfill = OptionSpec("--cancel", "ID", .count, "end it; what it started runs on")
    static let data = OptionSpec("--data", "JSON", .json, "what the event carries (null); or @FILE, or -")

    static let olderThan = OptionSpec(
        "--older-than",
        "D",
        .duration,
        "also what ended longer ago than that, whatever is to be kept"
    )

    static let format = OptionSpec(
        "--format",
        "F",
        .choice(CommandRun.ExportFormat.allCases.map(\.rawValue)),
        "jsonl, csv or trace (jsonl)"
    )
    static let what = OptionSpec(
        "--what",
        "W",
        .choice(CommandRun.Exported.allCases.map(\.rawValue)),
        "executions, ledger or events (executions)"
    )
    static let createdFrom = OptionSpec(
        "--from",
        "T",
        .timeBack,
        "what was created, due or happened from then on"
    )
    static let createdTo = OptionSpec("--to", "T", .timeBack, "and up to then")
    static let output = OptionSpec(
        "--output",
        short: "-o",
        "FILE",
        .text,
        "into that file, which appears once it is whole"
    )
    static let overwrite = OptionSpec(flag: "--overwrite", "replace a file that is there")
    static let migrateFrom = OptionSpec("--from", "FILE", .text, "the database, as --db says it otherwise")
    static let migrateTo = OptionSpec(
        "--to",
        "FILE",
        .text,
        "the new database; PostgreSQL is not in this build"
    )
    static let metricsFile = OptionSpec("--file", "FILE", .text, "into that file, at once and whole")

    /// Every option of every command, each once.
    static let commands: [OptionSpec] = CommandTable.all.flatMap(\.options)
}

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
            details: [
                "Lines with '!' were written to standard error. With --at it is what had been",
                "written by then.",
            ]
        ),
        CommandSpec(
            .ledger,
            [.init("TASK")],
            options: [OptionTable.from, OptionTable.to],
            "the decision for every instant of a task",
            details: times
        ),
        CommandSpec(
            .why,
            [.init("TASK|ID"), .init("TIME", .atMostOne)],
            "why a task did or did not run then, and what that rests on",
            details: [
                "TIME is an RFC 3339 time, or '2026-12-24 02:00', or 02:00 for the last time it",
                "was that late, both on the clocks of the task's zone; or a duration ago, such as",
                "2h: the newest instant then. Without TIME it is the newest instant of all. With",
                "--at it answers as it would have then.",
            ]
        ),
        CommandSpec(
            .forecast,
            [.init("TASK", .atMostOne)],
            options: [OptionTable.hours],
            "the coming hours: what starts, overlaps, is skipped or waits",
            details: [
                "The engine's own decisions are played ahead, with every execution taking as long",
                "as 19 in 20 of the last did (p95), and half of them (p50): of those that",
                "completed, or that the next one cut short. Each task is played by itself:",
                "that the worker may have no slot free is not foreseen.",
            ]
        ),
        CommandSpec(.diff, [.init("ID"), .init("ID")], "two executions side by side, with what differs"),
        CommandSpec(
            .next,
            [.init("TASK|EXPRESSION")],
            options: [OptionTable.number, OptionTable.timezone, OptionTable.after],
            "coming instants, as scheduled and as acted on",
            details: [
                "An expression is five or six cron fields, @daily and its like, 'every 5s' or",
                "'at 2026-12-24T18:00:00Z'; it needs no database. With --at it is what was to",
                "come then, by the schedule of then.",
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
            options: [OptionTable.filter, OptionTable.reason, OptionTable.force],
            "cancels executions",
            details: [
                "Several need a yes first, or --yes; all are tried, and the worst status wins.",
                "With --force their commands get no TERM and no grace; Swift code cannot be",
                "killed. It may follow a cancel whose commands take their time.",
            ] + together
        ),
        CommandSpec(
            .stop,
            [.init("TASK", .oneOrMore)],
            options: [OptionTable.reason],
            "ends recurring tasks; what runs completes",
            details: [
                "Several need a yes first, or --yes; all are tried, and the worst status wins."
            ]
        ),
        CommandSpec(.revive, [.init("TASK")], options: [OptionTable.reason], "takes a stop back"),
        CommandSpec(
            .pause,
            [.init("TASK")],
            options: [
                OptionTable.everything, OptionTable.steps, OptionTable.rules, OptionTable.until,
                OptionTable.note,
                OptionTable.reason,
            ],
            "holds a recurring task; its instants are recorded",
            details: [
                "With --all it holds every task, also those registered later. With --step it",
                "holds back steps that have not begun: pause --step 'email*' 'report*'. What runs",
                "goes on, and so do sleeps and waits for events, which do no work.",
            ] + times
        ),
        CommandSpec(
            .resume,
            [.init("TASK")],
            options: [OptionTable.release, OptionTable.steps, OptionTable.missed, OptionTable.reason],
            "lets a paused task go on",
            details: [
                "On a terminal it tells how many instants passed and asks what becomes of them,",
                "unless --missed or --yes is given.",
            ]
        ),
        CommandSpec(
            .skip,
            [.init("TASK")],
            options: [OptionTable.skips, OptionTable.reason],
            "excludes the next instants of a recurring task",
            details: ["Counts from now, whatever was said before; -n 0 takes a skip back."]
        ),
        CommandSpec(
            .retry,
            [.init("ID"), .init("STEP", .atMostOne)],
            options: [
                OptionTable.latest, OptionTable.filter, OptionTable.dryRun, OptionTable.queue,
                OptionTable.overlap, OptionTable.reason,
            ],
            "again: one failed step, keeping what completed",
            details: again + [
                "A step that is retrying is tried at once. Of an ended execution a new run keeps",
                "every completed result and goes on with the same idempotency keys; without STEP",
                "where it stopped.",
            ]
        ),
        CommandSpec(
            .restart,
            [.init("ID")],
            options: [
                OptionTable.newPayload, OptionTable.filter, OptionTable.dryRun, OptionTable.queue,
                OptionTable.overlap, OptionTable.reason,
            ],
            "again: all of an ended execution, keeping nothing",
            details: again
        ),
        CommandSpec(
            .rerun,
            [.init("ID")],
            options: [
                OptionTable.fromStep, OptionTable.latest, OptionTable.filter, OptionTable.dryRun,
                OptionTable.queue, OptionTable.overlap, OptionTable.reason,
            ],
            "again: an ended execution from a step on",
            details: again + [
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
            details: [
                "Ends with status 1 if something is wrong. FILE - is standard input. What exec,",
                "env-file and working-directory name and what is not here is noted.",
            ] + whichFile
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
                "tasks it asks first, or needs --yes. A file that was moved or renamed takes its",
                "tasks along, once there is nothing under its former name: see 'plan'.",
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
            .alarms,
            [],
            options: [OptionTable.ack, OptionTable.all, OptionTable.reason],
            "what is the matter: raised alarms, who has them in hand",
            details: [
                "An alarm stays raised until what it is about is over. Of either a notice goes to",
                "the command that 'alarms: { notify: ... }' of the job file names, at least once.",
                "To acknowledge one says that you have it in hand, and for --reason why.",
            ]
        ),
        CommandSpec(
            .doctor,
            [],
            "checks a database against the promises",
            details: ["Ends with status 1 if a check found faults."]
        ),
        CommandSpec(
            .selftest,
            [],
            options: [OptionTable.crash, OptionTable.seed],
            "proves the promises here, by killing itself N times",
            details: [
                "On a scratch database, under load, it kills workers of its own and then checks",
                "everything. The database is removed, unless something is wrong with it or --db",
                "says where it shall be made, for instance on another disk. A seed repeats the",
                "choices, not what they meet. Ends with status 1 if a check found faults.",
            ]
        ),
        CommandSpec(
            .prune,
            [.init("TASK", .atMostOne)],
            options: [OptionTable.olderThan, OptionTable.dryRun, OptionTable.reason],
            "removes now what is past keeping",
            details: [
                "The worker does so by itself, 100 rows at a time: ended executions after 30 days",
                "or beyond the newest 10,000 of a task, failed ones after 90 days, unless the",
                "task says otherwise (keep: { age, count, failed }). The newest of a task always",
                "stays. What goes leaves its counts behind.",
            ]
        ),
        CommandSpec(
            .export,
            [.init("TASK|ID", .atMostOne)],
            options: [
                OptionTable.format, OptionTable.what, OptionTable.createdFrom, OptionTable.createdTo,
                OptionTable.output,
            ],
            "takes out what is kept: JSON Lines, CSV or a trace",
            details: [
                "Oldest first. jsonl has a line an execution, with runs, steps and attempts as in",
                "'show --json'; csv has a record an execution; trace is a timeline that Perfetto",
                "and chrome://tracing open.",
            ] + times
        ),
        CommandSpec(
            .metrics,
            [],
            options: [OptionTable.metricsFile],
            "counters and gauges as Prometheus reads them",
            details: [
                "For the node exporter's textfile collector give --file, or a worker",
                "--metrics-file, which keeps it fresh. Counters hold what was pruned, and no",
                "restart resets them.",
            ]
        ),
        CommandSpec(
            .backup,
            [.init("FILE")],
            options: [OptionTable.overwrite],
            "copies the database, also while a worker writes, and checks it",
            details: [
                "FILE is a database of its own: use it with --db, there or on another machine. It",
                "appears once it is whole, checked and on the disk. The output of commands, in",
                "the folder DATABASE-attempts, is not in it. Ends with status 1 if a check found",
                "faults.",
            ]
        ),
        CommandSpec(
            .migrate,
            [],
            options: [OptionTable.migrateFrom, OptionTable.migrateTo, OptionTable.dryRun],
            "brings a database of an earlier version up to date",
            details: [
                "A worker does so when it opens one. This does it while none works on it, keeps a",
                "copy of how it was as DATABASE-vN, with N its version, and checks the result.",
                "With --to it leaves the database as it is, also while a worker writes it, and",
                "makes one of the present version of it. Ends with status 1 if a check found",
                "faults.",
            ]
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
        CommandSpec(
            .help,
            [.init("TOPIC", .atMostOne)],
            "this text, the guide to a topic, or what a command does"
        ),
        CommandSpec(
            .man,
            [],
            "the manual page, for man",
            details: [
                "To read it: zartop man | man -l -. To have it found, write it to zartop.1 in a",
                "folder such as /usr/local/share/man/man1.",
            ]
        ),
        CommandSpec(
            .completions,
            [.init("SHELL"), .init("WORD", .any)],
            "what has bash, zsh or fish complete a command line",
            details: [
                "bash: source <(zartop completions bash), in ~/.bashrc;",
                "zsh: source <(zartop completions zsh), in ~/.zshrc after compinit;",
                "fish: zartop completions fish | source, in ~/.config/fish/config.fish.",
            ]
        ),
    ]

    static func spec(_ name: CommandSpec.Name) -> CommandSpec? { all.first { $0.name == name } }
}

import Testing

@testable import ZartopCLI

@Suite(.timeLimit(.minutes(10)))
struct HelpTests {
    private func help(_ words: String...) async throws -> String {
        let outcome = await (try Bench(isFilled: false)).run(words)
        #expect(outcome.status == 0)
        #expect(outcome.err == "")
        return outcome.out
    }

    @Test func `the program explains itself`() async throws {
        #expect(
            try await help("--help") == """
                Usage: zartop [OPTION...] [COMMAND]

                Cron you can trust: durable recurring executions in one SQLite file.
                Without a command: the dashboard, which runs the engine, or attaches to the
                worker that has the database.

                Commands:
                  tasks                  recurring tasks: state, schedule, next fire, outcomes
                  executions [TASK]      executions, newest first
                  show ID                one execution: runs, steps, attempts, what happens next
                  logs ID [STEP]         what the commands of an execution wrote
                  ledger TASK            the decision for every instant of a task
                  why TASK|ID [TIME]     why a task did or did not run then, and what that rests
                                         on
                  forecast [TASK]        the coming hours: what starts, overlaps, is skipped or
                                         waits
                  diff ID ID             two executions side by side, with what differs
                  next TASK|EXPRESSION   coming instants, as scheduled and as acted on
                  start TASK             one execution now; also of a handler without a
                                         recurring task
                  trigger TASK           the next occurrence of a recurring task now
                  wait ID                waits until an execution ends; prints status and result
                  cancel ID...           cancels executions
                  stop TASK...           ends recurring tasks; what runs completes
                  revive TASK            takes a stop back
                  pause TASK             holds a recurring task; its instants are recorded
                  resume TASK            lets a paused task go on
                  skip TASK              excludes the next instants of a recurring task
                  retry ID [STEP]        again: one failed step, keeping what completed
                  restart ID             again: all of an ended execution, keeping nothing
                  rerun ID               again: an ended execution from a step on
                  event ID NAME          delivers an event to an execution
                  backfill [TASK]        starts past instants of a task, each exactly once
                  check [FILE]           checks a job file and tells everything that is wrong
                                         with it
                  plan [FILE]            what applying a job file would change, and the next
                                         instants
                  apply [FILE]           makes the file's tasks so, in one transaction
                  init                   writes an example of a job file with comments
                  schema                 the JSON schema of a job file, for editors
                  import crontab [FILE]  prints a crontab as a job file, and what differs
                  alarms                 what is the matter: raised alarms, who has them in hand
                  doctor                 checks a database against the promises
                  selftest               proves the promises here, by killing itself N times
                  prune [TASK]           removes now what is past keeping
                  export [TASK|ID]       takes out what is kept: JSON Lines, CSV or a trace
                  metrics                counters and gauges as Prometheus reads them
                  backup FILE            copies the database, also while a worker writes, and
                                         checks it
                  migrate                brings a database of an earlier version up to date
                  service                prints a systemd unit for a worker
                  theme lint FILE...     what makes a theme hard to read
                  demo                   the three scenarios of overlap, on a throw-away
                                         database
                  help [TOPIC]           this text, the guide to a topic, or what a command does
                  man                    the manual page, for man
                  completions SHELL      what has bash, zsh or fish complete a command line

                Options:
                  --db PATH         database file ($ZARTOP_DB, else zartop/zartop.db in
                                    $XDG_STATE_HOME)
                  --json            machine-readable output on standard output, and nothing else
                                    there
                  --yes             no questions
                  --no-ui           headless worker, or demo: no terminal needed; a worker logs
                                    to standard error
                  --once            one frame of the dashboard on standard output, also with
                                    --json
                  --jobs FILE       job file (./zartop.yaml); applied on starting
                  --watch           apply the job file whenever it is saved
                  --at T            as it was then: dashboard, --once, tasks, executions, show,
                                    logs, ledger, why, next, forecast, diff, alarms, export,
                                    backfill --list
                  --read-only       look, touch nothing; no engine
                  --attach          dashboard: never run the engine, only attach to a worker
                  --theme NAME      looks of the dashboard: a theme's name or file (auto)
                  --no-mouse        leave the mouse to the terminal
                  --svg FILE        with --once: the frame as a picture
                  --print-config    the dashboard's settings and where each comes from
                  --ascii           nothing but ASCII in what is drawn around your data
                  --log-format F    headless logs: text or json (text)
                  --log-level L     headless logs: debug, info, warning or error (info)
                  --concurrency N   worker: steps in flight at a time (256)
                  --drain HOW       worker: on stopping finish, leave or cancel what runs
                  --poison-after N  worker: deaths until an execution is given up (3)
                  --metrics-file F  worker: keep Prometheus' text fresh in that file
                  -h, --help        this text; after a command, about the command
                  --version         the version

                Exit status: 0 done, 1 the thing asked about ended badly, 2 wrong usage, 3 no
                such task, execution or step, 4 timed out or no worker answered, 5 refused, 70
                our fault.

                'zartop COMMAND --help' tells more about a command, 'zartop help TOPIC' about
                what several have in common.

                """
        )
    }

    @Test func `executions explains itself`() async throws {
        #expect(
            try await help("executions", "-h") == """
                Usage: zartop executions [TASK] [OPTION...]

                Executions, newest first.

                T is an RFC 3339 time, 'now', or a duration: -2h is two hours ago, +2h in two
                hours; without a sign, 2h is ago where one looks back (--since, --from, --to)
                and from now where one looks ahead (--after, --until).

                Options:
                  --status S  only scheduled, running, completed, failed or cancelled ones
                  --since T   only those created at that time or later
                  --limit N   at most so many (50)
                  --db PATH   database file ($ZARTOP_DB, else zartop/zartop.db in
                              $XDG_STATE_HOME)
                  --json      machine-readable output on standard output, and nothing else there
                  --at T      as it was then: dashboard, --once, tasks, executions, show, logs,
                              ledger, why, next, forecast, diff, alarms, export, backfill --list
                  -h, --help  this text; after a command, about the command

                """
        )
    }

    @Test func `next explains itself`() async throws {
        #expect(
            try await help("next", "-h") == """
                Usage: zartop next TASK|EXPRESSION [OPTION...]

                Coming instants, as scheduled and as acted on.

                An expression is five or six cron fields, @daily and its like, 'every 5s' or
                'at 2026-12-24T18:00:00Z'; it needs no database. With --at it is what was to
                come then, by the schedule of then.
                T is an RFC 3339 time, 'now', or a duration: -2h is two hours ago, +2h in two
                hours; without a sign, 2h is ago where one looks back (--since, --from, --to)
                and from now where one looks ahead (--after, --until).

                Options:
                  -n, --count N  so many instants (5)
                  --timezone Z   zone of the expression, such as Europe/Berlin (UTC)
                  --after T      instants after that time (now)
                  --db PATH      database file ($ZARTOP_DB, else zartop/zartop.db in
                                 $XDG_STATE_HOME)
                  --json         machine-readable output on standard output, and nothing else
                                 there
                  --at T         as it was then: dashboard, --once, tasks, executions, show,
                                 logs, ledger, why, next, forecast, diff, alarms, export,
                                 backfill --list
                  -h, --help     this text; after a command, about the command

                """
        )
    }

    @Test func `cancel explains itself`() async throws {
        #expect(
            try await help("cancel", "-h") == """
                Usage: zartop cancel ID... [OPTION...]

                Cancels executions.

                Several need a yes first, or --yes; all are tried, and the worst status wins.
                With --force their commands get no TERM and no grace; Swift code cannot be
                killed. It may follow a cancel whose commands take their time.
                With --where it is all that match: recorded together before the first is done,
                each done once. Given again within an hour after it was killed, it goes on with
                what it began.

                Options:
                  --where FILTER  all that match, as in the dashboard: 'state:failed task:inv*'
                  --reason TEXT   why, for the record
                  --force         kill what is in flight at once, without a grace
                  --db PATH       database file ($ZARTOP_DB, else zartop/zartop.db in
                                  $XDG_STATE_HOME)
                  --json          machine-readable output on standard output, and nothing else
                                  there
                  --yes           no questions
                  -h, --help      this text; after a command, about the command

                """
        )
    }

    @Test func `event explains itself`() async throws {
        #expect(
            try await help("event", "-h") == """
                Usage: zartop event ID NAME [OPTION...]

                Delivers an event to an execution.

                Options:
                  --data JSON    what the event carries (null); or @FILE, or -
                  --reason TEXT  why, for the record
                  --db PATH      database file ($ZARTOP_DB, else zartop/zartop.db in
                                 $XDG_STATE_HOME)
                  --json         machine-readable output on standard output, and nothing else
                                 there
                  -h, --help     this text; after a command, about the command

                """
        )
    }

    @Test func `demo explains itself`() async throws {
        #expect(
            try await help("demo", "-h") == """
                Usage: zartop demo [OPTION...]

                The three scenarios of overlap, on a throw-away database.

                With --no-ui it runs for some seconds, checks itself and exits; --db keeps the
                database.

                Options:
                  --db PATH   database file, which is kept (a new one, removed at the end)
                  --no-ui     headless worker, or demo: no terminal needed; a worker logs to
                              standard error
                  --ascii     nothing but ASCII in what is drawn around your data
                  -h, --help  this text; after a command, about the command

                """
        )
    }

    @Test(arguments: CommandTable.all.map(\.name))
    func `help fits 80 columns and names every option of the command`(name: CommandSpec.Name) async throws {
        let text = try await help("--help", name.rawValue)
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
        for option in CommandTable.spec(name)?.options ?? [] { #expect(text.contains(option.name)) }
    }

    @Test func `without a topic help is the program's text and the topics there are`() async throws {
        let text = try await help("help")
        #expect(text.hasPrefix(try await help("--help")))
        #expect(
            text.contains("\nTopics:\n  schedules  when a task is due: cron fields, zones, daylight saving\n")
        )
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(try await help("help", "show") == help("show", "--help"))
    }

    @Test(arguments: HelpTopic.allCases)
    func `a topic fits 80 columns and names commands and options that there are`(topic: HelpTopic)
        async throws
    {
        let text = try await help("help", topic.rawValue)
        #expect(text.hasSuffix("\n"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 && !$0.hasSuffix(" ") })
        #expect(CommandSpec.Name(rawValue: topic.rawValue) == nil)
        let options = (OptionTable.global + OptionTable.commands).map(\.name)
        for match in text.matches(of: #/--[a-z][a-z-]*/#) { #expect(options.contains(String(match.output))) }
        for match in text.matches(of: #/zartop ([a-z]+) /#) where match.output.1 != "is" {
            #expect(CommandSpec.Name(rawValue: String(match.output.1)) != nil, "\(match.output.0)")
        }
    }

    @Test func `what there is no topic of is told with what may be meant`() async throws {
        let bench = try Bench(isFilled: false)
        #expect(
            await bench.run(["help", "overlpa"])
                == .init(status: 2, err: "zartop: there is no topic 'overlpa'; did you mean 'overlap'?\n")
        )
        #expect(
            await bench.run(["help", "weather"])
                == .init(
                    status: 2,
                    err: "zartop: there is no topic 'weather'; 'zartop help' lists the topics\n"
                )
        )
    }

    @Test func `the README names every command`() throws {
        let place = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let readme = String(
            decoding: try TextSource.read("/\(place)/README.md", limit: 1 << 20),
            as: UTF8.self
        )
        for command in CommandTable.all {
            let words =
                [command.name.rawValue] + command.operands.map(\.name).filter { $0 == $0.lowercased() }
            #expect(readme.contains("`\(words.joined(separator: " "))`"), "\(command.name)")
        }
    }

    @Test func `help asks for no operands and the version is one line`() async throws {
        #expect(try await help("show", "--help").hasPrefix("Usage: zartop show ID"))
        #expect(try await help("--version") == "zartop 0.1.0\n")
        #expect(try await help("show", "--version") == "zartop 0.1.0\n")
    }
}

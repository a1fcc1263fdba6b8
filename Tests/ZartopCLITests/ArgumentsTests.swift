import Synchronization
import TestDatabase
import Testing

@testable import ZartopCLI

@Suite(.timeLimit(.minutes(10)))
struct ArgumentsTests {
    @Test(arguments: [
        ("taks", "unknown command 'taks'; did you mean 'tasks'?"),
        ("exec", "unknown command 'exec'; did you mean 'executions'?"),
        ("frobnicate", "unknown command 'frobnicate'; see 'zartop --help'"),
        ("\u{1b}[2J", "unknown command '\\x1b[2J'; see 'zartop --help'"),
        ("--jsno tasks", "unknown option '--jsno'; did you mean '--json'?"),
        ("tasks --frobnicate=3", "unknown option '--frobnicate'; see 'zartop --help'"),
        ("-x tasks", "unknown option '-x'; see 'zartop --help'"),
        ("tasks --db", "option --db needs a value: --db PATH"),
        ("tasks --db --json", "option --db needs a value: --db PATH"),
        ("tasks --db=", "option --db is empty"),
        ("tasks --json=yes", "option --json takes no value"),
        ("tasks --db a --db b", "option --db is given twice"),
        ("tasks --since 2h", "option --since belongs to 'executions', not to 'tasks'"),
        ("--since 2h", "option --since belongs to 'executions', and no command is given"),
        ("start x --note y", "option --note belongs to 'pause', not to 'start'"),
        (
            "show x --overlap skip",
            "option --overlap belongs to 'start', 'trigger', 'retry', 'restart' or 'rerun', not to 'show'"
        ),
        (
            "tasks --reason y",
            """
            option --reason belongs to 'start', 'trigger', 'cancel', 'stop', 'revive', 'pause', 'resume', 'skip', 'retry', \
            'restart', 'rerun', 'event', 'backfill', 'apply', 'alarms' or 'prune', not to 'tasks'
            """
        ),
        ("executions --limit 0", "option --limit takes a whole number from 1 to 1000000, not '0'"),
        (
            "executions --limit 1000001",
            "option --limit takes a whole number from 1 to 1000000, not '1000001'"
        ),
        ("next x -n many", "option --count takes a whole number from 1 to 1000000, not 'many'"),
        ("next x -n", "option --count needs a value: --count N"),
        (
            "executions --status complete",
            """
            option --status takes scheduled, running, completed, failed or cancelled, not 'complete'; did you mean \
            'completed'?
            """
        ),
        (
            "executions --since yesterday",
            """
            option --since takes a time such as 2026-12-24T18:00:00Z, -2h, +2h or now, not 'yesterday'
            """
        ),
        (
            "pause x --until 99999999d",
            """
            option --until takes a time such as 2026-12-24T18:00:00Z, -2h, +2h or now, not '99999999d'
            """
        ),
        (
            "next x --after 2930000d",
            """
            option --after takes a time such as 2026-12-24T18:00:00Z, -2h, +2h or now, not '2930000d'
            """
        ),
        ("wait x --timeout 3", "option --timeout takes a duration such as 30s or 1h30m, not '3'"),
        (
            "start x --payload {a:1}",
            "option --payload takes JSON, and at column 2 a name in double quotes belongs here"
        ),
        ("event x y --data [1,", "option --data takes JSON, and at column 4 it ends too early"),
        (
            "trigger x --overlap sometimes",
            """
            option --overlap takes skip-if-running, cancel-and-restart, always-start or such as 'max-3 skip', not \
            'sometimes'
            """
        ),
        (
            "resume x --missed none",
            "option --missed takes latest, skip, all or such as all-5, not 'none'"
        ),
        ("--log-format xml", "option --log-format takes text or json, not 'xml'"),
        (
            "--log-level inof",
            "option --log-level takes debug, info, warning or error, not 'inof'; did you mean 'info'?"
        ),
        ("--drain never", "option --drain takes finish, leave or cancel, not 'never'"),
        ("show", "'show' needs an ID: zartop show ID"),
        ("ledger", "'ledger' needs a TASK: zartop ledger TASK"),
        ("event x", "'event' needs a NAME: zartop event ID NAME"),
        ("cancel", "'cancel' needs an ID: zartop cancel ID..."),
        ("show a b", "'show' has no use for 'b': zartop show ID"),
        ("tasks a", "'tasks' has no use for 'a': zartop tasks"),
        ("alarms --all a", "'alarms' has no use for 'a': zartop alarms"),
        ("tasks --no-ui", "--no-ui goes alone or with 'demo', not with 'tasks'"),
        ("--json", "--json needs a command that tells something, such as 'zartop tasks --json', or --once"),
        (
            "demo --json",
            "--json needs a command that tells something, such as 'zartop tasks --json', or --once"
        ),
        (
            "--no-ui --read-only",
            "--read-only runs no engine, and --no-ui is nothing else: leave one of them out"
        ),
        ("--no-ui --attach", "--attach runs no engine, and --no-ui is nothing else: leave one of them out"),
        (
            "--watch --attach",
            "--watch is for what applies a job file: the dashboard with its engine, or --no-ui"
        ),
        (
            "tasks --watch",
            "--watch is for what applies a job file: the dashboard with its engine, or --no-ui"
        ),
        ("--metrics-file x", "--metrics-file is for the worker: add --no-ui"),
        ("", "the dashboard needs a terminal: use --no-ui for a worker without one, --once for one frame"),
        (
            "demo",
            "the dashboard needs a terminal: use --no-ui for a worker without one, --once for one frame"
        ),
        ("tasks --db postgres://x", "this build has no PostgreSQL: name a file with --db"),
        ("tasks --db PostgreSQL://x/y", "this build has no PostgreSQL: name a file with --db"),
        ("migrate --from postgres://x", "this build has no PostgreSQL: name a file with --db"),
        ("migrate --db a --to postgres://x/y", "this build has no PostgreSQL: name a file with --to"),
        (
            "migrate --db a --from b",
            "--from names the database, and so does --db: leave one of them out"
        ),
        ("completions tcsh", "'completions' takes bash, zsh or fish, not 'tcsh'; did you mean 'bash'?"),
        ("completions bsh", "'completions' takes bash, zsh or fish, not 'bsh'; did you mean 'bash'?"),
        ("doctor --at 2h", "--at looks back, which 'doctor' cannot: leave it out"),
        (
            "backfill report --from 9h --at 2h --db a",
            "a backfill is about now, and --at looks back: only 'backfill --list' takes it"
        ),
        (
            "alarms --ack 1 --at 2h --db a", "--ack is about now, and --at looks back: leave one of them out"
        ),
        (
            "logs x --follow --at 2h --db a",
            "--follow goes on from now, and --at looks back: leave one of them out"
        ),
        ("tasks", "no database is named and there is no $HOME to look in: name a file with --db"),
    ])
    func `wrong usage is one sentence and status 2`(line: String, sentence: String) async throws {
        let bench = try Bench(isFilled: false)
        let outcome = await bench.run(line.split(separator: " ").map(String.init))
        #expect(outcome == Bench.Outcome(status: 2, err: "zartop: \(sentence)\n"))
    }

    @Test(arguments: [
        ["executions", "--limit", "3", "--json"], ["--json", "--limit=3", "executions"],
        ["--limit", "3", "executions", "--json"], ["executions", "--json", "--json", "--limit=3"],
    ])
    func `options may stand anywhere`(words: [String]) throws {
        let arguments = try Arguments(words)
        #expect(arguments.command == .executions)
        #expect(arguments.operands == [])
        #expect(arguments.value("--limit") == "3")
        #expect(arguments.has("--json"))
    }

    @Test func `values may begin with a minus and words too after two of them`() throws {
        #expect(try Arguments(["executions", "--since", "-2h"]).value("--since") == "-2h")
        #expect(try Arguments(["next", "-n7", "x"]).value("--count") == "7")
        #expect(try Arguments(["next", "-n", "7", "x"]).value("--count") == "7")
        #expect(
            try Arguments(["cancel", "--reason=--why", "--", "--json", "-"]).operands == ["--json", "-"]
        )
        #expect(try Arguments(["cancel", "--reason=a=b", "x"]).value("--reason") == "a=b")
    }

    @Test func `an empty operand is refused`() {
        #expect(throws: CommandFailure.usage("'show' got an empty word: zartop show ID")) {
            try Arguments(["show", ""])
        }
    }

    @Test func `every command has one row and every name is its own`() {
        #expect(CommandTable.all.map(\.name) == CommandSpec.Name.allCases)
        for command in CommandTable.all {
            let names = (OptionTable.global + command.options).flatMap {
                [$0.name] + [$0.short].compactMap(\.self)
            }
            #expect(Set(names).count == names.count)
        }
        #expect(
            CommandTable.all.filter { $0.name.isOrder }.allSatisfy { $0.options.contains(OptionTable.reason) }
        )
    }

    @Test func `programs get what the options say`() async throws {
        let bench = try Bench(isFilled: false)
        let words =
            "--no-ui --concurrency 8 --drain leave --poison-after 5 --log-format json --log-level debug"
        let outcome = await bench.run(words.split(separator: " ").map(String.init) + ["--db", "/x/y.db"])
        #expect(outcome == Bench.Outcome(status: 42))
        var expected = Settings()
        expected.database = "/x/y.db"
        expected.isDatabaseGiven = true
        expected.isHeadless = true
        expected.concurrency = 8
        expected.drain = .leave
        expected.poisonAfter = 5
        expected.logFormat = .json
        expected.logLevel = .debug
        #expect(bench.started.settings.withLock { $0 } == ["worker": expected])
    }

    @Test func `the dashboard starts on a terminal`() async throws {
        var bench = try Bench(isFilled: false)
        bench.variables = ["XDG_STATE_HOME": "/state"]
        let terminal = FakeConsole(width: 80, isInteractive: true)
        let words = ["--read-only", "--attach", "--ascii"]
        #expect(await bench.run(words, on: terminal) == Bench.Outcome(status: 42))
        var expected = Settings()
        expected.database = "/state/zartop/zartop.db"
        expected.isReadOnly = true
        expected.isAttachOnly = true
        expected.isASCII = true
        #expect(bench.started.settings.withLock { $0 } == ["dashboard": expected])
        // Whoever looks back has nothing begun.
        #expect(await bench.run(["--at", "-1h"], on: terminal).status == 42)
        #expect(bench.started.settings.withLock { $0["dashboard"]?.isAttachOnly } == true)
        #expect(await bench.run(["demo"], on: terminal).status == 42)
        #expect(await bench.run(["demo", "--no-ui"]).status == 42)
        #expect(bench.started.settings.withLock { $0["demo"]?.isHeadless } == true)
    }

    @Test func `a job file is watched by the dashboard and by the worker`() async throws {
        let bench = try Bench(isFilled: false)
        let terminal = FakeConsole(width: 80, isInteractive: true)
        let words = ["--watch", "--db", "/x/y.db"]
        #expect(await bench.run(words, on: terminal) == Bench.Outcome(status: 42))
        #expect(await bench.run(words + ["--no-ui"]) == Bench.Outcome(status: 42))
        let settings = bench.started.settings.withLock { $0 }
        #expect(settings["dashboard"]?.isWatching == true && settings["worker"]?.isWatching == true)
    }

    @Test(arguments: [
        (["ZARTOP_DB": "/a.db", "XDG_STATE_HOME": "/s", "HOME": "/h"], "/a.db"),
        (["ZARTOP_DB": "", "XDG_STATE_HOME": "/s", "HOME": "/h"], "/s/zartop/zartop.db"),
        (["XDG_STATE_HOME": "relative", "HOME": "/h"], "/h/.local/state/zartop/zartop.db"),
        (["HOME": "/h"], "/h/.local/state/zartop/zartop.db"),
    ])
    func `the database is found by the environment`(variables: [String: String], path: String) throws {
        #expect(try DatabasePath.find(nil, variable: { variables[$0] }) == path)
        #expect(try DatabasePath.find("mine.db", variable: { variables[$0] }) == "mine.db")
    }
}

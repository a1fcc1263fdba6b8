import BusyWork
import Glibc
import TestProcess
import Testing

/// Job files run by the real program, which is killed, stopped and started again.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct JobRunTests {
    /// One task with one step, which begins, waits until it is let go on, and has an effect and a result.
    private static let waiting = """
        tasks:
          one:
            every: 1h
            steps:
              - name: work
                run: |
                  echo begun >> effects
                  while [ ! -e go ]; do sleep 0.02; done
                  echo done >> effects
                  echo '{"rows": 3}' > "$ZART_RESULT"
                result: json
              - { name: after, run: 'echo "$ZART_RESULTS" >> effects' }
        """

    @Test func `steps run in order, are retried, and hand on their results`() async throws {
        let bench = try JobBench(
            """
            tasks:
              trio:
                every: 1h
                payload: { warehouse: EU-1 }
                steps:
                  - { name: fetch, run: 'echo "$WAREHOUSE" > "$ZART_RESULT"' }
                  - name: flaky
                    run: |
                      echo "$ZART_ATTEMPT $ZART_IDEMPOTENCY_KEY" >> tries
                      echo "no luck" >&2
                      [ "$ZART_ATTEMPT" -ge 3 ] || exit 7
                    retry: { times: 3, backoff: fixed, first: 10ms }
                  - parallel:
                      - { name: left, run: 'touch left; until [ -e right ]; do sleep 0.02; done' }
                      - { name: right, run: 'touch right; until [ -e left ]; do sleep 0.02; done' }
                  - { name: pause, sleep: 50ms }
                  - { name: last, exec: [sh, -c, 'echo "$ZART_RESULTS" > "$ZART_RESULT"'], result: json }
            """
        )
        let worker = try await bench.worker()
        #expect(
            try await bench.end(of: "trio-0")
                == #"trio-0 completed: {"fetch":"EU-1","last":{"fetch":"EU-1"}}"# + "\n"
        )
        #expect(bench.text("tries") == "1 trio-0/0/flaky\n2 trio-0/0/flaky\n3 trio-0/0/flaky\n")
        let shown = try await bench.run("show", "trio-0")
        #expect(shown.output.contains("exit status 7: no luck"), "\(shown)")
        #expect(try await bench.run("doctor").end == .status(0))
        await worker.killed()
    }

    @Test(arguments: [false, true])
    func `a command outlives a killed worker and runs once`(endsMeanwhile: Bool) async throws {
        let bench = try JobBench(Self.waiting)
        let first = try await bench.worker()
        try #require(try await bench.hasText("effects", "begun\n"), "\(first.errors)")
        await first.killed()
        if endsMeanwhile {
            bench.touch("go")
            try #require(try await bench.hasText("effects", "begun\ndone\n"))
        }
        let second = try await bench.worker()
        bench.touch("go")
        #expect(try await bench.end(of: "one-0") == #"one-0 completed: {"work":{"rows":3}}"# + "\n")
        #expect(bench.text("effects") == "begun\ndone\n{\"work\":{\"rows\":3}}\n")
        #expect(try await bench.run("doctor").end == .status(0))
        // One attempt, with the begin and the end that its command really had.
        #expect(bench.row(Self.attempts) == "1 completed 1 \(endsMeanwhile ? 1 : 0)")
        await second.killed()
    }

    /// How many attempts a step had, how the last one ended, and whether it began and ended before the worker that has
    /// recorded it did.
    private static let attempts = """
        SELECT s.attempt || ' ' || s.attempt_status || ' ' || (s.attempt_started_at < w.began_at) || ' '
            || (s.attempt_ended_at < w.began_at)
        FROM zart_steps s JOIN zart_sessions w ON w.number = s.session WHERE s.name = 'work'
        """

    @Test func `workers killed one after the other go on with one command`() async throws {
        let bench = try JobBench(Self.waiting)
        for _ in 0..<7 {
            let worker = try await bench.worker()
            try #require(try await bench.hasText("effects", "begun\n"), "\(worker.errors)")
            await worker.killed()
            // Who gives an order meanwhile finds the step in flight, too.
            #expect(try await bench.run("skip", "one", "-n", "0").end == .status(0))
            let shown = try await bench.run("show", "one-0").output
            // Its worker may have died before it had taken it up again.
            let words = [
                "by a worker that is gone: the next one picks it up", "'work' was found interrupted ",
            ]
            #expect(words.contains { shown.contains($0) }, "\(shown)")
            let why = try await bench.run("why", "one").output
            #expect(why.contains("in step work, ") && why.contains("no worker runs"), "\(why)")
        }
        let last = try await bench.worker()
        bench.touch("go")
        #expect(try await bench.end(of: "one-0") == #"one-0 completed: {"work":{"rows":3}}"# + "\n")
        #expect(bench.text("effects") == "begun\ndone\n{\"work\":{\"rows\":3}}\n")
        #expect(bench.row(Self.attempts) == "1 completed 1 0")
        await last.killed()
    }

    @Test(arguments: [false, true])
    func `an on-failure command that outlives workers is one attempt, too`(endsMeanwhile: Bool) async throws {
        let bench = try JobBench(
            """
            tasks:
              one:
                every: 1h
                on-failure: echo begun >> effects; while ! test -e go; do sleep 0.02; done; echo done >> effects
                steps: [ { name: work, run: exit 3 } ]
            """
        )
        for _ in 0..<3 {
            let worker = try await bench.worker()
            try #require(try await bench.hasText("effects", "begun\n"), "\(worker.errors)")
            await worker.killed()
        }
        if endsMeanwhile {
            bench.touch("go")
            try #require(try await bench.hasText("effects", "begun\ndone\n"))
        }
        let last = try await bench.worker()
        bench.touch("go")
        #expect(try await bench.end(of: "one-0") == "one-0 failed: step 'work' failed: exit status 3\n")
        #expect(bench.text("effects") == "begun\ndone\n")
        let attempts = Self.attempts.replacing("'work'", with: "'on-failure'")
        #expect(bench.row(attempts) == "1 completed 1 \(endsMeanwhile ? 1 : 0)")
        await last.killed()
    }

    @Test func `a stopped worker leaves its commands to the next one`() async throws {
        let bench = try JobBench(Self.waiting)
        let first = try await bench.worker()
        try #require(try await bench.hasText("effects", "begun\n"), "\(first.errors)")
        first.kill(SIGTERM)
        #expect(await first.ended() == .status(0))
        // It runs, and so says the record.
        let state =
            "SELECT status || ' ' || attempt_status || ' ' || (attempt_ended_at IS NULL) FROM zart_steps"
        #expect(bench.row(state) == "running running 1")
        #expect(try await bench.run("show", "one-0").output.contains("by a worker that is gone"))
        #expect(try await bench.run("doctor").end == .status(0))
        let second = try await bench.worker()
        bench.touch("go")
        #expect(try await bench.end(of: "one-0") == #"one-0 completed: {"work":{"rows":3}}"# + "\n")
        #expect(bench.text("effects") == "begun\ndone\n{\"work\":{\"rows\":3}}\n")
        #expect(bench.row(Self.attempts) == "1 completed 1 0")
        await second.killed()
    }

    @Test func `a worker with a job file takes over from a frozen one, and then applies it`() async throws {
        let bench = try JobBench("tasks: { a: { every: 1h, steps: [ { name: work, run: true } ] } }")
        let frozen = try await bench.worker()
        #expect(try await bench.end(of: "a-0").contains("completed"))
        frozen.kill(SIGSTOP)
        // Its lease would have run out in some seconds.
        try #require(Rows.run(bench.database, "UPDATE zart_lease SET expires_at = 1"))
        bench.write("tasks: { b: { every: 1h, steps: [ { name: work, run: true } ] } }")
        let second = try await bench.worker()
        #expect(second.errors.contains("the order is recorded"), "\(second.errors)")
        #expect(try await bench.end(of: "b-0").contains("completed"))
        frozen.kill(SIGKILL)
        await second.killed()
    }

    @Test func `a worker that drains by finishing waits for its commands`() async throws {
        let bench = try JobBench(Self.waiting)
        let worker = try await bench.worker("--drain", "finish")
        try #require(try await bench.hasText("effects", "begun\n"), "\(worker.errors)")
        worker.kill(SIGTERM)
        try #require(try await eventually { worker.errors.contains("no new work") })
        bench.touch("go")
        #expect(await worker.ended() == .status(0))
        #expect(bench.text("effects") == "begun\ndone\n")
    }

    @Test func `limits, hopeless statuses and what is run after a failure`() async throws {
        let bench = try JobBench(
            """
            defaults: { on-failure: 'echo "$ZART_EXECUTION $ZART_STEP ${ZART_FAILED_STEP:-none}: $ZART_ERROR" >> failures' }
            tasks:
              slow:
                every: 1h
                steps: [{ name: hang, run: sleep 1000, timeout: 100ms }]
              hopeless:
                every: 1h
                steps: [{ name: boom, run: 'echo boom >> tries; exit 65', retry: { times: 5, unless-exit: [65] } }]
              late:
                every: 1h
                timeout: 200ms
                steps: [{ name: hang, run: sleep 1000 }]
            """
        )
        let worker = try await bench.worker()
        #expect(
            try await bench.end(of: "slow-0") == "slow-0 failed: step 'hang' failed: timed out after 100ms\n"
        )
        #expect(
            try await bench.end(of: "hopeless-0") == "hopeless-0 failed: step 'boom' failed: exit status 65\n"
        )
        #expect(try await bench.end(of: "late-0").hasPrefix("late-0 failed: timed out after 200ms"))
        #expect(bench.text("tries") == "boom\n")
        let failures = bench.text("failures").split(separator: "\n").sorted()
        #expect(
            failures == [
                "hopeless-0 on-failure boom: step 'boom' failed: exit status 65",
                "late-0 on-failure none: timed out after 200ms",
                "slow-0 on-failure hang: step 'hang' failed: timed out after 100ms",
            ]
        )
        #expect(try await bench.run("show", "slow-0", "--json").output.contains(#""status":"timed-out""#))
        await worker.killed()
    }

    @Test func `a command after a failure that hangs is ended by its limit`() async throws {
        let bench = try JobBench(
            """
            tasks:
              one:
                every: 1h
                on-failure: { run: sleep 1000, timeout: 100ms }
                steps: [{ name: boom, run: exit 3 }]
            """
        )
        let worker = try await bench.worker()
        #expect(
            try await bench.end(of: "one-0")
                == "one-0 failed: step 'boom' failed: exit status 3; then onFailure failed: timed out after 100ms\n"
        )
        await worker.killed()
    }

    @Test func `what a retry would come to after its step is told before, as far as there is any`()
        async throws
    {
        let bench = try JobBench(
            """
            tasks:
              one: { every: 1h, steps: [ { name: a, run: true }, { name: b, run: exit 1 }, { name: c, run: true } ] }
              two: { every: 1h, steps: [ { name: a, run: true }, { name: b, run: exit 1 } ] }
            """
        )
        let worker = try await bench.worker()
        for id in ["one-0", "two-0"] { #expect(try await bench.end(of: id).contains("failed")) }
        let one = try await bench.run("retry", "one-0", "b", "--dry-run").output
        #expect(one.contains("\n  kept       a\n") && one.contains("\n  then       c\n"), "\(one)")
        let two = try await bench.run("retry", "two-0", "b", "--dry-run").output
        #expect(two.contains("\n  again      b:") && !two.contains("  then  "), "\(two)")
        await worker.killed()
    }

    @Test func `a step that waits for its next attempt keeps nothing open of the one before`() async throws {
        let bench = try JobBench(
            """
            tasks:
              one:
                every: 1h
                steps: [{ name: work, run: "false", retry: { times: 3, backoff: fixed, first: 1h } }]
            """
        )
        let worker = try await bench.worker()
        let status = "SELECT status FROM zart_steps WHERE name = 'work'"
        try #require(try await eventually { bench.row(status) == "retrying" })
        #expect(
            try await eventually(within: .seconds(4)) {
                !LivingProcesses.files(of: worker.process).contains { $0.hasSuffix("/alive") }
            }
        )
        await worker.killed()
    }

    @Test func `a retry of a step that backs off says before what it does`() async throws {
        let bench = try JobBench(
            """
            tasks:
              one:
                every: 1h
                steps:
                  - { name: first, run: "true" }
                  - { name: work, run: "[ -e go ]", retry: { times: 3, backoff: fixed, first: 1h } }
                  - { name: last, run: "true" }
            """
        )
        let worker = try await bench.worker()
        let status = "SELECT status FROM zart_steps WHERE name = 'work'"
        try #require(try await eventually { bench.row(status) == "retrying" })
        let plan = try await bench.run("retry", "one-0", "work", "--dry-run")
        #expect(plan.output.hasPrefix("step 'work' of one-0 is tried again at once, and not only in "))
        #expect(plan.end == .status(0) && bench.row(status) == "retrying")
        // What is shown as done is a share of what the file says, from the first execution on.
        let frame = try await bench.run("--once", "--ascii").output
        #expect(frame.contains("1/3"), "\(frame)")
        bench.touch("go")
        #expect(try await bench.run("retry", "one-0", "work").end == .status(0))
        #expect(try await bench.end(of: "one-0").contains("completed"))
        await worker.killed()
    }

    @Test func `what is run after a failure gets the results there are`() async throws {
        let bench = try JobBench(
            """
            tasks:
              half:
                every: 1h
                on-failure: echo "$ZART_RESULTS" >> failures
                steps:
                  - { name: fetch, run: 'echo 7 > "$ZART_RESULT"' }
                  - { name: boom, run: exit 1 }
            """
        )
        let worker = try await bench.worker()
        #expect(try await bench.end(of: "half-0") == "half-0 failed: step 'boom' failed: exit status 1\n")
        #expect(bench.text("failures") == "{\"fetch\":7}\n")
        await worker.killed()
    }

    @Test func `results too big for a variable come as a file`() async throws {
        let bench = try JobBench(
            """
            tasks:
              big:
                every: 1h
                steps:
                  - { name: fetch, run: 'head -c 300000 /dev/zero | tr "\\0" x > "$ZART_RESULT"' }
                  - { name: count, run: 'wc -c < "$ZART_RESULTS_FILE" > "$ZART_RESULT"' }
                  - { name: careless, run: 'echo "$ZART_RESULTS"' }
            """
        )
        let worker = try await bench.worker()
        let end = try await bench.end(of: "big-0")
        #expect(end.contains("big-0 failed: step 'careless' failed: exit status 2"), "\(end)")
        #expect(end.contains("ZART_RESULTS: parameter not set"), "\(end)")
        let shown = try await bench.run("show", "big-0", "--json")
        #expect(shown.output.contains(#""result":300012"#), "\(shown.output.suffix(2_000))")
        await worker.killed()
    }

    @Test func `an event of another name than its step lets it go on`() async throws {
        let bench = try JobBench(
            """
            tasks:
              ask:
                every: 1h
                steps:
                  - { name: approved, wait-for: approval, timeout: 1h }
                  - { name: publish, run: 'echo "$ZART_RESULTS" >> published' }
            """
        )
        let first = try await bench.worker()
        try #require(try await eventually { bench.row("SELECT status FROM zart_steps") == "waiting" })
        let other = try await bench.run("event", "ask-0", "approved").output
        #expect(other == "event 'approved' is kept for ask-0: no step of it waits for that now\n")
        await first.killed()
        let second = try await bench.worker()
        #expect(try await bench.run("show", "ask-0").output.contains("waits for event 'approval'"))
        #expect(try await bench.run("why", "ask-0").output.contains("waiting for event approval"))
        #expect(
            try await bench.run("event", "ask-0", "approval", "--data", #"{"by":"anna"}"#).end == .status(0)
        )
        #expect(try await bench.end(of: "ask-0") == #"ask-0 completed: {"approved":{"by":"anna"}}"# + "\n")
        #expect(bench.text("published") == #"{"approved":{"by":"anna"}}"# + "\n")
        await second.killed()
    }

    @Test func `who is told of a failure is told also of what keeps commands from beginning`() async throws {
        let bench = try JobBench(
            """
            defaults: { on-failure: 'echo "$ZART_FAILED_STEP $ZART_ERROR" >> "$FILE"' }
            tasks:
              file: { every: 1h, env: { FILE: "$PWD/told" }, env-file: gone.env, steps: [ { name: a, run: "true" } ] }
              place: { every: 1h, env: { FILE: "$PWD/told" }, working-directory: gone, steps: [ { name: a, run: "true" } ] }
              secret:
                every: 1h
                env: { FILE: "$PWD/told", TOKEN: { secret: "file:gone" } }
                steps: [ { name: a, run: "true" } ]
            """
        )
        bench.write(TextFile.read(bench.jobs).replacing("$PWD", with: bench.folder.path))
        let worker = try await bench.worker()
        for task in ["file", "place", "secret"] {
            #expect(try await bench.end(of: "\(task)-0").contains("failed"))
        }
        let told = bench.text("told").split(separator: "\n").sorted()
        #expect(told.count == 3 && told.allSatisfy { $0.hasPrefix("a step 'a' failed: ") }, "\(told)")
        // A relative path of a secret is one beside the job file, wherever the worker was begun.
        #expect(told.contains { $0.contains("secret 'file:\(bench.folder.path)/gone'") }, "\(told)")
        await worker.killed()
    }

    @Test func `a task whose time is past is told to be finished when it is applied`() async throws {
        let bench = try JobBench(
            "tasks: { past: { at: 2026-01-01T00:00:00Z, steps: [ { name: a, run: 'true' } ] } }"
        )
        let applied = try await bench.run("apply", bench.jobs)
        #expect(applied.end == .status(0))
        #expect(applied.errors == "past has no instant to come\n", "\(applied)")
        bench.write("tasks: { old: { at: 2026-01-01T00:00:00Z, steps: [ { name: a, run: 'true' } ] } }")
        let worker = try await bench.worker()
        #expect(
            worker.errors.contains(" WARN task 'old' has no instant to come\n"),
            "\(worker.errors)"
        )
        await worker.killed()
    }

    @Test func `results that are too much together stay with their steps`() async throws {
        let bench = try JobBench(
            """
            tasks:
              t:
                every: 1h
                steps:
                  - { name: a, run: 'head -c 600000 /dev/zero | tr "\\0" x > $ZART_RESULT' }
                  - { name: b, run: 'head -c 700000 /dev/zero | tr "\\0" y > $ZART_RESULT' }
                  - { name: c, run: "echo 3 > $ZART_RESULT" }
            """
        )
        let worker = try await bench.worker()
        #expect(try await bench.end(of: "t-0").hasPrefix("t-0 completed"))
        let kept = "SELECT group_concat(key) FROM zart_executions, json_each(result)"
        #expect(bench.row(kept) == "a,c")
        #expect(bench.row("SELECT length(result) > 700000 FROM zart_steps WHERE name = 'b'") == "1")
        await worker.killed()
    }

    @Test func `a variable that a secret comes from is in no command's environment`() async throws {
        let bench = try JobBench(
            """
            defaults: { env: { LEVEL: info, OTHER: shared } }
            tasks:
              t:
                every: 1h
                env: { PW: { secret: "env:DB_PW" } }
                env-file: own.env
                steps:
                  - name: a
                    run: 'echo "${DB_PW-none} $PW $LEVEL $OTHER ${MARKED-none}"'
            """
        )
        TextFile.write("\u{FEFF}MARKED=yes\nLEVEL=debug\n", to: bench.folder.file("own.env"))
        let line =
            "DB_PW=hunter22hunter exec '\(BuiltProgram.zartop)' --no-ui --db zartop.db --jobs jobs.yaml"
        let worker = try ChildProcess(
            "/bin/sh",
            ["-c", "cd '\(bench.folder.path)'; \(line)"],
            folder: bench.folder.path
        )
        try #require(try await eventually { worker.errors.contains("working on") }, "\(worker.errors)")
        #expect(try await bench.end(of: "t-0").hasPrefix("t-0 completed"))
        #expect(try await bench.run("logs", "t-0").output.contains("none *** debug shared yes"))
        await worker.killed()
    }

    @Test func `secrets reach the command and nothing else`() async throws {
        let bench = try JobBench(
            """
            tasks:
              hush:
                every: 1h
                env: { TOKEN: { secret: 'command:printf hun; echo ter22' } }
                steps:
                  - name: tell
                    run: |
                      [ "${#TOKEN}" = 8 ]
                      echo "out $TOKEN"; echo "err $TOKEN" >&2; echo "$TOKEN" > "$ZART_RESULT"; exit 3
            """
        )
        let worker = try await bench.worker()
        #expect(
            try await bench.end(of: "hush-0")
                == "hush-0 failed: step 'tell' failed: exit status 3\\nerr ***\n"
        )
        let logs = try await bench.run("logs", "hush-0")
        #expect(logs.output.contains("tell  out ***\n") && logs.output.contains("tell! err ***\n"), "\(logs)")
        let found = try await bench.shell("grep -rl hunter22 .")
        #expect(found.end == .status(1), "\(found.output)")
        await worker.killed()
    }

    @Test func `logs are harmless to a terminal, of one step if asked, and followed to the end`() async throws
    {
        let bench = try JobBench(
            """
            tasks:
              noisy:
                every: 1h
                steps:
                  - { name: first, run: "printf 'red \\\\033[31m\\\\n'" }
                  - { name: second, run: 'echo waiting; while [ ! -e go ]; do sleep 0.02; done; echo over' }
            """
        )
        let worker = try await bench.worker()
        let follower = try ChildProcess(
            BuiltProgram.zartop,
            ["logs", "noisy-0", "--follow", "--db", bench.database],
            folder: bench.folder.path
        )
        #expect(try await eventually { follower.output.contains("second  waiting\n") }, "\(follower.errors)")
        bench.touch("go")
        #expect(await follower.ended() == .status(0))
        #expect(follower.output.contains("second  over\n"))
        #expect(follower.output.contains("first  red \\x1b[31m\n"), "\(follower.output)")
        let one = try await bench.run("logs", "noisy-0", "second")
        #expect(one.output.contains("over") && !one.output.contains("first"), "\(one)")
        #expect(try await bench.run("logs", "noisy-0", "secnod").end == .status(3))
        await worker.killed()
    }
}

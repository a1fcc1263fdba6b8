import Dashboard
import TestDatabase
import Testing
import Timetable
import ZartCore

@testable import ZartopCLI

@Suite(.timeLimit(.minutes(10)))
struct OrderTests {
    @Test(
        arguments: [
            (["start", "export"], .start(task: "export", id: nil, payload: nil, overlap: nil)),
            (
                ["start", "export", "--id", "m-1", "--payload", "{\"a\": 1}", "--overlap", "max-2 skip"],
                .start(task: "export", id: "m-1", payload: "{\"a\": 1}", overlap: .max(2, atCap: .skip))
            ),
            (["trigger", "nightly-report"], .trigger(task: "nightly-report", overlap: nil)),
            (["trigger", "x", "--overlap", "always-start"], .trigger(task: "x", overlap: .alwaysStart)),
            (["cancel", "report-2"], .cancel(id: "report-2")),
            (["stop", "nightly-report"], .stop(task: "nightly-report")),
            (["revive", "nightly-report"], .revive(task: "nightly-report")),
            (["pause", "x"], .pause(task: "x", until: nil, note: nil)),
            (
                ["pause", "x", "--until", "2h", "--note", "deploy"],
                .pause(task: "x", until: Instant(milliseconds: Scene.night + 7_210_000), note: "deploy")
            ),
            (["resume", "x"], .resume(task: "x", missed: nil)),
            (["resume", "x", "--missed", "skip"], .resume(task: "x", missed: .skip)),
            (["resume", "x", "--missed", "all"], .resume(task: "x", missed: .all(1_000_000))),
            (["resume", "x", "--missed", "all-5"], .resume(task: "x", missed: .all(5))),
            (["event", "report-2", "approval"], .event(id: "report-2", name: "approval", data: "null")),
            (
                ["event", "report-2", "approval", "--data", "{\"by\":\"anna\"}"],
                .event(id: "report-2", name: "approval", data: "{\"by\":\"anna\"}")
            ),
            (["retry", "report-2", "email"], .retry(id: "report-2", step: "email", overlap: nil)),
            (["retry", "report-2"], .retry(id: "report-2", step: nil, overlap: nil)),
            (
                ["retry", "report-2", "email", "--overlap", "always-start"],
                .retry(id: "report-2", step: "email", overlap: .alwaysStart)
            ),
            (["restart", "report-2"], .restart(id: "report-2", payload: nil, overlap: nil)),
            (
                ["restart", "report-2", "--payload", "{\"a\":1}", "--overlap", "cancel-and-restart"],
                .restart(id: "report-2", payload: "{\"a\":1}", overlap: .cancelAndRestart)
            ),
            (["rerun", "report-2", "--from", "load"], .rerun(id: "report-2", step: "load", overlap: nil)),
            (["rerun", "report-2", "--from=2h"], .rerun(id: "report-2", step: "2h", overlap: nil)),
        ] as [([String], Order.Action)]
    )
    func `a command hands in one order`(words: [String], action: Order.Action) async throws {
        let bench = try Bench()
        let outcome = await bench.run(words + ["--reason", "because", "--db", bench.database.path])
        #expect(
            bench.desk.orders == [Order(action, actor: "anna", terminal: "/dev/pts/1", reason: "because")]
        )
        #expect(outcome == Bench.Outcome(status: 0, out: "done with \(words[1])\n"))
    }

    @Test(
        arguments: [
            (.invalid, 2), (.notFound, 3), (.refused, 5), (.storage, 70),
        ] as [(OrderAnswer.Refusal, Int32)]
    )
    func `a refusal is told and has a status`(refusal: OrderAnswer.Refusal, status: Int32) async throws {
        var bench = try Bench()
        bench.desk = FakeDesk(answers: { _ in .success(OrderAnswer("not so", refusal: refusal)) })
        #expect(
            await bench.zartop("trigger", "zzz") == Bench.Outcome(status: status, err: "zartop: not so\n")
        )
    }

    @Test(
        arguments: [
            (.invalid, 2), (.notFound, 3), (.refused, 5), (.timedOut, 4), (.unanswered, 4), (.storage, 70),
            (.executionEnded, 1), (.stepsChanged, 70),
        ] as [(ZartError.Code, Int32)]
    )
    func `an error is told and has a status`(code: ZartError.Code, status: Int32) async throws {
        var bench = try Bench()
        bench.desk = FakeDesk(
            answers: { _ in .failure(ZartError(code, "not so")) },
            waits: { _, _ in .failure(ZartError(code, "not so")) }
        )
        let expected = Bench.Outcome(status: status, err: "zartop: not so\n")
        #expect(await bench.zartop("trigger", "zzz") == expected)
        #expect(await bench.zartop("wait", "zzz") == expected)
    }

    @Test(arguments: [
        (["stop", "nihgtly-report"], "no task; did you mean 'nightly-report'?"),
        (["start", "exprot"], "no task; did you mean 'export'?"),
        (["cancel", "reprot-2"], "no task; did you mean 'report-2'?"),
        (["event", "manual1", "x"], "no task; did you mean 'manual-1'?"),
        (["stop", "something-else"], "no task"),
    ])
    func `what was not found may have been something near`(words: [String], sentence: String) async throws {
        var bench = try Bench()
        bench.desk = FakeDesk(answers: { _ in .success(OrderAnswer("no task", refusal: .notFound)) })
        let outcome = await bench.run(words + ["--db", bench.database.path])
        #expect(outcome == Bench.Outcome(status: 3, err: "zartop: \(sentence)\n"))
    }

    private static let mixed: FakeDesk.Answers = { order in
        switch order.target {
        case "a": .success(OrderAnswer("cancelled a", execution: "a"))
        case "b": .success(OrderAnswer("b has already ended", execution: "b", refusal: .refused))
        default: .failure(ZartError(.unanswered, "no worker answered about \(order.target)"))
        }
    }

    @Test func `a pause from the screen is what it is on the command line`() throws {
        let now = Instant(milliseconds: Scene.night)
        let pause = OrderRequest(.pause(task: "x"), until: "2h", note: "deploy")
        #expect(
            try Order.Action(pause, now: now)
                == .pause(task: "x", until: now + .seconds(7200), note: "deploy")
        )
        let steps = OrderRequest(.pauseSteps(steps: "email*", tasks: "x"), note: "smtp")
        #expect(
            try Order.Action(steps, now: now) == .pauseSteps(steps: "email*", tasks: "x", note: "smtp")
        )
        let event = OrderRequest(.event(execution: "x", name: "go", data: nil))
        #expect(try Order.Action(event, now: now) == .event(id: "x", name: "go", data: "null"))
        #expect(throws: CommandFailure.self) {
            try Order.Action(OrderRequest(.start(task: "x", id: nil, payload: "{")), now: now)
        }
        for (until, sentence) in [
            ("soon", "option --until takes a time such as 2026-12-24T18:00:00Z, -2h, +2h or now, not 'soon'"),
            ("-1h", "--until lies in the past: "),
        ] {
            let error = #expect(throws: CommandFailure.self) {
                try Order.Action(OrderRequest(.pauseAll, until: until), now: now)
            }
            #expect(error?.message.hasPrefix(sentence) == true)
        }
    }

    @Test func `several are all tried and the worst status wins`() async throws {
        var bench = try Bench()
        bench.desk = FakeDesk(answers: Self.mixed)
        #expect(
            await bench.zartop("cancel", "c", "a", "b", "a", "--yes")
                == Bench.Outcome(
                    status: 5,
                    out: "cancelled a\n",
                    err: "zartop: no worker answered about c\nzartop: b has already ended\n"
                )
        )
        #expect(bench.desk.orders.map(\.target) == ["c", "a", "b"])
    }

    @Test func `orders answer programs too`() async throws {
        var bench = try Bench()
        bench.desk = FakeDesk(answers: Self.mixed)
        #expect(
            await bench.zartop("cancel", "a", "b", "c", "--yes", "--json").out == """
                [{"target":"a","done":true,"message":"cancelled a","execution":"a","refusal":null},
                 {"target":"b","done":false,"message":"b has already ended","execution":"b","refusal":"refused"},
                 {"target":"c","done":false,"message":"no worker answered about c","execution":null,\
                "refusal":"unanswered"}]

                """
        )
        #expect(
            await bench.zartop("trigger", "a", "--json").out == """
                {"target":"a","done":true,"message":"cancelled a","execution":"a","refusal":null}

                """
        )
    }

    @Test func `several ends need a yes`() async throws {
        let bench = try Bench()
        let words = ["cancel", "a", "b", "--db", bench.database.path]
        #expect(
            await bench.run(words)
                == Bench.Outcome(
                    status: 2,
                    err: "zartop: to cancel 2 executions without a terminal to ask on, add --yes\n"
                )
        )
        let no = FakeConsole(isInteractive: true, answer: false)
        #expect(
            await bench.run(words, on: no)
                == Bench.Outcome(status: 5, err: "cancel 2 executions? [y/N] zartop: nothing was done\n")
        )
        #expect(bench.desk.orders == [])
        let yes = FakeConsole(isInteractive: true, answer: true)
        #expect(await bench.run(["stop"] + words.dropFirst(), on: yes).status == 0)
        #expect(yes.written.err == "stop 2 recurring tasks? [y/N] ")
        #expect(bench.desk.orders.count == 2)
    }

    @Test(arguments: CommandSpec.Name.allCases.filter(\.isOrder))
    func `read-only touches nothing`(command: CommandSpec.Name) async throws {
        let bench = try Bench()
        let words = command == .event || command == .retry ? ["x", "y"] : ["x"]
        let outcome = await bench.run(
            [command.rawValue] + words + ["--read-only", "--db", bench.database.path]
        )
        #expect(outcome.status == 5)
        #expect(
            outcome.err == """
                zartop: '\(command.rawValue)' changes things, and --read-only says to touch nothing: leave it out

                """
        )
        #expect(bench.desk.orders == [])
    }

    @Test func `a rerun needs the step to begin from`() async throws {
        let bench = try Bench()
        let sentence = "rerun needs --from STEP: the first step to run again; restart repeats all"
        #expect(
            await bench.zartop("rerun", "report-2") == Bench.Outcome(status: 2, err: "zartop: \(sentence)\n")
        )
        #expect(
            await bench.zartop("rerun", "report-2", "--from=")
                == Bench.Outcome(status: 2, err: "zartop: option --from is empty\n")
        )
        #expect(bench.desk.orders == [])
    }

    @Test func `a rerun of many says what is missing before it asks`() async throws {
        let bench = try Bench()
        let yes = FakeConsole(isInteractive: true, answer: true)
        let words = ["rerun", "--where", "state:failed,completed", "--db", bench.database.path]
        let sentence = "rerun needs --from STEP: the first step to run again; restart repeats all"
        #expect(await bench.run(words, on: yes) == Bench.Outcome(status: 2, err: "zartop: \(sentence)\n"))
        #expect(bench.desk.orders == [])
    }

    @Test func `a pause that is over already is refused`() async throws {
        #expect(
            try await Bench().zartop("pause", "x", "--until", "-1s")
                == Bench.Outcome(
                    status: 2,
                    err: "zartop: --until lies in the past: 2026-12-24T02:00:09.000Z\n"
                )
        )
    }

    private static func ended(_ status: ExecutionStatus, error: String?, result: String?) -> FakeDesk {
        FakeDesk(waits: { id, timeout in
            guard timeout == .seconds(90) else { return .failure(ZartError(.timedOut, "not in time")) }
            return .success(
                ExecutionRecord(
                    id: id,
                    task: "x",
                    occurrence: 3,
                    status: status,
                    nominalAt: nil,
                    scheduledAt: Instant(milliseconds: 0),
                    startedAt: nil,
                    endedAt: nil,
                    error: error,
                    result: result,
                    cause: .tick,
                    handler: "x",
                    payload: "null",
                    run: 0,
                    waitsFor: nil,
                    sequence: 1
                )
            )
        })
    }

    @Test(
        arguments: [
            (
                .completed, nil, "{\"a\": 1}", 0, "report-3 completed: {\"a\": 1}",
                "{\"id\":\"report-3\",\"status\":\"completed\",\"result\":{\"a\": 1},\"error\":null}"
            ),
            (
                .failed, "disk\nfull", nil, 1, "report-3 failed: disk\\nfull",
                "{\"id\":\"report-3\",\"status\":\"failed\",\"result\":null,\"error\":\"disk\\nfull\"}"
            ),
            (
                .cancelled, nil, nil, 1, "report-3 cancelled",
                "{\"id\":\"report-3\",\"status\":\"cancelled\",\"result\":null,\"error\":null}"
            ),
        ] as [(ExecutionStatus, String?, String?, Int32, String, String)]
    )
    func `waiting tells status and result`(
        status: ExecutionStatus,
        error: String?,
        result: String?,
        exit: Int32,
        text: String,
        json: String
    ) async throws {
        var bench = try Bench()
        bench.desk = Self.ended(status, error: error, result: result)
        let told = await bench.zartop("wait", "report-3", "--timeout", "1m30s")
        #expect(told == Bench.Outcome(status: exit, out: "\(text)\n"))
        let shape = await bench.zartop("wait", "report-3", "--timeout", "90s", "--json")
        #expect(shape == Bench.Outcome(status: exit, out: "\(json)\n"))
        let late = await bench.zartop("wait", "report-3", "--json")
        #expect(late == Bench.Outcome(status: 4, err: "zartop: not in time\n"))
    }
}

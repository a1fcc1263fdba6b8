import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// Answers of `why` about pauses and rules.
@Suite(.timeLimit(.minutes(10))) struct WhyPauseTests {
    @Test func `paused by whom and why, and what the resume made of it`() throws {
        let worker = try whyWorker(overlap: .alwaysStart)
        worker.advance(by: .seconds(70))
        try worker.perform(.pause(task: "t", until: nil, note: "deploy window"), actor: "anna")
        worker.advance(by: .seconds(170))
        #expect(
            try worker.why("00:03").prefix(2) == [
                "2026-01-01 00:03:00Z was not started: the task was paused by anna (deploy window) at 00:01:10Z",
                "it is still paused: a resume will ask what becomes of it",
            ]
        )
        #expect(try worker.explain("now").cause == "paused by anna (deploy window) at 00:01:10Z")
        try worker.perform(.resume(task: "t", missed: nil), actor: "ben")
        #expect(
            try worker.why("00:03").prefix(2) == [
                "2026-01-01 00:03:00Z was coalesced into 00:04:00Z, which started t-2",
                "the task was paused by anna (deploy window) at 00:01:10Z; it was resumed by ben at 00:04:00Z",
            ]
        )
    }

    @Test func `what a resume skipped was paused, and the holder of its time is named as of then`() throws {
        let gate = Gate()
        let worker = try whyWorker(running: Script.held(gate))
        worker.advance(by: .seconds(50))
        try worker.perform(.pause(task: "t", until: nil, note: nil), actor: "anna")
        worker.advance(by: .seconds(190))
        try worker.perform(.resume(task: "t", missed: .all(10)), actor: "ben")
        let sentences = try worker.why("00:02")
        #expect(
            sentences.prefix(3) == [
                "2026-01-01 00:02:00Z was not started: the task was paused by anna at 00:00:50Z",
                "it was resumed by ben at 00:04:00Z",
                "it was skipped when it was decided, at 00:04:00Z, 2m00s after it was due: t-0 held the slot, in step "
                    + "hold, for 4m00s",
            ],
            "\(sentences)"
        )
    }

    @Test func `what a resume left paused`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(70))
        try worker.perform(.pause(task: "t", until: nil, note: nil), actor: "anna")
        worker.advance(by: .seconds(130))
        try worker.perform(.resume(task: "t", missed: .skip), actor: "ben")
        #expect(
            try worker.why("00:02")[1] == "it was resumed by ben at 00:03:20Z, which left this one as it was"
        )
        // Whatever becomes of the schedule afterwards.
        try worker.perform(.stop(task: "t"))
        try worker.perform(.revive(task: "t"))
        worker.advance(by: .seconds(90))
        #expect(
            try worker.why("00:02")[1] == "it was resumed by ben at 00:03:20Z, which left this one as it was"
        )
    }

    @Test func `everything was paused by whom and why, and what the release made of it`() throws {
        let worker = try whyWorker(overlap: .alwaysStart)
        worker.advance(by: .seconds(70))
        try worker.perform(.pauseAll(until: nil, note: "the database moves"), actor: "anna")
        worker.advance(by: .seconds(170))
        let pause = "everything was paused by anna (the database moves) at 00:01:10Z"
        #expect(
            try worker.why("00:03").prefix(2) == [
                "2026-01-01 00:03:00Z was not started: \(pause)",
                "everything is still paused: a release will ask what becomes of it",
            ]
        )
        #expect(
            try worker.why("2026-01-01 00:05").prefix(2) == [
                "2026-01-01 00:05:00Z is still to come, in 1m00s",
                "everything is paused by anna (the database moves) at 00:01:10Z: what falls due is held until it is "
                    + "released",
            ]
        )
        #expect(
            try worker.explain("now").cause
                == "everything is paused by anna (the database moves) at 00:01:10Z"
        )
        try worker.perform(.resumeAll(missed: nil), actor: "ben")
        #expect(
            try worker.why("00:03").prefix(2) == [
                "2026-01-01 00:03:00Z was coalesced into 00:04:00Z, which started t-2",
                "\(pause); everything was released by ben at 00:04:00Z",
            ]
        )
        #expect(try worker.explain("now").cause == nil)
    }

    @Test func `what a release left paused`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(70))
        try worker.perform(.pauseAll(until: nil, note: nil), actor: "anna")
        worker.advance(by: .seconds(10))
        // Somebody else's takes its place, and is no release.
        try worker.perform(.pauseAll(until: nil, note: "still"), actor: "ben")
        worker.advance(by: .seconds(120))
        #expect(
            try worker.why("00:01:15").first?.contains("is no instant") == true
        )
        #expect(
            try worker.why("00:02")[1] == "everything is still paused: a release will ask what becomes of it"
        )
        try worker.perform(.resumeAll(missed: .skip), actor: "cleo")
        #expect(
            try worker.why("00:02").prefix(2) == [
                "2026-01-01 00:02:00Z was not started: everything was paused by ben (still) at 00:01:20Z",
                "everything was released by cleo at 00:03:20Z, which left this one as it was",
            ]
        )
    }

    @Test func `a pause says until when, and what comes after it goes on`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(70))
        let end = start + .seconds(200)
        try worker.perform(.pause(task: "t", until: end, note: "deploy"), actor: "anna")
        try worker.perform(.pauseAll(until: end + .seconds(60), note: nil), actor: "ben")
        worker.advance(by: .seconds(5))
        let own = "the task is paused by anna (deploy) at 00:01:10Z, until 00:03:20Z"
        let all = "everything is paused by ben at 00:01:10Z, until 00:04:20Z"
        #expect(try worker.explain("now").cause == "paused by anna (deploy) at 00:01:10Z, until 00:03:20Z")
        func sentences(_ time: String) throws -> [String] { try worker.why(time).dropLast().map { $0 } }
        #expect(
            try sentences("2026-01-01 00:03") == [
                "2026-01-01 00:03:00Z is still to come, in 1m45s",
                "\(own): what falls due is held until it is resumed",
                "\(all): what falls due is held until it is released",
            ]
        )
        #expect(
            try sentences("2026-01-01 00:04") == [
                "2026-01-01 00:04:00Z is still to come, in 2m45s",
                "\(all): what falls due is held until it is released",
            ]
        )
        #expect(
            try sentences("2026-01-01 00:05") == [
                "2026-01-01 00:05:00Z is still to come, in 3m45s", "\(own): this instant comes after that",
                "\(all): this instant comes after that",
            ]
        )
        worker.advance(by: .seconds(60))
        #expect(
            try worker.why("00:02").prefix(3) == [
                "2026-01-01 00:02:00Z was not started: the task was paused by anna (deploy) at 00:01:10Z",
                "it is still paused, until 00:03:20Z", all,
            ]
        )
    }

    @Test func `due and not decided with everything paused and no worker`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(70))
        try worker.perform(.pauseAll(until: nil, note: "moving"), actor: "anna")
        worker.crash()
        worker.advance(by: .seconds(180))
        #expect(try worker.why("00:03")[1] == "everything is paused by anna (moving) at 00:01:10Z")
    }

    @Test func `a pause that has ended while no worker runs`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(70))
        try worker.perform(.pause(task: "t", until: worker.now + .seconds(30), note: nil), actor: "anna")
        worker.crash()
        worker.advance(by: .seconds(100))
        #expect(
            try worker.why("00:02").contains(
                "the task is paused by anna at 00:01:10Z, until 00:01:40Z, which has passed: a worker ends it"
            )
        )
    }

    @Test func `a worker that died while it was paused delayed nothing that a resume decided`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(70))
        try worker.perform(.pause(task: "t", until: nil, note: nil), actor: "anna")
        worker.advance(by: .seconds(60))
        worker.crash()
        worker.advance(by: .seconds(20))
        try worker.restart()
        worker.advance(by: .seconds(60))
        try worker.perform(.resume(task: "t", missed: .all(10)), actor: "anna")
        let sentences = try worker.why("00:02")
        #expect(sentences.contains { $0.hasPrefix("it was resumed by anna") }, "\(sentences)")
        #expect(!sentences.contains { $0.contains("session") }, "\(sentences)")
    }

    @Test func `a pause that had ended, but nobody was there to end it`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(70))
        worker.stop(grace: .zero)
        worker.advance(by: .seconds(100))
        _ = try worker.performWithoutWorker(
            .pause(task: "t", until: worker.now + .seconds(120), note: "disk")
        )
        worker.advance(by: .seconds(240))
        try worker.restart()
        worker.advance(by: .seconds(3))
        let absence =
            "no worker was at work: session 1 (pid) had ended at 00:01:10Z (stopped), session 3 (pid) began at 00:06:50Z"
        #expect(
            try worker.why("00:04").prefix(4) == [
                "2026-01-01 00:04:00Z started t-2 at 00:06:50Z, 2m50s after it was due",
                "the task was paused by tester (disk) at 00:02:50Z",
                "it was resumed by engine (the pause has ended) at 00:06:50Z", absence,
            ]
        )
        for time in ["00:03", "00:06"] { #expect(try worker.why(time).contains(absence), "\(time)") }
    }

    @Test func `what came once a pause had ended is not the pause's, although nobody was there to end it`()
        throws
    {
        let worker = try whyWorker()
        worker.advance(by: .seconds(70))
        try worker.perform(
            .pause(task: "t", until: worker.now + .seconds(100), note: "disk"),
            actor: "anna"
        )
        worker.advance(by: .seconds(20))
        worker.crash()
        worker.advance(by: .seconds(240))
        try worker.restart()
        worker.advance(by: .seconds(3))
        let held = try worker.why("00:02")
        #expect(held.contains("it was resumed by engine (the pause has ended) at 00:05:30Z"), "\(held)")
        for time in ["00:03", "00:05"] {
            let why = try worker.why(time)
            #expect(!why.contains { $0.contains("was paused") || $0.contains("was resumed") }, "\(why)")
            #expect(
                why.contains(
                    "the pause of the task by anna (disk), begun at 00:01:10Z, ended at 00:02:50Z"
                ),
                "\(why)"
            )
            let absence = "worker session 1 (pid) was dead or frozen by then"
            #expect(why.contains { $0.hasPrefix(absence) }, "\(why)")
        }
    }

    @Test func `what came once a pause of everything had ended is not that pause's`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(70))
        try worker.perform(.pauseAll(until: worker.now + .seconds(100), note: nil), actor: "anna")
        worker.crash()
        worker.advance(by: .seconds(260))
        try worker.restart()
        worker.advance(by: .seconds(3))
        let why = try worker.why("00:05")
        #expect(!why.contains { $0.contains("was paused") || $0.contains("was released") }, "\(why)")
        #expect(
            why.contains("the pause of everything by anna, begun at 00:01:10Z, ended at 00:02:50Z"),
            "\(why)"
        )
    }

    @Test func `what came once a pause had ended is not the pause's, although an operator ended it later`()
        throws
    {
        let worker = try whyWorker()
        worker.advance(by: .seconds(70))
        try worker.perform(.pause(task: "t", until: worker.now + .seconds(100), note: nil), actor: "anna")
        worker.crash()
        worker.advance(by: .seconds(200))
        _ = try worker.performWithoutWorker(.resume(task: "t", missed: .skip))
        worker.advance(by: .seconds(60))
        try worker.restart()
        worker.advance(by: .seconds(3))
        #expect(try worker.why("00:02").contains { $0.hasPrefix("it was resumed by tester at 00:04:30Z") })
        let why = try worker.why("00:04")
        #expect(!why.contains { $0.contains("was paused") || $0.contains("was resumed") }, "\(why)")
        #expect(why.contains { $0.hasSuffix("begun at 00:01:10Z, ended at 00:02:50Z") }, "\(why)")
    }

    @Test func `what a pause had held is told of a moment after the resume, too`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(70))
        try worker.perform(.pause(task: "t", until: nil, note: nil), actor: "anna")
        worker.advance(by: .seconds(60))
        try worker.perform(.resume(task: "t", missed: .latest), actor: "ben")
        worker.advance(by: .seconds(120))
        let reader = try SQLiteReader(path: worker.path, at: worker.now - .seconds(60)) { _ in nil }
        let question = InstantQuestion.exactly(start + .seconds(120))
        let facts = try #require(try reader.facts(task: "t", about: question, now: worker.now))
        let sentences = Explanation(facts, now: worker.now).sentences
        #expect(sentences.contains("the task was paused by anna at 00:01:10Z"), "\(sentences)")
    }

    @Test func `what a pause held of a schedule that was changed meanwhile was not the resume's to decide`()
        throws
    {
        let worker = try whyWorker()
        worker.advance(by: .seconds(70))
        try worker.perform(.pause(task: "t", until: nil, note: nil), actor: "anna")
        worker.advance(by: .seconds(60))
        worker.stop(grace: .zero)
        try worker.restart(whyTask(.fixedDelay(.seconds(90))))
        worker.advance(by: .seconds(10))
        let paused = try worker.why("00:02")
        #expect(
            paused[1]
                == "it is still paused; its schedule has been another since 00:02:10Z, with which what its pause held was "
                + "given up",
            "\(paused)"
        )
        try worker.perform(.resume(task: "t", missed: .all(9)), actor: "ben")
        let why = try worker.why("00:02")
        #expect(
            why.contains(
                "it was resumed by ben at 00:02:20Z; by then its schedule was another, with which what this one's pause held "
                    + "was given up"
            ),
            "\(why)"
        )
    }

    @Test func `a further pause neither begins nor ends what held an instant`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(70))
        try worker.perform(.pause(task: "t", until: nil, note: "disk"), actor: "anna")
        worker.advance(by: .seconds(60))
        try worker.perform(.pause(task: "t", until: nil, note: "more"), actor: "ben")
        worker.advance(by: .seconds(60))
        for time in ["00:02", "00:03"] {
            let why = try worker.why(time)
            #expect(why.first?.hasSuffix("the task was paused by anna (disk) at 00:01:10Z") == true, "\(why)")
            #expect(why.contains { $0.contains("still paused") }, "\(why)")
        }
        try worker.perform(.resume(task: "t", missed: .skip), actor: "cleo")
        for time in ["00:02", "00:03"] {
            let why = try worker.why(time)
            #expect(why.contains { $0.hasPrefix("it was resumed by cleo at 00:03:10Z") }, "\(why)")
        }
        try worker.audit()
    }

    @Test func `what was paused twice while it waited was paused once`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(70))
        worker.crash()
        worker.advance(by: .seconds(60))
        _ = try worker.performWithoutWorker(.pause(task: "t", until: nil, note: "disk"))
        worker.advance(by: .seconds(5))
        _ = try worker.performWithoutWorker(.pause(task: "t", until: nil, note: nil))
        try worker.restart()
        worker.advance(by: .seconds(5))
        try worker.perform(.resume(task: "t", missed: .latest), actor: "ben")
        let why = try worker.why("00:02")
        let pauses = why.filter { $0.contains("the task was paused") }
        #expect(pauses.count == 1 && pauses[0].contains("at 00:02:10Z"), "\(why)")
        #expect(pauses.allSatisfy { !$0.contains("00:02:15Z") }, "\(pauses)")
    }

    @Test func `what went with the schedule of its pause counts as paused for good`()
        throws
    {
        let worker = try whyWorker()
        worker.advance(by: .seconds(70))
        func paused() throws -> Int? {
            let reader = try SQLiteReader(path: worker.path) { _ in nil }
            return try reader.metrics(at: worker.now).tasks.first { $0.name == "t" }?.decisions[.paused]
        }
        try worker.perform(.pause(task: "t", until: nil, note: nil))
        worker.advance(by: .seconds(120))
        // A resume may start them yet.
        #expect(try paused() == nil)
        try worker.perform(.stop(task: "t"))
        try worker.perform(.revive(task: "t"))
        #expect(try paused() == 2)
        try worker.audit()
    }

    @Test func `a rule that holds back its steps`() throws {
        let worker = try whyWorker(
            running: Script { _ in try await Durable.step("email") { "sent" } }
        )
        worker.advance(by: .seconds(10))
        try worker.perform(.pauseSteps(steps: "em*", tasks: "*", note: "no mail"), actor: "anna")
        worker.advance(by: .seconds(60))
        let rule = "rule 1 of anna: no mail"
        #expect(
            try worker.why("00:01")[1] == "it is running, held back before step email for 10.0s by \(rule)"
        )
        #expect(
            try worker.why("+55s").prefix(3) == [
                "2026-01-01 00:02:00Z is still to come, in 50.0s",
                "steps 'em*' of tasks '*' are held back since 00:00:10Z by \(rule)",
                "it is skipped if t-1 still runs",
            ]
        )
        worker.advance(by: .seconds(60))
        #expect(
            try worker.why("00:02").first
                == "2026-01-01 00:02:00Z was skipped: t-1 held the slot, held back before step email for 1m00s by \(rule)"
        )
        // Whose it was is known when the rule is gone, too.
        try worker.perform(.resumeSteps(steps: "em*", tasks: "*"))
        worker.advance(by: .seconds(1))
        #expect(
            try worker.why("00:02").first
                == "2026-01-01 00:02:00Z was skipped: t-1 held the slot, held back before step email for 1m00s by \(rule)"
        )
    }

    @Test func `what a pause held and was cancelled before it began tells of the pause`() throws {
        let gate = Gate()
        let worker = try whyWorker(
            overlap: .cancelAndRestart,
            running: Script.held(gate, isStubborn: true)
        )
        worker.advance(by: .seconds(30))
        try worker.perform(.pauseAll(until: nil, note: "move"), actor: "anna")
        worker.advance(by: .seconds(60))
        try worker.perform(.resumeAll(missed: .latest), actor: "ben")
        let pause = [
            "everything was paused by anna (move) at 00:00:30Z",
            "everything was released by ben at 00:01:30Z",
        ]
        let waiting = try worker.why("00:01")
        #expect(
            waiting.first
                == "2026-01-01 00:01:00Z dispatched t-1, which has not begun: it waits for t-0/hold to stop",
            "\(waiting)"
        )
        #expect(Array(waiting.dropFirst().prefix(2)) == pause, "\(waiting)")
        try worker.cancel("t-1")
        let why = try worker.why("00:01")
        #expect(
            why.first == "2026-01-01 00:01:00Z dispatched t-1, which never began: it was cancelled before",
            "\(why)"
        )
        #expect(Array(why.dropFirst().prefix(2)) == pause, "\(why)")
        gate.open("t-0")
        worker.settle()
    }

    @Test func `what a resume let wait for a slot tells of the pause`() throws {
        let policy = OverlapPolicy.max(1, atCap: .buffer(limit: 1, keep: .latest, ttl: nil))
        let worker = try whyWorker(overlap: policy, running: Script.held(Gate()))
        worker.advance(by: .seconds(30))
        try worker.perform(.pause(task: "t", until: nil, note: nil), actor: "anna")
        worker.advance(by: .seconds(45))
        try worker.perform(.resume(task: "t", missed: nil), actor: "ben")
        let why = try worker.why("00:01")
        #expect(why.first?.contains("waits for a slot: t-0 held the slot") == true, "\(why)")
        #expect(why.contains("the task was paused by anna at 00:00:30Z"), "\(why)")
        #expect(why.contains("it was resumed by ben at 00:01:15Z"), "\(why)")
    }

    @Test func `a short pause is told too, and by whom`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(55))
        try worker.perform(.pause(task: "t", until: nil, note: "deploy"), actor: "anna")
        worker.advance(by: .seconds(11))
        try worker.perform(.resume(task: "t", missed: .latest), actor: "ben")
        worker.advance(by: .seconds(1))
        let why = try worker.why("00:01")
        #expect(why.first == "2026-01-01 00:01:00Z started t-1 at 00:01:06Z, 6.0s after it was due", "\(why)")
        #expect(why.contains("the task was paused by anna (deploy) at 00:00:55Z"), "\(why)")
        #expect(why.contains("it was resumed by ben at 00:01:06Z"), "\(why)")
    }
}

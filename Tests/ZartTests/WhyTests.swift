import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// Every answer of `why`, through the store.
@Suite(.timeLimit(.minutes(10))) struct WhyTests {
    private static let inForce = "schedule version 1 was in force since 2026-01-01 00:00:00Z: every 1m"

    @Test func `a start on time`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(100))
        #expect(
            try worker.why("00:01") == [
                "2026-01-01 00:01:00Z started t-1 at 00:01:00Z, on time", "it completed after 0ms",
                Self.inForce,
            ]
        )
        let told = try worker.explain("00:01")
        #expect(told.isInstant && told.decision == .started && told.lateness == .zero)
    }

    @Test func `no instant of a grid, with the nearest ones`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(100))
        #expect(
            try worker.why("00:01:30") == [
                "2026-01-01 00:01:30Z is no instant: every 1m, counted from 2026-01-01 00:00:00Z",
                "the instant before was 00:01:00Z (started t-1), the next is 00:02:00Z", Self.inForce,
            ]
        )
        #expect(try worker.explain("00:01:30").decision == nil)
    }

    @Test func `before the task was`() throws {
        let worker = try whyWorker()
        #expect(
            try worker.why("2025-12-31 23:00") == [
                "2025-12-31 23:00:00Z is before task 't' was created, at 2026-01-01 00:00:00Z"
            ]
        )
    }

    @Test func `a field of the expression that does not match`() throws {
        let worker = try whyWorker(.cron("0 2 * * mon", timezone: "UTC"))
        worker.advance(by: .seconds(86_400))
        #expect(
            try worker.why("2026-01-01 14:03").prefix(2) == [
                "2026-01-01 14:03:00Z is no instant of `0 2 * * mon`: the day-of-week is 4 (thursday), and it allows mon; "
                    + "the hour is 14, and it allows 2; the minute is 3, and it allows 0",
                "the next is 2026-01-05 02:00:00Z",
            ]
        )
    }

    @Test func `what waited for one of several slots names whose end it was that gave it one`() throws {
        let gate = Gate()
        let buffer = OverlapPolicy.max(2, atCap: .buffer(limit: 9, keep: .all))
        let worker = try whyWorker(overlap: buffer, running: Script.held(gate))
        worker.advance(by: .seconds(200))
        gate.open("t-0")
        worker.advance(by: .seconds(10))
        gate.open("t-1")
        worker.settle()
        let third = try worker.why("00:02"), fourth = try worker.why("00:03")
        #expect(third.contains { $0.hasSuffix("t-0 held the slot, in step hold, for 3m20s") }, "\(third)")
        #expect(fourth.contains { $0.hasSuffix("t-1 held the slot, in step hold, for 2m30s") }, "\(fourth)")
    }

    @Test
    func
        `of a minute in which the schedule changed the instant before the change is meant, and who changed it`()
        throws
    {
        let worker = try whyWorker(.fixedDelay(.seconds(20)))
        worker.advance(by: .seconds(70))
        try worker.perform(.stop(task: "t"))
        worker.advance(by: .seconds(2))
        try worker.perform(.revive(task: "t"))
        worker.advance(by: .seconds(30))
        #expect(try worker.why("00:01").first?.hasPrefix("2026-01-01 00:01:00Z started t-3") == true)
        #expect(try worker.explain("00:01").facts.version?.version == 1)
        let stopped = try worker.why("00:01:11")
        #expect(
            stopped.first
                == "2026-01-01 00:01:11Z is no instant: 't' was stopped by tester at 00:01:10Z; it was revived by tester at "
                + "00:01:12Z",
            "\(stopped)"
        )
        #expect(try worker.why("00:01:32").first?.contains("started t-4") == true)
    }

    @Test func `who started an execution by hand is not who had it run again`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(5))
        try worker.perform(.start(task: "t", id: nil, payload: nil, overlap: nil), actor: "ann")
        worker.advance(by: .seconds(5))
        try worker.perform(.restart(id: "t-1", payload: nil, overlap: nil), actor: "bob")
        worker.advance(by: .seconds(5))
        let reader = try SQLiteReader(path: worker.path) { _ in .utc }
        let detail = try #require(try reader.detail(id: "t-1"))
        let why = Explanation.sentences(ofStartByHand: detail, isWorked: true, now: worker.now)
        #expect(why.first?.contains("t-1 was started by ann at 2026-01-01 00:00:05Z") == true, "\(why)")
        #expect(why.contains("run 1 is a restart by bob, begun at 00:00:10Z"), "\(why)")
    }

    @Test func `what was started by hand runs as far as is known where no worker does`() throws {
        let worker = try whyWorker(overlap: .max(3, atCap: .skip), running: Script.held(Gate()))
        try worker.perform(.start(task: "t", id: "by-hand", payload: "\"hi\"", overlap: nil))
        worker.settle()
        let reader = try SQLiteReader(path: worker.path) { _ in .utc }
        let detail = try #require(try reader.detail(id: "by-hand"))
        func last(_ isWorked: Bool) -> String? {
            Explanation.sentences(ofStartByHand: detail, isWorked: isWorked, now: worker.now).last
        }
        #expect(last(true)?.hasPrefix("it runs, ") == true, "\(last(true) ?? "")")
        #expect(last(false) == last(true).map { "\($0), as far as is known: no worker runs" })
    }

    @Test func `a skip of several slots names who held the others`() throws {
        let gate = Gate()
        let worker = try whyWorker(overlap: .max(3, atCap: .skip), running: Script.held(gate))
        worker.advance(by: .seconds(130))
        gate.open("t-1")
        worker.advance(by: .seconds(120))
        let why = try worker.why("00:04")
        #expect(
            why.first?.hasSuffix("was skipped: t-0 held the slot, in step hold, for 4m00s") == true,
            "\(why)"
        )
        #expect(why.contains("t-2, t-3 held other slots"), "\(why)")
    }

    @Test func `a start that others were cancelled for names them`() throws {
        let worker = try whyWorker(overlap: .cancelAndRestart, running: Script.held(Gate()))
        worker.advance(by: .seconds(130))
        #expect(try worker.why("00:02").contains("t-1 was cancelled to make room for it"))
        #expect(!(try worker.why("00:00")).contains { $0.contains("to make room") })
    }

    @Test func `a start that is late within the grace tells that nobody was there`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(57))
        worker.stop(grace: .zero)
        worker.advance(by: .seconds(8))
        try worker.restart()
        worker.advance(by: .seconds(1))
        let why = try worker.why("00:01")
        #expect(why.first == "2026-01-01 00:01:00Z started t-1 at 00:01:05Z, 5.0s after it was due", "\(why)")
        #expect(
            why.contains(
                "no worker was at work: session 1 (pid) had ended at 00:00:57Z (stopped), session 2 (pid) began at 00:01:05Z"
            ),
            "\(why)"
        )
    }

    @Test func `a skip names the holder, its step and how long it had run`() throws {
        let gate = Gate()
        let worker = try whyWorker(running: Script.held(gate))
        worker.advance(by: .seconds(130))
        #expect(
            try worker.why("00:02") == [
                "2026-01-01 00:02:00Z was skipped: t-0 held the slot, in step hold, for 2m00s",
                "t-0 had run 2m00s by then", "the overlap policy is skip-if-running",
                "it is one of 2 instants in a row, 00:01:00Z to 00:02:00Z, with that decision", Self.inForce,
            ]
        )
        gate.open("t-0")
        worker.settle()
        #expect(try worker.why("00:02").first?.contains("in step hold, for 2m00s") == true)
    }

    @Test func `a skip says how far beyond its usual time the holder was, and which attempt it was at`()
        throws
    {
        let worker = try whyWorker(
            running: Script { _ in
                let id = ExecutionContext.current?.id ?? ""
                return try await Durable.step("hold", retry: .fixed(5, delay: .seconds(25))) {
                    if id == "t-6" { throw ScriptFailure() }
                    return id
                }
            }
        )
        worker.advance(by: .seconds(6 * 60 + 70))
        let sentences = try worker.why("00:07")
        #expect(
            sentences.first
                == "2026-01-01 00:07:00Z was skipped: t-6 held the slot, in step hold, waiting to retry since attempt 3 "
                + "failed 10.0s before"
        )
        #expect(
            sentences[1].hasPrefix(
                "t-6 had run 1m00s by then, 1m00s beyond its p95 (usually p50 0ms, p95 0ms)"
            )
        )
    }

    @Test func `down, and the newest caught up`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(70))
        worker.crash()
        worker.advance(by: .seconds(305))
        try worker.restart()
        #expect(
            try worker.why("00:03") == [
                "2026-01-01 00:03:00Z was coalesced into 00:06:00Z, which started t-2",
                "it was decided at 00:06:15Z, 3m15s after it was due: beyond 10.0s it is missed, and the rule `latest` "
                    + "starts only the newest",
                "worker session 1 (pid) was dead or frozen by then: its last sign of life was at 00:01:10Z; session 2 (pid) "
                    + "took over at 00:06:15Z",
                "it is one of 4 instants in a row, 00:02:00Z to 00:05:00Z, with that decision", Self.inForce,
            ]
        )
        #expect(
            try worker.why("00:06").first
                == "2026-01-01 00:06:00Z started t-2 at 00:06:15Z, 15.0s after it was due"
        )
    }

    @Test func `stopped in order, and missed by the rule`() throws {
        let worker = try whyWorker(missed: .skip)
        worker.advance(by: .seconds(70))
        worker.stop(grace: .zero)
        worker.advance(by: .seconds(290))
        try worker.restart()
        let sentences = try worker.why("00:03")
        #expect(
            sentences.prefix(3) == [
                "2026-01-01 00:03:00Z was missed: it was decided at 00:06:00Z, 3m00s after it was due",
                "the missed rule is `skip`, and what is later than 10.0s is missed",
                "no worker was at work: session 1 (pid) had ended at 00:01:10Z (stopped), session 2 (pid) began at "
                    + "00:06:00Z",
            ],
            "\(sentences)"
        )
    }

    @Test func `a clock set forward`() throws {
        let worker = try whyWorker(missed: .skip)
        worker.advance(by: .seconds(70))
        worker.setWall(by: .seconds(3_600))
        #expect(try worker.why("00:30").contains { $0.hasPrefix("the wall clock was set forward by 1h00m") })
    }

    @Test func `a skip decided after an outage says when, and names the holder as of then`() throws {
        let gate = Gate()
        let worker = try whyWorker(running: Script.held(gate))
        worker.advance(by: .seconds(55))
        worker.crash()
        worker.advance(by: .seconds(10))
        try worker.restart()
        let first = try worker.why("00:01").first ?? ""
        #expect(
            first.hasPrefix(
                "2026-01-01 00:01:00Z was skipped when it was decided, at 00:01:05Z, 5.0s after it was due: t-0 held the slot"
            ),
            "\(first)"
        )
    }

    @Test func `of a holder that lost its worker only is said when that was found`() throws {
        let worker = try whyWorker(running: Script.held(Gate()))
        worker.advance(by: .seconds(40))
        worker.crash()
        try worker.restart()
        worker.advance(by: .seconds(15))
        worker.crash()
        worker.advance(by: .seconds(10))
        // Whoever comes by finds it, and decides what was due.
        _ = try worker.performWithoutWorker(.skip(task: "t", count: 0))
        #expect(
            try worker.why("00:01").first
                == "2026-01-01 00:01:00Z was skipped when it was decided, at 00:01:05Z, 5.0s after it was due: t-0 "
                + "held the slot, in step hold, attempt 2, which was found interrupted 0ms before"
        )
        worker.advance(by: .seconds(10))
        let why = try worker.why("00:00")
        #expect(
            why.contains(
                "it is running, in step hold, attempt 2, which was found interrupted 10.0s before, as far as is known: "
                    + "no worker runs"
            ),
            "\(why)"
        )
    }

    @Test func `stopped and revived`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(70))
        try worker.perform(.stop(task: "t"), actor: "anna")
        worker.advance(by: .seconds(120))
        #expect(
            try worker.why("00:02").first
                == "2026-01-01 00:02:00Z is no instant: 't' was stopped by anna at 00:01:10Z"
        )
        let neighbours = try worker.why("00:02:30")
        #expect(neighbours[1] == "the instant before was 00:01:00Z (started t-1)", "\(neighbours)")
        try worker.perform(.revive(task: "t"), actor: "ben")
        #expect(
            try worker.why("00:02").first
                == "2026-01-01 00:02:00Z is no instant: 't' was stopped by anna at 00:01:10Z; it was revived by ben at "
                + "00:03:10Z"
        )
        worker.advance(by: .seconds(60))
        #expect(try worker.why("00:04:10").first == "2026-01-01 00:04:10Z started t-2 at 00:04:10Z, on time")
        #expect(
            try worker.why("00:04:10").last
                == "schedule version 2 was in force since 2026-01-01 00:03:10Z: every 1m (revived)"
        )
    }

    @Test func `of a stop that is no longer on record it is said that no schedule was in force`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(70))
        try worker.perform(.stop(task: "t"), actor: "anna")
        worker.advance(by: .seconds(120))
        try worker.perform(.revive(task: "t"), actor: "ben")
        worker.advance(by: .seconds(600))
        try worker.perform(.prune(task: "t", olderThan: .seconds(200)))
        worker.advance(by: .seconds(30))
        #expect(try worker.sql("SELECT min(number) FROM zart_state_changes") == [["1"]])
        let none = "2026-01-01 00:02:00Z is no instant: 't' had no schedule in force after 00:01:00Z; "
        #expect(try worker.why("00:02").first == "\(none)who stopped it has been pruned")
        // Beside the grid it is none anyway, and those of the grid after the end were none either.
        let beside = try worker.why("00:02:30")
        #expect(beside.first?.contains("every 1m") == true, "\(beside)")
        #expect(beside[1].hasPrefix("the instant before was 00:01:00Z"), "\(beside)")
        _ = try worker.sql("DELETE FROM zart_state_changes")
        #expect(try worker.why("00:02").first == "\(none)what was recorded of that has been pruned")
    }

    @Test func `several due at once under cancel-oldest`() throws {
        let worker = try whyWorker(.fixedDelay(.seconds(4)), overlap: .cancelAndRestart)
        worker.advance(by: .seconds(1))
        worker.crash()
        worker.advance(by: .seconds(8))
        try worker.restart()
        #expect(
            try worker.why("00:00:04").prefix(2) == [
                "2026-01-01 00:00:04Z was coalesced into 00:00:08Z, which started t-1",
                "several instants were due at once, and under cancel-and-restart only the newest is worth starting",
            ]
        )
    }

    @Test func `buffered, started from the buffer, displaced and expired`() throws {
        let gate = Gate()
        let policy = OverlapPolicy.max(1, atCap: .buffer(limit: 1, keep: .latest, ttl: .seconds(300)))
        let worker = try whyWorker(overlap: policy, running: Script.held(gate))
        worker.advance(by: .seconds(130))
        #expect(
            try worker.why("00:02").first
                == "2026-01-01 00:02:00Z waits for a slot: t-0 held the slot, in step hold, for 2m00s"
        )
        #expect(
            try worker.why("00:01").first
                == "2026-01-01 00:01:00Z was skipped at 00:02:00Z: it had been waiting for a slot since 00:01:00Z, and "
                + "a newer instant took its place; t-0 held the slot, in step hold, for 2m00s"
        )
        gate.open("t-0")
        worker.settle()
        let started = try worker.why("00:02")
        #expect(started.first == "2026-01-01 00:02:00Z started t-1 at 00:02:10Z, 10.0s after it was due")
        // As it was when the slot became free, not when the wait began.
        #expect(
            started[1]
                == "it waited 10.0s for a slot, until 00:02:10Z: t-0 held the slot, in step hold, for 2m10s"
        )
        worker.advance(by: .seconds(60))
        try worker.perform(.stop(task: "t"), actor: "anna")
        #expect(
            try worker.why("00:03").first
                == "2026-01-01 00:03:00Z expired: it waited for a slot when the task was stopped by anna at 00:03:10Z"
        )
    }

    @Test func `what waited for a slot is skipped when the policy comes to let none wait`() throws {
        let gate = Gate()
        let worker = try whyWorker(
            overlap: .max(1, atCap: .buffer(limit: 1, keep: .latest)),
            running: Script.held(gate)
        )
        worker.advance(by: .seconds(65))
        worker.crash()
        worker.advance(by: .seconds(5))
        try worker.restart(whyTask(overlap: .cancelAndRestart, running: Script.held(gate)))
        let why = try worker.why("00:01")
        #expect(
            why.first
                == "2026-01-01 00:01:00Z was skipped at 00:01:10Z: it had been waiting for a slot since 00:01:00Z, and "
                + "under cancel-and-restart none waits; t-0 held the slot, in step hold, attempt 2, for 0ms",
            "\(why)"
        )
        #expect(why.contains("the overlap policy is cancel-and-restart"), "\(why)")
    }

    @Test func `what lost its place in the buffer names what held the slot by then`() throws {
        let gate = Gate()
        let policy = OverlapPolicy.max(1, atCap: .buffer(limit: 2, keep: .latest, ttl: .seconds(900)))
        let worker = try whyWorker(overlap: policy, running: Script.held(gate))
        worker.advance(by: .seconds(125))
        gate.open("t-0")
        worker.settle()
        // The instant of 00:01 holds the slot now; those of 00:03 and 00:04 push out the one of 00:02.
        worker.advance(by: .seconds(120))
        let why = try worker.why("00:02")
        #expect(
            why.first
                == "2026-01-01 00:02:00Z was skipped at 00:04:00Z: it had been waiting for a slot since 00:02:00Z, and "
                + "a newer instant took its place; t-1 held the slot, in step hold, for 1m55s",
            "\(why)"
        )
    }

    @Test func `an old decision is told by the rules that were in force`() throws {
        let worker = try whyWorker(running: Script.held(Gate()))
        worker.advance(by: .seconds(130))
        worker.crash()
        try worker.restart(whyTask(overlap: .alwaysStart))
        #expect(try worker.why("00:01").contains("the overlap policy is skip-if-running"))
        #expect(try worker.task().overlap == .alwaysStart)
    }

    @Test func `who started by hand is not who cancelled`() throws {
        let worker = try whyWorker(running: Script.held(Gate()))
        try worker.perform(
            .start(task: "t", id: "x", payload: "\"in\"", overlap: .alwaysStart),
            actor: "anna"
        )
        worker.advance(by: .seconds(5))
        try worker.perform(.cancel(id: "x"), actor: "bob")
        let reader = try worker.store.makeReader(zones: { _ in nil })
        let detail = try #require(try reader.detail(id: "x"))
        #expect(detail.origin == " by anna")
        #expect(detail.order(ofRun: 0) == nil)
    }

    @Test func `a further run is told with who asked for it`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(5))
        try worker.perform(.restart(id: "t-0", payload: nil, overlap: nil), actor: "anna")
        worker.advance(by: .seconds(1))
        let why = try worker.why("00:00")
        #expect(why.contains { $0.hasPrefix("it completed in run 1, a restart by anna,") }, "\(why)")
    }

    @Test func `a further run that goes on is told with who asked for it`() throws {
        let gate = Gate()
        let worker = try whyWorker(running: Script.held(gate))
        gate.open("t-0")
        worker.advance(by: .seconds(5))
        gate.shut("t-0")
        try worker.perform(.restart(id: "t-0", payload: nil, overlap: nil), actor: "anna")
        worker.advance(by: .seconds(1))
        let why = try worker.why("00:00")
        #expect(why.contains("it is running in run 1, a restart by anna, in step hold, for 1.0s"), "\(why)")
    }

    @Test func `a full buffer that keeps the first`() throws {
        let policy = OverlapPolicy.max(1, atCap: .buffer(limit: 1, keep: .first))
        let worker = try whyWorker(overlap: policy, running: Script.held(Gate()))
        worker.advance(by: .seconds(130))
        #expect(
            try worker.why("00:02").first
                == "2026-01-01 00:02:00Z was not started: the buffer was full, and t-0 held the slot, in step hold, for "
                + "2m00s"
        )
    }

    @Test func `more missed than the rule starts`() throws {
        let worker = try whyWorker(missed: .all(2))
        worker.crash()
        worker.advance(by: .seconds(300))
        try worker.restart()
        #expect(
            try worker.why("00:01").first
                == "2026-01-01 00:01:00Z was not started: more instants had been missed than the rule `all-2` starts"
        )
    }

    @Test func `jitter is what made it late`() throws {
        let worker = try whyWorker(.fixedDelay(.seconds(3_600)), jitter: .seconds(600))
        worker.advance(by: .seconds(4_500))
        let sentences = try worker.why("01:00")
        #expect(sentences.contains { $0.hasPrefix("its jitter put it off by ") }, "\(sentences)")
    }

    @Test func `still to come, and what it will do`() throws {
        let gate = Gate()
        let worker = try whyWorker(running: Script.held(gate))
        worker.advance(by: .seconds(10))
        #expect(
            try worker.why("+55s") == [
                "2026-01-01 00:01:00Z is still to come, in 50.0s", "it is skipped if t-0 still runs",
                Self.inForce,
            ]
        )
        #expect(
            try worker.why("+5m")[1] == "others come before it: 'zartop forecast t' plays them through"
        )
    }

    @Test func `due and not decided since no worker runs`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(70))
        worker.crash()
        worker.advance(by: .seconds(180))
        let sentences = try worker.why("00:03")
        #expect(
            sentences.first
                == "2026-01-01 00:03:00Z is not decided yet, 1m10s after it was due: no worker runs; the last was session "
                + "1 (pid)",
            "\(sentences)"
        )
        #expect(try worker.explain("00:03").isInstant)
    }

    @Test func `the newest instant is meant without a time`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(100))
        #expect(try worker.why("now").first == "2026-01-01 00:01:00Z started t-1 at 00:01:00Z, on time")
    }

    @Test func `the newest instant of all is that of the schedule before, while the new one has none`() throws
    {
        let worker = try whyWorker()
        worker.advance(by: .seconds(100))
        worker.crash()
        try worker.restart(whyTask(.fixedDelay(.seconds(7))))
        worker.advance(by: .seconds(3))
        #expect(try worker.why("now").first == "2026-01-01 00:01:00Z started t-1 at 00:01:00Z, on time")
        worker.advance(by: .seconds(5))
        let second = try worker.why("now")
        #expect(second.first == "2026-01-01 00:01:47Z started t-2 at 00:01:47Z, on time", "\(second)")
    }

    @Test func `of a time to come only the next instant after a completion is known`() throws {
        let worker = try whyWorker(.afterCompletion(.seconds(600)))
        worker.advance(by: .seconds(600))
        let next = try worker.explain("+15m")
        #expect(next.isInstant && next.facts.at == worker.now + .seconds(600), "\(next.sentences)")
        #expect(next.headline.contains("is still to come"), "\(next.headline)")
        let sooner = try worker.explain("+5m")
        #expect(
            sooner.headline == "2026-01-01 00:15:00Z is no instant: they come 10m after each completion"
        )
        #expect(sooner.facts.at == worker.now + .seconds(300))
        let later = try worker.explain("2026-01-01T01:00:00Z")
        #expect(
            later.headline
                == "nobody knows yet whether 2026-01-01 01:00:00Z will be an instant: they come 10m after each "
                + "completion"
        )
    }

    @Test func `after a completion`() throws {
        let worker = try whyWorker(.afterCompletion(.seconds(60)))
        worker.advance(by: .seconds(100))
        #expect(try worker.why("00:01").first == "2026-01-01 00:01:00Z started t-1 at 00:01:00Z, on time")
        #expect(
            try worker.why("00:01:20").first
                == "2026-01-01 00:01:20Z is no instant: they come 1m after each completion"
        )
        #expect(try worker.explain("+30s").facts.at == start + .seconds(120))
    }

    @Test func `what was pruned is said to be`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(200))
        _ = try worker.sql(
            "DELETE FROM zart_ledger WHERE nominal_at < \((start + .seconds(150)).milliseconds)"
        )
        _ = try worker.sql(
            "INSERT INTO zart_pruned VALUES (1, 1, 'started', 3, \((start + .seconds(120)).milliseconds))"
        )
        #expect(
            try worker.why("00:01").first
                == "2026-01-01 00:01:00Z was an instant, but what was decided has been pruned, up to 2026-01-01 00:02:00Z"
        )
    }
}

private struct ScriptFailure: Error {}

import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// Answers of `why` about what came between the time and its decision.
@Suite(.timeLimit(.minutes(10))) struct WhyMeanwhileTests {
    /// What keeps the instant of the third minute undecided, seen from beside the worker so much later.
    private func cause(after time: Duration, _ worker: TestWorker) throws -> String? {
        let later = worker.now + time
        let reader = try SQLiteReader(path: worker.path) { _ in .utc }
        let question = try #require(InstantQuestion(text: "00:03", now: later))
        let facts = try #require(try reader.facts(task: "t", about: question, now: later))
        return Explanation(facts, now: later).cause
    }

    /// A worker whose first execution is held, with the instant of the first minute waiting for its slot.
    private func buffering(_ gate: Gate) throws -> TestWorker {
        let policy = OverlapPolicy.max(1, atCap: .buffer(limit: 1, keep: .latest, ttl: nil))
        let worker = try whyWorker(overlap: policy, running: Script.held(gate))
        worker.advance(by: .seconds(70))
        return worker
    }

    @Test func `a worker that is frozen, has no such handler, or has not come to it`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(175))
        // Of several undecided instants none has just come.
        #expect(try cause(after: .seconds(6), worker) == "the worker has handler t, but has not come to it")
        #expect(
            try cause(after: .seconds(120), worker)
                == "the worker gave its last sign of life at 00:02:55Z: it is frozen, or waits for its disk"
        )
        _ = try worker.sql("UPDATE zart_sessions SET handlers = '[\"other\"]'")
        #expect(try cause(after: .seconds(6), worker) == "no running worker has handler t")
        _ = try worker.sql("UPDATE zart_sessions SET handlers = NULL")
        #expect(
            try cause(after: .seconds(6), worker) == "the worker has yet to say whether it has handler t"
        )
    }

    @Test func `a pause that began after it was due`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(70))
        worker.crash()
        worker.advance(by: .seconds(70))
        _ = try worker.performWithoutWorker(.pause(task: "t", until: nil, note: "disk"))
        #expect(try worker.why("00:02").contains("the task is paused by tester (disk) at 00:02:20Z"))
        worker.advance(by: .seconds(20))
        try worker.restart()
        worker.advance(by: .seconds(40))
        #expect(
            try worker.why("00:02").first
                == "2026-01-01 00:02:00Z was not started: the task was paused by tester (disk) at 00:02:20Z"
        )
        try worker.perform(.resume(task: "t", missed: .latest), actor: "ben")
        worker.advance(by: .seconds(1))
        let why = try worker.why("00:02")
        #expect(why.first == "2026-01-01 00:02:00Z was coalesced into 00:03:00Z, which started t-2", "\(why)")
        #expect(
            why.contains("then the task was paused by tester (disk) at 00:02:20Z, until 00:03:20Z"),
            "\(why)"
        )
        // What came after the pause had begun was paused from the first.
        #expect(!(try worker.why("00:03")).contains { $0.hasPrefix("then ") })
    }

    @Test func `a wait for a slot that nobody was there to end`() throws {
        let gate = Gate()
        let worker = try buffering(gate)
        worker.crash()
        worker.advance(by: .seconds(20))
        #expect(try worker.why("00:01").contains("worker session 1 (pid) is gone, and no other runs"))
        worker.advance(by: .seconds(10))
        try worker.restart()
        worker.advance(by: .seconds(5))
        gate.open("t-0")
        worker.settle()
        let why = try worker.why("00:01")
        #expect(
            why.first == "2026-01-01 00:01:00Z started t-1 at 00:01:45Z, 45.0s after it was due",
            "\(why)"
        )
        #expect(
            why.contains("worker session 1 (pid) died after 00:01:10Z, and was gone until 00:01:40Z"),
            "\(why)"
        )
    }

    @Test func `what waits names who has the slot now, and a pause that keeps it waiting`() throws {
        let gate = Gate()
        let policy = OverlapPolicy.max(1, atCap: .buffer(limit: 3, keep: .all, ttl: nil))
        let worker = try whyWorker(overlap: policy, running: Script.held(gate))
        worker.advance(by: .seconds(130))
        gate.open("t-0")
        worker.advance(by: .seconds(5))
        #expect(
            try worker.why("00:02").first
                == "2026-01-01 00:02:00Z waits for a slot: t-1 holds the slot, in step hold, for 5.0s"
        )
        try worker.perform(.pause(task: "t", until: nil, note: "deploy"))
        worker.advance(by: .seconds(5))
        gate.open("t-1")
        worker.advance(by: .seconds(5))
        #expect(
            try worker.why("00:02").first
                == "2026-01-01 00:02:00Z waits for the end of a pause: the task is paused by tester (deploy) at 00:02:15Z"
        )
        try worker.perform(.resume(task: "t", missed: .skip))
        worker.settle()
        let why = try worker.why("00:02")
        #expect(
            why.contains("then the task was paused by tester (deploy) at 00:02:15Z, until 00:02:25Z"),
            "\(why)"
        )
    }

    @Test func `another run of an execution changes nothing of what it was in the way of before`() throws {
        let gate = Gate()
        let worker = try whyWorker(overlap: .max(2, atCap: .skip), running: Script.held(gate))
        worker.advance(by: .seconds(70))
        gate.open("t-0")
        worker.advance(by: .seconds(120))
        let before = try worker.why("00:03")
        #expect(before.first?.contains("t-1 held the slot") == true)
        #expect(before.contains("t-2 held another slot"), "\(before)")
        try worker.perform(.restart(id: "t-0", payload: nil, overlap: .alwaysStart))
        worker.advance(by: .seconds(1))
        let after = try worker.why("00:03")
        #expect(after.first == before.first && after.contains("t-2 held another slot"), "\(after)")
    }

    @Test func `of several instants in one row each names who held the other slots when it came`() throws {
        let gate = Gate()
        let worker = try whyWorker(
            .fixedDelay(.seconds(10)),
            overlap: .max(2, atCap: .skip),
            running: Script.held(gate)
        )
        worker.advance(by: .seconds(45))
        gate.open("t-1")
        worker.settle()
        try worker.perform(.trigger(task: "t", overlap: nil))
        worker.advance(by: .seconds(20))
        #expect(try worker.why("00:00:20").contains("t-1 held another slot"))
        #expect(try worker.why("00:00:50").contains("t-2 held another slot"))
    }

    /// A worker that was away for some minutes and backfills them from the first on, one at a time.
    private func backfilling(_ gate: Gate, through end: Instant) throws -> TestWorker {
        let worker = try whyWorker(missed: .skip, running: Script.held(gate))
        gate.open("t-0")
        worker.advance(by: .seconds(10))
        worker.stop(grace: .zero)
        worker.advance(by: .seconds(200))
        try worker.restart()
        try worker.perform(.backfill(task: "t", BackfillRequest(from: start + .seconds(60), to: end)))
        return worker
    }

    @Test func `of a backfill's execution that held the slot it is said that it is one`() throws {
        let gate = Gate()
        let worker = try backfilling(gate, through: start + .seconds(120))
        worker.advance(by: .seconds(60))
        let first = try worker.why("00:04").first
        #expect(first?.contains("t-1, of backfill 1, held the slot") == true, "\(first ?? "")")
    }

    @Test func `a restart of what a backfill has started is its operator's, not the backfill's`() throws {
        let gate = Gate()
        let worker = try backfilling(gate, through: start + .seconds(60))
        gate.open("t-1")
        worker.advance(by: .seconds(1))
        gate.shut("t-1")
        try worker.perform(.restart(id: "t-1", payload: nil, overlap: nil), actor: "anna")
        worker.advance(by: .seconds(60))
        let first = try worker.why("00:04").first
        #expect(first?.contains("t-1, in run 1, a restart by anna, held the slot") == true, "\(first ?? "")")
    }

    @Test func `what waited for a slot, and then for the end of a pause, tells one after the other`() throws {
        let gate = Gate()
        let worker = try buffering(gate)
        try worker.perform(.pause(task: "t", until: nil, note: "deploy"))
        worker.advance(by: .seconds(10))
        gate.open("t-0")
        worker.advance(by: .seconds(20))
        try worker.perform(.resume(task: "t", missed: nil))
        worker.settle()
        let why = try worker.why("00:01")
        #expect(
            why.prefix(4) == [
                "2026-01-01 00:01:00Z started t-1 at 00:01:40Z, 40.0s after it was due",
                "it was buffered at 00:01:00Z: t-0 held the slot",
                "then the task was paused by tester (deploy) at 00:01:10Z, until 00:01:40Z",
                "it started with the resume: t-0 was the last to hold a slot, until 00:01:20Z",
            ],
            "\(why)"
        )
        #expect(!why.contains { $0.contains("for a slot") }, "\(why)")
    }

    @Test func `what a resume let wait for a slot, and lost that to a newer one, was not skipped twice`()
        throws
    {
        let policy = OverlapPolicy.max(1, atCap: .buffer(limit: 1, keep: .latest, ttl: nil))
        let worker = try whyWorker(overlap: policy, running: Script.held(Gate()))
        worker.advance(by: .seconds(30))
        try worker.perform(.pause(task: "t", until: nil, note: nil))
        worker.advance(by: .seconds(45))
        try worker.perform(.resume(task: "t", missed: nil))
        worker.advance(by: .seconds(60))
        let why = try worker.why("00:01")
        #expect(
            why.first?.contains("was skipped at 00:02:00Z: it had been waiting for a slot since 00:01:15Z")
                == true
        )
        #expect(why.contains("the task was paused by tester at 00:00:30Z"), "\(why)")
        #expect(why.contains("it was resumed by tester at 00:01:15Z"), "\(why)")
        #expect(!why.contains { $0.contains("when it was decided") }, "\(why)")
    }

    @Test func `of two pauses the one that ended last is what kept it`() throws {
        let gate = Gate()
        let worker = try buffering(gate)
        try worker.perform(.pause(task: "t", until: nil, note: nil))
        worker.advance(by: .seconds(10))
        try worker.perform(.pauseAll(until: nil, note: nil))
        gate.open("t-0")
        worker.advance(by: .seconds(10))
        try worker.perform(.resumeAll(missed: nil))
        worker.advance(by: .seconds(10))
        try worker.perform(.resume(task: "t", missed: nil))
        worker.settle()
        let why = try worker.why("00:01")
        #expect(
            why.contains { $0.hasPrefix("it started with the resume: t-0 was the last to hold a slot") },
            "\(why)"
        )
    }

    @Test func `what waited for a slot beyond a pause says how long in all`() throws {
        let gate = Gate()
        let worker = try buffering(gate)
        try worker.perform(.pauseAll(until: nil, note: nil))
        worker.advance(by: .seconds(10))
        try worker.perform(.resumeAll(missed: nil))
        worker.advance(by: .seconds(20))
        gate.open("t-0")
        worker.settle()
        let why = try worker.why("00:01")
        #expect(
            why.prefix(4) == [
                "2026-01-01 00:01:00Z started t-1 at 00:01:40Z, 40.0s after it was due",
                "it was buffered at 00:01:00Z: t-0 held the slot",
                "then everything was paused by tester at 00:01:10Z, until 00:01:20Z",
                "it waited 40.0s in all, for a slot and for the pause to end, until 00:01:40Z: t-0 held the slot, in step "
                    + "hold, for 1m40s",
            ],
            "\(why)"
        )
    }

    @Test func `a pause that came after the instant, and nobody to decide it before`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(70))
        worker.stop(grace: .zero)
        worker.advance(by: .seconds(55))
        _ = try worker.performWithoutWorker(.pause(task: "t", until: nil, note: "freeze"))
        worker.advance(by: .seconds(3))
        try worker.restart()
        worker.advance(by: .seconds(5))
        #expect(
            try worker.why("00:02").prefix(2) == [
                "2026-01-01 00:02:00Z was not started: the task was paused by tester (freeze) at 00:02:05Z",
                "no worker was at work: session 1 (pid) had ended at 00:01:10Z (stopped), session 3 (pid) began at "
                    + "00:02:08Z",
            ]
        )
    }

    @Test(arguments: [false, true])
    func `a worker that was frozen is told of, although a pause was the first thing it heard of`(
        isOfEverything: Bool
    ) throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(55))
        worker.freeze(for: .seconds(10))
        try worker.perform(
            isOfEverything ? .pauseAll(until: nil, note: nil) : .pause(task: "t", until: nil, note: nil)
        )
        let why = try worker.why("00:01")
        #expect(why.first == "2026-01-01 00:01:00Z started t-1 at 00:01:05Z, 5.0s after it was due", "\(why)")
        #expect(
            why.contains(
                "worker session 1 (pid) was on record and decided it only at 00:01:05Z: suspended, stopped, unable to "
                    + "write, or without handler t until then"
            ),
            "\(why)"
        )
    }

    @Test func `a wait for a slot while no worker ran`() throws {
        let gate = Gate()
        let worker = try buffering(gate)
        worker.stop(grace: .zero)
        worker.advance(by: .seconds(20))
        #expect(try worker.why("00:01").contains("no worker ran from 00:01:10Z"))
        worker.advance(by: .seconds(10))
        try worker.restart()
        worker.advance(by: .seconds(5))
        gate.open("t-0")
        worker.settle()
        #expect(try worker.why("00:01").contains("no worker ran from 00:01:10Z until 00:01:40Z"))
    }

    @Test func `a command that finds the worker dead is not taken for the next one`() throws {
        let gate = Gate()
        let worker = try buffering(gate)
        worker.crash()
        worker.advance(by: .seconds(20))
        _ = try worker.performWithoutWorker(.skip(task: "t", count: 0))
        worker.advance(by: .seconds(10))
        let why = try worker.why("00:01")
        #expect(
            why.contains("worker session 1 (pid) died after 00:01:10Z, which was found at 00:01:30Z"),
            "\(why)"
        )
        #expect(why.contains("no worker ran from 00:01:30Z"), "\(why)")
    }

    @Test func `what was started while no worker ran waited for one`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(30))
        worker.stop(grace: .zero)
        worker.advance(by: .seconds(30))
        _ = try worker.performWithoutWorker(.skip(task: "t", count: 1))
        #expect(
            try worker.why("00:01").first
                == "2026-01-01 00:01:00Z dispatched t-1, which has not begun: no worker runs"
        )
        worker.advance(by: .seconds(25))
        try worker.restart()
        let why = try worker.why("00:01")
        #expect(why.contains("it was ready at 00:01:00Z and began 25.0s later"), "\(why)")
        #expect(why.contains("no worker ran from 00:01:00Z until 00:01:25Z"), "\(why)")
    }

    @Test func `what began late although a worker was there waited for a slot of its steps`() throws {
        let gate = Gate()
        let worker = try TestWorker(settings: { $0.concurrency = 1 }) {
            $0.registerDurable("t", Script.held(gate)).registerRecurringDurable(
                "t",
                idTemplate: "t-{occurrence}",
                recurrence: .fixedDelay(.seconds(60)),
                overlap: .max(2, atCap: .skip),
                payload: ""
            )
        }
        worker.advance(by: .seconds(70))
        gate.open("t-0")
        worker.settle()
        let why = try worker.why("00:01")
        #expect(
            why.contains(
                "it was ready at 00:01:00Z and began 10.0s later: no slot for a step of the worker was free"
            ),
            "\(why)"
        )
        gate.open("all")
    }

    @Test func `a stop that comes after a pause ends the wait for a slot`() throws {
        let worker = try buffering(Gate())
        try worker.perform(.pause(task: "t", until: nil, note: nil))
        try worker.perform(.resume(task: "t", missed: nil))
        worker.advance(by: .seconds(5))
        try worker.perform(.stop(task: "t"), actor: "anna")
        #expect(
            try worker.why("00:01").first
                == "2026-01-01 00:01:00Z expired: it waited for a slot when the task was stopped by anna at 00:01:15Z"
        )
    }

    @Test func `a stop while no worker runs is what missed the instants before it`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(30))
        worker.stop(grace: .zero)
        worker.advance(by: .seconds(32))
        _ = try worker.performWithoutWorker(.stop(task: "t"))
        let why = try worker.why("00:01")
        #expect(
            why.first
                == "2026-01-01 00:01:00Z was missed: the task was stopped by tester before it was decided",
            "\(why)"
        )
        #expect(why.contains("it was decided at 00:01:02Z, 2.0s after it was due"), "\(why)")
    }

    @Test func `an instant that its jitter puts off is not late before it is due`() throws {
        let worker = try whyWorker(.fixedDelay(.seconds(3_600)), jitter: .seconds(600))
        worker.advance(by: .seconds(1_800))
        let due = try worker.explain("2026-01-01T01:00:00Z").due
        try #require(due > start + .seconds(3_600))
        #expect(
            try worker.why("2026-01-01T01:00:00Z").first?.hasPrefix(
                "2026-01-01 01:00:00Z is still to come, in 30m00s; its jitter puts it off until 01:"
            ) == true
        )
        worker.advance(by: .seconds(1_800))
        let why = try worker.why("2026-01-01T01:00:00Z")
        #expect(
            why.first?.hasPrefix("2026-01-01 01:00:00Z has come, and its jitter puts it off until 01:")
                == true,
            "\(why)"
        )
    }

    @Test func `an end that is still to come is spoken of so`() throws {
        let worker = try whyWorker(endingAt: start + .seconds(150))
        worker.advance(by: .seconds(10))
        let why = try worker.why("+3m50s")
        #expect(
            why.first == "2026-01-01 00:04:00Z is no instant: 't' ends at 2026-01-01 00:02:30Z",
            "\(why)"
        )
        #expect(why.dropFirst().first == "the instant before is 00:02:00Z", "\(why)")
    }

    @Test func `what is to be skipped, and what is beyond the last occurrence, is known before it comes`()
        throws
    {
        let worker = try whyWorker(maxOccurrences: 3)
        worker.advance(by: .seconds(10))
        try worker.perform(.skip(task: "t", count: 2))
        #expect(try worker.why("+1m50s")[1] == "it is skipped: an operator asked for the next 2 to be")
        #expect(
            try worker.why("+3m50s")[1]
                != "2 occurrences of 3 are left: it starts only if others before it do not"
        )
        #expect(
            try worker.why("+4m50s")[1]
                == "2 occurrences of 3 are left: it starts only if others before it do not"
        )
    }
}

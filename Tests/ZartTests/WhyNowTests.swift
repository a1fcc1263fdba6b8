import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// Why a task does not run, asked without a time: how it stands now belongs to the answer.
@Suite(.timeLimit(.minutes(10))) struct WhyNowTests {
    /// The sentences about the newest instant and now.
    private func now(_ worker: TestWorker) throws -> [String] {
        let reader = try SQLiteReader(path: worker.path) { EngineSettings().zones($0) }
        let facts = try #require(try reader.facts(task: "t", about: .newest(worker.now), now: worker.now))
        return Explanation(facts, now: worker.now, isAboutNow: true).sentences
    }

    @Test func `a task that nothing has come of yet`() throws {
        let worker = try whyWorker(.cron("0 3 * * *", timezone: "UTC"))
        worker.advance(by: .seconds(10))
        let sentences = try now(worker)
        #expect(sentences.first == "'t' has had no instant yet")
        #expect(sentences.contains("the next is 03:00:00Z"), "\(sentences)")
        #expect(
            !sentences.contains { $0.contains("the hour is") || $0.contains("no worker") },
            "\(sentences)"
        )
        try worker.perform(.skip(task: "t", count: 2))
        worker.crash()
        #expect(
            try now(worker).suffix(2) == [
                "the next 2 instants are skipped: an operator asked for it",
                "no worker runs: nothing fires until one does",
            ]
        )
    }

    @Test func `a task that was stopped or paused after its newest instant`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(70))
        let before = try now(worker)
        try worker.perform(.pause(task: "t", until: nil, note: "disk"))
        worker.advance(by: .seconds(1))
        #expect(
            try now(worker) == before + [
                "the task is paused by tester (disk) at 00:01:10Z: what falls due is held until it is resumed"
            ]
        )
        try worker.perform(.stop(task: "t"))
        worker.advance(by: .seconds(1))
        #expect(
            try now(worker) == before + [
                "the task is stopped by tester at 00:01:11Z: nothing fires until it is revived"
            ]
        )
        // A time that was named is asked about, and nothing else.
        #expect(!(try worker.why("00:01")).contains { $0.contains("revived") })
    }

    @Test func `of a task that was stopped long ago its newest instant is meant`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(70))
        try worker.perform(.stop(task: "t"))
        worker.advance(by: .seconds(300))
        let sentences = try now(worker)
        #expect(sentences.first == "2026-01-01 00:01:00Z started t-1 at 00:01:00Z, on time", "\(sentences)")
        #expect(
            sentences.last == "the task is stopped by tester at 00:01:10Z: nothing fires until it is revived",
            "\(sentences)"
        )
    }

    @Test func `of a task that was stopped before its first instant there is none`() throws {
        let worker = try whyWorker(.cron("0 3 * * *", timezone: "UTC"))
        worker.advance(by: .seconds(10))
        try worker.perform(.stop(task: "t"))
        worker.advance(by: .seconds(4 * 3_600))
        let sentences = try now(worker)
        #expect(sentences.first?.contains("'t' was stopped by tester at 00:00:10Z") == true, "\(sentences)")
    }

    @Test func `of a task that is finished the newest instant is the last one that was decided`() throws {
        let used = try whyWorker(maxOccurrences: 2)
        used.advance(by: .seconds(400))
        let sentences = try now(used)
        #expect(sentences.first == "2026-01-01 00:01:00Z started t-1 at 00:01:00Z, on time", "\(sentences)")
        #expect(
            sentences.last == "the task is finished: all 2 occurrences have been used",
            "\(sentences)"
        )
        let ended = try whyWorker(endingAt: start + .seconds(90))
        ended.advance(by: .seconds(400))
        let last = try now(ended)
        #expect(last.first == "2026-01-01 00:01:00Z started t-1 at 00:01:00Z, on time", "\(last)")
    }

    @Test func `a pause that holds the newest instant is told once`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(70))
        try worker.perform(.pause(task: "t", until: nil, note: "disk"))
        worker.advance(by: .seconds(60))
        let sentences = try now(worker)
        #expect(
            sentences.prefix(2) == [
                "2026-01-01 00:02:00Z was not started: the task was paused by tester (disk) at 00:01:10Z",
                "it is still paused: a resume will ask what becomes of it",
            ],
            "\(sentences)"
        )
        #expect(sentences.filter { $0.contains("paused by tester") }.count == 1, "\(sentences)")
    }

    @Test func `a pause that keeps the newest instant waiting is told once`() throws {
        let gate = Gate()
        let policy = OverlapPolicy.max(1, atCap: .buffer(limit: 1, keep: .latest, ttl: nil))
        let worker = try whyWorker(overlap: policy, running: Script.held(gate))
        worker.advance(by: .seconds(70))
        try worker.perform(.pause(task: "t", until: nil, note: "disk"))
        worker.advance(by: .seconds(5))
        let held = try now(worker)
        #expect(
            held.contains("then the task was paused by tester (disk) at 00:01:10Z, and still is"),
            "\(held)"
        )
        #expect(held.filter { $0.contains("paused by tester") }.count == 1, "\(held)")
        gate.open("t-0")
        worker.settle()
        let free = try now(worker)
        #expect(free.first?.contains("waits for the end of a pause") == true, "\(free)")
        #expect(free.filter { $0.contains("paused by tester") }.count == 1, "\(free)")
    }

    @Test func `a task that is finished or has another schedule is none that nothing has come of yet`()
        throws
    {
        let worker = try whyWorker(.at(start - .seconds(3_600)))
        worker.advance(by: .seconds(10))
        let finished = try now(worker)
        #expect(finished.first?.contains("'t' was finished at") == true, "\(finished)")
        #expect(!finished.contains { $0.contains("yet") || $0.contains("is finished") }, "\(finished)")
        let gate = Gate()
        let after = try whyWorker(.afterCompletion(.seconds(600)), running: Script.held(gate))
        after.advance(by: .seconds(601))
        after.crash()
        try after.restart(whyTask(.afterCompletion(.seconds(1_200)), running: Script.held(gate)))
        after.advance(by: .seconds(1))
        let sentences = try now(after)
        #expect(!sentences.contains { $0.contains("no instant yet") }, "\(sentences)")
    }

    @Test func `an ended execution of which a further run waits for a slot`() throws {
        let gate = Gate()
        let worker = try whyWorker(running: Script.held(gate))
        gate.open("t-0")
        worker.advance(by: .seconds(70))
        let restart = Order(.restart(id: "t-0", payload: nil, overlap: nil), actor: "anna", waits: true)
        #expect(worker.engine.performNow(restart).refusal == nil)
        let why = try worker.why("00:00")
        #expect(why.contains("a restart asked for by anna at 00:01:10Z waits for a slot"), "\(why)")
    }

    @Test func `what the answer says already is not said again`() throws {
        let worker = try whyWorker()
        worker.advance(by: .seconds(70))
        worker.crash()
        worker.advance(by: .seconds(60))
        let sentences = try now(worker)
        #expect(sentences.filter { $0.contains("no worker runs") }.count == 1, "\(sentences)")
    }
}

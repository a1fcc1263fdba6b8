import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

@Suite(.timeLimit(.minutes(10))) struct AlarmTests {
    @Test func `what goes well raises nothing`() throws {
        let worker = try alarmed(Script.quick())
        worker.advance(by: .seconds(3_600))
        #expect(try worker.alarms().isEmpty)
        try worker.audit()
    }

    @Test func `failures stay an alarm across a restart, though most of them are no longer kept`() throws {
        let worker = try alarmed(Script { _ in throw Trouble("no") })
        worker.advance(by: .seconds(65))
        #expect(try worker.alarmStates() == ["+failures"])
        try worker.perform(.prune(task: "t", olderThan: .seconds(8)))
        worker.advance(by: .seconds(4))
        #expect(try worker.scheduler.executions(of: "t", limit: 10).count == 1)
        worker.stop(grace: .zero)
        try worker.restart()
        worker.advance(by: .seconds(3))
        #expect(try worker.alarmStates() == ["+failures"])
        worker.advance(by: .seconds(60))
        #expect(try worker.alarmStates() == ["+failures"])
        try worker.audit()
    }

    @Test func `an alarm of failures that are no longer kept says that there were at least as many`() throws {
        let worker = try alarmed(Script { _ in throw Trouble("no") })
        worker.advance(by: .seconds(45))
        let at = worker.now
        worker.advance(by: .seconds(20))
        #expect(try worker.alarms().first?.sentence.hasPrefix("7 failed in a row, the last t-6: ") == true)
        try worker.perform(.prune(task: "t", olderThan: .seconds(8)))
        worker.advance(by: .seconds(4))
        func raised(_ reader: SQLiteReader) throws -> AlarmRecord? {
            try reader.alarms(.raised, limit: 9).first
        }
        let now = try raised(SQLiteReader(path: worker.path) { _ in nil })
        #expect(now?.sentence.hasPrefix("at least 3 failed in a row, the last t-6: ") == true)
        #expect(now?.execution == "t-6")
        // Of then none is kept, and which one was the last is not known.
        let then = try raised(SQLiteReader(path: worker.path, at: at) { _ in nil })
        #expect(then?.sentence.hasPrefix("at least 3 failed in a row: ") == true)
        let recent = try SQLiteReader(path: worker.path, at: at + .seconds(16)) { _ in nil }
        let alarm = try raised(recent)
        #expect(alarm?.sentence.hasPrefix("at least 3 failed in a row, the last t-6: ") == true)
    }

    // MARK: Starved

    @Test func `ticks skipped in a row for one execution starve it until it ends`() throws {
        let gate = Gate()
        let worker = try alarmed(Script.held(gate))
        worker.advance(by: .seconds(45))
        #expect(try worker.alarms().isEmpty)
        worker.advance(by: .seconds(5))
        let alarm = try #require(try worker.alarms().first)
        #expect(alarm.kind == .starved && alarm.execution == "t-0" && alarm.since == start + .seconds(10))
        #expect(
            alarm.sentence
                == "5 ticks in a row were skipped because of t-0, which runs since 2026-01-01T00:00:00Z"
        )
        #expect(alarm.evidence.contains(#""skipped":5"#) && alarm.evidence.contains(#""heldBy":"t-0""#))
        worker.advance(by: .seconds(200))
        #expect(try worker.alarmStates() == ["+starved"])
        #expect(
            try worker.alarms().first?.sentence
                == "25 ticks in a row were skipped because of t-0, which runs since 2026-01-01T00:00:00Z"
        )
        #expect(try worker.alarms().first?.evidence.contains(#""skipped":25,"limit":5"#) == true)
        let answer = try worker.perform(.acknowledge(task: "t", alarm: alarm.id))
        #expect(answer.contains("25 ticks in a row were skipped"), "\(answer)")

        gate.open("t-0")
        worker.settle()
        let over = try #require(try worker.alarms().first)
        #expect(over.recoveredAt == worker.now && over.recovery == "t-0 ended")
        gate.open("all")
        try worker.audit()
    }

    @Test func `an alarm whose rule is taken away says so when it is over`() throws {
        let gate = Gate()
        let worker = try alarmed(Script.held(gate))
        worker.advance(by: .seconds(55))
        #expect(try worker.alarmStates() == ["+starved"])
        worker.crash()
        try worker.restart(alarming(.skipIfRunning, AlarmRules(starved: .off), Script.held(gate)))
        worker.advance(by: .seconds(10))
        #expect(try worker.alarmStates() == ["-starved"])
        #expect(try worker.alarms().first?.recovery == "the rule is gone")
        gate.open("all")
    }

    @Test func `a raised alarm stays one across crashes, and is over once with the worker that sees it`()
        throws
    {
        let gate = Gate()
        let worker = try alarmed(settings: { $0.poisonAfter = 99 }, Script.held(gate))
        worker.advance(by: .seconds(60))
        for _ in 0..<3 {
            worker.crash()
            worker.advance(by: .seconds(1))
            try worker.restart()
            worker.advance(by: .seconds(20))
        }
        #expect(try worker.alarmStates() == ["+starved"])
        worker.crash()
        gate.open("t-0")
        try worker.restart()
        worker.advance(by: .seconds(1))
        #expect(try worker.alarmStates() == ["-starved"])
        try worker.audit()
    }

    @Test func `what a worker missed ends no starvation that goes on`() throws {
        let gate = Gate()
        let worker = try alarmed(
            rules: AlarmRules(longerThan: .off),
            settings: { $0.poisonAfter = 99 },
            Script.held(gate)
        )
        worker.advance(by: .seconds(60))
        for gap in [26, 45, 300] as [Int64] {
            worker.crash()
            worker.advance(by: .seconds(gap))
            try worker.restart()
            worker.advance(by: .seconds(25))
            #expect(try worker.alarmStates() == ["+starved"])
        }
        gate.open("t-0")
        worker.settle()
        #expect(try worker.alarmStates() == ["-starved"])
        try worker.audit()
    }

    @Test func `late ticks starve nobody for the execution that the first of them has started`() throws {
        let gate = Gate()
        let worker = try TestWorker {
            $0.registerDurable("t", Script.held(gate))
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .fixedDelay(.seconds(10)),
                    payload: "hi",
                    lateGrace: .seconds(60),
                    alarms: AlarmRules(longerThan: .off, starved: .at(3))
                )
        }
        gate.open("t-0")
        worker.settle()
        worker.crash()
        worker.advance(by: .seconds(45))
        try worker.restart()
        worker.settle()
        #expect(
            try worker.decisions().suffix(4) == [.started, .skippedOverlap, .skippedOverlap, .skippedOverlap]
        )
        worker.advance(by: .seconds(20))
        #expect(try worker.alarms().isEmpty)
        worker.advance(by: .seconds(20))
        #expect(try worker.alarmStates() == ["+starved"])
        // Those of 00:50 to 01:20; not the three that were late.
        let alarm = try #require(try worker.alarms().first)
        #expect(alarm.sentence.hasPrefix("4 ticks in a row"), "\(alarm.sentence)")
        #expect(alarm.evidence.contains(#""skipped":4"#), "\(alarm.evidence)")
        let said = try worker.perform(.acknowledge(task: "t", alarm: alarm.id))
        #expect(said.contains(": 4 ticks in a row"), "\(said)")
        try worker.audit()
    }

    // MARK: How long it runs

    @Test func `a run beyond its limit is named at that moment, and again in the next session not`() throws {
        let gate = Gate()
        let worker = try alarmed(
            rules: AlarmRules(longerThan: .at(.seconds(25)), starved: .off),
            Script.held(gate)
        )
        worker.advance(by: .seconds(24))
        #expect(try worker.alarms().isEmpty)
        worker.advance(by: .seconds(1))
        let alarm = try #require(try worker.alarms().first)
        #expect(alarm.kind == .longerThan && alarm.raisedAt == start + .seconds(25))
        #expect(alarm.sentence == "t-0 runs since 2026-01-01T00:00:00Z, for more than its limit of 25s")
        worker.crash()
        try worker.restart()
        worker.advance(by: .seconds(5))
        gate.open("t-0")
        worker.settle()
        let over = try #require(try worker.alarms().first)
        #expect(over.recovery == "t-0 ended after 30s")
        #expect(try worker.alarmStates() == ["-longer-than"])
        try worker.audit()
    }

    @Test
    func `a run that a former worker began is longer than usual only once it could have been seen to end`()
        throws
    {
        let gate = Gate()
        let worker = try alarmed(
            rules: AlarmRules(longerThan: .at(.seconds(25)), starved: .off),
            Script.held(gate)
        )
        worker.advance(by: .seconds(5))
        worker.crash()
        worker.advance(by: .seconds(3_600))
        try worker.restart()
        worker.advance(by: .seconds(9))
        #expect(try worker.alarms().isEmpty)
        worker.advance(by: .seconds(1))
        #expect(try worker.alarmStates() == ["+longer-than"])
        gate.open("t-0")
        worker.settle()
        #expect(try worker.alarmStates() == ["-longer-than"])
        try worker.audit()
    }

    @Test func `what is usual is told from the last runs`() throws {
        let gate = Gate()
        let script = Script { _ in
            try await Durable.sleep("wait", for: .seconds(5))
            let id = ExecutionContext.current?.id ?? ""
            if id == "t-12" { try await Durable.step("hold") { try await gate.pass(id) } }
            return id
        }
        let worker = try alarmed(rules: AlarmRules(starved: .off), script)
        // The thirteenth begins after 120 s; usual are 5 s, and 30 s more are too many.
        worker.advance(by: .seconds(154))
        #expect(try worker.alarms().isEmpty)
        worker.advance(by: .seconds(1))
        let alarm = try #require(try worker.alarms().first)
        #expect(
            alarm.sentence
                == "t-12 runs since 2026-01-01T00:02:00Z, for more than 35s: 95 of 100 take up to 5s"
        )
        #expect(alarm.evidence.contains(#""p95Ms":5000,"samples":12"#))
        gate.open("t-12")
        worker.settle()
        #expect(try worker.alarmStates() == ["-longer-than"])
        try worker.audit()
    }

    @Test func `after a crash a success is as old as its end, though younger executions ended before it`()
        throws
    {
        let script = Script { input in
            if ["t-2", "t-3", "t-4"].contains(ExecutionContext.current?.id) { throw Trouble("no") }
            return input
        }
        let worker = try alarmed(rules: AlarmRules(noSuccess: .at(.seconds(25)), failures: .at(50)), script)
        worker.advance(by: .seconds(30))
        try worker.perform(.restart(id: "t-0", payload: nil, overlap: nil))
        worker.settle()
        #expect(try worker.status("t-0") == .completed)
        worker.crash()
        try worker.restart()
        worker.advance(by: .seconds(14))
        #expect(try worker.alarms().map(\.sentence) == [])
        try worker.audit()
    }

    @Test func `a clock set back while no worker ran is known by the alarms that are raised`() throws {
        let gate = Gate()
        let worker = try alarmed(rules: AlarmRules(longerThan: .at(.seconds(26))), Script.held(gate))
        worker.advance(by: .seconds(27))
        #expect(try worker.alarmStates() == ["+longer-than"])
        worker.crash()
        // The last sign of life and the last decision are older.
        worker.setWall(by: .milliseconds(-1_500))
        try worker.restart()
        #expect(try worker.sql("SELECT delta < 0 FROM zart_clock_events") == [["1"]])
        gate.open("t-0")
        worker.settle()
        #expect(try worker.alarmStates() == ["-longer-than"])
        try worker.audit()
    }

    @Test func `a clock that is set makes no run longer`() throws {
        let gate = Gate()
        let worker = try alarmed(
            rules: AlarmRules(longerThan: .at(.seconds(100)), starved: .off),
            Script.held(gate)
        )
        worker.advance(by: .seconds(5))
        worker.setWall(by: .seconds(3_600))
        worker.advance(by: .seconds(94))
        #expect(try worker.alarms().isEmpty)
        worker.advance(by: .seconds(2))
        #expect(try worker.alarmStates() == ["+longer-than"])
        gate.open("t-0")
        worker.settle()
        try worker.audit()
    }

    @Test func `a run that is too short is named until one takes its time`() throws {
        let script = Script { _ in
            let id = ExecutionContext.current?.id ?? ""
            if id != "t-1" { try await Durable.sleep("wait", for: .seconds(3)) }
            return id
        }
        let worker = try alarmed(rules: AlarmRules(shorterThan: .at(.seconds(2))), script)
        worker.advance(by: .seconds(15))
        let alarm = try #require(try worker.alarms().first)
        #expect(alarm.kind == .shorterThan && alarm.execution == "t-1")
        worker.crash()
        try worker.restart()
        #expect(try worker.alarmStates() == ["+shorter-than"])
        worker.advance(by: .seconds(10))
        #expect(try worker.alarms().first?.recovery == "t-2 took 3s")
        try worker.audit()
    }

    // MARK: Acknowledging

    @Test func `who has an alarm in hand is recorded, once, and it stays raised`() throws {
        let gate = Gate()
        let worker = try alarmed(Script.held(gate))
        worker.advance(by: .seconds(50))
        try worker.perform(.acknowledge(task: "t", alarm: 1), actor: "anna")
        let known = try #require(try worker.alarms().first?.acknowledgement)
        #expect(known.actor == "anna" && known.at == worker.now)
        let again = refusal { try worker.perform(.acknowledge(task: "t", alarm: 1)) }
        #expect(again?.message == "alarm 1 was acknowledged by anna already")
        #expect(refusal { try worker.perform(.acknowledge(task: "t", alarm: 2)) }?.code == .refused)
        #expect(try worker.alarmStates() == ["+starved"])
        worker.crash()
        #expect(try worker.performWithoutWorker(.acknowledge(task: "t", alarm: 1)).refusal == .refused)
        gate.open("t-0")
        try worker.restart()
        worker.advance(by: .seconds(1))
        #expect(try worker.alarmStates() == ["-starved"])
        let gone = refusal { try worker.perform(.acknowledge(task: "t", alarm: 1)) }
        #expect(gone?.message == "alarm 1 of task 't' is not raised any more")
        try worker.audit()
    }

    @Test func `rules that change are judged by at once`() throws {
        let gate = Gate()
        let worker = try alarmed(rules: AlarmRules(starved: .at(100)), Script.held(gate))
        worker.advance(by: .seconds(90))
        #expect(try worker.alarms().isEmpty)
        worker.crash()
        try worker.restart(alarming(.skipIfRunning, .standard, Script.held(gate)))
        #expect(try worker.alarmStates() == ["+starved"])
        worker.crash()
        try worker.restart(alarming(.skipIfRunning, AlarmRules(starved: .off), Script.held(gate)))
        #expect(try worker.alarmStates() == ["-starved"])
        gate.open("t-0")
        worker.settle()
        try worker.audit()
    }

    @Test func `rules that mean nothing are refused before anything runs`() throws {
        let error = #expect(throws: InvalidInput.self) {
            _ = try alarmed(rules: AlarmRules(late: .at(.zero)), Script.quick())
        }
        #expect(error?.message == "alarm late of task 't' is 0s: use more than 0s, or .off")
        let count = #expect(throws: InvalidInput.self) {
            _ = try alarmed(rules: AlarmRules(failures: .at(0)), Script.quick())
        }
        #expect(count?.message == "alarm failures of task 't' is 0: use at least 1, or .off")
    }
}

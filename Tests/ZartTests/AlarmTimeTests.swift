import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// Alarms about how executions end, and about what does not come in time.
@Suite(.timeLimit(.minutes(10))) struct AlarmTimeTests {
    // MARK: How it ends

    @Test func `failures in a row are counted across a crash, and a cancel counts neither way`() throws {
        let gate = Gate()
        let script = Script { _ in
            let id = ExecutionContext.current?.id ?? ""
            if id == "t-2" { try await Durable.step("hold") { try await gate.pass(id) } }
            if id == "t-5" { return "" }
            return try await Durable.step("work") { throw Trouble("disk full") }
        }
        let worker = try alarmed(script)
        worker.advance(by: .seconds(15))
        worker.crash()
        try worker.restart()
        worker.advance(by: .seconds(10))
        try worker.perform(.cancel(id: "t-2"))
        #expect(try worker.alarms().isEmpty)
        worker.advance(by: .seconds(10))
        let alarm = try #require(try worker.alarms().first)
        #expect(alarm.kind == .failures && alarm.execution == "t-3")
        #expect(alarm.sentence.hasPrefix("3 failed in a row, the last t-3: "))
        #expect(alarm.sentence.contains("disk full"))
        worker.advance(by: .seconds(10))
        #expect(try worker.alarmStates() == ["+failures"])
        worker.advance(by: .seconds(10))
        #expect(try worker.alarms().first?.recovery == "t-5 completed")
        worker.advance(by: .seconds(30))
        #expect(try worker.alarmStates() == ["-failures", "+failures"])
        try worker.perform(.stop(task: "t"))
        #expect(try worker.alarms().last?.recovery == "the task is stopped")
        try worker.audit()
    }

    @Test func `a plain task's failures are counted across a crash too`() throws {
        let lines = Lines()
        let worker = try TestWorker {
            $0.registerScheduledTask("p", recurrence: .fixedDelay(.seconds(10))) { tick in
                lines.add("\(tick.occurrence)")
                if tick.occurrence < 3 { throw Trouble("no") }
            }
        }
        worker.advance(by: .seconds(15))
        worker.crash()
        try worker.restart()
        worker.advance(by: .seconds(10))
        #expect(try worker.alarms().map(\.sentence) == ["3 failed in a row: no"])
        worker.advance(by: .seconds(10))
        #expect(try worker.alarmStates() == ["-failures"])
        try worker.audit()
    }

    @Test func `no success for too long is named by time alone, and after a restart too`() throws {
        let script = Script { _ in
            let id = ExecutionContext.current?.id ?? ""
            if id == "t-0" || id == "t-12" { return id }
            return try await Durable.step("work") { throw Trouble("no") }
        }
        let worker = try alarmed(rules: AlarmRules(noSuccess: .at(.seconds(100)), failures: .off), script)
        worker.advance(by: .seconds(60))
        worker.crash()
        try worker.restart()
        worker.advance(by: .seconds(39))
        #expect(try worker.alarms().isEmpty)
        worker.advance(by: .seconds(1))
        let alarm = try #require(try worker.alarms().first)
        #expect(alarm.kind == .noSuccess && alarm.since == start)
        #expect(alarm.raisedAt == start + .seconds(100))
        worker.advance(by: .seconds(25))
        #expect(try worker.alarmStates() == ["-no-success"])
        #expect(try worker.alarms().first?.recovery == "a success at 2026-01-01T00:02:00Z")
        try worker.audit()
    }

    @Test func `what needs attention says how many have failed by now`() throws {
        let script = Script { _ in try await Durable.step("work") { throw Trouble("no") } }
        let worker = try alarmed(rules: AlarmRules(failures: .at(3)), script)
        worker.advance(by: .seconds(55))
        let listed = try #require(try worker.alarms().first)
        #expect(listed.sentence == "6 failed in a row, the last t-5: step 'work' failed: no")
        let reader = try SQLiteReader(path: worker.path) { _ in .utc }
        let attention = try reader.attention(tasks: try reader.tasks(), at: worker.now)
        guard case .alarm(let alarm)? = attention.first, attention.count == 1 else {
            Issue.record("\(attention)")
            return
        }
        #expect(alarm.sentence == "6 failed in a row, the last t-5: step 'work' failed: no")
    }

    @Test(arguments: [true, false])
    func `a success that is no longer kept was one, and where there was none it says so`(succeeds: Bool)
        throws
    {
        let script = Script { _ in
            let id = ExecutionContext.current?.id ?? ""
            if succeeds, id == "t-2" { return id }
            return try await Durable.step("work") { throw Trouble("no") }
        }
        let worker = try alarmed(rules: AlarmRules(noSuccess: .at(.seconds(100)), failures: .off), script)
        worker.advance(by: .seconds(45))
        try worker.perform(.prune(task: "t", olderThan: .seconds(5)))
        worker.advance(by: .seconds(5))
        worker.crash()
        try worker.restart()
        #expect(throws: ZartError.self) { try worker.show("t-2") }
        worker.advance(by: .seconds(80))
        let sentence = try worker.alarms().first?.sentence
        #expect(
            sentence
                == (succeeds
                    ? "no success since 2026-01-01T00:00:20Z, which is more than 1m40s ago"
                    : "no success since the task was made at 2026-01-01T00:00:00Z, which is more than 1m40s ago")
        )
    }

    @Test func `while a task is paused a success by hand ends its alarm`() throws {
        let works = Box(false)
        let script = Script { _ in
            if works.value == true { return "done" }
            return try await Durable.step("work") { throw Trouble("no") }
        }
        let worker = try alarmed(rules: AlarmRules(noSuccess: .at(.seconds(100)), failures: .off), script)
        worker.advance(by: .seconds(105))
        try worker.perform(.pause(task: "t", until: nil, note: nil))
        worker.advance(by: .seconds(60))
        #expect(try worker.alarmStates() == ["+no-success"])
        works.value = true
        try worker.perform(.trigger(task: "t", overlap: nil))
        worker.advance(by: .seconds(1))
        #expect(try worker.alarmStates() == ["-no-success"])
        #expect(try worker.alarms().first?.recovery == "a success at 2026-01-01T00:02:45Z")
        try worker.audit()
    }

    @Test func `no success is expected while everything is paused`() throws {
        let worker = try alarmed(rules: AlarmRules(noSuccess: .at(.seconds(100))), Script.quick())
        worker.advance(by: .seconds(15))
        try worker.perform(.pauseAll(until: nil, note: nil))
        worker.advance(by: .seconds(600))
        #expect(try worker.alarms().isEmpty)
        try worker.audit()
    }

    @Test(arguments: [
        (Order.Action.pause(task: "t", until: nil, note: nil), Order.Action.resume(task: "t", missed: .skip)),
        (.pauseAll(until: nil, note: nil), .resumeAll(missed: .skip)),
        (.stop(task: "t"), .revive(task: "t")),
    ])
    func `the time of a pause or a stop is not one without success`(begin: Order.Action, end: Order.Action)
        throws
    {
        let script = Script { _ in
            let id = ExecutionContext.current?.id ?? ""
            if id == "t-0" { return id }
            return try await Durable.step("work") { throw Trouble("no") }
        }
        for death in [nil, 300, 620] as [Int64?] {
            let worker = try alarmed(
                rules: AlarmRules(noSuccess: .at(.seconds(100)), failures: .off),
                script
            )
            func advance(to second: Int64) throws {
                if let death, start + .seconds(death) > worker.now, death <= second {
                    worker.advance(by: start + .seconds(death) - worker.now)
                    worker.crash()
                    try worker.restart()
                }
                worker.advance(by: start + .seconds(second) - worker.now)
            }
            try advance(to: 15)
            try worker.perform(begin)
            try advance(to: 615)
            try worker.perform(end)
            #expect(try worker.alarms().isEmpty)
            try advance(to: 699)
            #expect(try worker.alarms().isEmpty)
            try advance(to: 700)
            #expect(
                try worker.alarms().map(\.sentence) == [
                    "no success since 2026-01-01T00:00:00Z, which is more than 1m40s ago, 10m of a pause or a stop not "
                        + "counted"
                ]
            )
            try worker.audit()
        }
    }

    // MARK: Late

    @Test func `a task that no worker can run is named after a minute, and over when one comes`() throws {
        let worker = try alarmed(Script.quick())
        worker.advance(by: .seconds(5))
        worker.crash()
        try worker.restart { $0 }
        worker.advance(by: .seconds(64))
        #expect(try worker.alarms().isEmpty)
        worker.advance(by: .seconds(1))
        let alarm = try #require(try worker.alarms().first)
        #expect(alarm.kind == .noHandler)
        #expect(alarm.sentence == "due since 2026-01-01T00:00:10Z, and no running worker has handler 't'")
        worker.crash()
        try worker.restart(alarming(.skipIfRunning, .standard, Script.quick()))
        worker.advance(by: .seconds(1))
        #expect(try worker.alarms().map(\.recovery) == ["the instant was decided 1m after its time"])
        try worker.audit()
    }

    @Test func `one that waits for a slot is late although a later time was awaited before`() throws {
        let gate = Gate()
        let worker = try alarmed(
            overlap: .max(2, atCap: .skip),
            rules: AlarmRules(longerThan: .at(.seconds(3_600)), starved: .off),
            settings: { $0.concurrency = 1 },
            Script.held(gate)
        )
        worker.advance(by: .seconds(69))
        #expect(try worker.status("t-1") == .scheduled)
        #expect(try worker.alarms().isEmpty)
        worker.advance(by: .seconds(1))
        let late = try #require(try worker.alarms().first)
        #expect(late.kind == .late && late.execution == "t-1" && late.sentence.hasSuffix("no slot is free"))
        for number in 0...1 { gate.open("t-\(number)"); worker.settle() }
        try worker.audit()
    }

    @Test func `what no worker can run is not late for the time of a pause`() throws {
        let worker = try alarmed(Script.quick())
        worker.advance(by: .seconds(5))
        worker.crash()
        try worker.restart { $0 }
        worker.advance(by: .seconds(4))
        try worker.perform(.pause(task: "t", until: nil, note: nil))
        worker.advance(by: .seconds(600))
        try worker.perform(.resume(task: "t", missed: nil))
        #expect(try worker.alarms().isEmpty)
        worker.advance(by: .seconds(30))
        worker.crash()
        try worker.restart { $0 }
        worker.advance(by: .seconds(29))
        #expect(try worker.alarms().isEmpty)
        worker.advance(by: .seconds(1))
        #expect(
            try worker.alarms().map(\.sentence)
                == ["due since 2026-01-01T00:10:09Z, and no running worker has handler 't'"]
        )
        try worker.audit()
    }

    @Test func `whoever asks for it is told what came late because nobody worked`() throws {
        let rules = AlarmRules(late: .at(.seconds(300)))
        let worker = try alarmed(rules: rules, Script.quick())
        worker.advance(by: .seconds(5))
        worker.crash()
        worker.advance(by: .seconds(600))
        try worker.restart()
        let alarm = try #require(try worker.alarms().first)
        #expect(alarm.kind == .late && alarm.since == start + .seconds(10))
        #expect(alarm.recovery == "the instant was decided 9m55s after its time")
        #expect(try worker.alarmStates() == ["-late"])
        try worker.audit()
    }

    @Test func `a successor that waits for a stubborn step is late, and the step is named`() throws {
        let gate = Gate()
        let worker = try alarmed(
            overlap: .cancelAndRestart,
            settings: { $0.stopGrace = .seconds(5) },
            Script.held(gate, isStubborn: true)
        )
        worker.advance(by: .seconds(10))
        try worker.perform(.pause(task: "t", until: nil, note: nil))
        worker.advance(by: .seconds(5))
        let stubborn = try #require(try worker.alarms().first)
        #expect(stubborn.kind == .stubborn && stubborn.execution == "t-0" && stubborn.step == "hold")
        worker.advance(by: .seconds(60))
        let late = try #require(try worker.alarms().last)
        #expect(late.kind == .late && late.execution == "t-1")
        #expect(late.sentence.hasSuffix("it waits for t-0 to stop"))
        gate.open("t-0")
        worker.settle()
        #expect(
            try worker.alarms().map(\.recovery) == ["step hold of t-0 has stopped", "t-1 began 1m5s late"]
        )
        gate.open("t-1")
        worker.settle()
        try worker.audit()
    }
}

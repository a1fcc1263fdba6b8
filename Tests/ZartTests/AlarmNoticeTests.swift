import Synchronization
import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// Somebody who is told of alarms, and cannot always be reached.
private final class Receiver: Sendable {
    private let state = Mutex((told: [String](), failures: 0))

    /// How many of the next calls fail.
    func fail(_ count: Int) { state.withLock { $0.failures = count } }

    var told: [String] { state.withLock { $0.told } }

    var hear: @Sendable (AlarmNotice) async throws -> Void {
        { notice in
            let fails = self.state.withLock { state -> Bool in
                state.told.append(notice.id)
                guard state.failures > 0 else { return false }
                state.failures -= 1
                return true
            }
            if fails { throw Trouble("nobody there") }
        }
    }
}

private func starving(_ gate: Gate, _ receiver: Receiver, log: Log = Log()) throws -> TestWorker {
    try TestWorker(settings: { $0.log = log.add }) { build(gate, receiver)($0) }
}

private func build(_ gate: Gate, _ receiver: Receiver) -> (Worker.Builder) -> Worker.Builder {
    {
        $0.registerDurable("t", Script.held(gate))
            .registerRecurringDurable(
                "t",
                idTemplate: "t-{occurrence}",
                recurrence: .fixedDelay(.seconds(10)),
                payload: "hi",
                alarms: AlarmRules(longerThan: .off)
            )
            .notifying(receiver.hear)
    }
}

extension TestWorker {
    /// Status and tries of the notices of the newest alarm.
    fileprivate func notices() throws -> [String] {
        try (alarms().last?.notices ?? []).map {
            "\($0.change.rawValue) \($0.status.rawValue) \($0.attempts)"
        }
    }
}

@Suite(.timeLimit(.minutes(10))) struct AlarmNoticeTests {
    @Test func `somebody is told once that an alarm is raised and once that it is over`() throws {
        let (gate, receiver) = (Gate(), Receiver())
        let worker = try starving(gate, receiver)
        worker.advance(by: .seconds(50))
        #expect(receiver.told == ["1-raised"])
        worker.advance(by: .seconds(500))
        worker.crash()
        try worker.restart()
        worker.advance(by: .seconds(50))
        #expect(receiver.told == ["1-raised"])
        gate.open("t-0")
        worker.settle()
        #expect(receiver.told == ["1-raised", "1-recovered"])
        #expect(try worker.notices() == ["raised delivered 1", "recovered delivered 1"])
        try worker.audit()
    }

    @Test func `who cannot be told is told again with growing waits, and what is over comes after`() throws {
        let (gate, receiver, log) = (Gate(), Receiver(), Log())
        let worker = try starving(gate, receiver, log: log)
        receiver.fail(3)
        worker.advance(by: .seconds(50))
        #expect(try worker.notices() == ["raised pending 1"])
        #expect(try worker.alarms()[0].notices[0].nextAt == start + .seconds(55))
        gate.open("t-0")
        worker.advance(by: .seconds(4))
        #expect(receiver.told == ["1-raised"])
        worker.advance(by: .seconds(1))
        #expect(receiver.told.count == 2)
        worker.advance(by: .seconds(10))
        #expect(try worker.notices() == ["raised pending 3", "recovered pending 0"])
        worker.advance(by: .seconds(20))
        #expect(receiver.told == Array(repeating: "1-raised", count: 4) + ["1-recovered"])
        #expect(try worker.notices() == ["raised delivered 4", "recovered delivered 1"])
        #expect(log["alarm-notice-failed"].count == 3)
        #expect(log["alarm-notice-failed"][0].message.contains("nobody there"))
        try worker.audit()
    }

    @Test func `tries end, and that is on record`() throws {
        let (gate, receiver, log) = (Gate(), Receiver(), Log())
        let worker = try starving(gate, receiver, log: log)
        receiver.fail(.max)
        // Raised after 50 s, and then the sum of the waits.
        worker.advance(by: .seconds(50 + 1_835))
        #expect(receiver.told.count == PendingNotice.mostAttempts)
        #expect(try worker.notices() == ["raised failed 10"])
        worker.advance(by: .seconds(7_200))
        #expect(receiver.told.count == PendingNotice.mostAttempts)
        #expect(log["alarm-notice-failed"].last?.level == .error)
        let reader = try worker.store.makeReader(zones: { _ in nil })
        #expect(try reader.alarms(.all, limit: 9).first?.notices.map(\.isFailing) == [true])
        gate.open("t-0")
        worker.settle()
        try worker.audit()
    }

    @Test func `a crash before or in the midst of a call has it made again, with the same id`() throws {
        let (gate, receiver) = (Gate(), Receiver())
        let worker = try starving(gate, receiver)
        receiver.fail(1)
        worker.advance(by: .seconds(50))
        worker.crash()
        // What the dead worker had planned holds for the next one.
        try worker.restart()
        #expect(receiver.told == ["1-raised"])
        worker.advance(by: .seconds(5))
        #expect(receiver.told == ["1-raised", "1-raised"])
        #expect(try worker.notices() == ["raised delivered 2"])
        gate.open("t-0")
        worker.settle()
        try worker.audit()
    }

    @Test func `a slow receiver holds up no tick, and no more than four are told at a time`() throws {
        let (gate, slow) = (Gate(), Gate())
        let worker = try TestWorker { builder in
            var builder = builder.registerDurable("t", Script.held(gate))
            for number in 0..<6 {
                builder = builder.registerRecurringDurable(
                    "t\(number)",
                    handler: "t",
                    idTemplate: "t\(number)-{occurrence}",
                    recurrence: .fixedDelay(.seconds(10)),
                    payload: "hi",
                    alarms: AlarmRules(longerThan: .off)
                )
            }
            return builder.notifying { _ in try await slow.pass("all") }
        }
        worker.advance(by: .seconds(100))
        #expect(slow.count("all") == 4)
        #expect(try worker.alarmStates() == Array(repeating: "+starved", count: 6))
        #expect(try worker.decisions("t5").count == 11)
        slow.open("all")
        worker.settle()
        #expect(try worker.alarms().allSatisfy { $0.notices.map(\.status) == [.delivered] })
        for number in 0..<6 { gate.open("t\(number)-0") }
        worker.settle()
        try worker.audit()
    }

    @Test func `with nobody to tell that is what is on record`() throws {
        let gate = Gate()
        let worker = try TestWorker {
            $0.registerDurable("t", Script.held(gate))
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .fixedDelay(.seconds(10)),
                    payload: "hi"
                )
        }
        worker.advance(by: .seconds(50))
        #expect(try worker.notices() == ["raised unaddressed 0"])
        gate.open("t-0")
        worker.settle()
        #expect(try worker.notices() == ["raised unaddressed 0", "recovered unaddressed 0"])
        try worker.audit()
    }

    @Test func `alarms that are long over are removed, and no number comes twice`() throws {
        let (gate, receiver) = (Gate(), Receiver())
        let worker = try TestWorker(settings: { $0.keepEnded = .seconds(60) }) { build(gate, receiver)($0) }
        worker.advance(by: .seconds(50))
        gate.open("t-0")
        worker.advance(by: .seconds(5))
        worker.advance(by: .seconds(60))
        gate.open("t-1")
        worker.settle()
        #expect(try worker.alarmStates() == ["-starved", "-starved"])
        try worker.perform(.pause(task: "t", until: nil, note: nil))
        worker.advance(by: .seconds(300))
        #expect(try worker.alarms().map(\.id) == [2])
        try worker.audit()
    }
}

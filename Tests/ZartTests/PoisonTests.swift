import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

@Suite(.timeLimit(.minutes(10))) struct PoisonTests {
    @Test func `an execution that is in flight at three deaths fails, and onFailure is told why`() throws {
        let gate = Gate()
        let rescues = Lines()
        let worker = try durable(
            Rescued { _ in
                try await Durable.step("bad") { try await gate.pass("bad") }
                return "done"
            } rescue: { failure in
                rescues.add(failure.reason.rawValue)
                return nil
            }
        )
        try worker.start("h", id: "x", payload: "in")
        for death in 1...3 {
            worker.advance(by: .milliseconds(20))
            #expect(try worker.status("x") == .running, "death \(death)")
            worker.crash()
            try worker.restart()
        }
        #expect(try worker.status("x") == .failed)
        #expect(try worker.execution("x").error?.contains("3 workers died") == true)
        #expect(rescues.lines == ["poison"])
        try worker.audit()
    }

    @Test func `an onFailure that brings workers down as well is given up after three more deaths`() throws {
        let gate = Gate()
        let rescues = Lines()
        let worker = try durable(
            Rescued { _ in
                try await Durable.step("bad") { try await gate.pass("bad") }
                return "done"
            } rescue: { failure in
                rescues.add(failure.reason.rawValue)
                try await gate.pass("worse")
                return nil
            }
        )
        try worker.start("h", id: "x", payload: "in")
        for death in 1...6 {
            worker.advance(by: .milliseconds(20))
            #expect(try worker.status("x") == .running, "death \(death)")
            worker.crash()
            try worker.restart()
        }
        #expect(try worker.status("x") == .failed)
        #expect(try worker.execution("x").error?.contains("6 workers died") == true)
        #expect(rescues.lines == ["poison", "poison", "poison"])
        #expect(worker.engine.slotsFree == 256 && worker.engine.held == 0)
        // And it stays so.
        worker.crash()
        try worker.restart()
        #expect(try worker.status("x") == .failed)
        try worker.audit()
    }

    @Test func `a poisoned execution may be completed by onFailure`() throws {
        let gate = Gate()
        let worker = try durable(
            Rescued { _ in
                try await Durable.step("bad") { try await gate.pass("bad") }
                return "done"
            } rescue: { _ in
                "rescued"
            }
        )
        try worker.start("h", id: "x", payload: "in")
        for _ in 1...3 {
            worker.advance(by: .milliseconds(20))
            worker.crash()
            try worker.restart()
        }
        #expect(try worker.execution("x").result == "\"rescued\"")
        try worker.audit()
    }

    @Test func `after two deaths suspects run one at a time, and only the guilty one fails`() throws {
        let gate = Gate()
        let worker = try durable(Script.held(gate))
        for id in ["a", "b", "c"] { try worker.start("h", id: id, payload: "in") }
        for _ in 1...2 {
            worker.advance(by: .milliseconds(20))
            worker.crash()
            try worker.restart()
        }
        #expect(["a", "b", "c"].map { gate.count($0) }.reduce(0, +) >= 1)
        #expect(worker.engine.slotsFree == 255)
        worker.advance(by: .milliseconds(20))
        worker.crash()
        try worker.restart()
        worker.settle()
        #expect(try worker.scheduler.executions(status: .failed).count == 1)
        for id in ["a", "b", "c"] { gate.open(id) }
        worker.settle()
        #expect(try worker.scheduler.executions(status: .completed).count == 2)
        #expect(worker.engine.held == 0)
        try worker.audit()
    }

    @Test func `an execution that checkpoints between deaths is not suspected`() throws {
        let gate = Gate()
        let worker = try durable(
            Script { _ in
                for number in 0..<5 {
                    try await Durable.step("s\(number)") { try await gate.pass("s\(number)") }
                }
                return "done"
            }
        )
        try worker.start("h", id: "x", payload: "in")
        for number in 0..<5 {
            worker.advance(by: .milliseconds(20))
            worker.crash()
            try worker.restart()
            gate.open("s\(number)")
            worker.settle()
        }
        #expect(try worker.status("x") == .completed)
        try worker.audit()
    }

    @Test func `a suspect that checkpoints lets the next one run`() throws {
        let gate = Gate()
        let worker = try durable(
            Script { _ in
                let id = ExecutionContext.current?.id ?? ""
                try await Durable.step("one") { try await gate.pass("\(id)1") }
                try await Durable.step("two") { try await gate.pass("\(id)2") }
                return "done"
            }
        )
        for id in ["a", "b"] { try worker.start("h", id: id, payload: "in") }
        for _ in 1...2 {
            worker.advance(by: .milliseconds(20))
            worker.crash()
            try worker.restart()
        }
        #expect(worker.engine.slotsFree == 255)
        gate.open("a1")
        worker.settle()
        #expect(worker.engine.slotsFree == 254)
        for name in ["b1", "a2", "b2"] { gate.open(name) }
        worker.settle()
        #expect(try worker.scheduler.executions(status: .completed).count == 2)
        try worker.audit()
    }
}

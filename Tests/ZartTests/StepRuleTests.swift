import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// Steps `load`, `email` and `done` of task `t`, counted as they begin.
private func mailing(_ counter: Counter, concurrency: Int = 256) throws -> TestWorker {
    try TestWorker(settings: { $0.concurrency = concurrency }) {
        $0.registerDurable(
            "t",
            Script { input in
                for name in ["load", "email", "done"] {
                    try await Durable.step(name) { _ = counter.add(name) }
                }
                return input
            }
        )
        .registerDurable(
            "booking",
            Script { input in
                try await Durable.transaction("book") { _ in _ = counter.add("book") }
                return input
            }
        )
        .registerRecurringDurable(
            "t",
            idTemplate: "t-{occurrence}",
            recurrence: .fixedDelay(.seconds(10)),
            overlap: .max(2, atCap: .skip),
            payload: ""
        )
    }
}

/// Rules that hold back steps which have not begun.
@Suite(.timeLimit(.minutes(10))) struct StepRuleTests {
    private let counter = Counter()

    @Test func `a step that a rule holds waits without an attempt, and its execution counts`() throws {
        let worker = try mailing(counter)
        try worker.perform(.pauseSteps(steps: "em*", tasks: "t", note: "the server is down"), actor: "anna")
        worker.advance(by: .seconds(35))
        #expect(counter["load"] == 3 && counter["email"] == 1 && counter["done"] == 1)
        let step = try worker.step("email", of: "t-1")
        #expect(step.status == .waiting && step.attempts.isEmpty)
        #expect(step.heldBy == "rule 1 of anna: the server is down")
        #expect(try worker.status("t-1") == .running)
        #expect(try worker.decisions() == times(3, .started) + [.skippedOverlap])
        #expect(try worker.scheduler.holds().waiting == [1: 2])
        try worker.audit()
        try worker.perform(.resumeSteps(steps: "em*", tasks: "t"))
        #expect(counter["email"] == 3 && counter["done"] == 3)
        #expect(try worker.statuses() == completed(3))
        #expect(try worker.step("email", of: "t-1").attempts.map(\.attempt) == [1])
        try worker.audit()
    }

    @Test(arguments: [false, true])
    func `a held sibling of a step that fails is skipped, and the run ends at once`(withDeath: Bool) throws {
        let gate = Gate()
        let counter = self.counter
        let worker = try TestWorker {
            $0.registerDurable(
                "t",
                Script { input in
                    _ = try await Durable.parallel([
                        NamedStep(name: "fail") {
                            try await gate.pass("fail")
                            throw NonRetryable(Trouble("no"))
                        },
                        NamedStep(name: "email") { "\(counter.add("email"))" },
                        NamedStep(name: "other") { "\(counter.add("other"))" },
                    ])
                    return input
                }
            )
        }
        try worker.perform(.pauseSteps(steps: "em*", tasks: "t", note: nil), actor: "anna")
        try worker.start("t", id: "x", payload: "in")
        worker.advance(by: .seconds(5))
        #expect(try worker.step("email", of: "x").status == .waiting)
        if withDeath {
            worker.crash()
            try worker.restart()
        }
        gate.open("fail")
        worker.settle()
        #expect(try worker.status("x") == .failed)
        #expect(try worker.step("email", of: "x").status == .skipped)
        #expect(counter["email"] == 0 && counter["other"] == 1)
        try worker.perform(.resumeSteps(steps: "em*", tasks: "t"))
        #expect(counter["email"] == 0)
        try worker.audit()
    }

    /// A step that fails once its gate opens, beside one that a rule holds and a sleep of a minute.
    private func failing(
        beside gate: Gate,
        settings: @escaping (inout EngineSettings) -> Void = { _ in }
    ) throws -> TestWorker {
        let worker = try TestWorker(settings: settings) {
            $0.registerDurable(
                "t",
                Script { input in
                    _ = try await Durable.parallel(["email", "fail", "nap"], maxInFlight: 3) { index in
                        switch index {
                        case 0: try await Durable.step("email") {}
                        case 1:
                            try await Durable.step("fail") {
                                try await gate.pass("fail")
                                throw NonRetryable(Trouble("no"))
                            }
                        default: try await Durable.sleep("nap", for: .seconds(60))
                        }
                    }
                    return input
                }
            )
        }
        try worker.perform(.pauseSteps(steps: "em*", tasks: "t", note: nil), actor: "anna")
        try worker.start("t", id: "x", payload: "in")
        worker.advance(by: .seconds(5))
        return worker
    }

    @Test func `a held sibling that is skipped leaves no slot taken while another one sleeps`() throws {
        let gate = Gate()
        let worker = try failing(beside: gate)
        let free = worker.engine.slotsFree
        gate.open("fail")
        worker.settle()
        #expect(try worker.step("email", of: "x").status == .skipped)
        #expect(try worker.status("x") == .running && worker.engine.slotsFree == free + 1)
        worker.advance(by: .seconds(60))
        #expect(try worker.status("x") == .failed && worker.engine.slotsFree == free + 1)
        try worker.audit()
    }

    @Test(arguments: [true, false])
    func `the failure that skipped a held sibling is still the run's after a replay`(dies: Bool) throws {
        let gate = Gate()
        let worker = try failing(beside: gate) { if !dies { $0.parkedInMemory = 0 } }
        gate.open("fail")
        worker.settle()
        #expect(try worker.step("email", of: "x").status == .skipped)
        if dies {
            worker.crash()
            try worker.restart()
        } else {
            worker.advance(by: .seconds(1))
            #expect(worker.engine.parkedCount == 0)
        }
        worker.advance(by: .seconds(60))
        let failed = try worker.execution("x")
        #expect(failed.status == .failed && failed.error?.contains("no") == true, "\(failed.error ?? "none")")
        #expect(try worker.step("email", of: "x").status == .skipped)
        try worker.audit()
    }

    @Test func `a held transaction leaves no slot taken once it is done and another step sleeps`() throws {
        let worker = try TestWorker {
            $0.registerDurable(
                "t",
                Script { input in
                    async let nap: Void = Durable.sleep("nap", for: .seconds(600))
                    let booked = try await Durable.transaction("book") { _ in input }
                    try await nap
                    return booked
                }
            )
        }
        try worker.perform(.pauseSteps(steps: "book", tasks: "t", note: nil), actor: "anna")
        try worker.start("t", id: "x", payload: "in")
        worker.advance(by: .seconds(5))
        #expect(worker.engine.slotsFree == 256 && worker.engine.parkedCount == 1)
        try worker.perform(.resumeSteps(steps: "book", tasks: "t"))
        #expect(try worker.step("book", of: "x").status == .completed)
        #expect(worker.engine.slotsFree == 256 && worker.engine.parkedCount == 1)
        worker.advance(by: .seconds(600))
        #expect(try worker.status("x") == .completed)
        try worker.audit()
    }

    @Test func `a step that is cancelled while a rule holds it never began`() throws {
        let worker = try mailing(counter)
        try worker.perform(.pauseSteps(steps: "em*", tasks: "t", note: nil), actor: "anna")
        worker.advance(by: .seconds(15))
        try worker.perform(.cancel(id: "t-1"))
        let cancelled = try worker.step("email", of: "t-1")
        #expect(cancelled.status == .cancelled && cancelled.endedUnbegun)
        #expect(cancelled.hold == start + .seconds(10)..<start + .seconds(15))
        #expect(cancelled.wasHeldBy == "rule 1 of anna")
        let why = try worker.why("00:00:10")
        #expect(why.contains("step email was held back 5.0s by rule 1 of anna"), "\(why)")
        #expect(try worker.step("load", of: "t-1").endedUnbegun == false)
        #expect(counter["email"] == 1)
    }

    @Test func `a step that two rules held one after the other names both`() throws {
        let worker = try mailing(counter)
        try worker.perform(.pauseSteps(steps: "em*", tasks: "t", note: nil), actor: "anna")
        worker.advance(by: .seconds(12))
        try worker.perform(.pauseSteps(steps: "email", tasks: "*", note: nil), actor: "bob")
        try worker.perform(.resumeSteps(steps: "em*", tasks: "t"))
        try worker.perform(.pauseSteps(steps: "load", tasks: "*", note: nil), actor: "carl")
        worker.advance(by: .seconds(5))
        try worker.perform(.resumeSteps(steps: "email", tasks: "*"))
        let held = try worker.step("email", of: "t-1")
        #expect(held.hold == start + .seconds(10)..<start + .seconds(17))
        #expect(held.wasHeldBy == "rule 1 of anna and rule 2 of bob")
        try worker.audit()
    }

    @Test func `a forecast and a list know of the rule what then happens`() throws {
        let worker = try mailing(counter)
        worker.advance(by: .seconds(11))
        let reader = try SQLiteReader(path: worker.path) { _ in nil }
        #expect(try reader.standing(ofTask: "t")?.hold == nil)
        try worker.perform(.pauseSteps(steps: "em*", tasks: "*", note: nil), actor: "anna")
        worker.advance(by: .seconds(10))
        func forecast() throws -> TaskForecast {
            guard let standing = try reader.standing(ofTask: "t") else { throw Trouble("no such task") }
            let usual = try reader.statistics(tasks: ["t"])["t"]
            return TaskForecast(standing, usual: usual, from: worker.now, through: worker.now + .seconds(50))
        }
        let foreseen = try forecast()
        #expect(foreseen.isForeseen && foreseen.worst.count(.starts) == 1)
        #expect(foreseen.worst.count(.skipped) == 4)
        #expect(
            foreseen.sentences == [
                "t: step 'email' is held back by rule 1 of anna, and what comes to it stays there: "
                    + "4 of 5 will be skipped"
            ]
        )
        let running = try #require(try reader.running(limit: 9).first)
        #expect(running.id == "t-2" && running.phase == .waiting && running.heldBy == "rule 1 of anna")
        worker.advance(by: .seconds(50))
        #expect(try worker.decisions() == times(4, .started) + times(4, .skippedOverlap))
        try worker.perform(.resumeSteps(steps: "em*", tasks: "*"))
        #expect(try forecast().worst.isSmooth)
    }

    @Test func `a held execution holds no slot`() throws {
        let worker = try mailing(counter, concurrency: 1)
        try worker.perform(.pauseSteps(steps: "email", tasks: "*", note: nil))
        worker.advance(by: .seconds(25))
        #expect(counter["load"] == 3)
        try worker.perform(.resumeSteps(steps: "email", tasks: "*"))
        #expect(counter["email"] == 3 && counter["done"] == 3)
        try worker.audit()
    }

    @Test func `a step that waits for a slot when the rule comes is held all the same`() throws {
        let counter = counter
        let gate = Gate()
        let worker = try TestWorker(settings: { $0.concurrency = 1 }) {
            $0.registerDurable(
                "h",
                Script { _ in
                    let steps = ["a", "b"].map { name in
                        NamedStep(name: name) {
                            _ = counter.add(name)
                            try await gate.pass(name)
                            return name
                        }
                    }
                    return try await Durable.parallel(steps).joined()
                }
            )
        }
        gate.open("b")
        try worker.start("h", id: "x", payload: "")
        try worker.perform(.pauseSteps(steps: "b", tasks: "h", note: nil))
        gate.open("a")
        worker.settle()
        #expect(counter["a"] == 1 && counter["b"] == 0)
        #expect(try worker.step("b", of: "x").status == .waiting)
        #expect(worker.engine.slotsFree == 1)
        try worker.perform(.resumeSteps(steps: "b", tasks: "h"))
        #expect(try worker.execution("x").result == "\"ab\"")
        #expect(counter["b"] == 1)
        try worker.audit()
    }

    @Test func `a rule and what it holds survive death`() throws {
        let worker = try mailing(counter)
        try worker.perform(.pauseSteps(steps: "email", tasks: "t", note: nil))
        worker.advance(by: .seconds(15))
        worker.crash()
        try worker.restart()
        worker.advance(by: .seconds(2))
        #expect(counter["email"] == 1 && counter["load"] == 2)
        #expect(try worker.step("email", of: "t-1").status == .waiting)
        try worker.audit()
        worker.crash()
        // Nobody works: the rule goes with the next worker, and what it held goes on.
        let answer = try worker.performWithoutWorker(.resumeSteps(steps: "email", tasks: "t"))
        #expect(answer.refusal == nil)
        try worker.restart()
        #expect(counter["email"] == 2 && counter["load"] == 2)
        try worker.audit()
    }

    @Test func `a step that has begun goes on, in whatever attempt`() throws {
        let counter = counter
        let worker = try TestWorker {
            $0.registerDurable(
                "h",
                Script { _ in
                    try await Durable.step("email", retry: .fixed(2, delay: .seconds(10))) {
                        if counter.add("email") < 3 { throw Trouble("not yet") }
                    }
                    return ""
                }
            )
        }
        try worker.start("h", id: "x", payload: "")
        try worker.perform(.pauseSteps(steps: "*", tasks: "*", note: nil))
        worker.advance(by: .seconds(30))
        #expect(try worker.status("x") == .completed)
        try worker.audit()
    }

    @Test func `a transactional step is held too, and is carried out once`() throws {
        let worker = try mailing(counter)
        try worker.perform(.pauseSteps(steps: "book", tasks: "booking", note: nil))
        try worker.start("booking", id: "x", payload: "")
        worker.advance(by: .seconds(5))
        #expect(counter["book"] == 0)
        #expect(try worker.step("book", of: "x").heldBy != nil)
        worker.crash()
        try worker.restart()
        #expect(counter["book"] == 0)
        try worker.perform(.resumeSteps(steps: "book", tasks: "booking"))
        #expect(counter["book"] == 1)
        #expect(try worker.status("x") == .completed)
        try worker.audit()
    }

    @Test func `a held execution can be cancelled`() throws {
        let worker = try mailing(counter)
        try worker.perform(.pauseSteps(steps: "email", tasks: "t", note: nil))
        worker.advance(by: .seconds(15))
        try worker.cancel("t-1")
        #expect(try worker.step("email", of: "t-1").status == .cancelled)
        #expect(try worker.step("email", of: "t-1").attempts.isEmpty)
        try worker.audit()
    }

    @Test func `what is put aside for want of memory goes on as well`() throws {
        let counter = counter
        let worker = try TestWorker(settings: { $0.parkedInMemory = 2 }) {
            $0.registerDurable(
                "h",
                Script { _ in
                    try await Durable.step("load") { _ = counter.add("load") }
                    try await Durable.step("email") { _ = counter.add("email") }
                    return ""
                }
            )
        }
        try worker.perform(.pauseSteps(steps: "email", tasks: "h", note: nil))
        for number in 0..<6 { try worker.start("h", id: "x\(number)", payload: "") }
        worker.advance(by: .seconds(5))
        #expect(counter["load"] == 6 && counter["email"] == 0 && worker.engine.parkedCount == 2)
        try worker.perform(.resumeSteps(steps: "email", tasks: "h"))
        worker.advance(by: .seconds(5))
        #expect(counter["load"] == 6 && counter["email"] == 6)
        try worker.audit()
    }

    @Test func `the time of a held step begins when it does`() throws {
        let counter = counter
        let worker = try TestWorker {
            $0.registerDurable(
                "h",
                Script { _ in
                    try await Durable.step("email", timeout: .total(.seconds(5))) { _ = counter.add("email") }
                    return ""
                }
            )
        }
        try worker.perform(.pauseSteps(steps: "email", tasks: "h", note: nil))
        try worker.start("h", id: "x", payload: "")
        worker.advance(by: .seconds(60))
        try worker.perform(.resumeSteps(steps: "email", tasks: "h"))
        #expect(try worker.status("x") == .completed)
        #expect(try worker.step("email", of: "x").startedAt == worker.now)
        try worker.audit()
    }

    @Test func `rules with the same patterns, without any, or that are not there are refused`() throws {
        let worker = try mailing(counter)
        try worker.perform(.pauseSteps(steps: "email", tasks: "t", note: nil))
        let twice = refusal { try worker.perform(.pauseSteps(steps: "email", tasks: "t", note: nil)) }
        #expect(twice?.code == .refused)
        let bad = refusal { try worker.perform(.pauseSteps(steps: "a b", tasks: "t", note: nil)) }
        #expect(bad?.code == .invalid)
        let absent = refusal { try worker.perform(.resumeSteps(steps: "e*", tasks: "t")) }
        #expect(
            absent?.message == "no rule holds back steps 'e*' of tasks 't': there are --step 'email' 't'"
        )
        try worker.audit()
    }

    private func completed(_ count: Int) -> [ExecutionStatus] { Array(repeating: .completed, count: count) }
}

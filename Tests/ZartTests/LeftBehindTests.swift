import Synchronization
import Testing
import Timetable
import Zart
import ZartCore
import ZartTesting

/// What steps of a dead worker have begun, which goes on, when their execution is cancelled before a pass has taken them up
/// again.
@Suite(.timeLimit(.minutes(10)))
struct LeftBehindTests {
    /// A handler whose steps, side by side, begin what outlives a worker; in a later pass each is looked for first.
    private struct Commands: DurableExecution, OutlivingExecution {
        let names: [String]
        let work: @Sendable (String) async throws -> Void
        let look: @Sendable (String) async -> LeftBehind

        func run(_ input: String) async throws -> String {
            _ = try await Durable.parallel(names, maxInFlight: .max) { index in
                let name = names[index]
                return try await Durable.step(
                    name,
                    retry: .none,
                    timeout: nil,
                    left: { _ in await look(name) },
                    {
                        try await work("\(ExecutionContext.current?.id ?? "")/\(name)")
                        return name
                    }
                )
            }
            return input
        }

        func failureLeft(of interrupted: RecordedStep) async -> LeftBehind { .nothing }
    }

    private final class Outside: Sendable {
        let gate = Gate()
        let running = Mutex<Set<String>>([])
        let ended = Mutex<[LeftStep]>([])
        let told = Mutex<[String]>([])
        let isDiskFull = Mutex(false)
        let concurrency = Mutex(256)
        private let gone = Mutex<EngineSettings.Gone?>(nil)

        func configure(_ settings: inout EngineSettings) {
            settings.concurrency = concurrency.withLock(\.self)
            settings.departures = { gone in
                self.gone.withLock { $0 = gone }
                return []
            }
            settings.leftBehind = { _, _, steps, _ in
                let running = self.running.withLock { $0.subtracting(steps).sorted() }
                return running.map { LeftStep($0, failures: 0) } + self.ended.withLock(\.self)
            }
            settings.upkeep = { occasion in
                if case .cancelled(let id, let task) = occasion {
                    self.told.withLock { $0.append("\(id) of \(task)") }
                }
            }
        }

        func isGone(_ id: String, ended: [String: Instant] = [:]) {
            running.withLock { $0 = [] }
            gone.withLock(\.self)?(id, ended)
        }
    }

    private let outside = Outside()

    /// A worker whose predecessor has died with the steps of `t-0` in flight; what was begun goes on outside.
    ///
    /// Unless it is claimed, `t-0` waits for a slot.
    private func successor(
        of steps: [String],
        overlap: OverlapPolicy = .skipIfRunning,
        isClaimed: Bool = true
    ) throws -> TestWorker {
        let outside = outside
        let commands = Commands(names: steps) {
            try await outside.gate.pass($0, isStubborn: true)
        } look: { name in
            try? await outside.gate.pass("look-\(name)")
            return .running
        }
        let worker = try TestWorker(settings: { outside.configure(&$0) }) {
            $0.registerDurable("first", Script.held(outside.gate))
                .registerRecurringDurable(
                    "first",
                    idTemplate: "first-{occurrence}",
                    recurrence: .fixedDelay(.seconds(3_600)),
                    payload: "hi"
                )
                .registerDurable("t", commands)
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .fixedDelay(.seconds(60)),
                    overlap: overlap,
                    payload: "hi"
                )
        }
        worker.advance(by: .seconds(1))
        for step in steps { #expect(try worker.step(step, of: "t-0").status == .running) }
        worker.crash()
        outside.running.withLock { $0 = Set(steps) }
        if !isClaimed { outside.concurrency.withLock { $0 = 1 } }
        worker.storeFaults = { sql throws(StoreError) in
            if sql == "COMMIT", outside.isDiskFull.withLock(\.self) {
                throw StoreError(.diskFull, "no space left")
            }
        }
        try worker.restart()
        return worker
    }

    @Test(arguments: [true, false])
    func `a successor waits for what no pass has taken up again`(isClaimed: Bool) throws {
        let worker = try successor(of: ["work"], isClaimed: isClaimed)
        try worker.cancel("t-0")
        #expect(outside.told.withLock(\.self) == ["t-0 of t"])
        try worker.perform(.trigger(task: "t", overlap: nil))
        #expect(try worker.status("t-1") == .scheduled)
        #expect(try worker.step("work", of: "t-0").status == .running)
        #expect(try worker.faults() == [])
        outside.gate.open("first-0")
        worker.settle()
        #expect(try worker.status("t-1") == .scheduled)
        let end = worker.now
        worker.advance(by: .seconds(7))
        outside.isGone("t-0", ended: ["work": end])
        worker.settle()
        #expect(try worker.status("t-1") == .running)
        #expect(try worker.step("work", of: "t-0").status == .cancelled)
        #expect(try worker.step("work", of: "t-0").endedAt == end)
        #expect(try worker.faults() == [])
    }

    @Test(arguments: [0, 1])
    func `what ended unseen keeps its end, but is not taken for that of another attempt`(failures: Int) throws
    {
        let worker = try successor(of: ["work"])
        outside.running.withLock { $0 = [] }
        let end = worker.now + .seconds(2)
        let left = LeftStep("work", failures: failures, ended: .init(.completed, at: end))
        outside.ended.withLock { $0 = [left] }
        worker.advance(by: .seconds(5))
        try worker.cancel("t-0")
        let step = try worker.step("work", of: "t-0")
        #expect(
            step.status == .cancelled
                && step.attempts.last?.status == (failures == 0 ? .completed : .interrupted)
        )
        #expect((step.endedAt == end) == (failures == 0))
        try worker.perform(.trigger(task: "t", overlap: nil))
        #expect(try worker.status("t-1") == .running && outside.told.withLock(\.self) == [])
        #expect(try worker.faults() == [])
    }

    @Test func `what completed unseen stands with its result, and a retry keeps it`() throws {
        let worker = try successor(of: ["a", "b"])
        let end = worker.now + .seconds(2)
        outside.running.withLock { $0 = ["b"] }
        outside.ended.withLock {
            $0 = [LeftStep("a", failures: 0, ended: .init(.completed, at: end, result: "\"unseen\""))]
        }
        worker.advance(by: .seconds(5))
        try worker.cancel("t-0")
        let step = try worker.step("a", of: "t-0")
        #expect(step.status == .completed && step.result == "\"unseen\"" && step.endedAt == end)
        #expect(step.attempts.map(\.status) == [.completed])
        #expect(try worker.step("b", of: "t-0").status == .running)
        #expect(try worker.faults() == [])
        outside.isGone("t-0")
        worker.settle()
        try worker.perform(.retry(id: "t-0", step: "b", overlap: nil))
        #expect(try worker.step("a", of: "t-0").result == "\"unseen\"")
        #expect(try worker.faults() == [])
    }

    @Test func `what failed unseen keeps what was said of it`() throws {
        let worker = try successor(of: ["work"])
        outside.running.withLock { $0 = [] }
        let ended = LeftStep.Ended(.failed, at: worker.now, error: "exit status 3")
        outside.ended.withLock { $0 = [LeftStep("work", failures: 0, ended: ended)] }
        try worker.cancel("t-0")
        let step = try worker.step("work", of: "t-0")
        #expect(step.status == .cancelled && step.error == "exit status 3")
        #expect(step.attempts.map(\.status) == [.failed] && step.attempts.map(\.error) == ["exit status 3"])
        #expect(try worker.faults() == [])
    }

    @Test func `what is said to have completed after its run ended did so with it`() throws {
        let worker = try successor(of: ["work"])
        outside.running.withLock { $0 = [] }
        let end = worker.now + .seconds(60)
        outside.ended.withLock {
            $0 = [LeftStep("work", failures: 0, ended: .init(.completed, at: end, result: "null"))]
        }
        try worker.cancel("t-0")
        #expect(try worker.step("work", of: "t-0").endedAt == worker.now)
        #expect(try worker.faults() == [])
    }

    @Test(arguments: [true, false])
    func `it waits for the steps in flight here and for those left by a former worker`(isGoneFirst: Bool)
        throws
    {
        let worker = try successor(of: ["a", "b"])
        // One of them is taken up again, the other is still looked for.
        outside.gate.open("look-a")
        worker.settle()
        try worker.cancel("t-0")
        try worker.perform(.trigger(task: "t", overlap: nil))
        let steps: [(String, () -> Void)] = [
            ("b", { outside.isGone("t-0") }), ("a", { outside.gate.open("t-0/a") }),
        ]
        for (step, end) in isGoneFirst ? steps : steps.reversed() {
            #expect(try worker.status("t-1") == .scheduled)
            #expect(try worker.step(step, of: "t-0").status == .running)
            #expect(try worker.faults() == [])
            end()
            worker.settle()
        }
        #expect(try worker.status("t-1") == .running)
        for step in ["a", "b"] { #expect(try worker.step(step, of: "t-0").status == .cancelled) }
        #expect(try worker.faults() == [])
    }

    @Test func `the overlap policy tells it to stop, and the next occurrence waits`() throws {
        let worker = try successor(of: ["work"], overlap: .cancelAndRestart)
        worker.advance(by: .seconds(60))
        #expect(try worker.status("t-0") == .cancelled)
        #expect(outside.told.withLock(\.self) == ["t-0 of t"])
        #expect(try worker.status("t-1") == .scheduled)
        outside.isGone("t-0")
        worker.settle()
        #expect(try worker.status("t-1") == .running)
        #expect(try worker.faults() == [])
    }

    @Test(arguments: [true, false])
    func `a cancel that could not be written tells nothing to stop and holds nobody up`(isClaimed: Bool)
        throws
    {
        let worker = try successor(of: ["work"], isClaimed: isClaimed)
        outside.isDiskFull.withLock { $0 = true }
        #expect(throws: ZartError.self) { try worker.cancel("t-0") }
        outside.isDiskFull.withLock { $0 = false }
        #expect(outside.told.withLock(\.self) == [])
        worker.advance(by: .seconds(5))
        outside.gate.open("first-0")
        outside.gate.open("look-work")
        outside.gate.open("t-0/work")
        worker.advance(by: .seconds(5))
        #expect(try worker.status("t-0") == .completed)
        try worker.perform(.trigger(task: "t", overlap: nil))
        #expect(try worker.status("t-1") == .running)
        #expect(try worker.faults() == [])
    }

    @Test
    func `what is left to the next worker fails nothing, though this one has not been told to stop yet`()
        throws
    {
        let isLeft = Mutex(true)
        let worker = try TestWorker {
            $0.registerDurable(
                "h",
                Commands(
                    names: ["a", "b"],
                    work: { _ in if isLeft.withLock(\.self) { throw LeftToNextWorker() } },
                    look: { _ in .running }
                )
            )
        }
        try worker.start("h", id: "x", payload: "in")
        worker.advance(by: .seconds(60))
        #expect(try worker.status("x") == .running)
        #expect(try worker.show("x").runs[0].steps.allSatisfy { $0.kind == .step && $0.status == .running })
        worker.stop(grace: .zero)
        isLeft.withLock { $0 = false }
        try worker.restart()
        #expect(try worker.status("x") == .completed)
        #expect(try worker.show("x").runs[0].steps.allSatisfy { $0.attempts.count == 1 })
        try worker.audit()
    }
}

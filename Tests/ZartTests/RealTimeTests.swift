import Foundation
import Synchronization
import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// A folder of its own, gone at the end.
private func withStore(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("zart-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder.appendingPathComponent("zart.db").path)
}

private func audit(_ path: String) throws {
    let checks = try Doctor(path: path, zones: EngineSettings().zones).examine(
        now: Instant(seconds: 4_000_000_000)
    )
    for check in checks where !check.ok && check.name != "lease" {
        Issue.record(Comment(rawValue: "\(check.name): \(check.detail)"))
    }
}

@Suite(.timeLimit(.minutes(10))) struct RealTimeTests {
    @Test func `a worker on the system's clock ticks, starts, answers and drains`() async throws {
        try await withStore { path in
            let gate = Gate()
            let store = try SQLiteStore(path: path)
            let worker = try Worker.Builder(store: store)
                .registerDurable("h", Script.quick())
                .registerDurable("held", Script.held(gate))
                .registerRecurringDurable(
                    "t",
                    handler: "h",
                    idTemplate: "t-{occurrence}",
                    recurrence: .fixedDelay(.milliseconds(50)),
                    payload: "tick"
                )
                .build()
            let run = Task { try await worker.run() }
            let durable = DurableScheduler(store: store)
            // It may be waited for before it exists.
            let third = try await durable.wait(for: "t-2", timeout: .seconds(150))
            #expect(third.status == .completed && third.result == "\"tick\"")
            let started = try await durable.start("h", id: "mine", payload: "in")
            #expect(started.id == "mine")
            let output: String = try await durable.result(of: "mine", timeout: .seconds(150))
            #expect(output == "in")
            let again = try await durable.start("h", id: "mine", payload: "in")
            #expect(again.status == .completed)

            try await durable.start("held", id: "long", payload: "in")
            await #expect(throws: ZartError.self) {
                try await durable.wait(for: "long", timeout: .milliseconds(50))
            }
            try await durable.cancel("long", reason: "enough")
            let ended = try await durable.wait(for: "long", timeout: .seconds(150))
            #expect(ended.status == .cancelled && ended.error?.contains("enough") == true)
            await #expect(throws: ZartError.self) { let _: String = try await durable.result(of: "long") }

            try await durable.stopRecurring("t")
            #expect(try durable.tasks()[0].state == .stopped)
            run.cancel()
            try await run.value
            try audit(path)
        }
    }

    @Test func `a failure ends the waits of its siblings, on the threads of a program`() async throws {
        try await withStore { path in
            let store = try SQLiteStore(path: path)
            let worker = try Worker.Builder(store: store)
                .registerDurable(
                    "h",
                    Script { _ in
                        async let slow: Void = Durable.sleep("slow", for: .seconds(86_400))
                        async let never: String = Durable.waitForEvent("never")
                        async let again: Void = Durable.step(
                            "again",
                            retry: .fixed(9, delay: .seconds(86_400))
                        ) {
                            throw Trouble("not yet")
                        }
                        async let bad: Void = Durable.step("bad") {
                            try await Task.sleep(for: .milliseconds(20))
                            throw Trouble("broken")
                        }
                        try await bad
                        try await again
                        return try await (slow, never).1
                    }
                )
                .registerRecurringDurable(
                    "t",
                    handler: "h",
                    idTemplate: "t-{occurrence}",
                    recurrence: .fixedDelay(.seconds(3_600)),
                    payload: "in"
                )
                .build()
            let run = Task { try await worker.run() }
            let durable = DurableScheduler(store: store)
            // Alone, so that its messages are drained on its own threads, and then many side by side.
            let alone = try await durable.wait(for: "t-0", timeout: .seconds(60))
            #expect(alone.error == "step 'bad' failed: broken")
            let ids = (0..<20).map { "x-\($0)" }
            for id in ids { try await durable.start("h", id: id, payload: "in") }
            for id in ids {
                let ended = try await durable.wait(for: id, timeout: .seconds(60))
                #expect(ended.error == "step 'bad' failed: broken")
            }
            run.cancel()
            try await run.value
            try audit(path)
        }
    }

    @Test func `a program is told of what happens, in order`() async throws {
        try await withStore { path in
            let log = Log()
            let store = try SQLiteStore(path: path)
            let worker = try Worker.Builder(store: store)
                .registerDurable("h", Script { _ in try await Durable.step("one") { "done" } })
                .registerRecurringDurable(
                    "t",
                    handler: "h",
                    idTemplate: "t-{occurrence}",
                    recurrence: .fixedDelay(.seconds(3_600)),
                    payload: "in"
                )
                .logging(log.add)
                .build()
            let run = Task { try await worker.run() }
            let durable = DurableScheduler(store: store)
            _ = try await durable.wait(for: "t-0", timeout: .seconds(60))
            run.cancel()
            try await run.value
            let told = log.all.filter { $0.level != .debug }
            let events = [
                "task-registered", "worker-started", "execution-started", "execution-completed", "draining",
                "worker-stopped",
            ]
            #expect(told.map(\.event) == events)
            #expect(told.dropFirst(2).prefix(2).allSatisfy { $0.execution == "t-0" })
            #expect(log["step-completed"].map(\.step) == ["one"])
        }
    }

    @Test func `a payload is read by its task's handler, not by another one that has the task's name`()
        async throws
    {
        try await withStore { path in
            let store = try SQLiteStore(path: path)
            let worker = try Worker.Builder(store: store)
                .registerDurable("t", Script.quick())
                .registerDurable("ordered", Ordered())
                .registerRecurringDurable(
                    "t",
                    handler: "ordered",
                    idTemplate: "t-{occurrence}",
                    recurrence: .cron("0 0 1 1 *", timezone: "UTC"),
                    overlap: .alwaysStart,
                    payload: Order4(count: 1, name: "a")
                )
                .build()
            let run = Task { try await worker.run() }
            let durable = DurableScheduler(store: store)
            while try durable.tasks().isEmpty { await Task.yield() }
            try await durable.trigger("t")
            let error = await #expect(throws: ZartError.self) {
                try await durable.start("t", id: "x", payload: "in")
            }
            #expect(error?.message.contains("not for handler 'ordered'") == true)
            try await durable.start("t", id: "x", payload: Order4(count: 2, name: "b"))
            #expect(try await durable.wait(for: "x", timeout: .seconds(150)).result == "2")
            await #expect(throws: ZartError.self) { try await durable.start("ordered", id: "y", payload: 7) }
            worker.stop()
            try await run.value
            try audit(path)
        }
    }

    @Test func `orders from a scheduler of another store object reach the worker through the file`()
        async throws
    {
        try await withStore { path in
            let worker = try Worker.Builder(store: try SQLiteStore(path: path))
                .registerDurable("h", Script.quick())
                .registerRecurringDurable(
                    "t",
                    handler: "h",
                    idTemplate: "t-{occurrence}",
                    recurrence: .cron("0 0 1 1 *", timezone: "UTC"),
                    payload: "tick"
                )
                .build()
            let run = Task { try await worker.run() }
            let other = DurableScheduler(store: try SQLiteStore(path: path))
            while try other.tasks().isEmpty { await Task.yield() }
            let started = try await other.trigger("t")
            #expect(started.id == "t-0")
            #expect(try await other.wait(for: "t-0", timeout: .seconds(150)).status == .completed)
            await #expect(throws: ZartError.self) { try await other.cancel("t-0") }
            worker.stop()
            try await run.value
            try audit(path)
        }
    }

    @Test func `a lone execution's steps are committed on the engine's queue, whatever thread does it`()
        async throws
    {
        try await withStore { path in
            let store = try SQLiteStore(path: path)
            let builder = Worker.Builder(store: store)
                .registerDurable(
                    "h",
                    Script { _ in
                        var sum = 0
                        for number in 0..<50 { sum += try await Durable.step("s\(number)") { number } }
                        return "\(sum)"
                    }
                )
            let worker = try builder.build()
            let engine = worker.makeEngine()
            let strays = Counter()
            let queue = engine.queue
            store.faults = { _ in
                dispatchPrecondition(condition: .onQueue(queue))
                strays.add("statement")
            }
            try engine.beginNow()
            let durable = DurableScheduler(store: store)
            try await durable.start("h", id: "x", payload: "in")
            let sum: String = try await durable.result(of: "x", timeout: .seconds(150))
            #expect(sum == "1225")
            #expect(strays["statement"] > 100)
            engine.requestStop(grace: .zero)
            engine.settle()
            try audit(path)
        }
    }
}

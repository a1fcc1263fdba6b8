import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite

/// Orders to a worker on the machine's clock whose disk is full.
@Suite(.serialized, .timeLimit(.minutes(10))) struct FullDiskAnswerTests {
    @Test func `an order that could not be made durable is answered so, and changed nothing`() async throws {
        let disk = try Disk()
        let store = try SQLiteStore(path: disk.folder.path + "/test.db")
        let worker = try Work().register(in: Worker.Builder(store: store)).build()
        let scheduler = DurableScheduler(store: store)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await worker.run() }
            for round in 0..<3 {
                try await Self.start("before-\(round)", scheduler)
                disk.fail(.full, after: 0, length: 1_000_000)
                let error = await #expect(throws: ZartError.self) {
                    try await scheduler.start("plain", id: "refused-\(round)", payload: "plain")
                }
                #expect(error?.code == .storage)
                disk.mend()
            }
            try await Self.start("after", scheduler)
            let facts = try Facts.read(scheduler)
            for round in 0..<3 {
                #expect(facts.contains("before-\(round) is there"))
                #expect(!facts.contains("refused-\(round) is there"))
            }
            worker.stop(grace: .zero)
            try await group.waitForAll()
        }
    }

    /// Starts an execution as soon as the worker takes one.
    private static func start(_ id: String, _ scheduler: DurableScheduler) async throws {
        // Beside hundreds of other tests the worker's own task may wait for its thread for minutes.
        let deadline = ContinuousClock.now + .seconds(300)
        while true {
            do {
                try await scheduler.start("plain", id: id, payload: "plain")
                return
            } catch {
                guard ContinuousClock.now < deadline else { throw error }
                try await Task.sleep(for: .milliseconds(5))
            }
        }
    }
}

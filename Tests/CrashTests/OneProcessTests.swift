import BusyWork
import Glibc
import SelfTest
import TestProcess
import Testing
import Zart
import ZartSQLite

/// A worker and those who give orders, all in one process on one store.
@Suite(.timeLimit(.minutes(10)))
struct OneProcessTests {
    @Test func `a worker told to stop before it begins, or just then, ends`() async throws {
        let folder = try Folder()
        let store = try SQLiteStore(path: folder.file("stop.db"))
        for _ in 0..<200 {
            let worker = try Workload.handlers(
                in: Worker.Builder(store: store),
                journal: Journal(path: folder.file("journal"))
            ).build()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await worker.run() }
                group.addTask { worker.stop() }
                try await group.waitForAll()
            }
        }
    }

    @Test func `orders given while a worker begins in the same process are kept apart from it`() async throws
    {
        let folder = try Folder()
        await #expect(processExitsWith: .success) {
            [database = folder.file("one.db") as String, journal = folder.file("journal") as String] in
            let store = try SQLiteStore(path: database)
            let scheduler = DurableScheduler(store: store)
            for round in 0..<20 {
                let worker = try Workload.register(
                    in: Worker.Builder(store: store),
                    journal: Journal(path: journal)
                ).build()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await worker.run() }
                    for one in 0..<4 {
                        group.addTask {
                            // Refused without a worker, for the handler is known to it only; never lost.
                            while (try? await scheduler.start(
                                "asked",
                                id: "order-\(round)-\(one)",
                                payload: 1
                            )) == nil {
                                await Task.yield()
                            }
                            _ = try await scheduler.wait(for: "order-\(round)-\(one)", timeout: .seconds(20))
                        }
                    }
                    for _ in 0..<4 { try await group.next() }
                    worker.stop()
                    try await group.waitForAll()
                }
            }
        }
        var audit = try Audit(
            database: folder.file("one.db"),
            journal: Journal.Record(path: folder.file("journal"))
        )
        let faults = try audit.examine().filter { !$0.contains("is still") }
        #expect(faults.isEmpty, "\(faults)")
        #expect(audit.completedSteps >= 160)
    }
}

internal import Zart
internal import ZartCore
internal import ZartSQLite

/// A worker that lets everything come to its end.
package enum FinishingWorker {
    /// Stops every task, works until nothing is left open, and drains; false when that takes more than the limit.
    ///
    /// Executions that wait for the event `go` are given it, with the number in their id.
    package static func run(
        database: String,
        journal path: String,
        gates: [Int] = [],
        within limit: Duration = .seconds(30)
    ) async throws -> Bool {
        let store = try SQLiteStore(path: database)
        let worker = try Workload.register(in: Worker.Builder(store: store), journal: Journal(path: path))
            .build()
        let scheduler = DurableScheduler(store: store)
        return try await withThrowingTaskGroup(of: Bool?.self) { group in
            group.addTask {
                try await worker.run()
                return nil
            }
            group.addTask {
                defer { worker.stop() }
                let deadline = ContinuousClock.now + limit
                // Until the tasks are registered by this worker, at the latest.
                for task in Workload.tasks {
                    while try scheduler.tasks().first(where: { $0.name == task })?.state != .stopped {
                        guard ContinuousClock.now < deadline else { return false }
                        try? await scheduler.stopRecurring(task)
                    }
                }
                // Refused by those that are not there, or have ended.
                for gate in gates { try? await scheduler.offerEvent("go", to: "gate-\(gate)", payload: gate) }
                while true {
                    let open = try [ExecutionStatus.scheduled, .running].contains {
                        try !scheduler.executions(status: $0, limit: 1).isEmpty
                    }
                    if !open { return true }
                    guard ContinuousClock.now < deadline else { return false }
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
            var isDone = false
            for try await outcome in group { isDone = outcome ?? isDone }
            return isDone
        }
    }
}

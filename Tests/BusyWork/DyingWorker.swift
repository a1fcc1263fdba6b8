internal import Glibc
internal import SelfTest
internal import Synchronization
internal import Zart
package import ZartCore
internal import ZartSQLite

/// A worker on the machine's clock that kills its own process at a fault point.
package enum DyingWorker {
    /// Works, and gives orders, until the process dies at the point for the `hit`th time.
    ///
    /// Returns only when that does not happen within ten seconds.
    package static func run(database: String, journal path: String, at point: FaultPoint, hit: Int)
        async throws
    {
        let journal = try Journal(path: path)
        let store = try SQLiteStore(path: database)
        let hits = Atomic<Int>(0)
        var builder = Workload.register(in: Worker.Builder(store: store), journal: journal)
        builder.settings.faultPoint = { reached in
            guard reached == point else { return }
            if hits.add(1, ordering: .relaxed).newValue == hit { kill(getpid(), SIGKILL) }
        }
        let worker = try builder.build()
        let scheduler = DurableScheduler(store: store)
        // Long enough to become the worker, beside orders that are carried out without one, and to have a step in
        // flight when it is told to drain.
        let life = point == .draining ? Duration.milliseconds(1_500) : .seconds(10)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await worker.run() }
            group.addTask { await giveOrders(to: scheduler, journal: journal, for: life) }
            group.addTask {
                // How long it lives if the fault point does not come: nothing waits for this moment.
                try await Task.sleep(for: life)
                worker.stop(grace: .seconds(5))
            }
            try await group.waitForAll()
        }
    }

    /// Pauses everything now and then, for a moment, and has instants skipped.
    private static func hold(_ scheduler: DurableScheduler, _ number: Int) async throws {
        switch number % 12 {
        case 4: try await scheduler.skip("pulse", next: 2)
        case 7: try await scheduler.pauseAll()
        case 9: try? await scheduler.resumeAll()
        default: break
        }
    }

    /// Starts executions, cancels every third of them and restarts every fifth, noting what was acknowledged.
    private static func giveOrders(
        to scheduler: DurableScheduler,
        journal: Journal,
        for life: Duration
    ) async {
        let end = ContinuousClock.now + life
        var number = 0
        while ContinuousClock.now < end {
            number += 1
            let id = "order-\(getpid())-\(number)"
            do {
                try await scheduler.start("asked", id: id, payload: 20)
                journal.acknowledged("start", id)
                if number.isMultiple(of: 3) {
                    try await scheduler.cancel(id)
                    journal.acknowledged("cancel", id)
                } else if number.isMultiple(of: 5) {
                    _ = try await scheduler.wait(for: id, timeout: .seconds(5))
                    try await scheduler.restart(id)
                    journal.acknowledged("restart", id)
                }
                try await hold(scheduler, number)
                // The pace of the orders: it leaves the worker time for its own ticks between them.
                try await Task.sleep(for: .milliseconds(15))
            } catch {
                // Not acknowledged, and so not promised: the worker has not begun, or stops.
                await Task.yield()
            }
        }
    }
}

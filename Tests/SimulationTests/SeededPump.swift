import Synchronization

/// Runs handlers one piece at a time, in an order that the seed chooses.
final class SeededPump: TaskExecutor {
    private let jobs = Mutex<[UnownedJob]>([])

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
    }

    var count: Int { jobs.withLock { $0.count } }

    /// Runs the piece at that place among those that wait.
    func run(at index: Int) {
        let job = jobs.withLock { $0.remove(at: index) }
        job.runSynchronously(on: asUnownedTaskExecutor())
    }
}

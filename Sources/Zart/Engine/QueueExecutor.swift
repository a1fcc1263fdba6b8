package import Dispatch

/// Runs an actor on a serial background Dispatch queue.
///
/// `DispatchSerialQueue`, which would do, does not exist on Linux (swift-corelibs-libdispatch #848). The queue has
/// a target, since one without would get a thread of its own from the overcommit pool for every burst of work.
package final class QueueExecutor: SerialExecutor {
    package let queue: DispatchQueue

    /// Creates the executor and its queue.
    package init(label: String) {
        queue = DispatchQueue(label: label, target: .global(qos: .userInitiated))
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    package func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    package func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}

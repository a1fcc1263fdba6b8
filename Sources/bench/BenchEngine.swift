internal import Dispatch
internal import JobRunner
internal import Synchronization
internal import Timetable
internal import Zart
internal import ZartCore
internal import ZartSQLite

/// A worker in this process, as a program that links the library has it.
final class BenchEngine: Sendable {
    let store: SQLiteStore
    let scheduler: DurableScheduler
    private let worker: Worker
    private let ended = DispatchSemaphore(value: 0)
    private let failure = Mutex<ZartError?>(nil)

    /// Starts the worker and returns when it works.
    init(
        _ path: String,
        _ options: BenchOptions,
        runner: JobRunner? = nil,
        _ register: (Worker.Builder) -> Worker.Builder
    ) throws {
        store = try SQLiteStore(path: path)
        store.durability = options.durability
        scheduler = DurableScheduler(store: store)
        let begun = DispatchSemaphore(value: 0)
        let registered = try register(Worker.Builder(store: store)).build()
        worker = (runner?.install(in: registered) ?? registered).configured { settings in
            settings.upkeep = { if case .began = $0 { begun.signal() } }
        }
        Task { [self] in
            do throws(ZartError) {
                try await worker.run()
            } catch {
                failure.withLock { $0 = error }
                begun.signal()
            }
            ended.signal()
        }
        begun.wait()
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    /// Stops the worker and returns when it has stopped.
    func stop() throws {
        worker.stop()
        ended.wait()
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    /// Does asynchronous work and waits for it on this thread.
    static func wait(_ work: @escaping @Sendable () async throws -> Void) throws {
        let done = DispatchSemaphore(value: 0)
        let failure = Mutex<(any Error)?>(nil)
        Task {
            do { try await work() } catch { failure.withLock { $0 = error } }
            done.signal()
        }
        done.wait()
        if let error = failure.withLock({ $0 }) { throw error }
    }
}

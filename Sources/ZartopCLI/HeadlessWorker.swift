internal import Dispatch
internal import Glibc
internal import Synchronization
internal import Zart
internal import ZartCore

/// `--no-ui`: the engine without a terminal.
///
/// Blocks the main thread until the worker has drained.
struct HeadlessWorker {
    private let settings: Settings
    private let worker: Worker

    init(_ settings: Settings, _ worker: Worker) {
        self.settings = settings
        self.worker = worker
    }

    /// Works until SIGTERM or SIGINT, the second of which gives up at once what is in flight.
    func run() throws(ProgramFailure) -> Int32 {
        let sink = LogSink(settings)
        defer { sink.finish() }
        let notice = ServiceNotice(Surroundings.process().variable)
        let served = try ServedWorker(worker, settings) { engine in
            engine.log = { [log = engine.log] event in
                log?(event)
                sink.take(event)
                notice?.take(event)
            }
            engine.committed = { _ in notice?.committed() }
        }
        let feed = try JobFeed(settings, worker.store, .process()) { sink.take($0) }
        if let feed { try feed.begin() }
        let metrics = settings.metricsFile.map { path in
            MetricsFile(path, database: worker.store.location, .process()) { sink.take($0) }
        }
        do throws(CommandFailure) {
            try metrics?.begin()
        } catch {
            throw ProgramFailure(error.status, error.message)
        }
        let signals = SignalCalls([SIGTERM, SIGINT]) { count in
            notice?.stopping()
            served.stop(again: count > 1)
        }
        // Without a job file there is nothing to reload, and SIGHUP keeps its usual meaning.
        let reloads = feed.map { feed in SignalCalls([SIGHUP]) { _ in feed.reload() } }
        if settings.isWatching { feed?.watchFile() }
        let result = Blocking.run { () async throws(ZartError) in try await served.worker.run() }
        metrics?.end()
        feed?.end()
        reloads?.end()
        signals.end()
        if case .failure(let error) = result { throw ProgramFailure(error) }
        return ExitStatus.done.rawValue
    }
}

extension Settings {
    /// Has the engine conduct itself as the options say.
    func apply(to engine: inout EngineSettings) {
        if let concurrency { engine.concurrency = max(1, concurrency) }
        if let poisonAfter { engine.poisonAfter = max(1, poisonAfter) }
    }
}

/// Signals as calls, with how many have come.
final class SignalCalls: Sendable {
    // Dispatch sources may be used from any thread, but are not declared so on this platform.
    private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

    /// Returns when the signals are really caught: one that came before would end the process.
    init(_ signals: [Int32], _ came: @escaping @Sendable (Int) -> Void) {
        let counted = Counted(came)
        let armed = DispatchSemaphore(value: 0)
        let queue = DispatchQueue(label: "zartop.signals", target: .global(qos: .userInitiated))
        sources = signals.map { signal in
            let source = DispatchSource.makeSignalSource(signal: signal, queue: queue)
            source.setEventHandler { counted.came() }
            source.setRegistrationHandler { armed.signal() }
            source.resume()
            return source
        }
        for _ in sources { armed.wait() }
    }

    func end() {
        for source in sources { source.cancel() }
    }

    private final class Counted: Sendable {
        private let count = Atomic<Int>(0)
        private let stop: @Sendable (Int) -> Void

        init(_ stop: @escaping @Sendable (Int) -> Void) {
            self.stop = stop
        }

        func came() { stop(count.add(1, ordering: .relaxed).newValue) }
    }
}

/// Waiting on a thread for work of the concurrent pool.
enum Blocking {
    /// Runs the work and blocks the calling thread until it is done.
    static func run<T: Sendable>(_ work: @escaping @Sendable () async throws(ZartError) -> T) -> Result<
        T, ZartError
    > {
        let done = DispatchSemaphore(value: 0)
        let outcome = Outcome<T>()
        Task {
            let result: Result<T, ZartError>
            do throws(ZartError) {
                result = .success(try await work())
            } catch {
                result = .failure(error)
            }
            outcome.result.withLock { $0 = result }
            done.signal()
        }
        done.wait()
        return outcome.result.withLock { $0 }
            ?? .failure(ZartError(.storage, "the work ended without a result"))
    }

    private final class Outcome<T: Sendable>: Sendable {
        let result = Mutex<Result<T, ZartError>?>(nil)
    }
}

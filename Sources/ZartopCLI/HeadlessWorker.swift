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
        let worker = worker.configured { engine in
            settings.apply(to: &engine)
            engine.log = { sink.take($0) }
        }
        let grace = settings.grace
        let signals = StopSignals { count in
            worker.stop(grace: count > 1 ? .zero : grace)
        }
        defer { signals.end() }
        let result = Blocking.run { () async throws(ZartError) in try await worker.run() }
        sink.finish()
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

    /// How long steps in flight may take to end when the worker is told to stop.
    var grace: Duration {
        switch drain {
        case nil: Worker.defaultGrace
        // As long as it takes: a second signal ends it.
        case .finish: .seconds(365 * 86_400)
        case .leave, .cancel: .zero
        }
    }
}

/// SIGTERM and SIGINT as calls, with how many have come.
final class StopSignals: Sendable {
    // Dispatch sources may be used from any thread, but are not declared so on this platform.
    private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

    /// Returns when the signals are really caught: one that came before would end the process.
    init(_ stop: @escaping @Sendable (Int) -> Void) {
        let counted = Counted(stop)
        let armed = DispatchSemaphore(value: 0)
        let queue = DispatchQueue(label: "zartop.signals", target: .global(qos: .userInitiated))
        sources = [SIGTERM, SIGINT].map { signal in
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

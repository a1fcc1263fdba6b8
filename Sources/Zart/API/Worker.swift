internal import Synchronization
internal import Timetable
public import ZartCore

/// A process's part in driving recurring durable executions: it ticks, claims and runs what it has handlers for.
///
/// Several workers may be run on one store: one works, the others stand by and take over the moment it dies.
public final class Worker: Sendable {
    package let store: any Store
    package let settings: EngineSettings
    private let handlers: [Handler]
    private let functions: [PlainFunction]
    private let registrations: [TaskSpec]
    private let conducts: [String: String]
    private let timeline: (any Timeline)?
    private let handlerExecutor: (any TaskExecutor)?
    private let life = Mutex(Life.ready(isStopAsked: false))

    private enum Life {
        /// Has not been run; what it was asked to meanwhile still counts.
        case ready(isStopAsked: Bool)
        case running(Engine)
        case over
    }

    private init(_ other: Worker, settings: EngineSettings, handlers: [Handler]) {
        store = other.store
        self.settings = settings
        self.handlers = handlers
        functions = other.functions
        registrations = other.registrations
        conducts = other.conducts
        timeline = other.timeline
        handlerExecutor = other.handlerExecutor
    }

    /// The same worker with other settings.
    package func configured(_ change: (inout EngineSettings) -> Void) -> Worker {
        var settings = settings
        change(&settings)
        return Worker(self, settings: settings, handlers: handlers)
    }

    /// The same worker with one more handler, unless it has one of that name.
    package func registering(
        _ name: String,
        _ execution: some DurableExecution,
        timeout: @escaping @Sendable (_ definition: String?) -> Duration?,
        stopTime: @escaping @Sendable (_ definition: String?) -> Duration = { _ in .zero }
    ) -> Worker {
        guard !handlers.contains(where: { $0.name == name }) else { return self }
        let handler = Handler(name, execution, timeout: timeout, stopTime: stopTime)
        return Worker(self, settings: settings, handlers: handlers + [handler])
    }

    init(_ builder: Builder, registrations: [TaskSpec]) {
        store = builder.store
        settings = builder.settings
        handlers = builder.handlers
        functions = builder.functions
        timeline = builder.timeline
        handlerExecutor = builder.handlerExecutor
        self.registrations = registrations
        conducts = builder.conducts
    }

    /// Works until ``stop(grace:)`` is called or the calling task is cancelled, either of which drains: no new work
    /// is taken, steps in flight may end, and what is left goes on with the next worker.
    ///
    /// - Throws: a ``ZartError`` when the store cannot be used, or a task cannot be registered in it.
    public func run() async throws(ZartError) {
        let engine = makeEngine()
        let isStopAsked = life.withLock { life in
            defer { life = .running(engine) }
            return if case .ready(true) = life { true } else { false }
        }
        defer { life.withLock { $0 = .over } }
        if isStopAsked { return }
        let result = await withTaskCancellationHandler {
            await engine.run()
        } onCancel: {
            engine.port.post(.stop(grace: Self.defaultGrace))
        }
        try result.get()
    }

    /// An engine that has not begun.
    package func makeEngine() -> Engine {
        let executor = QueueExecutor(label: "zart.engine")
        return Engine(
            store: store,
            settings: settings,
            executor: executor,
            timeline: timeline ?? SystemTimeline(queue: executor.queue),
            handlers: handlers,
            functions: functions,
            registrations: registrations,
            conducts: conducts,
            handlerExecutor: handlerExecutor
        )
    }

    /// Asks a running worker to drain.
    ///
    /// Returns at once; ``run()`` returns when it is done, and does not begin when it was asked before.
    ///
    /// A second call with a shorter grace shortens it; zero gives up at once what is in flight.
    public func stop(grace: Duration = .seconds(10)) {
        life.withLock { life in
            switch life {
            case .ready: life = .ready(isStopAsked: true)
            case .running(let engine): engine.port.post(.stop(grace: grace))
            case .over: break
            }
        }
    }

    /// How long steps in flight may take to end when the worker is told to stop.
    public static let defaultGrace = Duration.seconds(10)

    /// The names of the tasks this worker registers.
    package var taskNames: [String] { registrations.map(\.name) }
}

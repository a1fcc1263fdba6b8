internal import Dispatch
internal import JobRunner
internal import Zart
internal import ZartCore

/// A worker that also runs the tasks of job files, and how it is stopped.
struct ServedWorker: Sendable {
    let worker: Worker
    private let runner: JobRunner
    private let drain: Drain?

    /// Adds the handler of job files to a worker, and what the options say.
    init(
        _ worker: Worker,
        _ settings: Settings,
        configure: (inout EngineSettings) -> Void
    ) throws(ProgramFailure) {
        let runner: JobRunner
        do {
            runner = try JobRunner(database: worker.store.location)
        } catch {
            throw ProgramFailure(.ourFault, "commands cannot be run: \(error)")
        }
        let store = worker.store
        self.worker = runner.install(in: worker).configured { engine in
            settings.apply(to: &engine)
            let zones = engine.zones
            engine.hook = { try await runner.tell($0) }
            engine.killable = JobRunner.handlers
            runner.configure(&engine, of: store, zones: zones)
            configure(&engine)
        }
        self.runner = runner
        drain = settings.drain
    }

    /// Stops the worker; commands are left to the next one unless the options say otherwise.
    ///
    /// Asked again, it gives up at once what is in flight.
    func stop(again: Bool = false) {
        switch again ? .leave : drain {
        case nil:
            worker.stop()
            runner.leaveCommands()
        case .leave:
            worker.stop(grace: .zero)
            runner.leaveCommands()
        case .finish: finish()
        case .cancel:
            worker.stop(grace: Self.asLongAsItTakes)
            DispatchQueue(label: "zartop.cancel").async { [self] in
                runner.cancelCommands()
                worker.stop(grace: .zero)
            }
        }
    }

    /// Stops the worker once what is in flight has ended, commands too.
    func finish() { worker.stop(grace: Self.asLongAsItTakes) }

    /// A second signal ends it.
    private static let asLongAsItTakes = Duration.seconds(365 * 86_400)
}

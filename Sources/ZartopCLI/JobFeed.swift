internal import Dispatch
internal import Jobs
internal import Synchronization
internal import Zart
internal import ZartCore

/// The job file of a worker: applied before it begins, on SIGHUP, and whenever it is saved where that is asked for.
final class JobFeed: Sendable {
    /// As people call it.
    private let name: String
    private let store: any Store
    private let surroundings: Surroundings
    private let scheduler: DurableScheduler
    private let queue = DispatchQueue(label: "zartop.jobs", target: .global(qos: .utility))
    private let tell: @Sendable (LogEvent) -> Void
    private let watch = Mutex<FileSave?>(nil)
    /// What a file that was found said when it was looked at, and shown if need be.
    private let agreed: JobSource?

    /// The file that the settings name, or one that is found; nil if there is none.
    ///
    /// One that is found and that the database does not know, or that would stop tasks, is applied only where `mayApply`
    /// says yes; without a terminal to ask on nobody has written the file by the way, and one that is known is applied.
    ///
    /// - Throws: when there is no terminal and the database does not know it.
    init?(
        _ settings: Settings,
        _ store: any Store,
        _ surroundings: Surroundings,
        tell: @escaping @Sendable (LogEvent) -> Void,
        mayApply: (JobSource, JobPlan, _ isKnown: Bool) -> Bool = { _, _, _ in false }
    ) throws(ProgramFailure) {
        self.store = store
        self.surroundings = surroundings
        scheduler = DurableScheduler(
            forCommandsOf: store,
            actor: surroundings.actor,
            terminal: surroundings.terminal
        )
        self.tell = tell
        if let given = settings.jobs {
            name = given
            agreed = nil
            return
        }
        // Not to have one is no mistake here.
        guard let found = try? JobSource.find(nil, variable: surroundings.variable) else { return nil }
        name = found
        let registered = try Self.registered(store, surroundings)
        let path = TextSource.absolute(found)
        let isKnown = path.map { path in registered.contains { $0.source == .file(path) } } ?? false
        guard !settings.isHeadless else {
            guard !isKnown else {
                agreed = nil
                return
            }
            throw ProgramFailure(
                .refused,
                "'\(found)' is here, but this database does not know it: name it with --jobs \(found), or start elsewhere"
            )
        }
        let source = try Self.read(found, surroundings, tell)
        let plan = source.plan(registered, surroundings)
        guard isKnown && plan.count(.removed) == 0 || mayApply(source, plan, isKnown) else { return nil }
        agreed = source
    }

    private static func registered(
        _ store: any Store,
        _ surroundings: Surroundings
    ) throws(ProgramFailure) -> [RegisteredTask] {
        do {
            return try store.makeReader(zones: surroundings.zones).registrations(at: surroundings.now())
        } catch {
            throw ProgramFailure(error.asZartError)
        }
    }

    // MARK: Applying

    /// Makes the file's tasks so, before a worker begins that may take over from one that does not answer.
    ///
    /// Of a file that was shown it is what was shown.
    ///
    /// - Throws: as ``apply()``, but where nobody answers: the order is on record, and this worker's once it takes over.
    func begin() throws(ProgramFailure) {
        do throws(ProgramFailure) {
            guard let agreed else { return try apply() }
            try apply(agreed)
            if try read().file.tasks.map(\.applied) != agreed.file.tasks.map(\.applied) {
                say(
                    .warn,
                    "jobs-changed",
                    "\(name) has changed since it was shown: save it again to have it applied"
                )
            }
        } catch {
            guard error.status == .timedOut else { throw error }
            say(.warn, "jobs-recorded", "\(name): \(error.message)")
        }
    }

    /// Makes the file's tasks so; what is so already is no order.
    ///
    /// - Throws: when the file is wrong, which is told line by line first, or cannot be applied; nothing is changed then.
    func apply() throws(ProgramFailure) { try apply(read()) }

    private func apply(_ source: JobSource) throws(ProgramFailure) {
        let registered = try Self.registered(store, surroundings)
        let tasks = source.file.tasks.map(\.applied)
        let plan = source.plan(registered, surroundings)
        let known = Dictionary(registered.map { ($0.spec.name, $0) }, uniquingKeysWith: { first, _ in first })
        if !plan.changesSomething, tasks.allSatisfy({ known[$0.spec.name]?.isAlready($0) ?? false }) {
            let stopped = plan.count(.stopped)
            let rest = stopped > 0 ? "\(stopped) stays stopped, " : ""
            return say(.info, "jobs-applied", "\(name): applied: \(rest)\(plan.count(.unchanged)) unchanged")
        }
        let order = Order(
            .apply(source: .file(source.path), tasks: tasks, former: plan.former),
            actor: surroundings.actor,
            terminal: surroundings.terminal,
            reason: nil
        )
        let result = Blocking.run { [scheduler] () async throws(ZartError) in
            try await scheduler.perform(order)
        }
        let answer = try ProgramFailure.wrap { () throws(ZartError) in try result.get() }
        switch answer.refusal {
        case nil:
            say(.info, "jobs-applied", "\(name): \(answer.message)")
            for entry in plan.ended {
                say(.warn, "jobs-applied", "task '\(entry.task)' has no instant to come")
            }
            for loss in plan.losses { say(.warn, "jobs-applied", loss) }
        case .invalid: throw ProgramFailure(.wrongUsage, "\(name): \(answer.message)")
        case .notFound, .refused: throw ProgramFailure(.refused, "\(name): \(answer.message)")
        case .storage: throw ProgramFailure(.ourFault, answer.message)
        }
    }

    private func read() throws(ProgramFailure) -> JobSource { try Self.read(name, surroundings, tell) }

    private static func read(
        _ name: String,
        _ surroundings: Surroundings,
        _ tell: (LogEvent) -> Void
    ) throws(ProgramFailure) -> JobSource {
        let result: Result<JobSource, JobFileError>
        do {
            result = try JobSource.read(name, zones: surroundings.zones)
        } catch {
            throw ProgramFailure(error.status, error.message)
        }
        switch result {
        case .success(let source): return source
        case .failure(let error):
            for line in error.lines {
                tell(LogEvent(at: surroundings.now(), level: .error, event: "jobs-refused", message: line))
            }
            throw ProgramFailure(.wrongUsage, "\(name) is wrong, see above: nothing was changed")
        }
    }

    private func say(_ level: LogEvent.Level, _ event: String, _ message: String) {
        tell(LogEvent(at: surroundings.now(), level: level, event: event, message: message))
    }

    // MARK: Later

    /// Reads and applies the file again; what is wrong is told and changes nothing.
    func reload() {
        queue.async { [self] in
            do throws(ProgramFailure) {
                try apply()
            } catch {
                say(.error, "jobs-refused", error.message)
            }
        }
    }

    /// Reloads from now on whenever the file is saved.
    func watchFile() {
        watch.withLock { [self] in $0 = FileSave(name, queue: queue) { [weak self] in self?.reload() } }
    }

    /// Returns when nothing is reloaded any more.
    func end() {
        watch.withLock { $0 = nil }
        queue.sync {}
    }
}

extension RegisteredTask {
    /// Whether it is word for word what a file says.
    fileprivate func isAlready(_ task: AppliedTask) -> Bool {
        var wanted = task.spec
        wanted.was = nil
        return spec == wanted && definition == task.definition.body && conduct == task.conduct
    }
}

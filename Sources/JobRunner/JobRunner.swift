internal import Dispatch
internal import Jobs
package import Shell
internal import Synchronization
package import Zart

/// Runs the executions of tasks from job files: each command under a supervisor that outlives the worker.
///
/// A process has one for each database it works on.
package final class JobRunner: Sendable {
    let shell: Shell
    let folders: AttemptFolders
    let hooks: HookFolders
    let departures: Departures
    /// What every command is given.
    let inherited: [String: String]
    /// Where files are touched and commands are started: none of it is for the pool that handlers share.
    let queue = DispatchQueue(label: "zartop.commands", attributes: .concurrent)
    private let waits = Mutex(Waits())

    private struct Waits {
        /// Set once the worker stops.
        var closing: Closing?
        var all: [ObjectIdentifier: CommandWait] = [:]
    }

    /// Makes one for the database at that path; commands inherit this process's variables.
    ///
    /// - Throws: when the machine has no descriptor left.
    package init(database: String) throws(ShellError) {
        shell = try Shell()
        folders = AttemptFolders(database: database)
        hooks = HookFolders(beside: folders)
        departures = Departures(folders)
        // What a service manager tells the worker is not for its commands.
        inherited = Self.ownVariables().filter { !Self.servicing.contains($0.key) }
    }

    private static let servicing: Set = ["NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC"]

    /// The variables this process was started with.
    private static func ownVariables() -> [String: String] {
        guard case .success(let bytes) = SmallFile.read("/proc/self/environ") else { return [:] }
        let pairs = bytes.split(separator: 0).map {
            $0.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        }
        return Dictionary(
            pairs.filter { $0.count == 2 }.map {
                (String(decoding: $0[0], as: UTF8.self), String(decoding: $0[1], as: UTF8.self))
            },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The handlers whose steps are commands.
    package static let handlers: Set<String> = [JobFile.handler]

    /// The same worker, with the handler of tasks from job files.
    package func install(in worker: Worker) -> Worker {
        worker.registering(JobFile.handler, JobExecution(runner: self)) { definition in
            definition.flatMap { JobDefinition(json: $0) }?.timeout?.duration
        } stopTime: { definition in
            definition.flatMap { JobDefinition(json: $0) }?.longestGrace ?? .zero
        }
    }

    // MARK: Stopping

    private enum Closing {
        case leave, cancel
    }

    /// Whether commands are no longer waited for.
    var isClosing: Bool { waits.withLock { $0.closing != nil } }

    /// Lets every command go on without this worker; the next one adopts it.
    package func leaveCommands() {
        for wait in close(.leave) { wait.leave() }
    }

    /// Has every command stopped, and returns when nothing of them is left; the next worker starts them again.
    ///
    /// Blocks the thread.
    package func cancelCommands() {
        let gone = DispatchGroup()
        for wait in close(.cancel) {
            gone.enter()
            wait.run.whenEnded { _ in gone.leave() }
            wait.cancel()
        }
        gone.wait()
    }

    private func close(_ how: Closing) -> [CommandWait] {
        waits.withLock { waits in
            waits.closing = how
            return Array(waits.all.values)
        }
    }

    /// Waits for the end of a command; nil when it is left to the next worker.
    ///
    /// Told to stop, it has the command's whole tree stopped first, unless the pass is left to another worker.
    func end(of run: ShellRun, _ context: ExecutionContext) async -> ShellEnd? {
        let isStopping = Mutex(false)
        let end = await end(of: run) {
            if context.isLeft { return true }
            isStopping.withLock { $0 = true }
            self.departures.began(context.id)
            return false
        }
        if end != nil, isStopping.withLock(\.self) { departures.ended(context.id) }
        return end
    }

    func end(of run: ShellRun, isLeft: @escaping @Sendable () -> Bool) async -> ShellEnd? {
        let wait = CommandWait(run)
        let closing = waits.withLock { waits in
            waits.all[ObjectIdentifier(wait)] = wait
            return waits.closing
        }
        defer { waits.withLock { $0.all[ObjectIdentifier(wait)] = nil } }
        switch closing {
        case nil: break
        case .leave: wait.leave()
        case .cancel: wait.cancel()
        }
        return await withTaskCancellationHandler {
            await wait.end()
        } onCancel: {
            if isLeft() { wait.leave() } else { wait.cancel() }
        }
    }

    /// Does what may block away from the threads that handlers share.
    func aside<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { done in
            queue.async { done.resume(with: Result { try work() }) }
        }
    }
}

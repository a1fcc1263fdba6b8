internal import Dispatch
internal import Glibc
internal import Shell
package import Timetable
package import Zart
package import ZartCore

/// Looking after the attempts' folders.
extension JobRunner {
    /// Has an engine know of the commands that there are.
    package func configure(
        _ settings: inout EngineSettings,
        of store: any Store,
        zones: @escaping @Sendable (String) -> Zone?
    ) {
        settings.upkeep = { self.upkeep($0, of: store, zones: zones) }
        settings.departures = { gone in
            self.findDeparting(of: store, zones: zones)
            self.departures.whenGone(gone)
            return self.departures.executions
        }
        settings.departed = { id in self.departed(id) }
        settings.leftBehind = { id, run, steps, definition in
            self.leftBehind(of: id, run: run, besides: steps, definition)
        }
    }

    /// Does what is due about the folders, on a queue of its own; for who holds the worker's lock of that store.
    private func upkeep(
        _ occasion: Upkeep,
        of store: any Store,
        zones: @escaping @Sendable (String) -> Zone?
    ) {
        // Whoever asks for this holds the lock only until it returns; the next worker waits for what is marked.
        if case .cancelled(let id, let task) = occasion {
            let attempts = folders.attempts(of: id)
            departures.keep(Departures.Left(execution: id, attempts: attempts.map(\.path)), of: task)
            stopCommands(attempts)
            Task { try await waitForDeparting(of: task) }
            return
        }
        if case .killed(let id) = occasion {
            // A byte into a pipe for each: nothing to wait for.
            for attempt in folders.attempts(of: id) { Shell.killCommand(of: attempt.path) }
            return
        }
        if case .began = occasion {
            // Also of tasks that do not run again.
            for task in departures.tasks { Task { try await waitForDeparting(of: task) } }
        }
        queue.async { [self] in
            guard let reader = try? store.makeReader(zones: zones) else { return }
            switch occasion {
            case .began: stopLeftovers(reader)
            case .pruned: removePruned(reader)
            case .cancelled, .killed: break
            }
        }
    }

    /// Finds the executions that had ended with commands still being stopped, as far as they still are.
    private func findDeparting(of store: any Store, zones: @escaping @Sendable (String) -> Zone?) {
        departures.forget()
        let marked = folders.stopping
        guard !marked.isEmpty, let reader = try? store.makeReader(zones: zones) else { return }
        for id in marked {
            guard let execution = try? reader.execution(id: id) else {
                folders.clearStopping(id)
                continue
            }
            // What a run that has begun since does is its own.
            let attempts = folders.attempts(of: id, before: execution.status.isEnded ? .max : execution.run)
            let left = Departures.Left(execution: id, attempts: attempts.map(\.path))
            departures.keep(left, of: execution.task)
        }
    }

    /// When the commands that were left of an execution ended, by their steps; nil while any of them goes on, or may.
    private func departed(_ id: String) -> [String: Instant]? {
        var ended: [String: Instant] = [:]
        for attempt in departures.attempts(of: id) {
            guard let found = try? shell.adopt(attempt), !found.isRunning else { return nil }
            ended[AttemptFolders.step(ofAttempt: attempt)] = found.end?.instant
        }
        return ended
    }

    /// Returns when nothing is left of commands of the task's executions that had ended when this worker began.
    ///
    /// - Throws: a `CancellationError` when it was told to stop, or the worker is closing.
    func waitForDeparting(of task: String) async throws {
        for left in departures.left(of: task) {
            var ended: [String: Instant] = [:]
            for attempt in left.attempts {
                let found = try await aside { [shell] in try shell.adopt(attempt) }
                var end = found.end
                if case .running(let command) = found {
                    // Whoever marked it may not have come to telling it.
                    try? command.cancel()
                    end = await self.end(of: command, isLeft: { true })
                    try Task.checkCancellation()
                    if isClosing { throw CancellationError() }
                }
                ended[AttemptFolders.step(ofAttempt: attempt)] = end?.instant
            }
            departures.gone(left, of: task, ended: ended)
        }
    }

    /// Stops commands whose executions ended while no worker was there to tell them.
    private func stopLeftovers(_ reader: any StoreReader) {
        for id in folders.executions() {
            // Listed first: what a further run begins after it was looked whether the last one has ended is not among them.
            let attempts = folders.attempts(of: id)
            guard let status = try? reader.execution(id: id)?.status, status.isEnded else { continue }
            stopCommands(attempts)
        }
    }

    /// Tells commands to stop, and does not wait until they have: their supervisors see to it.
    private func stopCommands(_ attempts: [AttemptFolders.Attempt]) {
        for attempt in attempts {
            guard let found = try? shell.adopt(attempt.path), case .running(let run) = found else { continue }
            CommandWait(run).cancel()
        }
    }

    /// Stops commands that steps of a run have left behind, and returns when nothing of them is left.
    ///
    /// A run may end for its time limit while no worker was there to tell its commands.
    func stopLeftovers(of id: String, run: Int, besides step: String) async throws {
        let left = try await aside { [self] in
            let steps = folders.steps(of: id, run: run).subtracting([step])
            let attempts = steps.flatMap { AttemptFolders.attempts(in: folders.step($0, run: run, of: id)) }
            return try attempts.compactMap { attempt -> ShellRun? in
                guard case .running(let command) = try shell.adopt(attempt.path) else { return nil }
                try command.cancel()
                return command
            }
        }
        for command in left { _ = await command.end() }
    }

    /// Removes the folders of executions that the store no longer has.
    private func removePruned(_ reader: any StoreReader) {
        do {
            hooks.removeSettled(now: time(nil), pending: try reader.pendingNotices())
            try folders.removePruned(now: time(nil)) { id in try reader.execution(id: id) != nil }
        } catch {
            // The store cannot be read just now: the next time will do.
            return
        }
    }
}

extension Shell.Adoption {
    fileprivate var isRunning: Bool {
        if case .running = self { true } else { false }
    }

    /// How it ended; nil while it goes on, and where it never began.
    fileprivate var end: ShellEnd? {
        switch self {
        case .ended(let end), .interrupted(let end): end
        case .running, .neverBegan: nil
        }
    }
}

extension ShellEnd {
    /// When it ended; nil if nobody was there to see.
    var instant: Instant? { endedAt.map { Instant(milliseconds: $0.inMilliseconds) } }
}

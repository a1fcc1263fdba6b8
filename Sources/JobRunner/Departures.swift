internal import Synchronization
internal import Timetable
internal import Zart

/// Commands of executions that have ended which are still being stopped.
///
/// The engine lets no successor begin beside them as long as it lives. What a worker's death, or a cancel while there is
/// no worker, would hide from the next one is a file for each such execution, `DATABASE-attempts/.stopping/EXECUTION`,
/// from before its commands are told until nothing of them is left.
final class Departures: Sendable {
    private let folders: AttemptFolders
    private let state = Mutex(State())

    private struct State {
        /// Commands of this process's executions that are being stopped.
        var stopping: [String: Int] = [:]
        /// What former workers left of executions, by their tasks.
        var left: [String: [Left]] = [:]
        /// Who is told once nothing is left of an execution.
        var gone: EngineSettings.Gone?

        /// Whether nothing of the execution is being stopped any more.
        func isFree(_ execution: String) -> Bool {
            stopping[execution] == nil && !left.values.joined().contains { $0.execution == execution }
        }
    }

    /// What was left of an execution.
    struct Left: Sendable, Equatable {
        let execution: String
        /// The folders of its attempts.
        let attempts: [String]
    }

    init(_ folders: AttemptFolders) { self.folders = folders }

    /// A command of the execution is about to be told to stop.
    func began(_ execution: String) {
        state.withLock { $0.stopping[execution, default: 0] += 1 }
        folders.markStopping(execution)
    }

    /// Nothing is left of a command that was told.
    func ended(_ execution: String) {
        let isLast = state.withLock { state in
            let rest = state.stopping[execution, default: 1] - 1
            state.stopping[execution] = rest > 0 ? rest : nil
            return state.isFree(execution)
        }
        if isLast { folders.clearStopping(execution) }
    }

    /// Forgets what was found before: it is looked for anew.
    func forget() { state.withLock { $0.left = [:] } }

    /// Keeps in mind what was left of a task's execution.
    func keep(_ left: Left, of task: String) { state.withLock { $0.left[task, default: []].append(left) } }

    /// The executions of which something was left.
    var executions: [String] { state.withLock { $0.left.values.flatMap { $0.map(\.execution) } } }

    /// The folders of the attempts that were left of an execution.
    func attempts(of execution: String) -> [String] {
        state.withLock { $0.left.values.joined().filter { $0.execution == execution }.flatMap(\.attempts) }
    }

    /// Has somebody told of each execution of which nothing is left any more.
    func whenGone(_ gone: @escaping EngineSettings.Gone) { state.withLock { $0.gone = gone } }

    /// The tasks of whose executions something was left.
    var tasks: [String] { state.withLock { Array($0.left.keys) } }

    /// What was left of a task's executions and has not been seen gone.
    func left(of task: String) -> [Left] { state.withLock { $0.left[task] ?? [] } }

    /// Nothing is left of it; `ended` is when the commands of its steps did.
    func gone(_ left: Left, of task: String, ended: [String: Instant]) {
        let (gone, isLast) = state.withLock { state in
            state.left[task]?.removeAll { $0 == left }
            if state.left[task]?.isEmpty ?? false { state.left[task] = nil }
            return (state.gone, state.isFree(left.execution))
        }
        if isLast { folders.clearStopping(left.execution) }
        gone?(left.execution, ended)
    }
}

extension AttemptFolders {
    private var stoppingFolder: String { "\(root)/.stopping" }

    /// The ids of the executions that are marked.
    var stopping: [String] { Self.entries(of: stoppingFolder).map(Self.id) }

    /// Marks an execution; lost when the machine stops, as its commands are.
    func markStopping(_ id: String) { Self.makeFile("\(stoppingFolder)/\(Self.entry(id))") }

    /// Takes the mark back.
    func clearStopping(_ id: String) { Self.remove("\(stoppingFolder)/\(Self.entry(id))") }
}

internal import Shell
internal import Synchronization

/// A step's wait for the end of its command.
final class CommandWait: Sendable {
    let run: ShellRun
    private let state = Mutex(State())

    private struct State {
        var isOver = false
        var end: ShellEnd?
        var waiter: CheckedContinuation<ShellEnd?, Never>?
    }

    init(_ run: ShellRun) {
        self.run = run
        run.whenEnded { [weak self] in self?.finish($0) }
    }

    /// How the command ended; nil once it was left to go on by itself.
    func end() async -> ShellEnd? {
        await withCheckedContinuation { waiter in
            let (isOver, end) = state.withLock { state in
                if !state.isOver { state.waiter = waiter }
                return (state.isOver, state.end)
            }
            if isOver { waiter.resume(returning: end) }
        }
    }

    /// Ends the wait, not the command.
    func leave() { finish(nil) }

    /// Has the command's tree stopped; the wait ends when nothing of it is left.
    func cancel() {
        do {
            try run.cancel()
        } catch {
            // Nobody takes orders any more: its end is about to be told.
            return
        }
    }

    private func finish(_ end: ShellEnd?) {
        let waiter = state.withLock { state -> CheckedContinuation<ShellEnd?, Never>? in
            guard !state.isOver else { return nil }
            state.isOver = true
            state.end = end
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: end)
    }
}

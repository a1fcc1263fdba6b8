internal import Synchronization
internal import Terminal
internal import Timetable
internal import Zart

/// What there is to say of the job file: on standard error before the screen is taken, and on the screen from then on.
final class JobNotes: Sendable {
    private let box = Mutex(Box())

    private struct Box {
        var wake: WakeFlag?
        var events: [LogEvent] = []
        /// When the last thing that is wrong was told.
        var lastError: Instant?
    }

    /// Takes what is to be said.
    func take(_ event: LogEvent) {
        let wake = box.withLock { box in
            if box.wake != nil {
                // The screen has one line for it: of all that is wrong in a file the first, which is mended first.
                let isMore = box.lastError.map { event.at - $0 < .seconds(1) } ?? false
                if event.level == .error { box.lastError = event.at }
                if event.level != .error || !isMore { box.events.append(event) }
            }
            return box.wake
        }
        guard let wake else {
            return StandardConsole().err("\(PlainText.harmless(event.message))\n")
        }
        wake.raise()
    }

    /// Keeps for the screen what comes from now on; the wake flag is raised for it.
    func showOnScreen(_ wake: WakeFlag) { box.withLock { $0.wake = wake } }

    /// What has come since the last call.
    func taken() -> [LogEvent] {
        box.withLock { box in
            defer { box.events = [] }
            return box.events
        }
    }
}

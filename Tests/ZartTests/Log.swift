import Synchronization
import Zart

/// What the engine logged.
final class Log: Sendable {
    private let events = Mutex<[LogEvent]>([])

    var add: @Sendable (LogEvent) -> Void { { event in self.events.withLock { $0.append(event) } } }

    var all: [LogEvent] { events.withLock { $0 } }

    subscript(_ event: String) -> [LogEvent] { events.withLock { $0.filter { $0.event == event } } }
}

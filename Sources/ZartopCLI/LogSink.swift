internal import Dispatch
internal import Zart

/// Writes what happens to standard error, one line an event; never makes the engine wait for whoever reads it.
final class LogSink: Sendable {
    private let format: LogFormat
    private let level: LogLevel
    private let queue = DispatchQueue(label: "zartop.log", target: .global(qos: .utility))

    init(_ settings: Settings) {
        format = settings.logFormat
        level = settings.logLevel
    }

    /// Takes an event, on the engine's queue.
    func take(_ event: LogEvent) {
        guard event.level >= level.least else { return }
        queue.async { [format] in
            StandardConsole().err((format == .json ? Self.json(event) : Self.text(event)) + "\n")
        }
    }

    /// Returns when everything taken so far is written.
    func finish() { queue.sync {} }

    private static func text(_ event: LogEvent) -> String {
        let about = [event.execution ?? event.task, event.step].compactMap { $0 }.joined(separator: "/")
        let subject = about.isEmpty ? "" : " \(about):"
        return PlainText.harmless(
            "\(event.at) \(event.level.rawValue.uppercased())\(subject) \(event.message)"
        )
    }

    private static func json(_ event: LogEvent) -> String {
        JSONValue.object([
            ("at", .string(event.at.description)),
            ("level", .string(event.level.rawValue)),
            ("event", .string(event.event)),
            ("task", event.task.map { .string($0) } ?? .null),
            ("execution", event.execution.map { .string($0) } ?? .null),
            ("step", event.step.map { .string($0) } ?? .null),
            ("message", .string(event.message)),
        ]).text
    }
}

extension LogLevel {
    /// The least of the engine's levels that is written.
    fileprivate var least: LogEvent.Level {
        switch self {
        case .debug: .debug
        case .info: .info
        case .warning: .warn
        case .error: .error
        }
    }
}

internal import Dispatch
internal import Timetable
internal import Zart
internal import ZartCore
internal import ZartSQLite

/// The file that the node exporter's textfile collector reads, kept fresh while a worker runs.
///
/// It is written anew every 15 seconds, and less often where counting takes long: at most a twentieth of the time is
/// spent on it, on a thread and a connection of its own.
final class MetricsFile: Sendable {
    private let path: String
    private let database: String
    private let surroundings: Surroundings
    private let log: @Sendable (LogEvent) -> Void
    private let queue = DispatchQueue(label: "zartop.metrics", target: .global(qos: .utility))
    // Touched on the queue only.
    private nonisolated(unsafe) var isOver = false
    private nonisolated(unsafe) var hasFailed = false

    private static let interval = Duration.seconds(15)
    private static let share = 20

    init(
        _ path: String,
        database: String,
        _ surroundings: Surroundings,
        log: @escaping @Sendable (LogEvent) -> Void
    ) {
        self.path = path
        self.database = database
        self.surroundings = surroundings
        self.log = log
    }

    /// Writes the text under that name at once and whole; everybody may read it, as the collector is another user.
    ///
    /// It is soon written anew, and made in a moment where it is gone: the disk is not waited for.
    static func write(_ text: String, to path: String, of database: String) throws(CommandFailure) {
        let file = try NewFile(path, mode: 0o644, database: database)
        try file.write(text)
        try file.finish(isDurable: false)
    }

    /// Writes it for the first time, and from then on until ``end()``.
    ///
    /// - Throws: why the file cannot be written.
    func begin() throws(CommandFailure) {
        try write()
        queue.async { self.plan(after: Self.interval) }
    }

    /// Writes it for the last time: it says then that no worker is up, once the lock has been let go.
    func end() {
        queue.sync {
            isOver = true
            writeOrTell()
        }
    }

    private func plan(after wait: Duration) {
        queue.asyncAfter(deadline: .now() + .milliseconds(Int(wait.inMilliseconds))) { [self] in
            guard !isOver else { return }
            let begin = ContinuousClock.now
            writeOrTell()
            plan(after: max(Self.interval, (ContinuousClock.now - begin) * Self.share))
        }
    }

    private func write() throws(CommandFailure) {
        let report: MetricsReport
        do {
            report = try SQLiteReader(path: database, zones: surroundings.zones).metrics(
                at: surroundings.now()
            )
        } catch {
            throw CommandFailure(error)
        }
        try Self.write(MetricsText(report, version: HelpText.version).text, to: path, of: database)
    }

    /// Tells of a failure once, until it works again.
    private func writeOrTell() {
        do throws(CommandFailure) {
            try write()
            hasFailed = false
        } catch {
            guard !hasFailed else { return }
            hasFailed = true
            log(
                LogEvent(
                    at: surroundings.now(),
                    level: .warn,
                    event: "metrics-failed",
                    message: "the metrics file is not fresh: \(error.message)"
                )
            )
        }
    }
}

internal import Dispatch
internal import Glibc
internal import Scenarios
internal import Synchronization
internal import ZartSQLite

/// The page's example as a program: three recurring durable executions on one SQLite file, told and judged.
///
/// ```
/// swift run RecurringDurable [database]
/// ```
enum Example {
    /// Runs the example on the database named on the command line, and gives the exit status.
    static func run(_ arguments: [String]) -> Int32 {
        let path = arguments.first ?? "recurring-durable.db"
        let done = DispatchSemaphore(value: 0)
        let report = Report()
        Task {
            report.status.store(await play(on: path), ordering: .releasing)
            done.signal()
        }
        done.wait()
        return report.status.load(ordering: .acquiring)
    }

    private static func play(on path: String) async -> Int32 {
        do {
            let store = try SQLiteStore(path: path)
            let verdicts = try await Scenarios.run(on: store) { print($0) }
            print("")
            for verdict in verdicts { print(verdict) }
            return verdicts.allSatisfy(\.isAsPromised) ? 0 : 1
        } catch {
            var line = "RecurringDurable: \(error)\n"
            line.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
            return 1
        }
    }

    /// Carries the status from the task to the thread that waits for it.
    private final class Report: Sendable {
        let status = Atomic<Int32>(1)
    }
}

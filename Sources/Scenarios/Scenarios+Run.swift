internal import Timetable
public import Zart
internal import ZartCore

extension Scenarios {
    /// How long the scenarios are run before they are judged, in ticks.
    private static let ticks = 8

    /// Runs the three scenarios on a store for some seconds, tells what happens line by line, and judges it from the
    /// store afterwards.
    ///
    /// - Throws: a `ZartError` or an `InvalidInput` when the store or the tasks are not right.
    public static func run(
        on store: some DurableStore,
        pace: Duration = .seconds(1),
        tell: @escaping @Sendable (String) -> Void
    ) async throws -> [ScenarioVerdict] {
        var builder = register(in: Worker.Builder(store: store), pace: pace)
        builder.settings.log = { event in
            if event.level > .debug { tell(line(for: event)) }
        }
        let worker = try builder.build()
        let scheduler = DurableScheduler(store: store)
        let start = Instant(milliseconds: SystemTimeline.wallMilliseconds)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await worker.run() }
            group.addTask {
                try await Task.sleep(for: pace * ticks)
                worker.stop(grace: pace * 4)
            }
            try await group.waitForAll()
        }
        return try check(scheduler, since: start)
    }

    /// An event as a line of the account: time of day, what it is about, what happened.
    private static func line(for event: LogEvent) -> String {
        let time = event.at.description.dropFirst(11).dropLast(1)
        let about = [event.execution, event.step].compactMap { $0 }.joined(separator: "/")
        let subject = about.isEmpty ? event.task ?? "worker" : about
        return "\(time)  \(padded(event.task ?? "", 18))  \(padded(subject, 26))  \(event.message)"
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

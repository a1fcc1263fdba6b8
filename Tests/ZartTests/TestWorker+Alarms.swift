import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

extension TestWorker {
    /// Alarms as they are on record, oldest first.
    func alarms() throws -> [AlarmRecord] {
        try store.makeReader(zones: { _ in nil }).alarms(.all, limit: 1_000).reversed()
    }

    /// Kind of each alarm, with a sign whether it is raised.
    func alarmStates() throws -> [String] {
        try alarms().map { ($0.recoveredAt == nil ? "+" : "-") + $0.kind.rawValue }
    }
}

/// A worker with one task that runs every ten seconds.
func alarmed(
    overlap: OverlapPolicy = .skipIfRunning,
    rules: AlarmRules = .standard,
    settings: @escaping (inout EngineSettings) -> Void = { _ in },
    _ script: Script
) throws -> TestWorker {
    try TestWorker(settings: settings) { alarming(overlap, rules, script)($0) }
}

func alarming(
    _ overlap: OverlapPolicy,
    _ rules: AlarmRules,
    _ script: Script
) -> (Worker.Builder) -> Worker.Builder {
    {
        $0.registerDurable("t", script)
            .registerRecurringDurable(
                "t",
                idTemplate: "t-{occurrence}",
                recurrence: .fixedDelay(.seconds(10)),
                overlap: overlap,
                payload: "hi",
                alarms: rules
            )
    }
}

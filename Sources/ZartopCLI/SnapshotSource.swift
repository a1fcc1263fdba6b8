internal import Dashboard
internal import Timetable
internal import Zart
internal import ZartCore

/// Reads what the pane shows from the store, through a connection that never makes the engine wait.
struct SnapshotSource {
    private let reader: any StoreReader
    private let name: String
    private let role: OverviewRole
    private let now: @Sendable () -> Instant

    init(
        _ settings: Settings,
        _ store: any Store,
        isLive: Bool,
        _ surroundings: Surroundings
    ) throws(ProgramFailure) {
        do {
            reader = try store.makeReader(zones: { ZoneDirectory.system.zone(named: $0) })
        } catch {
            throw ProgramFailure(error.asZartError)
        }
        name = settings.database.split(separator: "/").last.map(String.init) ?? settings.database
        role = settings.isReadOnly ? .readOnly : isLive ? .live : .attached
        now = surroundings.now
    }

    /// The tasks as the last commit left them; a store that cannot be read shows as its own note.
    func read() -> OverviewSnapshot {
        let at = now()
        do {
            let tasks = try reader.tasks()
            let strips = try reader.strips(tasks: tasks.map(\.name))
            return OverviewSnapshot(
                database: name,
                role: role,
                now: at.milliseconds,
                tasks: tasks.map { Self.line($0, strips[$0.name] ?? [], at: at) },
                totals: OverviewTotals(
                    recurring: tasks.count,
                    running: tasks.reduce(0) { $0 + $1.running },
                    retrying: try reader.retrying(),
                    failedLastHour: try reader.failed(since: at - .seconds(3_600)),
                    late: tasks.count { $0.isLate(at: at) }
                )
            )
        } catch {
            let fault = TaskLine(name: "database", state: "late", schedule: "", note: error.message)
            return OverviewSnapshot(database: name, role: role, now: at.milliseconds, tasks: [fault])
        }
    }

    private static func line(_ task: TaskRecord, _ strip: [OutcomeRecord], at now: Instant) -> TaskLine {
        TaskLine(
            name: task.name,
            state: task.isLate(at: now) ? "late" : task.state.rawValue,
            nextFireAt: task.nextFireAt?.milliseconds,
            occurrence: task.occurrence,
            running: task.running,
            overlap: task.overlap.description,
            skipped: task.skipped,
            lastOutcomes: strip.map { $0.phase?.rawValue ?? "skipped" },
            schedule: task.recurrence.description,
            note: task.note ?? ""
        )
    }
}

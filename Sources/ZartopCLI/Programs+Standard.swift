internal import Zart
internal import ZartCore
internal import ZartSQLite

extension Programs {
    /// What this build has: for now neither a screen nor a worker of its own.
    package static let standard = Programs(
        dashboard: { _ in missing("the dashboard") },
        worker: { _ in missing("the worker") },
        demo: { _ in missing("the demo") },
        openDesk: { settings throws(ZartError) in
            DurableScheduler(store: try SQLiteStore(path: settings.database))
        },
        doctor: { path throws(StoreError) in
            let surroundings = Surroundings.process()
            let doctor = try Doctor(path: path, zones: surroundings.zones)
            return try doctor.examine(now: surroundings.now()).map { ($0.name, $0.ok, $0.detail) }
        }
    )

    private static func missing(_ what: String) -> Int32 {
        StandardConsole().err("zartop: this build does not have \(what): use another one\n")
        return ExitStatus.ourFault.rawValue
    }
}

extension DurableScheduler: OrderDesk {}

internal import JobRunner
internal import Scenarios
internal import Zart
internal import ZartCore
internal import ZartSQLite

extension Programs {
    /// The programs of `zartop` itself, which has no handlers of its own but the demo's.
    package static let standard = Programs.serving { settings throws(ProgramFailure) in
        let store = try ProgramFailure.wrap { () throws(ZartError) in try openStore(settings) }
        return try ProgramFailure.build(Worker.Builder(store: store))
    }

    /// The programs around a worker: its dashboard, its headless run, and commands on its database.
    static func serving(
        _ make: @escaping @Sendable (Settings) throws(ProgramFailure) -> Worker
    ) -> Programs {
        Programs(
            dashboard: { settings in
                Self.report { () throws(ProgramFailure) in
                    try DashboardProgram(settings, make(settings)).run()
                }
            },
            once: { settings in
                Self.report { () throws(ProgramFailure) in
                    do {
                        let surroundings = Surroundings.process()
                        if let at = settings.at {
                            return try OnceProgram(settings, past: at, surroundings).run()
                        }
                        let reader = try SQLiteReader(path: settings.database, zones: surroundings.zones)
                        return try OnceProgram(settings, reader, surroundings).run()
                    } catch let error as StoreError {
                        throw ProgramFailure(error.asZartError)
                    } catch let error as ProgramFailure {
                        throw error
                    } catch {
                        throw ProgramFailure(.ourFault, "\(error)")
                    }
                }
            },
            worker: { settings in
                Self.report { () throws(ProgramFailure) in try HeadlessWorker(settings, make(settings)).run()
                }
            },
            demo: { settings in
                Self.report { () throws(ProgramFailure) in try Demo(settings).run() }
            },
            openDesk: { settings throws(ZartError) in
                DurableScheduler(forCommandsOf: try SQLiteStore(path: settings.database))
            },
            doctor: { path throws(StoreError) in
                let doctor = try Doctor(path: path, zones: { ZoneDirectory.system.zone(named: $0) })
                return try doctor.examine(now: Surroundings.process().now())
                    .map { (name: $0.name, ok: $0.ok, detail: $0.detail) }
            }
        )
    }

    /// Runs a program; a failure is one sentence on standard error and its status.
    private static func report(_ body: () throws(ProgramFailure) -> Int32) -> Int32 {
        do {
            return try body()
        } catch {
            StandardConsole().err("zartop: \(PlainText.harmless(error.message))\n")
            return error.status.rawValue
        }
    }

    /// Opens the database, and makes it and its folder when they are not there: the dashboard and the worker may.
    static func openStore(_ settings: Settings) throws(ZartError) -> SQLiteStore {
        if !settings.isDatabaseGiven { Folder.make(above: settings.database) }
        return try SQLiteStore(path: settings.database)
    }
}

/// Why a program could not be run.
struct ProgramFailure: Error {
    let status: ExitStatus
    let message: String

    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    init(_ error: ZartError) {
        self.init(ExitStatus(error), error.message)
    }

    /// Builds a worker; what is wrong with it is wrong usage.
    static func build(_ builder: Worker.Builder) throws(ProgramFailure) -> Worker {
        do {
            return try builder.build()
        } catch {
            throw ProgramFailure(.wrongUsage, error.message)
        }
    }

    static func wrap<T>(_ body: () throws(ZartError) -> T) throws(ProgramFailure) -> T {
        do {
            return try body()
        } catch {
            throw ProgramFailure(error)
        }
    }
}

extension DurableScheduler: OrderDesk {
    /// Speaks for an operator; where no worker runs, its orders stop commands, and know which are being stopped.
    init(forCommandsOf store: any Store, actor: String = "", terminal: String = "") {
        // Without a runner an order is applied all the same; the next worker then stops its commands.
        let runner = try? JobRunner(database: store.location)
        let zones = Surroundings.process().zones
        self.init(store: store, actor: actor, terminal: terminal, zones: zones) {
            runner?.configure(&$0, of: store, zones: zones)
        }
    }
}

internal import Scenarios
internal import Zart
internal import ZartCore
internal import ZartSQLite

/// `zartop demo`: the page's three scenarios, on a throw-away database unless one is named.
struct Demo {
    private let settings: Settings

    init(_ settings: Settings) {
        self.settings = settings
    }

    func run() throws(ProgramFailure) -> Int32 {
        guard !settings.isDatabaseGiven else { return try run(on: settings.database) }
        guard let folder = Folder.makeTemporary("demo") else {
            throw ProgramFailure(
                .ourFault,
                "no folder for a throw-away database can be made: name a file with --db"
            )
        }
        let database = "\(folder)/demo.db"
        defer { Folder.removeTemporary(folder, database: database) }
        return try run(on: database)
    }

    private func run(on database: String) throws(ProgramFailure) -> Int32 {
        let store = try ProgramFailure.wrap { () throws(ZartError) in try SQLiteStore(path: database) }
        try refuseIfHeld(store)
        if settings.isHeadless { return try account(store) }
        var settings = settings
        settings.database = database
        settings.isThrowAway = !settings.isDatabaseGiven
        let builder = Scenarios.register(in: Worker.Builder(store: store), pace: .seconds(4))
        return try DashboardProgram(settings, try ProgramFailure.build(builder)).run()
    }

    /// The scenarios cannot be shown where another worker has the say.
    private func refuseIfHeld(_ store: SQLiteStore) throws(ProgramFailure) {
        do {
            guard try store.access.store.tryLock() else {
                throw ProgramFailure(
                    .refused,
                    "another worker has '\(store.path)': stop it, or name another file with --db"
                )
            }
            store.access.store.unlock()
        } catch let error as StoreError {
            throw ProgramFailure(error.asZartError)
        } catch let error as ProgramFailure {
            throw error
        } catch {
            throw ProgramFailure(.ourFault, "\(error)")
        }
    }

    /// Runs the scenarios for some seconds, tells what happens, and checks it by reading the store.
    private func account(_ store: SQLiteStore) throws(ProgramFailure) -> Int32 {
        let console = StandardConsole()
        console.out("Three recurring tasks, one second apart, on \(store.path):\n\n")
        let result = Blocking.run { () async throws(ZartError) in
            do {
                return try await Scenarios.run(on: store) { console.out(PlainText.harmless($0) + "\n") }
            } catch let error as ZartError {
                throw error
            } catch {
                throw ZartError(.invalid, "\(error)")
            }
        }
        let verdicts = try ProgramFailure.wrap { () throws(ZartError) in try result.get() }
        console.out("\n" + verdicts.map { "\($0)\n" }.joined())
        return verdicts.allSatisfy(\.isAsPromised) ? ExitStatus.done.rawValue : ExitStatus.endedBadly.rawValue
    }
}

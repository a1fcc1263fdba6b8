#if canImport(Glibc)
    internal import Glibc
#endif
package import Timetable
package import ZartCore

/// A read-only connection to the database, for one thread or queue.
///
/// It sees the last commit, never a half one, and never keeps the worker waiting. It makes no database and changes
/// none.
package final class SQLiteReader: StoreReader {
    let connection: Connection
    let zones: @Sendable (String) -> Zone?
    /// Recurrences by their stored texts, as far as tasks have had them.
    private var recurrences: [String: Recurrence] = [:]
    /// What the tasks' recurrences mean, compiled once for each schedule version.
    var schedules: [Int64: CompiledSchedule] = [:]
    /// How long the newest executions of tasks took, as far as it was asked for.
    var durations: [Int64: KnownDurations] = [:]
    package var readDefinition: (@Sendable (_ body: String) -> DefinitionGlance?)?
    /// What definitions say, by their hashes, as far as it was asked for.
    var glances: [String: DefinitionGlance?] = [:]
    /// The moment whose state it shows; nil when it shows the last commit.
    let past: Instant?
    /// What a file that is read as it lies there was then; nil for any other.
    private var stamp: DatabaseFile.Stamp?
    /// The file that is read, and where it was found; nil for a moment that has passed.
    private var file: (path: String, identity: DatabaseFile.Identity?)?
    private var dataVersion: Int64 = 0
    private var isInSnapshot = false

    /// A recurrence and what it was compiled from.
    struct CompiledSchedule {
        let version: Int
        let recurrence: Recurrence
        let schedule: Schedule?
    }

    /// Opens the database at the path.
    ///
    /// Zones are asked for by name when a task's next instant is worked out; one that is not known leaves the task
    /// without.
    ///
    /// - Throws: `cannot-open` if nothing is there or it cannot be read; `not-ours` if it is something else than a
    ///   database of this program; `newer-version` if a newer program wrote it.
    package init(path: String, zones: @escaping @Sendable (String) -> Zone?) throws(StoreError) {
        try Self.checkFile(path)
        let file = DatabaseFile.itself(path)
        do {
            connection = try Self.open(file, .readOnly)
        } catch  where (error.code == .cannotOpen || error.code == .readOnly) && !DatabaseFile.hasLog(file) {
            // Even to read SQLite makes files beside one in WAL mode. Where it may not, and nobody has it open, it is read
            // as it lies there, for as long as it does.
            stamp = DatabaseFile.Stamp(of: file)
            connection = try Self.open(file, .immutable)
        }
        self.zones = zones
        past = nil
        let place = DatabaseFile.absolute(file)
        self.file = (place, DatabaseFile.Identity(of: place))
        dataVersion = try readDataVersion()
    }

    /// Opens the database at the path as it was at a moment that has passed: a copy, which nothing changes.
    ///
    /// In memory it holds the newest 5,000 executions of then and at least the newest 24 of each task, with the decisions
    /// around them, as far as retention reaches back; executions whose ids are given are among them however old they are,
    /// and so are all decisions of a task that is named. With the reach of everything it is a file that has no name and
    /// goes with the reader, where SQLite makes such files ($SQLITE_TMPDIR, $TMPDIR, /var/tmp, /tmp).
    ///
    /// - Throws: as ``init(path:zones:)``.
    package init(
        path: String,
        at past: Instant,
        reach: PastReach = .screens,
        including executions: [String] = [],
        decisionsOf task: String? = nil,
        zones: @escaping @Sendable (String) -> Zone?
    ) throws(StoreError) {
        let live = try SQLiteReader(path: path, zones: zones)
        let border = try live.firstKey(of: .executions, onlySince: past.milliseconds)
        connection = try Connection(path: path, access: reach.isInMemory ? .memory : .temporary)
        self.zones = zones
        self.past = past
        try PastCopy.fill(
            connection,
            from: DatabaseFile.address(
                of: live.connection.path,
                live.connection.access == .immutable ? "immutable=1" : "mode=ro"
            ),
            at: past,
            reach: reach,
            border: border,
            including: executions,
            decisionsOf: task,
            zones: zones
        )
        dataVersion = try readDataVersion()
    }

    package var isReplaced: Bool {
        file.map { DatabaseFile.isReplaced($0.path, was: $0.identity) } ?? false
    }

    package func hasChanged() throws(StoreError) -> Bool {
        try checkStamp()
        if let file, isReplaced {
            throw StoreError(
                .replaced,
                "database '\(file.path)' was removed, or another one is in its place: what is shown is the old one; "
                    + "start again to see what is there now"
            )
        }
        let version = try readDataVersion()
        defer { dataVersion = version }
        return version != dataVersion
    }

    /// Refuses to go on with a file that somebody has begun to write to: what it would read is neither old nor new.
    private func checkStamp() throws(StoreError) {
        guard connection.access == .immutable else { return }
        let path = connection.path
        guard DatabaseFile.hasLog(path) || DatabaseFile.Stamp(of: path) != stamp else { return }
        throw StoreError(
            .readOnly,
            "somebody works on database '\(path)' now, and it was opened where nothing can be written: open it again"
        )
    }

    private func readDataVersion() throws(StoreError) -> Int64 {
        try connection.statement("PRAGMA data_version").first { $0.int64(0) } ?? 0
    }

    /// Runs the body within one read transaction, so that all its queries see the same commit; one within another is
    /// part of it.
    package func snapshot<T>(_ body: () throws(StoreError) -> T) throws(StoreError) -> T {
        guard !isInSnapshot else { return try body() }
        try checkStamp()
        try connection.run("BEGIN")
        isInSnapshot = true
        defer { isInSnapshot = false }
        do {
            let result = try body()
            try connection.run("COMMIT")
            return result
        } catch {
            connection.rollBack()
            throw error
        }
    }

    /// Reads a recurrence's stored text; nil when it is none.
    func recurrence(_ text: String) -> Recurrence? {
        if let known = recurrences[text] { return known }
        // What nobody has any more is not kept for ever.
        if recurrences.count >= 100_000 { recurrences = [:] }
        let new = Recurrence(storedText: text)
        recurrences[text] = new
        return new
    }

    /// The row of a task; nil if there is no task of that name.
    func taskID(_ name: String) throws(StoreError) -> Int64? {
        try connection.statement("SELECT id FROM zart_tasks WHERE name = ?").first(name) { $0.int64(0) }
    }

    // MARK: What is refused

    /// Looks at what is there without opening it: closing a second descriptor would drop the locks of this process.
    static func checkFile(_ path: String) throws(StoreError) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            guard errno == ENOENT || errno == ENOTDIR else {
                let reason = String(cString: strerror(errno))
                throw StoreError(
                    .cannotOpen,
                    "cannot open database '\(path)': \(reason); check the folder and its permissions"
                )
            }
            throw StoreError(
                .cannotOpen,
                "no database at '\(path)': start a worker there first, or name another file with --db"
            )
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            let what = status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "no regular file"
            throw StoreError(.notOurs, "'\(path)' is \(what), not a database: name a file with --db")
        }
        guard status.st_size > 0 else {
            throw StoreError(
                .notOurs,
                "'\(path)' is empty, not a database: start a worker there first, or name another file with --db"
            )
        }
    }

    private static func open(_ file: String, _ access: Connection.Access) throws(StoreError) -> Connection {
        let connection = try Connection(path: file, access: access)
        try checkOwner(connection)
        return connection
    }

    private static func checkOwner(_ connection: Connection) throws(StoreError) {
        let version = try version(of: connection)
        guard version == Schema.version else {
            throw StoreError(
                .cannotOpen,
                """
                database '\(connection.path)' has version \(version), and this program reads \(Schema.version): \
                bring it up to date with 'zartop migrate', or start a worker there
                """
            )
        }
    }

    /// The version of a database of ours, which may be an earlier one.
    static func version(of connection: Connection) throws(StoreError) -> Int {
        let path = connection.path
        let owner = try connection.statement("PRAGMA application_id").first { $0.int64(0) } ?? 0
        let version = try connection.statement("PRAGMA user_version").first { $0.int(0) } ?? 0
        guard owner == Int64(Schema.applicationID) else {
            throw StoreError(
                .notOurs,
                "'\(path)' is a database of another program: name another file with --db"
            )
        }
        guard version <= Schema.version else {
            throw StoreError(
                .newerVersion,
                """
                database '\(path)' has version \(version), and this program reads up to \(Schema.version): \
                use the newer program
                """
            )
        }
        return version
    }
}

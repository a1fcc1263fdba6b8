internal import CPlatform
internal import Glibc
internal import Synchronization
package import Timetable
public import ZartCore

/// A store in one SQLite file, in WAL mode with `synchronous=FULL`: what was acknowledged survives a power loss.
///
/// Beside the file lie SQLite's own `-wal` and `-shm`, and `-worker`, which carries the worker's lock. Opening
/// makes the file, readable by its owner only, or brings one of an earlier version up to date.
public final class SQLiteStore: DurableStore {
    package let path: String
    package let courier = Courier()
    let lockFile: LockFile
    /// The writing side; touched by the holder of the session on its queue only, and so shared unchecked.
    nonisolated(unsafe) var writer: Writer?
    /// Called before each statement the worker's connection runs; throws to play a failing disk in tests.
    ///
    /// Set before a worker runs.
    package nonisolated(unsafe) var faults: (@Sendable (String) throws(StoreError) -> Void)?
    /// What a commit is kept against; for the bench, which compares the levels.
    ///
    /// Set before a worker runs.
    package nonisolated(unsafe) var durability = Durability.full
    /// The settings of the worker's connection, as the database itself says them; empty before a worker runs.
    package private(set) nonisolated(unsafe) var readBack = ""
    private let watch = Mutex<FileWatch?>(nil)
    /// What the file was made or opened by, until the worker's connection is there.
    ///
    /// Whoever closes the last connection writes the whole log back, and whoever opens the first one reads it.
    private let first: Mutex<Connection?>

    /// How far SQLite goes to keep a commit (`PRAGMA synchronous`).
    package enum Durability: String, Sendable {
        /// Against a power loss.
        case full
        /// Against the death of the process; a power loss may take the last commits.
        case normal
        case off
    }

    /// Opens the database at that path, and makes it if it is not there.
    ///
    /// - Throws: a ``ZartError`` of code `storage` when the file cannot be opened, is no database of ours, or was
    ///   written by a newer version.
    public convenience init(path: String) throws(ZartError) {
        do {
            try self.init(opening: path)
        } catch {
            throw error.asZartError
        }
    }

    package init(opening path: String) throws(StoreError) {
        first = Mutex(try Self.prepare(DatabaseFile.itself(path)))
        // A link may have pointed at nothing before.
        let path = DatabaseFile.itself(path)
        self.path = path
        lockFile = LockFile(beside: path)
    }

    public var access: StoreAccess { StoreAccess(self) }

    /// Makes the file if need be, and brings its tables up to date.
    private static func prepare(_ path: String) throws(StoreError) -> sending Connection {
        // SQLite would make it readable by everybody; its -wal and -shm take after the file itself.
        let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        if descriptor >= 0 { Glibc.close(descriptor) }
        let connection = try Connection(path: path, access: .create)
        try Migrator(connection).run()
        return connection
    }

    package func makeReader(
        zones: @escaping @Sendable (String) -> Zone?
    ) throws(StoreError) -> any StoreReader {
        try SQLiteReader(path: path, zones: zones)
    }
}

extension SQLiteStore: Store {
    package var location: String { path }

    // MARK: The lock

    package func tryLock() throws(StoreError) -> Bool { try lockFile.tryLock() }

    package func waitForLock(_ granted: @escaping @Sendable () -> Void) { lockFile.wait(granted) }

    package func unlock() { lockFile.unlock() }

    // MARK: The writer

    package func beginSession(
        at now: @autoclosure () -> Instant,
        lease: Duration,
        orphans: [String] = [],
        isErrand: Bool = false
    ) throws(StoreError) -> Session {
        try makeWriter()
        return try openWriter()
            .beginSession(at: now(), lease: lease, orphans: orphans, isErrand: isErrand)
    }

    package func leaseExpiry() throws(StoreError) -> Instant? {
        // Asked by who has no session: the writer may be in another's hands.
        try Writer(path: path).leaseExpiry()
    }

    package func workerProcess() throws(StoreError) -> Int? { try Writer(path: path).workerProcess() }

    package func load() throws(StoreError) -> StoreImage { try openWriter().load() }

    package func replay(execution: Int64) throws(StoreError) -> Replay {
        try openWriter().replay(execution: execution)
    }

    package func lookUp(id: String) throws(StoreError) -> KnownExecution? { try openWriter().lookUp(id: id) }

    package func ended(id: String) throws(StoreError) -> EndedExecution? { try openWriter().ended(id: id) }

    package func collision(with template: IDTemplate, task: Int64?) throws(StoreError) -> String? {
        try openWriter().collision(with: template, task: task)
    }

    package func event(named name: String, execution: Int64) throws(StoreError) -> (
        sequence: Int64, data: String
    )? {
        try openWriter().event(named: name, execution: execution)
    }

    package func pausedSpans(task: Int64, version: Int) throws(StoreError) -> [ResumePlanner.Span] {
        try HoldRows(openWriter().connection).pausedSpans(task: task, version: version)
    }

    package func alarmHistory(task: Int64) throws(StoreError) -> AlarmHistory {
        try openWriter().alarmHistory(task: task)
    }

    package func statistics(task: Int64) throws(StoreError) -> TaskStatistics {
        try openWriter().statistics(task: task)
    }

    package func heldSteps() throws(StoreError) -> [HeldStep] {
        try HoldRows(openWriter().connection).heldSteps()
    }

    package func backfillGround(task: Int64) throws(StoreError) -> BackfillGround? {
        try BackfillRows(openWriter().connection).ground(task: task)
    }

    package func backfillFacts(
        task: Int64,
        in window: ClosedRange<Instant>,
        besides backfill: Int64,
        zones: (String) -> Zone?
    ) throws(StoreError) -> BackfillFacts {
        try BackfillRows(openWriter().connection).facts(
            task: task,
            in: window,
            besides: backfill,
            zones: zones
        )
    }

    package func hasForeignCommits() throws(StoreError) -> Bool { try openWriter().hasForeignCommits() }

    package func pendingOrders(after last: Int64, limit: Int) throws(StoreError) -> [PendingOrder] {
        try openWriter().pendingOrders(after: last, limit: limit)
    }

    package func queuedOrders() throws(StoreError) -> [PendingOrder] {
        try OrderRows(openWriter().connection).queued()
    }

    package func commit(_ transitions: [Transition]) throws(StoreError) -> [Outcome] {
        try openWriter().commit(transitions)
    }

    package func close() {
        watch.withLock { $0 = nil }
        writer?.connection.close()
        writer = nil
    }

    private func makeWriter() throws(StoreError) {
        guard writer == nil else { return }
        writer = try Writer(path: path)
        first.withLock { $0 = nil }
        writer?.connection.faults = faults
        if durability != .full { try writer?.connection.script("PRAGMA synchronous=\(durability.rawValue)") }
        readBack = try writer?.connection.settings() ?? ""
    }

    private func openWriter() throws(StoreError) -> Writer {
        guard let writer else {
            throw StoreError(.internalFault, "the store was used before its session began")
        }
        return writer
    }

    // MARK: Orders from elsewhere

    package func watchOrders(_ noticed: @escaping @Sendable () -> Void) -> Bool {
        let new = FileWatch(path: lockFile.path, noticed: noticed)
        watch.withLock { $0 = new }
        return new != nil
    }

    /// Writes beside the worker, through a connection of its own.
    private func beside<T>(
        at now: Instant,
        _ write: (Connection) throws(StoreError) -> T
    ) throws(StoreError) -> T {
        let connection = try Connection(path: path, access: .readWrite)
        defer { connection.close() }
        let began = ContinuousClock.now
        do {
            try Writer.configure(connection)
            return try write(connection)
        } catch  where error.code == .busy {
            throw silentHolder(at: now + (ContinuousClock.now - began)) ?? error
        }
    }

    /// That a worker that shows no sign of life is in the way, as one is that was frozen in the middle of a commit.
    private func silentHolder(at now: Instant) -> StoreError? {
        guard let reader = try? SQLiteReader(path: path, zones: { _ in nil }),
            let silence = try? reader.silence(at: now), let report = try? reader.workers(limit: 1),
            report.isLocked
        else { return nil }
        let name = report.holder.map { "its worker (pid \($0.process))" } ?? "its worker"
        let length = (now - silence.since).brief
        return StoreError(
            .busy,
            "database '\(path)' is locked, and \(name) has not been heard of for \(length): \(silence.cause); "
                + "nothing was written: try again once it goes on or is gone"
        )
    }

    package func postBulk(
        _ orders: [Order],
        command: String,
        actor: String,
        at now: Instant
    ) throws(StoreError) -> (number: Int64, isJoined: Bool)? {
        let bulk = try beside(at: now) { (connection) throws(StoreError) in
            try BulkRows(connection).post(orders, command: command, actor: actor, at: now)
        }
        lockFile.touch()
        return bulk
    }

    package func closeBulk(_ number: Int64, at now: Instant) throws(StoreError) {
        try beside(at: now) { (connection) throws(StoreError) in
            try BulkRows(connection).close(number, at: now)
        }
    }

    package func postOrder(_ order: Order, at now: Instant) throws(StoreError) -> Int64 {
        let id = try beside(at: now) { (connection) throws(StoreError) in
            try OrderRows(connection).post(order, at: now)
        }
        lockFile.touch()
        return id
    }
}

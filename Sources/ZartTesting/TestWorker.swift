package import Dispatch
internal import Glibc
public import Timetable
public import Zart
public import ZartCore
package import ZartSQLite

/// A worker on a clock of its own, for the tests of handlers: time passes when the test says so, and a crash is a call.
///
/// ```swift
/// let worker = try TestWorker { $0.registerDurable("report", NightlyReport()) }
/// worker.crash(afterStep: "fetch-inventory")
/// try worker.start("report", id: "r", payload: ReportInput(warehouse: "EU-1"))
/// try worker.restart()
/// #expect(try worker.execution("r").status == .completed)
/// ```
/// For one thread at a time; a handler must not wait for anything but its steps, since nothing else moves.
public final class TestWorker {
    private var build: (Worker.Builder) -> Worker.Builder
    private let folder: String
    /// Whether the folder goes when this does; a rival works in another's.
    private let ownsFolder: Bool
    package let timeline: VirtualTimeline
    package private(set) var store: SQLiteStore
    package private(set) var engine: Engine
    private var pump: HandlerPump
    private var settings: (inout EngineSettings) -> Void
    private let crashStep = CrashStep()
    /// Given each new engine's queue, from the next restart on, before the engine begins.
    package var marking: ((DispatchQueue) -> Void)?
    /// Called before each statement of the store's writer, from the next restart on.
    package var storeFaults: (@Sendable (String) throws(StoreError) -> Void)?

    /// Builds the worker on a throw-away store and starts it.
    ///
    /// - Throws: an `InvalidInput` or a `ZartError` when something registered is not right.
    public convenience init(
        now: Instant = Instant(seconds: 1_767_225_600),
        _ build: @escaping (Worker.Builder) -> Worker.Builder
    ) throws {
        try self.init(now: now, settings: { _ in }, build)
    }

    package init(
        now: Instant = Instant(seconds: 1_767_225_600),
        settings: @escaping (inout EngineSettings) -> Void,
        _ build: @escaping (Worker.Builder) -> Worker.Builder
    ) throws {
        self.build = build
        self.settings = settings
        let folder = try Self.makeFolder()
        self.folder = folder
        ownsFolder = true
        timeline = VirtualTimeline(wall: now)
        do {
            store = try SQLiteStore(path: folder + "/test.db")
            pump = HandlerPump()
            engine = try Self.makeEngine(build, store, timeline, pump, settings, crashStep)
        } catch {
            Self.remove(folder)
            throw error
        }
        try begin()
    }

    /// A worker on the database in a folder that is the caller's, made if it is not there: what a machine finds when
    /// it starts again.
    package init(
        in folder: String,
        now: Instant = Instant(seconds: 1_767_225_600),
        settings: @escaping (inout EngineSettings) -> Void = { _ in },
        _ build: @escaping (Worker.Builder) -> Worker.Builder
    ) throws {
        self.build = build
        self.settings = settings
        self.folder = folder
        ownsFolder = false
        timeline = VirtualTimeline(wall: now)
        store = try SQLiteStore(path: folder + "/test.db")
        pump = HandlerPump()
        engine = try Self.makeEngine(build, store, timeline, pump, settings, crashStep)
        try begin()
    }

    /// A second worker on the same store, with clocks of its own: it stands by, or works if the first is gone.
    package init(
        rivalOf other: TestWorker,
        settings: @escaping (inout EngineSettings) -> Void = { _ in },
        _ build: @escaping (Worker.Builder) -> Worker.Builder
    ) throws {
        self.build = build
        self.settings = settings
        folder = other.folder
        ownsFolder = false
        timeline = VirtualTimeline(wall: other.now)
        store = try SQLiteStore(path: folder + "/test.db")
        pump = HandlerPump()
        engine = try Self.makeEngine(build, store, timeline, pump, settings, crashStep)
        try begin()
    }

    deinit {
        engine.crash()
        if ownsFolder { Self.remove(folder) }
    }

    private static func remove(_ folder: String) {
        for name in ["test.db", "test.db-wal", "test.db-shm", "test.db-worker"] {
            unlink(folder + "/" + name)
        }
        rmdir(folder)
    }

    // MARK: Time

    /// Runs everything that can run without time passing.
    public func settle() {
        repeat {
            engine.settle()
            if crashStep.hasTripped { return crash() }
        } while pump.runNext()
    }

    /// Lets time pass, stopping at each moment at which something is due.
    public func advance(by duration: Duration) {
        settle()
        let end = timeline.boot() + duration
        while timeline.pass(until: end) { settle() }
        settle()
    }

    /// What the virtual wall clock shows.
    public var now: Instant { timeline.wall() }

    /// Sets the wall clock, as an operator or a time daemon would.
    package func setWall(by jump: Duration) {
        settle()
        timeline.setWall(by: jump)
        settle()
    }

    // MARK: Acting and looking

    /// Starts an execution.
    ///
    /// - Throws: a `ZartError` when the order is refused.
    public func start(_ name: String, id: String? = nil, payload: some Codable & Sendable) throws {
        try perform(.start(task: name, id: id, payload: try TestJSON.encode(payload), overlap: nil))
    }

    /// Cancels an execution.
    ///
    /// - Throws: a `ZartError` when the order is refused.
    public func cancel(_ id: String) throws { try perform(.cancel(id: id)) }

    /// Offers an event to an execution.
    ///
    /// - Throws: a `ZartError` when the order is refused.
    public func offerEvent(_ name: String, to id: String, payload: some Codable & Sendable) throws {
        try perform(.event(id: id, name: name, data: try TestJSON.encode(payload)))
    }

    /// Gives an order, as an operator would.
    @discardableResult
    package func perform(_ action: Order.Action, actor: String = "tester") throws -> String {
        let answer = engine.performNow(Order(action, actor: actor))
        settle()
        guard let refusal = answer.refusal else { return answer.message }
        let code: ZartError.Code =
            switch refusal {
            case .invalid: .invalid
            case .notFound: .notFound
            case .refused: .refused
            case .storage: .storage
            }
        throw ZartError(code, answer.message)
    }

    /// The execution with that id, as it is on record.
    ///
    /// - Throws: a `ZartError` if there is none.
    public func execution(_ id: String) throws -> ExecutionRecord { try scheduler.show(id).execution }

    /// The execution with that id, with its steps, as it is on record.
    ///
    /// - Throws: a `ZartError` if there is none.
    public func show(_ id: String) throws -> ExecutionDetail { try scheduler.show(id) }

    /// Looks at the worker's store.
    public var scheduler: DurableScheduler { DurableScheduler(store: store) }

    /// What the auditor finds wrong with the rows; empty when all promises are kept.
    package func faults() throws -> [String] {
        let zones = EngineSettings().zones
        return try Doctor(path: path, zones: zones).examine(now: now)
            .filter { !$0.ok }.map { "\($0.name): \($0.detail)" }
    }

    /// Where the database is.
    package var path: String { store.path }

    // MARK: Crashing

    /// Gives an order while no worker runs, as a command would.
    package func performWithoutWorker(_ action: Order.Action, waits: Bool = false) throws -> OrderAnswer {
        var builder = Worker.Builder(store: try SQLiteStore(path: path))
        builder.timeline = VirtualTimeline(wall: now)
        return try builder.build().makeEngine().errandNow(
            Order(action, actor: "tester", waits: waits)
        )
    }

    /// The worker dies: whatever is not on record is gone.
    public func crash() {
        engine.crash()
        repeat { engine.settle() } while pump.runNext()
    }

    /// Has the worker die right after that step's checkpoint, when it comes.
    public func crash(afterStep name: String) {
        crashStep.arm(name)
        settle()
    }

    /// Asks the worker to drain.
    package func stop(grace: Duration) {
        engine.requestStop(grace: grace)
        settle()
    }

    /// A new worker takes over what the dead one left.
    ///
    /// - Throws: a `ZartError` when the store cannot be used.
    public func restart() throws { try restart(build) }

    /// A new worker, of a program that registers something else, takes over what the dead one left.
    package func restart(_ build: @escaping (Worker.Builder) -> Worker.Builder) throws {
        self.build = build
        crashStep.disarm()
        pump = HandlerPump()
        store = try SQLiteStore(path: folder + "/test.db")
        store.faults = storeFaults
        engine = try Self.makeEngine(build, store, timeline, pump, settings, crashStep)
        marking?(engine.queue)
        try begin()
    }

    private func begin() throws {
        try engine.beginNow()
        settle()
    }

    private static func makeEngine(
        _ build: (Worker.Builder) -> Worker.Builder,
        _ store: SQLiteStore,
        _ timeline: VirtualTimeline,
        _ pump: HandlerPump,
        _ settings: (inout EngineSettings) -> Void,
        _ crashStep: CrashStep
    ) throws -> Engine {
        var builder = build(Worker.Builder(store: store))
        builder.timeline = timeline
        builder.handlerExecutor = pump
        builder.settings.roll = { 0 }
        settings(&builder.settings)
        let log = builder.settings.log
        builder.settings.log = { event in
            log?(event)
            crashStep.see(event)
        }
        return try builder.build().makeEngine()
    }

    private static func makeFolder() throws -> String {
        // In memory where the system has such a folder: tests need no disk.
        let base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        var template = Array("\(base)/zart-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw ZartError(
                .storage,
                "no folder can be made under \(base): \(String(cString: strerror(errno)))"
            )
        }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

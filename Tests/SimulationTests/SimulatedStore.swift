import Synchronization
import Timetable
import ZartCore
import ZartSQLite

/// The real store, seen through by the oracle, and made to fail when the simulation says so.
///
/// A commit that fails changes nothing. A commit that is lost is durable, and the worker dies before it learns of
/// it: what a power cut right after the write looks like.
final class SimulatedStore: DurableStore {
    enum Failure: Sendable {
        /// Nothing is written; the commit after that many others.
        case refused(after: Int)
        /// Written, and nobody is told; the commit after that many others.
        case lost(after: Int)
    }

    private struct State {
        var failure: Failure?
        var isDead = false
        var noticed: (@Sendable () -> Void)?
    }

    private let inner: SQLiteStore
    private let world: World
    private let state = Mutex(State())

    init(path: String, world: World) throws {
        inner = try SQLiteStore(path: path)
        self.world = world
    }

    var access: StoreAccess { StoreAccess(self) }

    func fail(_ failure: Failure?) { state.withLock { $0.failure = failure } }

    /// Whether a commit was lost; the worker is to die now.
    var hasDied: Bool { state.withLock { $0.isDead } }

    /// Writes an order as another process would, and gives the worker notice.
    func post(_ order: Order, at now: Instant) throws {
        _ = try inner.postOrder(order, at: now)
        state.withLock { $0.noticed }?()
    }

    private enum Fate {
        case none
        case refused
        case lost
    }

    private func fate() -> Fate {
        state.withLock { state in
            if state.isDead { return .refused }
            switch state.failure {
            case nil: return .none
            case .refused(let left) where left > 0: state.failure = .refused(after: left - 1)
            case .lost(let left) where left > 0: state.failure = .lost(after: left - 1)
            case .refused:
                state.failure = nil
                return .refused
            case .lost:
                state.failure = nil
                state.isDead = true
                return .lost
            }
            return .none
        }
    }
}

extension SimulatedStore: Store {
    var location: String { inner.location }
    var courier: Courier { inner.courier }

    func commit(_ transitions: [Transition]) throws(StoreError) -> [Outcome] {
        let fate = fate()
        if fate == .refused {
            world.note("commit refused")
            throw StoreError(.diskFull, "the simulated disk is full")
        }
        let outcomes = try inner.commit(transitions)
        world.committed(transitions, outcomes)
        if fate == .lost {
            world.note("commit lost")
            throw StoreError(.inputOutput, "the simulated machine lost its power")
        }
        return outcomes
    }

    func tryLock() throws(StoreError) -> Bool { try inner.tryLock() }
    func waitForLock(_ granted: @escaping @Sendable () -> Void) { inner.waitForLock(granted) }
    func unlock() { inner.unlock() }
    func workerProcess() throws(StoreError) -> Int? { try inner.workerProcess() }
    func leaseExpiry() throws(StoreError) -> Instant? { try inner.leaseExpiry() }

    func beginSession(at now: @autoclosure () -> Instant, lease: Duration, orphans: [String], isErrand: Bool)
        throws(StoreError) -> Session
    {
        let session = try inner.beginSession(
            at: now(),
            lease: lease,
            orphans: orphans,
            isErrand: isErrand
        )
        world.sessionBegan(session)
        return session
    }

    func load() throws(StoreError) -> StoreImage { try inner.load() }
    func replay(execution: Int64) throws(StoreError) -> Replay { try inner.replay(execution: execution) }
    func ended(id: String) throws(StoreError) -> EndedExecution? { try inner.ended(id: id) }
    func lookUp(id: String) throws(StoreError) -> KnownExecution? { try inner.lookUp(id: id) }

    func collision(with template: IDTemplate, task: Int64?) throws(StoreError) -> String? {
        try inner.collision(with: template, task: task)
    }

    func event(named name: String, execution: Int64) throws(StoreError) -> (sequence: Int64, data: String)? {
        try inner.event(named: name, execution: execution)
    }

    func pausedSpans(task: Int64, version: Int) throws(StoreError) -> [ResumePlanner.Span] {
        try inner.pausedSpans(task: task, version: version)
    }

    func alarmHistory(task: Int64) throws(StoreError) -> AlarmHistory { try inner.alarmHistory(task: task) }
    func statistics(task: Int64) throws(StoreError) -> TaskStatistics { try inner.statistics(task: task) }
    func heldSteps() throws(StoreError) -> [HeldStep] { try inner.heldSteps() }
    func backfillGround(task: Int64) throws(StoreError) -> BackfillGround? {
        try inner.backfillGround(task: task)
    }

    func backfillFacts(
        task: Int64,
        in window: ClosedRange<Instant>,
        besides backfill: Int64,
        zones: (String) -> Zone?
    ) throws(StoreError) -> BackfillFacts {
        try inner.backfillFacts(task: task, in: window, besides: backfill, zones: zones)
    }

    func hasForeignCommits() throws(StoreError) -> Bool { try inner.hasForeignCommits() }
    func pendingOrders(after last: Int64, limit: Int) throws(StoreError) -> [PendingOrder] {
        try inner.pendingOrders(after: last, limit: limit)
    }

    func queuedOrders() throws(StoreError) -> [PendingOrder] { try inner.queuedOrders() }

    func postBulk(
        _ orders: [Order],
        command: String,
        actor: String,
        at now: Instant
    ) throws(StoreError) -> (number: Int64, isJoined: Bool)? {
        try inner.postBulk(orders, command: command, actor: actor, at: now)
    }

    func closeBulk(_ number: Int64, at now: Instant) throws(StoreError) {
        try inner.closeBulk(number, at: now)
    }

    /// No thread of the kernel's gives notice here: ``post(_:at:)`` does.
    func watchOrders(_ noticed: @escaping @Sendable () -> Void) -> Bool {
        state.withLock { $0.noticed = noticed }
        return true
    }

    func close() {
        state.withLock { $0.noticed = nil }
        inner.close()
    }

    func makeReader(zones: @escaping @Sendable (String) -> Zone?) throws(StoreError) -> any StoreReader {
        try inner.makeReader(zones: zones)
    }

    func postOrder(_ order: Order, at now: Instant) throws(StoreError) -> Int64 {
        try inner.postOrder(order, at: now)
    }
}

package import Timetable

/// A read-only connection: what the commands and the dashboard look through.
///
/// It sees the last commit and never makes the engine wait. For one thread or queue at a time.
package protocol StoreReader: AnyObject {
    /// Every recurring task, by name.
    func tasks() throws(StoreError) -> [TaskRecord]

    /// One recurring task.
    func task(named name: String) throws(StoreError) -> TaskRecord?

    /// Every recurring task with all that an `apply` may change, by name.
    func registrations(at now: Instant) throws(StoreError) -> [RegisteredTask]

    /// Names of tasks and handlers near enough to be what was meant.
    func names() throws(StoreError) -> [String]

    /// Executions, newest first, one page: those created before `before`.
    func executions(_ filter: ExecutionFilter, before: Int64?, limit: Int) throws(StoreError)
        -> [ExecutionRecord]

    /// One execution.
    func execution(id: String) throws(StoreError) -> ExecutionRecord?

    /// The task that has had an occurrence by that id, though it is no longer kept; nil for an id that no task has given.
    func taskPruned(ofExecution id: String) throws(StoreError) -> String?

    /// One execution with its runs, steps and attempts.
    func detail(id: String) throws(StoreError) -> ExecutionDetail?

    /// A task's decisions, oldest first, whose span touches the range, one page: those after `after`.
    func ledger(
        task: String,
        from: Instant?,
        to: Instant?,
        after: LedgerPosition?,
        limit: Int
    ) throws(StoreError) -> [LedgerRecord]

    /// What holds work back: a pause of everything, and step rules.
    func holds() throws(StoreError) -> HoldReport

    /// How many instants a resume of each paused task would decide, by its name.
    func heldBack(at now: Instant) throws(StoreError) -> [String: Int]

    /// A task's decisions, newest first, one page: those before `before`; of one kind, if one is given.
    func decisions(
        task: String,
        only decision: Decision?,
        before: LedgerPosition?,
        limit: Int
    ) throws(StoreError) -> DecisionPage

    /// What an execution does, where its task comes from a job file; nil otherwise.
    func body(ofExecution id: String) throws(StoreError) -> String?

    /// What an execution's task does by now, where that is something else than what the execution does; nil otherwise.
    func changedBody(ofExecution id: String) throws(StoreError) -> String?

    /// The hash of what an execution does; nil for one of a program, and where there is no such execution.
    func definition(ofExecution id: String) throws(StoreError) -> String?

    /// How many executions have a step that backs off.
    func retrying() throws(StoreError) -> Int

    /// How many kept executions have failed since then.
    func failed(since: Instant) throws(StoreError) -> Int

    /// A task's schedule versions, oldest first.
    func versions(task: String) throws(StoreError) -> [VersionRecord]

    /// Backfills, those that go on first and then the newest; of one task, or of all.
    func backfills(task: String?, limit: Int) throws(StoreError) -> [BackfillRecord]

    /// The backfill of that number; nil if there is none.
    func backfill(_ id: Int64) throws(StoreError) -> BackfillRecord?

    /// What a backfill of the task would do, or why it cannot be; nil if there is no such task.
    func backfillPreview(task: String, _ request: BackfillRequest, now: Instant) throws(StoreError)
        -> Result<BackfillPreview, ZartError>?

    /// What would go of one task or of each, were everything removed now that is past keeping: beyond the task's rule,
    /// or the given one where it has none, and with `before` also whatever ended earlier.
    func keepingPlans(task: String?, before: Instant?, rule: RetentionRule, now: Instant) throws(StoreError)
        -> [KeepingPlan]

    /// Runs the body, which sees one and the same commit whatever it reads.
    func snapshot<T>(_ body: () throws(StoreError) -> T) throws(StoreError) -> T

    // MARK: For the dashboard

    // Whatever follows costs what it shows: an index each, or a window that its documentation names.

    /// What came about last of these tasks, oldest first: at most twelve a task, by its name.
    ///
    /// It goes by when an execution was dispatched or an instant was skipped, and not by the instants.
    func strips(tasks: [String]) throws(StoreError) -> [String: [OutcomeRecord]]

    /// How long executions of these tasks usually take, by name.
    func statistics(tasks: [String]) throws(StoreError) -> [String: TaskStatistics]

    /// The newest backfills that go on, newest first.
    func openBackfills(limit: Int) throws(StoreError) -> [BackfillProgress]

    /// How a task stands: what a forecast begins with; nil if there is none of that name.
    func standing(ofTask name: String) throws(StoreError) -> TaskStanding?

    /// What is on record about a time of a task's life; nil if there is no task of that name.
    func facts(task name: String, about question: InstantQuestion, now: Instant) throws(StoreError)
        -> InstantFacts?

    /// What became of a task's executions that were dispatched since then: the newest 10,000 of them.
    func successes(task: String, since: Instant) throws(StoreError) -> SuccessCount

    /// Executions that are not in an end state, newest first.
    func running(limit: Int) throws(StoreError) -> [ExecutionRow]

    /// Executions of these ids, as far as there are any.
    func executionRows(ids: [String]) throws(StoreError) -> [ExecutionRow]

    /// The ids of each task's executions that are not in an end state, oldest first: so many in all at most.
    func holders(limit: Int) throws(StoreError) -> [String: [String]]

    /// Executions in the direction given, one page: those beyond the border, which is a sequence or a page's
    /// `scannedTo`; without a border from the very end of the list.
    ///
    /// A page looks at so many executions at most and then says where to go on.
    func executionRows(
        _ query: ExecutionRowQuery,
        _ direction: WalkDirection,
        from border: Int64?,
        limit: Int
    ) throws(StoreError) -> ExecutionPage

    /// How many executions the query finds, up to the limit.
    func executionCount(_ query: ExecutionRowQuery, limit: Int) throws(StoreError) -> BoundedCount

    /// What steps of a task usually do, in the order in which they usually begin.
    ///
    /// From so many of its newest completed executions, found among its newest 200.
    func usualSteps(task: String, limit: Int) throws(StoreError) -> [UsualStep]

    /// What happened before (or after) a position, newest (or oldest) first; without a position from now (or ever).
    func events(
        _ filter: EventFilter,
        _ direction: WalkDirection,
        from position: EventPosition?,
        limit: Int
    ) throws(StoreError) -> EventPage

    /// The worker sessions, newest first, and who holds lease and lock.
    func workers(limit: Int) throws(StoreError) -> WorkerReport

    /// Whether a process works on the database at this very moment, by the kernel's word, given the session that holds
    /// the lease; asks the store nothing.
    func isWorked(_ session: Int?) -> Bool

    /// Reads the body of a definition; where nobody does, the newest execution of its kind tells how many steps there
    /// are, and an event goes by the name of its step.
    var readDefinition: (@Sendable (_ body: String) -> DefinitionGlance?)? { get set }

    /// The file and the age of what is in it.
    func fileReport() throws(StoreError) -> FileReport

    /// Orders, newest first, one page: those given before `before`.
    func orders(before: Int64?, limit: Int) throws(StoreError) -> [OrderRecord]

    /// What an operator should look at, most urgent first; the tasks are those last read.
    func attention(tasks: [TaskRecord], at now: Instant) throws(StoreError) -> [AttentionRecord]

    /// Alarms: raised ones oldest first, all of them newest first.
    func alarms(_ which: AlarmSelection, limit: Int) throws(StoreError) -> [AlarmRecord]

    /// The ids of notices of alarms that have yet to be delivered.
    func pendingNotices() throws(StoreError) -> Set<String>

    /// Orders that were given together, with what came of each so far.
    func bulk(_ number: Int64) throws(StoreError) -> OrderBulk?

    /// What waits for a slot to run an execution again, such as `retry`, by the execution's id.
    func queuedOrders() throws(StoreError) -> [String: String]

    /// How many orders that were given together nobody has looked at yet; nil when they are gone.
    func openOrders(ofBulk number: Int64) throws(StoreError) -> Int?

    /// The answer to an order; nil while it has none.
    func answer(order: Int64) throws(StoreError) -> OrderAnswer?

    /// Whether by now another file is where the one was that is read, or none.
    var isReplaced: Bool { get }

    /// Whether another connection has committed since the last call.
    func hasChanged() throws(StoreError) -> Bool

    /// A file descriptor that becomes readable soon after any commit; reading it empty is the caller's part.
    func makeChangeNotice() throws(StoreError) -> ChangeNotice
}

/// A descriptor to poll for commits.
package struct ChangeNotice: ~Copyable {
    /// Becomes readable soon after a commit.
    package let descriptor: Int32
    private let release: () -> Void

    package init(descriptor: Int32, release: @escaping () -> Void) {
        self.descriptor = descriptor
        self.release = release
    }

    deinit { release() }
}

/// Which executions to list.
package struct ExecutionFilter: Sendable, Hashable {
    package var task: String?
    package var status: ExecutionStatus?
    package var since: Instant?

    package init(task: String? = nil, status: ExecutionStatus? = nil, since: Instant? = nil) {
        self.task = task
        self.status = status
        self.since = since
    }
}

/// Which alarms to show.
package enum AlarmSelection: Sendable, Hashable {
    case raised
    case all
    case numbered(Int64)
}

/// Where a page of the ledger ended.
package struct LedgerPosition: Sendable, Hashable {
    package let version: Int
    package let nominalAt: Instant

    package init(version: Int, nominalAt: Instant) {
        self.version = version
        self.nominalAt = nominalAt
    }
}

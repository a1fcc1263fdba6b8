/// What the screens show, as it was at one moment: a plain value, made by whoever knows the store.
///
/// Moments are milliseconds since the Unix epoch and spans are milliseconds, here and in everything it holds.
package struct Snapshot: Hashable, Sendable {
    /// The database's name, for people.
    package var database: String
    /// What this process is to it.
    package var standing: Standing
    /// Whether no process runs the engine, where ``standing`` tells something else, as for who only looks.
    package var lacksWorker = false
    /// Whether the worker of another process has been asked to stop: it begins nothing any more.
    package var isWorkerDraining = false
    /// The moment.
    package var now: Int64
    /// The process that holds the database's worker lock; nil when none does or it is not known.
    package var workerProcess: Int?
    /// The recurring tasks, in any order; names are unique.
    package var tasks: [TaskLine] = []
    /// The counters.
    package var totals = Totals()
    /// Who has paused everything, and why; nil when nobody has.
    package var hold: String?
    /// The pause of everything; nil where there is none.
    package var holdPause: PauseLine?
    /// The rules that hold back steps.
    package var stepRules: [StepRuleLine] = []
    /// When the worker of another process gave its last sign of life, once its lease has passed: it is frozen, or hangs.
    ///
    /// In the past: when one did that was found dead later, once nothing more was heard of it.
    package var silentSince: Int64?
    /// In the past: of how many tasks something that counts then is no longer kept, so that their numbers may be off.
    package var prunedTasks = 0
    /// What needs an operator, most urgent first.
    package var attention: [AttentionLine] = []
    /// Open executions, newest first, as many as the panes can use.
    package var running: [ExecutionLine] = []
    /// The newest events, oldest first, as many as a pane can use.
    package var recent: [EventLine] = []
    /// The executions asked for by ``Wish/executions``.
    package var executions = ExecutionPage()
    /// The execution asked for by ``Wish/detail``; nil until it has been read, or when it is gone.
    package var detail: DetailPage?
    /// The output asked for by ``Wish/output``; nil until it has been read.
    package var output: OutputPage?
    /// The events asked for by ``Wish/events``.
    package var events = EventPage()
    /// The decisions asked for by ``Wish/ledger``.
    package var ledger = LedgerPage()
    /// The comparison asked for by ``Wish/diff``; nil until it has been read.
    package var diff: DiffPage?
    /// The answer asked for by ``Wish/why``; nil until it has been read.
    package var why: WhyPage?
    /// The answer asked for by ``Wish/preview``; nil until it has been read.
    package var preview: OrderPreview?
    /// Worker sessions, newest first.
    package var workers: [WorkerLine] = []
    /// The database's file; nil until it has been asked for by ``Wish/workers``.
    package var file: FileLine?
    /// Why the store could not be read; nil when it could.
    ///
    /// The rest is then as it was last seen.
    package var fault: String?
    /// Why the engine of this process cannot write the store; nil when it can, or when it runs elsewhere.
    package var writeFault: String?

    /// Instants that have passed and are held until everything is released; nil when they have not been counted.
    package var heldBack: Int? {
        // A pause of its own that has come to its end is over with the release.
        let held = tasks.filter { task in
            task.isHeld || hold != nil && (task.pause?.until.map { $0 <= now } ?? false)
        }
        guard !held.isEmpty, held.allSatisfy({ $0.heldBack != nil }) else { return nil }
        return held.reduce(0) { $0.adding($1.heldBack ?? 0) }
    }

    /// Whether no process runs the engine: nothing fires until one does.
    package var isUnattended: Bool { standing == .unattended || lacksWorker }

    /// Creates a snapshot without contents.
    package init(database: String, standing: Standing, now: Int64) {
        self.database = database
        self.standing = standing
        self.now = now
    }
}

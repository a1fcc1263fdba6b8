package import Canvas

/// What the dashboard shows and what the operator has done to it, as a value.
///
/// It has no clock, no file and no store: the main loop hands it snapshots and keys, reads what ``wish`` names, and
/// draws ``render(glyphs:)``. Moments given to it by name `at` are milliseconds of a clock that only goes forward.
package struct DashboardState: Hashable, Sendable {
    /// What it shows.
    package internal(set) var snapshot: Snapshot {
        didSet { places = ExecutionPlaces(snapshot) }
    }
    /// Where its executions are in its lists.
    private(set) var places: ExecutionPlaces
    /// The screen it has.
    package internal(set) var size: Size
    /// The view on the screen.
    package internal(set) var view = View.tasks
    /// What covers it.
    package internal(set) var overlay: Overlay?

    /// The view before, to go back to.
    var lastView = View.executions
    /// The recurring tasks, by name.
    package internal(set) var tasks = ListState<String>()
    var taskSort = TaskSort()
    private(set) var taskOrder = TaskOrder()
    var taskFilter = Filter()
    /// The executions, by id.
    package internal(set) var executions = ListState<String>()
    var executionSort = ExecutionSort()
    var executionFilter = Filter()
    var executionLimit = 200
    /// The detail screen; kept while another view is shown, so that one can go back.
    package internal(set) var detail: DetailState?
    /// The output shown; kept while another view is.
    package internal(set) var output: OutputState?
    /// The events view.
    package internal(set) var events = EventsState()
    /// The worker sessions, by number.
    package internal(set) var workers = ListState<Int>()

    /// The ledger of a task.
    package internal(set) var ledger = LedgerState()
    /// Two executions side by side; kept while another view is shown.
    package internal(set) var diff: DiffState?

    /// What of the view has more room than usual.
    var expansion = Expansion.usual
    /// The last snapshot that came while the screen was frozen; nil while it is not.
    var held: Snapshot?
    /// Whether the screen stands still.
    package internal(set) var isFrozen = false
    /// The moment that is looked back to; nil when it is now.
    var past: Past?
    /// The newest moment that was shown as now.
    var newest: Int64
    /// Whether the engine ran here when now was last shown.
    private(set) var runsEngine: Bool
    /// Whether the engine is finishing what is in flight, to leave then.
    package internal(set) var isDraining = false
    /// Which line of the attention list was gone to last.
    var toldAttention: AttentionLine?
    /// A sentence in place of the keys.
    var flash: Flash?
    /// What takes the last order back, and until when it may.
    var undo: Undo?
    /// What takes back the orders that have been given and are not all answered yet.
    var opposites: [OrderRequest: OrderRequest] = [:]
    /// What takes the last change of a filter or of marks back.
    var undoLook: UndoLook?
    /// Orders given together that are not all answered yet.
    var batch: OrderBatch?
    /// Commands typed before, oldest first.
    var history: [String] = []
    /// When keys that are not movements came lately.
    var recentKeys: [Int64] = []
    /// When several keys that are not movements were read at once.
    var togetherAt: Int64?
    /// When the row under the cursor went from its list, and the cursor to another one.
    var rowLostAt: Int64?
    /// What was selected before one looked back.
    var rowsOfNow: RowsOfNow?

    /// What the operator has chosen: keys, themes and the like.
    package internal(set) var settings: DashboardSettings

    /// Creates a dashboard.
    package init(_ snapshot: Snapshot, size: Size, settings: DashboardSettings = DashboardSettings()) {
        self.snapshot = snapshot
        places = ExecutionPlaces(snapshot)
        newest = snapshot.now
        runsEngine = snapshot.standing == .live
        self.size = size
        self.settings = settings
        refresh()
    }

    /// Shows another snapshot; a selection stays with its row, wherever the order has put it.
    @discardableResult
    package mutating func update(_ snapshot: Snapshot, at moment: Int64 = 0) -> [Effect] {
        // What was asked for before the time was changed is of no use any more.
        guard (snapshot.standing == .past) == (past != nil) else { return [] }
        if past == nil {
            newest = snapshot.now
            runsEngine = snapshot.standing == .live
        }
        let next = withWhatWasRead(snapshot)
        guard !isFrozen else {
            held = next
            return []
        }
        let standing = self.snapshot.standing
        let row = rowOfOrders
        self.snapshot = next
        notice(standing, at: moment)
        refresh()
        keepRowsOfNow(from: standing)
        if row != nil, rowOfOrders != row { rowLostAt = moment }
        return [.redraw]
    }

    /// Lists that were not asked for stay as they were last read: one that is shown again is where it was left.
    private func withWhatWasRead(_ new: Snapshot) -> Snapshot {
        var new = new
        // Once something has happened, there is no moment after it without events; of an earlier one nobody knows.
        let isLater = new.standing != .past || new.now == snapshot.now
        if new.recent.isEmpty, isLater, (new.standing == .past) == (snapshot.standing == .past) {
            new.recent = snapshot.recent
        }
        if !new.executions.isRead { new.executions = snapshot.executions }
        if !new.events.isRead { new.events = snapshot.events }
        if new.ledger.task.isEmpty { new.ledger = snapshot.ledger }
        return new
    }

    /// Lets go what has had its time: a sentence, an undo, the wait of an answer.
    package mutating func tick(at moment: Int64) -> [Effect] {
        if let undo, undo.until <= moment { self.undo = nil }
        let played = play(at: moment)
        if let undoLook, undoLook.until <= moment { self.undoLook = nil }
        if case .confirm(var question) = overlay, !question.isArmed, question.isArmed(at: moment) {
            question.isArmed = true
            overlay = .confirm(question)
            return [.redraw]
        }
        guard let flash, flash.until <= moment else { return played }
        self.flash = nil
        return [.redraw]
    }

    /// Says that the screen, as it stands, has reached the terminal.
    package mutating func painted(at moment: Int64) {
        // Too small a screen shows a line instead: what nobody can read nobody can answer.
        guard layout.hasView else { return }
        switch overlay {
        case .confirm(var question) where question.shownAt == nil:
            question.shownAt = isAnswerable(question) ? moment : nil
            question.hasAppeared = true
            overlay = .confirm(question)
        case .leaving(let dialog) where dialog.shownAt == nil:
            overlay = .leaving(LeavingDialog(shownAt: moment))
        case .resume(var dialog) where dialog.shownAt == nil:
            dialog.shownAt = moment
            overlay = .resume(dialog)
        default: break
        }
    }

    /// The screen's parts at its size.
    var layout: Layout { Layout(size) }

    /// Brings the lists and the open question in line with the snapshot and the size.
    mutating func refresh() {
        if taskOrder.update(snapshot.tasks, by: taskSort, keeping: taskFilter, now: snapshot.now) {
            tasks.update(shownTasks.map(\.name), rows: TasksScreen.rows(self))
        } else {
            tasks.scroll(rows: TasksScreen.rows(self))
        }
        executions.update(snapshot.executions.rows.map(\.id), rows: ExecutionsScreen.rows(self))
        workers.update(snapshot.workers.map(\.session), rows: WorkersScreen.rows(self))
        let compared = Array(shownDiff.indices)
        let rows = DiffScreen.rows(self)
        diff?.list.update(compared, rows: rows)
        // Lists that may be long; each is brought in line when it is shown again.
        if view == .ledger { refreshLedger() }
        if view == .events { refreshEvents() }
        refreshDetail()
        refreshOutput()
        refreshQuestion()
    }

    /// The tasks in the order shown.
    var shownTasks: LazyMapSequence<[Int], TaskLine> {
        taskOrder.places.lazy.map { [tasks = snapshot.tasks] in tasks[$0] }
    }

    /// The selected task.
    var selectedTask: TaskLine? {
        tasks.selection.flatMap { name in snapshot.tasks.first { $0.name == name } }
    }

    /// The selected execution of the list.
    var selectedExecution: ExecutionLine? {
        executions.selection.flatMap { id in snapshot.executions.rows.first { $0.id == id } }
    }

    /// The row under the cursor that an order would be about; nil in views whose rows are none, and where rows are marked.
    var rowOfOrders: String? {
        switch view {
        case .tasks: tasks.marks.isEmpty ? tasks.selection : nil
        case .executions: executions.marks.isEmpty ? executions.selection : nil
        default: nil
        }
    }

    /// Shows a sentence for some seconds.
    mutating func say(_ text: String, _ tone: Flash.Tone = .info, at moment: Int64) {
        flash = Flash(text: text, tone: tone, until: moment + (tone == .info ? 4000 : 8000))
    }
}

/// A filter and marks as they were before they were changed.
struct UndoLook: Hashable {
    var view: View
    var filter: Filter
    var marks: Set<String>
    var until: Int64
}

/// An order that takes another one back.
struct Undo: Hashable {
    /// The time an order may be taken back by one key.
    static let time: Int64 = 10_000

    var requests: [OrderRequest]
    var until: Int64
    /// The order that is taken back, where it was one.
    var given: OrderRequest?
}

internal import Dashboard
internal import Glibc
internal import Timetable
internal import ZartCore
internal import ZartSQLite

/// Turns what the store says into what the screens show, through a read-only connection; for one queue.
///
/// While nothing has been committed it only moves the clock, and reads what else is asked for.
final class SnapshotSource {
    private static let backfillsShown = 20
    /// So many open executions are read whatever is on the screen.
    private static let newestRunning = 100
    /// Of so many executions of the selected task it is known where they stand, besides the newest of all.
    private static let heldRows = 200
    /// Of so many open executions it is known which task they are of.
    private static let mostHolders = 20_000

    /// Readable when somebody has committed; nil when the system cannot tell.
    let changes: Int32?

    let reader: any StoreReader
    private let notice: ChangeNotice?
    private let name: String
    private let isReadOnly: Bool
    private let isPast: Bool
    private let pruned: PrunedPast
    private let now: @Sendable () -> Instant

    /// What every screen shows, as of the last commit; nil when it has to be read.
    private var common: CommonRead?
    private var last: ShownSnapshot?
    /// Whether something was committed after what is shown.
    private(set) var isBehind = false
    /// A session that was seen without its worker's lock: it is over, whoever holds the lock next.
    private var deserted: Int?
    private var forecasts = FireForecasts()
    private var days = DayShares()
    private var reasons = NewestReasons()
    private var outputs: OutputShelf
    /// The last preview that cost a look at much, and when it was made.
    var costly: (preview: OrderPreview, at: Instant)?

    init(_ settings: Settings, _ reader: any StoreReader, _ surroundings: Surroundings) {
        self.reader = reader
        reader.readDefinition = DefinitionGlance.ofJob
        if let notice = try? reader.makeChangeNotice() {
            changes = notice.descriptor
            self.notice = consume notice
        } else {
            changes = nil
            notice = nil
        }
        outputs = OutputShelf(database: settings.database)
        name = Self.name(settings)
        isReadOnly = settings.isReadOnly
        isPast = false
        pruned = PrunedPast()
        now = surroundings.now
    }

    /// Makes one that shows the database of the settings as it was at that time.
    ///
    /// - Throws: when the database cannot be read.
    init(_ settings: Settings, past at: Instant, _ surroundings: Surroundings) throws(StoreError) {
        let reader = try SQLiteReader(path: settings.database, at: at, zones: surroundings.zones)
        reader.readDefinition = DefinitionGlance.ofJob
        pruned = try PrunedPast(reader, at: at)
        self.reader = reader
        changes = nil
        notice = nil
        outputs = OutputShelf(database: settings.database, until: at)
        name = Self.name(settings)
        isReadOnly = true
        isPast = true
        now = { at }
    }

    /// The database's name, for people.
    static func name(_ settings: Settings) -> String {
        settings.database.split(separator: "/").last.map(String.init) ?? settings.database
    }

    /// Empties the descriptor that tells of commits.
    func takeChanges() {
        guard let changes else { return }
        var buffer = [UInt8](repeating: 0, count: 4096)
        while Glibc.read(changes, &buffer, buffer.count) > 0 {}
    }

    /// What is to be shown now; what cannot be read shows as it was, with the reason.
    ///
    /// While it rests, what has been read before stays however much was committed since, unless something else is asked
    /// for: all panes are of one commit.
    func read(_ wish: Wish, isResting: Bool = false) -> Snapshot {
        var snapshot = readStore(wish, isResting: isResting)
        // Commands write without a commit: what they have written is looked at each time.
        if let output = wish.output {
            snapshot.output = outputs.page(output, of: snapshot.detail)
        } else {
            outputs.close()
        }
        return snapshot
    }

    /// What was read last, if nothing but time changes it until a commit is told of: the worker is in this process.
    var quiet: ShownSnapshot? {
        guard changes != nil, common != nil, !isBehind, let last else { return nil }
        return last.snapshot.standing == .live ? last : nil
    }

    /// Writes all that is there of a step's output to a file of the state folder, and says where.
    func save(_ wish: OutputWish, in state: String?) -> (message: String, isDone: Bool) {
        outputs.save(wish, of: last?.snapshot.detail, in: state)
    }

    private func readStore(_ wish: Wish, isResting: Bool) -> Snapshot {
        let at = now()
        do {
            if try reader.hasChanged() || common?.isStale(at: at) ?? true { isBehind = true }
            let known = last.flatMap { $0.wish.isSame(as: wish) ? $0 : nil }
            if isBehind, !isResting || known == nil { common = nil }
            if var known, common != nil {
                // What is behind the last commit stays of one commit.
                if wish.heldBack, !isBehind { try readHeldBack(at: at, into: &known.snapshot) }
                return show(known, at: at)
            }
            // All panes are of one commit.
            return show(try reader.snapshot { () throws(StoreError) in try readCommit(wish, at: at) }, at: at)
        } catch {
            // What may have been half read is read again.
            common = nil
            var snapshot = last?.snapshot ?? Snapshot(database: name, standing: .unattended, now: 0)
            snapshot.now = at.milliseconds
            snapshot.fault = error.message
            // Whoever took an order now would be another database's worker.
            if error.code == .replaced { snapshot.standing = .readOnly }
            return snapshot
        }
    }

    private func readCommit(_ wish: Wish, at: Instant) throws(StoreError) -> ShownSnapshot {
        let common = if let known = self.common { known } else { try readCommon(at: at) }
        let snapshot = try readWished(wish, common, at: at)
        if self.common == nil { isBehind = false }
        self.common = common
        return ShownSnapshot(wish, common, snapshot)
    }

    /// What was read, as time alone and the worker's life have changed it.
    private func show(_ read: ShownSnapshot, at: Instant) -> Snapshot {
        var shown = read
        shown.move(to: at)
        setStanding(&shown.snapshot, shown.common.worker)
        last = shown
        return shown.snapshot
    }

    private func readCommon(at: Instant) throws(StoreError) -> CommonRead {
        var snapshot = Snapshot(database: name, standing: .attached, now: at.milliseconds)
        let tasks = try reader.tasks()
        let running = try reader.running(limit: Self.newestRunning)
        snapshot.tasks = try readTasks(tasks, at: at)
        let holds = try reader.holds()
        snapshot.hold = holds.hold.map { $0.phrase.inOneLine }
        snapshot.holdPause = holds.hold.map { PauseLine(note: $0.note, until: $0.until?.milliseconds) }
        snapshot.stepRules = holds.rules.map {
            StepRuleLine(steps: $0.steps.description, tasks: $0.tasks.description, note: $0.note)
        }
        snapshot.prunedTasks = pruned.count
        snapshot.running = running.map { ExecutionLine($0, at: at) }
        snapshot.attention = try reader.attention(tasks: tasks, at: at).map { AttentionLine($0, at: at) }
        snapshot.totals = Totals(
            recurring: tasks.count,
            running: tasks.reduce(0) { $0 + $1.running },
            retrying: try reader.retrying(),
            failedLastHour: try reader.failed(since: at - .seconds(3_600))
        )
        let worker = try reader.workers(limit: 1)
        snapshot.totals.stepsInFlight = worker.holder?.stepsInFlight ?? 0
        snapshot.totals.areFailuresPruned = pruned.isHourPartial
        return CommonRead(
            at: at,
            tasks: tasks,
            lateAfter: tasks.map { $0.isLateAfter?.milliseconds ?? .max },
            running: running,
            rules: holds.rules,
            worker: worker,
            snapshot: snapshot
        )
    }

    private func readWished(_ wish: Wish, _ common: CommonRead, at: Instant) throws(StoreError) -> Snapshot {
        var snapshot = common.snapshot
        let tasks = common.tasks
        try readHeld(wish, common, at: at, into: &snapshot)
        try readVisible(wish, common, at: at, into: &snapshot)
        if wish.heldBack, common.at != at { try readHeldBack(at: at, into: &snapshot) }
        if wish.recent > 0 {
            let recent = try reader.events(EventFilter(), .older, from: nil, limit: wish.recent)
            snapshot.recent = recent.events.reversed().map(EventLine.init)
        }
        if let executions = wish.executions {
            snapshot.executions = try readExecutions(executions, tasks.map(\.name), at: at)
        }
        if let events = wish.events {
            snapshot.events = try readEvents(events, tasks.map(\.name), at: at)
        }
        if wish.workers { try readWorkers(&snapshot) }
        if let ledger = wish.ledger { snapshot.ledger = try readLedger(ledger) }
        if let ids = wish.diff { snapshot.diff = try readDiff(ids, at: at) }
        if let why = wish.why {
            let task = tasks.first { $0.name == why.task }
            snapshot.why = try reasons.page(why, of: task, at: at, reader)
        }
        if !wish.preview.isEmpty { snapshot.preview = try readPreview(wish.preview, at: at) }
        if let id = wish.detail { snapshot.detail = try readDetail(id, tasks, at: at) }
        return snapshot
    }

    // MARK: Who works

    private func setStanding(_ snapshot: inout Snapshot, _ worker: WorkerReport) {
        // It may have died since, which is no commit. Who has its lock is no worker before a session of its own has begun.
        let isLocked = reader.isWorked(worker.current)
        if !isLocked { deserted = worker.current }
        let holder = worker.holder
        let isWorked = isLocked && holder != nil && worker.current != deserted
        snapshot.workerProcess = isWorked ? holder?.process : nil
        let isOurs = isWorked && holder?.process == Int(getpid())
        snapshot.standing =
            isPast ? .past : isReadOnly ? .readOnly : isOurs ? .live : isWorked ? .attached : .unattended
        snapshot.isWorkerDraining = isWorked && !isOurs && holder?.drainingAt != nil
        snapshot.lacksWorker = snapshot.standing == .readOnly && !isWorked
        let isSilent = worker.leaseExpiresAt.map { $0.milliseconds < snapshot.now } ?? false
        let isTold = snapshot.standing == .attached && isSilent
        let silentSince = isPast ? holder?.seenAt : isTold ? worker.renewedAt : nil
        snapshot.silentSince = silentSince?.milliseconds
    }

    private func readWorkers(_ snapshot: inout Snapshot) throws(StoreError) {
        let report = try reader.workers(limit: 200)
        let file = try reader.fileReport()
        snapshot.file = FileLine(
            size: file.size + file.log,
            free: file.free,
            oldest: file.oldest?.milliseconds
        )
        snapshot.workers = report.sessions.map { session in
            var line = WorkerLine(
                session.number,
                process: session.process,
                host: session.host,
                program: session.program.split(separator: "/").last.map(String.init) ?? session.program,
                beganAt: session.beganAt.milliseconds
            )
            line.endedAt = session.endedAt?.milliseconds
            line.reason = session.endReason ?? ""
            line.seenAt = session.seenAt?.milliseconds
            line.drainingAt = session.drainingAt?.milliseconds
            line.isHolder = session.number == report.current
            line.isAlive = line.isHolder && report.isLocked
            line.leaseExpiresAt = line.isHolder ? report.leaseExpiresAt?.milliseconds : nil
            line.inFlight = session.stepsInFlight
            return line
        }
    }

    // MARK: Tasks

    /// What is shown of every task, on the screen or not.
    private func readTasks(_ tasks: [TaskRecord], at: Instant) throws(StoreError) -> [TaskLine] {
        let isAnyPaused = tasks.contains { $0.state == .paused || $0.isHeld }
        let heldBack = isAnyPaused ? try reader.heldBack(at: at) : [:]
        var backfills: [String: String] = [:]
        for backfill in try reader.openBackfills(limit: Self.backfillsShown) {
            backfills[backfill.task] = backfill.sentence
        }
        let holders = try reader.holders(limit: Self.mostHolders)
        return tasks.map { task in
            var line = TaskLine(task)
            line.holders = holders[task.name] ?? []
            line.heldBack = heldBack[task.name]
            line.backfill = backfills[task.name] ?? ""
            pruned.mark(&line)
            return line
        }
    }

    /// How many instants are held by now: where no worker runs they pass without a commit.
    private func readHeldBack(at: Instant, into snapshot: inout Snapshot) throws(StoreError) {
        let counts = try reader.heldBack(at: at)
        for place in snapshot.tasks.indices {
            snapshot.tasks[place].heldBack = counts[snapshot.tasks[place].name]
        }
    }

    /// Where the selected task's executions stand, and the newest of those on the screen, that are not among the newest
    /// of all.
    private func readHeld(_ wish: Wish, _ common: CommonRead, at: Instant, into snapshot: inout Snapshot)
        throws(StoreError)
    {
        guard common.running.count >= Self.newestRunning else { return }
        let known = Set(common.running.map(\.id))
        var ids: [String] = []
        for task in snapshot.tasks {
            if task.name == wish.selectedTask {
                ids += task.holders.suffix(Self.heldRows)
            } else if wish.tasks.contains(task.name) {
                ids += task.holders.suffix(1)
            }
        }
        let rows = try reader.executionRows(ids: ids.filter { !known.contains($0) })
        snapshot.running += rows.map { ExecutionLine($0, at: at) }
    }

    /// The numbers of the tasks on the screen.
    private func readVisible(_ wish: Wish, _ common: CommonRead, at: Instant, into snapshot: inout Snapshot)
        throws(StoreError)
    {
        let strips = try reader.strips(tasks: wish.tasks)
        let statistics = try reader.statistics(tasks: wish.tasks)
        let visible = Set(wish.tasks)
        for (place, task) in common.tasks.enumerated() where visible.contains(task.name) {
            var line = snapshot.tasks[place]
            let strip = strips[task.name] ?? []
            line.lastOutcomes = strip.map {
                OutcomeCell($0.phase?.rawValue ?? "skipped", duration: $0.duration?.milliseconds)
            }
            if let numbers = statistics[task.name] {
                line.p50 = numbers.median?.milliseconds
                line.p95 = numbers.p95?.milliseconds
                line.longest = numbers.longest?.milliseconds
            }
            line.last = strip.last { !$0.isSkip }.flatMap { cell in
                snapshot.running.first { $0.id == cell.id } ?? ExecutionLine(cell, task: task.name)
            }
            if let radar = wish.radar, !line.isPruned {
                line.forecast = try forecasts.forecast(
                    task,
                    holders: line.holders,
                    rules: common.rules,
                    heldUntil: snapshot.holdPause?.until,
                    usual: statistics[task.name]?.expectedP95,
                    from: at,
                    within: .milliseconds(radar),
                    reader
                )
            }
            if task.name == wish.selectedTask {
                let day = try days.share(of: task, at: at, reader)
                line.endedInDay = day.isPruned ? 0 : day.ended
                line.completedInDay = day.completed
            }
            snapshot.tasks[place] = line
        }
    }
}

extension Wish {
    /// Whether another one asks the same of the store; output is not in it.
    fileprivate func isSame(as other: Wish) -> Bool {
        var (one, other) = (self, other)
        one.output = nil
        other.output = nil
        return one == other
    }
}

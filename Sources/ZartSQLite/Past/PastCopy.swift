internal import Timetable
internal import ZartCore

/// Makes a copy of what the database held at a moment that has passed.
///
/// History is rows: nothing is kept for looking back alone. Each table is copied as far as the moment reaches, and what
/// has changed in its rows since is taken back by the times that they bear: an execution that has ended since runs
/// again, a step that was tried again since has its earlier attempt. The copy has the same tables, so that every
/// question is asked of it by the same statements.
///
/// It reaches back over as many of the newest rows before the moment as its reach says, and no further than retention
/// does.
struct PastCopy {
    private static let fewTasks = 100

    private let connection: Connection
    private let at: Instant
    private let reach: PastReach
    private let zones: @Sendable (String) -> Zone?

    /// Fills the connection, which is to an empty database of its own.
    ///
    /// The border is the key from which on all executions were created later; nil if there are none. Executions that are
    /// named are copied however old they are, and so are the decisions of a task that is named.
    ///
    /// - Throws: as a reader, when the database cannot be read.
    static func fill(
        _ connection: Connection,
        from address: String,
        at: Instant,
        reach: PastReach,
        border: Int64?,
        including executions: [String],
        decisionsOf task: String?,
        zones: @escaping @Sendable (String) -> Zone?
    ) throws(StoreError) {
        for migration in Schema.migrations { try connection.script(migration) }
        try connection.run("ATTACH ? AS live", address)
        try connection.run("BEGIN")
        let copy = PastCopy(connection: connection, at: at, reach: reach, zones: zones)
        try copy.choose(border ?? .max, executions)
        for statement in PastSQL.byTime(atMost: reach.others) { try connection.run(statement, at) }
        try copy.restoreTasks(wholly: task)
        try copy.restoreBackfills()
        try connection.run("COMMIT")
        try connection.run("DETACH live")
    }

    private init(
        connection: Connection,
        at: Instant,
        reach: PastReach,
        zones: @escaping @Sendable (String) -> Zone?
    ) {
        self.connection = connection
        self.at = at
        self.reach = reach
        self.zones = zones
    }

    // MARK: Which executions

    private func choose(_ border: Int64, _ executions: [String]) throws(StoreError) {
        try connection.script("CREATE TEMP TABLE chosen (seq INTEGER PRIMARY KEY)")
        try connection.run(PastSQL.chooseNewest, at, border, reach.executions)
        try connection.run(PastSQL.chooseOpen, at)
        try connection.run(PastSQL.chooseEndedSince, at, reach.endedSince)
        for execution in executions { try connection.run(PastSQL.chooseOne, at, execution) }
        let tasks = try connection.statement("SELECT id FROM live.zart_tasks").all { $0.int64(0) }
        let depth = tasks.count > Self.fewTasks ? reach.ofTask.many : reach.ofTask.few
        for task in tasks { try connection.run(PastSQL.chooseOfTask, at, border, task, depth) }
    }

    // MARK: Tasks

    /// What a task's row has to be worked out from.
    private struct Task {
        let id: Int64
        let version: Int
        let recurrence: Recurrence
        let anchor: Instant?
        let includesAnchor: Bool
        let beganAt: Instant

        init(_ row: borrowing Row) throws(StoreError) {
            id = row.int64(0)
            version = row.int(1)
            recurrence = try row.parsed(2) { Recurrence(storedText: $0) }
            anchor = row.optionalInstant(3)
            includesAnchor = row.bool(4)
            beganAt = row.optionalInstant(5) ?? row.instant(6)
        }
    }

    private func restoreTasks(wholly name: String?) throws(StoreError) {
        let whole = try connection.statement("SELECT id FROM main.zart_tasks WHERE name = ?").first(name) {
            $0.int64(0)
        }
        let tasks = try connection.statement(PastSQL.tasks).all(read: Task.init)
        let depth = tasks.count > Self.fewTasks ? reach.decisions.many : reach.decisions.few
        let worked = try connection.statement(PastSQL.lastWorked).first(at) { $0.optionalInstant(0) }
        for task in tasks {
            try connection.run(PastSQL.ledger, at, task.id, task.version, task.id == whole ? .max : depth)
            try connection.run(PastSQL.pausedThen, at, task.id, task.version)
            let tally = try undecide(task, after: worked.flatMap(\.self) ?? at)
            let cursor = try connection.statement(PastSQL.cursor).first(at, task.id, task.version) {
                $0.optionalInstant(0)
            }
            let beginning = task.includesAnchor ? task.beganAt - .milliseconds(1) : task.beganAt
            try connection.run(
                PastSQL.restoreTask,
                at,
                task.id,
                (cursor ?? nil) ?? beginning,
                tally[.started] ?? 0,
                tally[.skippedOverlap] ?? 0,
                tally[.coalesced] ?? 0,
                tally[.missed] ?? 0,
                try pending(task),
                try skips(task)
            )
        }
    }

    /// Cuts the row that reaches beyond what a worker was there for until then, and counts what was decided since.
    private func undecide(_ task: Task, after worked: Instant) throws(StoreError) -> [Decision: Int] {
        var since: [Decision: Int] = [:]
        let late = try connection.statement(PastSQL.decidedSince).all(at, task.id, task.version) {
            row throws(StoreError) -> (Decision, Int) in (try row.word(0), row.int(1))
        }
        for (decision, count) in late { since[decision, default: 0] += count }
        let cut = try connection.statement(PastSQL.reachingBeyond).first(worked, task.id, task.version) {
            row throws(StoreError) in
            (nominal: row.instant(0), count: row.int(1), decision: try row.word(2) as Decision)
        }
        guard let cut, let schedule = schedule(task, from: cut.nominal) else { return since }
        let kept = min(cut.count, 1 + schedule.count(after: cut.nominal, through: worked))
        let until = schedule.last(after: cut.nominal, through: worked) ?? cut.nominal
        since[cut.decision, default: 0] += cut.count - kept
        try connection.run(PastSQL.cut, until, kept, task.id, task.version, cut.nominal)
        return since
    }

    /// How many of the next instants were still to be skipped: what was said, less what has been excluded since.
    ///
    /// None where that cannot be told any more.
    private func skips(_ task: Task) throws(StoreError) -> Int {
        let said = try connection.statement(PastSQL.lastSkip).first(at, task.id) { row in
            (at: row.instant(0), count: row.int(1))
        }
        guard let said, said.count > 0 else { return 0 }
        let gone = try connection.statement(PastSQL.excludedPruned).first(task.id) { $0.optionalInstant(0) }
        if let gone = gone ?? nil, gone > said.at { return 0 }
        let excluded = try connection.statement(PastSQL.excludedSince).all(task.id, said.at) { row in
            (version: row.int(0), nominal: row.instant(1), until: row.instant(2), count: row.int(3))
        }
        var left = said.count
        for row in excluded {
            if row.nominal > said.at {
                left -= row.count
            } else if row.version == task.version, let schedule = schedule(task, from: row.nominal) {
                left -= schedule.count(after: said.at, through: row.until)
            } else {
                return 0
            }
        }
        return max(0, left)
    }

    /// The schedule by which the instants of a row came that begins there.
    private func schedule(_ task: Task, from first: Instant) -> Schedule? {
        if case .afterCompletion(let delay) = task.recurrence {
            // As nothing was started, each came a delay after the one before it.
            return try? Schedule(.fixedDelay(delay), zone: nil, anchor: first, includesAnchor: true)
        }
        return task.anchor.flatMap {
            try? Schedule(
                task.recurrence,
                zone: task.recurrence.zone(zones),
                anchor: $0,
                includesAnchor: task.includesAnchor
            )
        }
    }

    /// The pending instant of a task that waits for the end of its last execution.
    private func pending(_ task: Task) throws(StoreError) -> Instant? {
        guard case .afterCompletion(let delay) = task.recurrence else { return nil }
        guard let due = try waitsUntil(task, delay) else { return nil }
        let newest = try connection.statement(PastSQL.newestDecision).first(task.id, task.version) {
            row throws(StoreError) in
            (
                decision: try row.word(0) as Decision, until: row.instant(1), decidedAt: row.instant(2),
                resolvedAt: row.optionalInstant(3)
            )
        }
        guard let newest, newest.until >= due else { return due }
        // It was decided and nothing was started: the wait began anew, after a pause with the resume.
        // Of a row of several the last was decided when it was due, or all together.
        let again = newest.decision == .paused ? newest.resolvedAt : max(newest.decidedAt, newest.until)
        return again.map { $0 + delay }
    }

    /// When the wait ends that began as soon as nothing ran any more; nil while something runs and none is left over.
    private func waitsUntil(_ task: Task, _ delay: Duration) throws(StoreError) -> Instant? {
        let stretches = try connection.statement(PastSQL.sinceLastTick).all(task.id) {
            (beganAt: $0.instant(0), endedAt: $0.optionalInstant(1))
        }
        guard let first = stretches.first else { return task.anchor }
        var end = first.endedAt
        var idleSince: Instant?
        for next in stretches.dropFirst() {
            if let last = end, next.beganAt >= last {
                idleSince = last
                end = next.endedAt
            } else {
                end = end.flatMap { last in next.endedAt.map { max(last, $0) } }
            }
        }
        guard let end else {
            // What an operator started meanwhile leaves the instant as it is until it is due, and is skipped for then.
            return idleSince.map { $0 + delay }.flatMap { $0 > at ? $0 : nil }
        }
        return end < task.beganAt ? task.anchor : end + delay
    }

    // MARK: Backfills

    /// Where backfills stood that went on, and what they had passed by.
    ///
    /// What is left out after a dispatch is passed by with it: up to the next one, or as far as it has come since.
    private func restoreBackfills() throws(StoreError) {
        let rows = BackfillRows(connection)
        for open in try rows.open() {
            var backfill = open.backfill
            guard backfill.position != nil else { continue }
            let next = try connection.statement(PastSQL.nextDispatch).first(at, backfill.id) { $0.instant(0) }
            guard let next else {
                try connection.run(PastSQL.standsAsNow, backfill.id)
                continue
            }
            guard let instants = try? BackfillInstants(backfill.stretches, zones: zones) else { continue }
            let back: BackfillOrder = backfill.request.order == .oldest ? .newest : .oldest
            backfill.position = instants.batch(beyond: next, back, limit: 1).first ?? backfill.position
            guard let passed = backfill.passed else { continue }
            let leftOut = max(0, instants.count(in: passed) - backfill.dispatched)
            try connection.run(PastSQL.standing, backfill.position, leftOut, backfill.id)
        }
    }
}

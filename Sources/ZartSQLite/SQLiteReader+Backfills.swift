package import Timetable
package import ZartCore

/// Backfills, and what one would do.
extension SQLiteReader {
    package func backfills(task: String?, limit: Int) throws(StoreError) -> [BackfillRecord] {
        try snapshot { () throws(StoreError) in
            let rows = try connection.statement(Self.backfillsSQL).all(task, limit, read: Self.readNamed)
            return try rows.map { row throws(StoreError) in try record(row) }
        }
    }

    package func openBackfills(limit: Int) throws(StoreError) -> [BackfillProgress] {
        try snapshot { () throws(StoreError) in
            let rows = try connection.statement(Self.openBackfillsSQL).all(limit) { row throws(StoreError) in
                (backfill: try BackfillRows.read(row), task: row.text(16))
            }
            return try rows.map { backfill, task throws(StoreError) in
                let open = try connection.statement(Self.openOfBackfillSQL).first(backfill.id) { $0.int(0) }
                return BackfillProgress(
                    id: backfill.id,
                    task: task,
                    instants: backfill.instants,
                    done: backfill.dispatched + backfill.leftOut,
                    open: open ?? 0,
                    actor: backfill.actor,
                    waits: try hold(on: backfill, task: task, open: open ?? 0)?.sentence
                )
            }
        }
    }

    package func backfill(_ id: Int64) throws(StoreError) -> BackfillRecord? {
        try snapshot { () throws(StoreError) in
            let row = try connection.statement("\(Self.backfillSelect) WHERE id = ?")
                .first(id, read: Self.readNamed)
            return try row.map { row throws(StoreError) in try record(row) }
        }
    }

    private typealias Named = (backfill: Backfill, task: String, note: String?, endedAt: Instant?)

    private static func readNamed(_ row: borrowing Row) throws(StoreError) -> Named {
        (try BackfillRows.read(row), row.text(16), row.optionalText(17), row.optionalInstant(18))
    }

    private func record(_ row: Named) throws(StoreError) -> BackfillRecord {
        let backfill = row.backfill
        let counts = try connection.statement(Self.backfillCountsSQL).first(backfill.id) { row in
            (open: row.int(0), failed: row.int(1), cancelled: row.int(2))
        }
        var waits: String?
        if !backfill.state.isEnded {
            waits = try hold(on: backfill, task: row.task, open: counts?.open ?? 0)?.sentence
        }
        return BackfillRecord(
            id: backfill.id,
            task: row.task,
            request: backfill.request,
            state: backfill.state,
            instants: backfill.instants,
            dispatched: backfill.dispatched,
            leftOut: backfill.leftOut,
            open: counts?.open ?? 0,
            failed: counts?.failed ?? 0,
            cancelled: counts?.cancelled ?? 0,
            position: backfill.position,
            actor: backfill.actor,
            terminal: backfill.terminal,
            reason: backfill.reason,
            note: row.note,
            createdAt: backfill.createdAt,
            endedAt: row.endedAt,
            waits: waits
        )
    }

    /// What keeps it from dispatching, as far as the rows say.
    private func hold(on backfill: Backfill, task name: String, open: Int) throws(StoreError)
        -> BackfillPlanner.Hold?
    {
        guard let row = try taskRow(name) else { return nil }
        var view = view(row)
        view.isHeld = try isHeld()
        view.active = try connection.statement(Self.openOfTaskSQL).all(backfill.task) { row in
            TaskView.Active(id: row.text(0), isRunning: row.bool(1))
        }
        view.buffered = try connection.statement(Self.bufferedOfSQL).all(backfill.task) { row in
            TaskView.Buffered(nominal: row.instant(0), since: row.instant(1))
        }
        let room = BackfillPlanner.room(
            state: backfill.state,
            maximum: backfill.request.maximum,
            open: open,
            task: view,
            // Whether a tick is due is over in a moment, and no reader knows the time.
            now: view.cursor
        )
        guard case .held(let hold) = room else { return nil }
        return hold
    }

    /// What a backfill of the task would do; nil if there is no such task.
    ///
    /// - Throws: in the result, why it cannot be.
    package func backfillPreview(
        task name: String,
        _ request: BackfillRequest,
        now: Instant
    ) throws(StoreError) -> Result<BackfillPreview, ZartError>? {
        try snapshot { () throws(StoreError) -> Result<BackfillPreview, ZartError>? in
            let rows = BackfillRows(connection)
            guard let task = try taskID(name), let ground = try rows.ground(task: task) else { return nil }
            if let refusal = ground.refusal(of: request, now: now) { return .failure(refusal) }
            let stretches = ground.stretches(from: request.from, to: request.to)
            let instants: BackfillInstants
            do throws(InvalidInput) {
                instants = try BackfillInstants(stretches, zones: zones)
            } catch {
                return .failure(ZartError(.refused, error.message))
            }
            let undecided = try view(ofTask: name)?.schedule.map { schedule in
                schedule.count(
                    after: max(ground.cursor, request.from - .milliseconds(1)),
                    through: request.to
                )
            }
            let range = request.from...request.to
            let starts = try rows.starts(task: task, of: instants, in: range, request.only, zones: zones)
            let (samples, leftOut) = try samples(task, instants, request, starts: starts, rows)
            return .success(
                BackfillPreview(
                    task: name,
                    request: request,
                    instants: instants.count,
                    starts: starts,
                    firstAt: instants.first,
                    lastAt: instants.last,
                    samples: samples,
                    leftOutSamples: leftOut,
                    remarks: ground.remarks(on: stretches, request, starts: starts, undecided: undecided ?? 0)
                )
            )
        }
    }

    /// How many instants are shown of each end.
    private static let shown = 5

    /// How many instants are looked at from each end for those that would start.
    private static let looks = 20_000

    /// All where they are few; of many those at both ends that would start, with the first few that would not, or where
    /// none starts those at both ends.
    private func samples(
        _ task: Int64,
        _ instants: BackfillInstants,
        _ request: BackfillRequest,
        starts: Int,
        _ rows: BackfillRows
    ) throws(StoreError) -> (shown: [BackfillPreview.Sample], leftOut: [BackfillPreview.Sample]) {
        let isFew = instants.count <= 2 * Self.shown
        // A row that would say that there is one more has room for that one.
        let isOneMore = (starts > 0 ? starts : instants.count) == 2 * Self.shown + 1
        let mostLeftOut = instants.count - starts == Self.shown + 1 ? Self.shown + 1 : Self.shown
        var leftOut: [BackfillPreview.Sample] = []
        func end(_ order: BackfillOrder, _ count: Int) throws(StoreError) -> [BackfillPreview.Sample] {
            var found: [BackfillPreview.Sample] = []
            var position: Instant?
            var looked = 0
            while found.count < count, looked < Self.looks {
                let batch = instants.batch(beyond: position, order, limit: looked == 0 ? count : 500)
                guard let last = batch.last, let least = batch.min(), let greatest = batch.max() else {
                    break
                }
                position = last
                looked += batch.count
                let facts = try rows.facts(task: task, in: least...greatest, besides: nil, zones: zones)
                let samples = batch.map { instant in
                    let fact = facts.fact(of: instant, version: instants.version(of: instant))
                    return BackfillPreview.Sample(instant, fact, request.only)
                }
                found += samples.filter { $0.isStarted || isFew || starts == 0 }
                if order == request.order, !isFew, starts > 0 {
                    leftOut += samples.filter { !$0.isStarted }.prefix(mostLeftOut - leftOut.count)
                }
            }
            return Array(found.prefix(count))
        }
        let head = try end(request.order, isOneMore ? Self.shown + 1 : Self.shown)
        let tail = try end(request.order == .oldest ? .newest : .oldest, Self.shown).reversed()
        return (head + tail.filter { !head.contains($0) }, leftOut)
    }

    /// Those that go on first, and then the newest.
    static let backfillsSQL = """
        \(backfillSelect)
        WHERE ?1 IS NULL OR task = (SELECT t.id FROM zart_tasks t WHERE t.name = ?1)
        ORDER BY ended_at IS NOT NULL, id DESC LIMIT ?2
        """

    private static let backfillSelect = """
        SELECT \(BackfillRows.columns), (SELECT t.name FROM zart_tasks t WHERE t.id = task), note, ended_at
        FROM zart_backfills
        """

    static let openBackfillsSQL = """
        SELECT \(BackfillRows.columns), (SELECT t.name FROM zart_tasks t WHERE t.id = task)
        FROM zart_backfills INDEXED BY zart_backfills_open WHERE ended_at IS NULL ORDER BY id DESC LIMIT ?
        """

    /// Few executions are open, and a backfill may have started many.
    static let openOfBackfillSQL = """
        SELECT count(*) FROM zart_executions INDEXED BY zart_executions_open
        WHERE ended_at IS NULL AND backfill = ?
        """

    static let backfillCountsSQL = """
        SELECT count(*) FILTER (WHERE ended_at IS NULL), count(*) FILTER (WHERE status = 'failed'),
            count(*) FILTER (WHERE status = 'cancelled')
        FROM zart_executions INDEXED BY zart_executions_backfill WHERE backfill = ?
        """

    static let openOfTaskSQL = """
        SELECT id, status = 'running' FROM zart_executions INDEXED BY zart_executions_open
        WHERE ended_at IS NULL AND +task = ? ORDER BY seq
        """
}

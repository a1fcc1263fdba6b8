internal import Timetable
internal import ZartCore

/// Backfills as rows, and what is on record about the instants of a range; for the writing and the reading side.
struct BackfillRows {
    let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    // MARK: Backfills

    static let columns = """
        id, task, from_at, to_at, selection, direction, maximum, state, position, instants, dispatched, left_out,
            actor, terminal, reason, created_at
        """

    /// Those of a task that go on, and the newest of the others.
    ///
    /// The older ones are told by their executions, as far as those are kept.
    func ofTask(_ task: Int64, limit: Int = 1_000) throws(StoreError) -> [Backfill] {
        let rows = try connection.statement(
            "SELECT \(Self.columns) FROM zart_backfills WHERE task = ? ORDER BY id DESC LIMIT ?"
        ).all(task, limit, read: Self.read)
        return try withStretches(rows.reversed())
    }

    func open() throws(StoreError) -> [OpenBackfill] {
        let rows = try connection.statement(
            "SELECT \(Self.columns) FROM zart_backfills WHERE ended_at IS NULL ORDER BY id"
        ).all(read: Self.read)
        var found: [OpenBackfill] = []
        for backfill in try withStretches(rows) {
            let executions = try connection.statement(
                // Few executions are open, and a backfill may have started many.
                """
                SELECT seq FROM zart_executions INDEXED BY zart_executions_open
                WHERE ended_at IS NULL AND backfill = ?
                """
            ).all(backfill.id) { row in row.int64(0) }
            found.append(OpenBackfill(backfill: backfill, executions: Set(executions)))
        }
        return found
    }

    private func withStretches(_ rows: [Backfill]) throws(StoreError) -> [Backfill] {
        var rows = rows
        for index in rows.indices { rows[index].stretches = try stretches(of: rows[index].id) }
        return rows
    }

    private static let stretchColumns =
        "version, recurrence, zone_fingerprint, anchor, includes_anchor, above, through"

    func stretches(of backfill: Int64) throws(StoreError) -> [BackfillStretch] {
        try connection.statement(
            "SELECT \(Self.stretchColumns) FROM zart_backfill_stretches WHERE backfill = ? ORDER BY number"
        ).all(backfill, read: Self.readStretch)
    }

    private static func readStretch(_ row: borrowing Row) throws(StoreError) -> BackfillStretch {
        BackfillStretch(
            version: row.optionalInt(0),
            recurrence: try row.parsed(1) { Recurrence(storedText: $0) },
            zoneFingerprint: row.optionalText(2),
            anchor: row.instant(3),
            includesAnchor: row.bool(4),
            after: row.instant(5),
            through: row.instant(6)
        )
    }

    /// Reads ``columns``.
    static func read(_ row: borrowing Row) throws(StoreError) -> Backfill {
        Backfill(
            id: row.int64(0),
            task: row.int64(1),
            request: BackfillRequest(
                from: row.instant(2),
                to: row.instant(3),
                only: try row.word(4),
                order: try row.word(5),
                maximum: row.int(6)
            ),
            stretches: [],
            state: try row.word(7),
            position: row.optionalInstant(8),
            instants: row.int(9),
            dispatched: row.int(10),
            leftOut: row.int(11),
            actor: row.text(12),
            terminal: row.text(13),
            reason: row.optionalText(14),
            createdAt: row.instant(15)
        )
    }

    // MARK: What says which instants there are

    func ground(task: Int64) throws(StoreError) -> BackfillGround? {
        let versions = try versions(of: task)
        let stops = try stops(of: task)
        let backfills = try ofTask(task)
        let hold = try HoldRows(connection).hold()
        return try connection.statement(
            """
            SELECT name, kind, state, recurrence, starting_at, cursor, overlap, max(0, max_occurrences - occurrence)
            FROM zart_tasks WHERE id = ?
            """
        ).first(task) { (row) throws(StoreError) in
            BackfillGround(
                task: row.text(0),
                kind: try row.word(1),
                state: try row.word(2),
                hold: hold,
                recurrence: try row.parsed(3) { Recurrence(storedText: $0) },
                startingAt: row.optionalInstant(4),
                cursor: row.instant(5),
                overlap: try row.parsed(6) { OverlapPolicy(text: $0) },
                occurrencesLeft: row.optionalInt(7),
                versions: versions,
                stops: stops,
                backfills: backfills
            )
        }
    }

    private func versions(of task: Int64) throws(StoreError) -> [VersionRecord] {
        try connection.statement(
            "\(SQLiteReader.versionSelect) WHERE t.id = ? ORDER BY v.version"
        ).all(task, read: SQLiteReader.readVersion)
    }

    private func stops(of task: Int64) throws(StoreError) -> [ClosedRange<Instant>] {
        try connection.statement(
            """
            SELECT at, (SELECT min(n.at) FROM zart_state_changes n WHERE n.task = c.task AND n.number > c.number)
            FROM zart_state_changes c WHERE task = ? AND to_state = 'stopped' ORDER BY number
            """
        ).all(task) { row in
            let (at, next) = (row.instant(0), row.optionalInstant(1))
            return next.map { at...max(at, $0) }
        }.compactMap(\.self)
    }

    // MARK: What is known of them

    /// What is on record about the instants in a window.
    ///
    /// It costs what lies in the window.
    func facts(
        task: Int64,
        in window: ClosedRange<Instant>,
        besides backfill: Int64?,
        zones: (String) -> Zone?
    ) throws(StoreError) -> BackfillFacts {
        var facts = try standingFacts(task: task, in: window, besides: backfill, zones)
        try connection.statement(Self.decisionsSQL).each([task, window.lowerBound, window.upperBound]) {
            (row) throws(StoreError) in
            switch try row.word(2, Decision.self) {
            case .buffered: facts.known[row.instant(0)] = .waiting
            case .excluded: facts.excluded.append(row.instant(0)...max(row.instant(0), row.instant(1)))
            default: facts.known[row.instant(0)] = try Self.started(row, id: 3, status: 4)
            }
        }
        try connection.statement(Self.backfilledSQL).each([task, window.lowerBound, window.upperBound]) {
            (row) throws(StoreError) in
            if facts.known[row.instant(0)] == .waiting { return }
            facts.known[row.instant(0)] = try Self.started(row, id: 1, status: 2)
        }
        return facts
    }

    /// What is said of ranges, not of single instants: by earlier backfills and by what was pruned.
    private func standingFacts(
        task: Int64,
        in window: ClosedRange<Instant>,
        besides backfill: Int64?,
        _ zones: (String) -> Zone?
    ) throws(StoreError) -> BackfillFacts {
        var facts = BackfillFacts()
        let earlier = try connection.statement(
            "SELECT \(Self.columns) FROM zart_backfills \(Self.isEarlier)"
        ).all(task, backfill, window.upperBound, window.lowerBound, read: Self.read)
        if !earlier.isEmpty {
            let covered = Dictionary(
                uniqueKeysWithValues: earlier.compactMap { one in
                    one.covered.flatMap { $0.overlaps(window) ? (one.id, $0.clamped(to: window)) : nil }
                }
            )
            let present = try versions(of: task).last
            try connection.statement(
                """
                SELECT \(Self.stretchColumns), backfill FROM zart_backfill_stretches
                WHERE backfill IN (SELECT id FROM zart_backfills \(Self.isEarlier)) AND above < ?3 AND through >= ?4
                """
            ).each([task, backfill, window.upperBound, window.lowerBound]) { (row) throws(StoreError) in
                guard let covered = covered[row.int64(7)] else { return }
                facts.note(try Self.readStretch(row), coveredIn: covered, present: present, zones: zones)
            }
        }
        // Version 0 is no version: the tally of what was dispatched by hand.
        try connection.statement(
            "SELECT version, max(through) FROM zart_pruned WHERE task = ? AND version > 0 GROUP BY version"
        ).each([task]) { row in facts.prunedThrough[row.int(0)] = row.instant(1) }
        return facts
    }

    /// Of that task, besides one, in the window from the fourth to the third.
    private static let isEarlier = "WHERE task = ?1 AND id IS NOT ?2 AND from_at <= ?3 AND to_at >= ?4"

    /// How many of the instants a backfill with that selection would start.
    ///
    /// It costs what is on record of the range and not what the range has, and looks at it piece by piece.
    func starts(
        task: Int64,
        of instants: BackfillInstants,
        in range: ClosedRange<Instant>,
        _ selection: BackfillSelection,
        zones: (String) -> Zone?
    ) throws(StoreError) -> Int {
        var tally = BackfillTally(of: instants, selection)
        for piece in Self.pieces(of: range) {
            tally.add(try facts(task: task, in: piece, besides: nil, zones: zones), within: piece)
        }
        return tally.starts
    }

    private static func pieces(of range: ClosedRange<Instant>) -> [ClosedRange<Instant>] {
        let length = (range.upperBound.milliseconds - range.lowerBound.milliseconds) / 64 + 1
        return stride(
            from: range.lowerBound.milliseconds,
            through: range.upperBound.milliseconds,
            by: Int(length)
        )
        .map { lower in
            let upper = min(lower + length - 1, range.upperBound.milliseconds)
            return Instant(milliseconds: lower)...Instant(milliseconds: upper)
        }
    }

    private static func started(_ row: borrowing Row, id: Int32, status: Int32) throws(StoreError)
        -> BackfillFacts.Fact
    {
        let known: ExecutionStatus? = row.isNull(status) ? nil : try row.word(status)
        return .started(execution: row.text(id), status: known)
    }

    /// Rows of a version do not overlap: the last one that begins before the window may reach into it.
    static let decisionsSQL = """
        SELECT l.nominal_at, l.until, l.decision, l.execution, e.status
        FROM zart_versions v CROSS JOIN zart_ledger l ON l.task = v.task AND l.version = v.version
        LEFT JOIN zart_executions e ON e.id = l.execution
        WHERE v.task = ?1 AND (v.ended_at IS NULL OR v.ended_at >= ?2) AND l.nominal_at <= ?3
            AND l.nominal_at >= coalesce((SELECT max(b.nominal_at) FROM zart_ledger b
                WHERE b.task = ?1 AND b.version = v.version AND b.nominal_at <= ?2), ?2)
            AND l.until >= ?2 AND l.decision IN ('started', 'buffered', 'excluded')
        """

    /// The newest of each instant comes last.
    static let backfilledSQL = """
        SELECT nominal_at, id, status FROM zart_executions INDEXED BY zart_executions_backfilled
        WHERE task = ?1 AND cause = 'backfill' AND nominal_at BETWEEN ?2 AND ?3 ORDER BY nominal_at, seq
        """
}

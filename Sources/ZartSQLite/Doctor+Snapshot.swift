internal import Timetable
internal import ZartCore

extension Doctor {
    /// The database at one moment, as the examinations look at it.
    struct Snapshot {
        let connection: Connection
        let now: Instant
        let zones: (String) -> Zone?
        let poisonAfter: Int
        private(set) var clock = ClockHistory()
        private(set) var tasks: [TaskRow] = []
        /// The worker session that is alive by the lease's word, with the time it began.
        private(set) var liveSession: (number: Int64, beganAt: Int64)?

        init(connection: Connection, now: Instant, zones: @escaping (String) -> Zone?, poisonAfter: Int) {
            self.connection = connection
            self.now = now
            self.zones = zones
            self.poisonAfter = poisonAfter
        }

        /// Reads what is small and needed by several examinations.
        mutating func load() throws(StoreError) {
            clock = try ClockHistory(connection)
            tasks = try connection.statement(TaskRow.selection).all { row throws(StoreError) in
                TaskRow(row)
            }
            liveSession = try connection.statement(
                """
                SELECT s.number, s.began_at FROM zart_lease l JOIN zart_sessions s ON s.number = l.session
                WHERE s.ended_at IS NULL AND l.expires_at > ?1
                """
            ).first(now) { row throws(StoreError) in (row.int64(0), row.int64(1)) }
        }

        /// Hands over the rows of a query, one after the other.
        func each(
            _ sql: String,
            _ values: any Bindable...,
            visit: (borrowing Row) throws(StoreError) -> Void
        ) throws(StoreError) {
            try connection.statement(sql).each(values, visit)
        }

        /// The schedule versions of a task, oldest first.
        func versions(of task: TaskRow) throws(StoreError) -> [VersionRow] {
            try connection.statement(VersionRow.selection).all(task.id) { row throws(StoreError) in
                VersionRow(row)
            }
        }
    }

    /// A task's row, word for word.
    struct TaskRow {
        let id: Int64
        let taskID: String
        let name: String
        let isDurable: Bool
        let template: String?
        let recurrence: String
        let overlap: String
        let state: String
        let version: Int
        let cursor: Instant
        let pendingAt: Instant?
        let endingAt: Instant?
        let maxOccurrences: Int?
        let occurrence: Int
        /// What the page's query reads.
        let metadataOccurrence: Int?
        let lastExecution: String?
        let lastStatus: String?
        let started: Int
        let skipped: Int
        let coalesced: Int
        let missed: Int

        static let selection = """
            SELECT id, task_id, name, kind = 'durable', id_template, recurrence, overlap, state, version, cursor,
                pending_at, ending_at, max_occurrences, occurrence, metadata->>'occurrence', last_execution,
                last_status, started, skipped, coalesced, missed_count
            FROM zart_tasks ORDER BY id
            """

        init(_ row: borrowing Row) {
            id = row.int64(0)
            taskID = row.text(1)
            name = row.text(2)
            isDurable = row.bool(3)
            template = row.optionalText(4)
            recurrence = row.text(5)
            overlap = row.text(6)
            state = row.text(7)
            version = row.int(8)
            cursor = row.instant(9)
            pendingAt = row.optionalInstant(10)
            endingAt = row.optionalInstant(11)
            maxOccurrences = row.optionalInt(12)
            occurrence = row.int(13)
            metadataOccurrence = row.optionalInt(14)
            lastExecution = row.optionalText(15)
            lastStatus = row.optionalText(16)
            started = row.int(17)
            skipped = row.int(18)
            coalesced = row.int(19)
            missed = row.int(20)
        }
    }

    /// A schedule version's row, word for word.
    struct VersionRow {
        let version: Int
        let recurrence: String
        let zoneFingerprint: String?
        let anchor: Instant
        let includesAnchor: Bool
        let startingAt: Instant?
        let endingAt: Instant?
        let endedAt: Instant?

        static let selection = """
            SELECT version, recurrence, zone_fingerprint, anchor, includes_anchor, starting_at, ending_at, ended_at
            FROM zart_versions WHERE task = ?1 ORDER BY version
            """

        init(_ row: borrowing Row) {
            version = row.int(0)
            recurrence = row.text(1)
            zoneFingerprint = row.optionalText(2)
            anchor = row.instant(3)
            includesAnchor = row.bool(4)
            startingAt = row.optionalInstant(5)
            endingAt = row.optionalInstant(6)
            endedAt = row.optionalInstant(7)
        }
    }
}

/// A time out of a row, as people read it.
func shown(_ milliseconds: Int64) -> String { Instant(milliseconds: milliseconds).shortDescription }

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
        /// Whether everything is paused.
        private(set) var isHeld = false
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
            isHeld = try HoldRows(connection).hold() != nil
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
}

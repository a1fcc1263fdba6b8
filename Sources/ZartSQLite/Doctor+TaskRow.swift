internal import Timetable

extension Doctor {
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
        let lastStatus: String?
        let started: Int
        let skipped: Int
        let coalesced: Int
        let missed: Int
        /// Since when a task that was plain once has executions.
        let durableSince: Int64?

        static let selection = """
            SELECT id, task_id, name, kind = 'durable', id_template, recurrence, overlap, state, version, cursor,
                pending_at, ending_at, max_occurrences, occurrence, metadata->>'occurrence', last_status,
                started, skipped, coalesced, missed_count,
                (SELECT min(s.at) FROM zart_specs s WHERE s.task = t.id AND \(kind("s")) = 'durable' AND s.at >
                    (SELECT min(p.at) FROM zart_specs p WHERE p.task = t.id AND \(kind("p")) = 'scheduled'))
            FROM zart_tasks t ORDER BY id
            """

        /// Of a specification that can be read at all.
        private static func kind(_ name: String) -> String {
            "iif(json_valid(\(name).spec), \(name).spec ->> 'kind', NULL)"
        }

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
            lastStatus = row.optionalText(15)
            started = row.int(16)
            skipped = row.int(17)
            coalesced = row.int(18)
            missed = row.int(19)
            durableSince = row.optionalInt64(20)
        }
    }
}

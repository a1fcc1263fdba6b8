internal import Timetable
internal import ZartCore

/// What alarms left.
extension EventSource {
    static let alarmsRaised = alarms(
        rank: 12,
        level: .warn,
        index: "zart_alarms_raised_at",
        time: "a.raised_at",
        sentence: "a.sentence",
        where: "1"
    ) { .alarmRaised(number: $0, $1, sentence: $2) }

    static let alarmsRecovered = alarms(
        rank: 13,
        level: .info,
        index: "zart_alarms_recovered_at",
        time: "a.recovered_at",
        sentence: "a.recovery",
        where: "a.recovered_at IS NOT NULL"
    ) { .alarmRecovered(number: $0, $1, sentence: $2) }

    private static func alarms(
        rank: Int,
        level: EventRecord.Level,
        index: String,
        time: String,
        sentence: String,
        where condition: String,
        kind: @escaping @Sendable (Int64, AlarmKind, String) -> EventRecord.Kind
    ) -> EventSource {
        EventSource(
            rank: rank,
            level: level,
            sql: timed(
                "\(time), a.id, a.kind, \(sentence), t.name, a.execution",
                from: "zart_alarms a INDEXED BY \(index) CROSS JOIN zart_tasks t ON t.id = a.task",
                where: condition,
                by: time
            )
        ) { row, rank throws(StoreError) in
            EventRecord(
                at: row.instant(0),
                task: row.text(4),
                execution: row.optionalText(5),
                kind: kind(row.int64(1), try row.word(2), row.text(3)),
                position: EventPosition(at: row.instant(0), source: rank, key: [row.int64(1)])
            )
        }
    }
}

internal import Timetable
internal import ZartCore

/// The keys of `alarms`.
enum AlarmKeys {
    private static let late = Key(
        "late",
        duration(),
        "an instant is undecided, or an execution not begun, for longer than this; or off "
            + "(1m; what fell due while no worker ran is told of only where this is given)"
    )
    private static let longerThan = Key(
        "longer-than",
        duration(orUsual: true),
        "an execution runs longer than this; usual goes by its p95; or off (usual)"
    )
    private static let shorterThan = Key(
        "shorter-than",
        duration(),
        "an execution completes sooner than this; or off (off)"
    )
    private static let noSuccess = Key(
        "no-success",
        duration(),
        "no execution has completed for so long; or off (off)"
    )
    private static let failures = Key("failures", count(), "so many executions failed in a row; or off (3)")
    private static let starved = Key(
        "starved",
        count(),
        "so many ticks in a row were skipped because of one same execution; or off (5)"
    )
    private static let notify = Key(
        "notify",
        CommandKeys.shape,
        "what to run when an alarm begins or ends; it gets the notice as JSON on standard input"
    )

    static let shape = Shape<JobAlarms>.mapping(
        KeyTable(
            "alarms",
            [
                late.row, longerThan.row, shorterThan.row, noSuccess.row, failures.row, starved.row,
                notify.row,
            ]
        )
    ) { fields, reading in
        JobAlarms(
            rules: AlarmRules(
                late: fields.value(late, &reading) ?? .standard,
                longerThan: fields.value(longerThan, &reading) ?? .standard,
                shorterThan: fields.value(shorterThan, &reading) ?? .standard,
                noSuccess: fields.value(noSuccess, &reading) ?? .standard,
                failures: fields.value(failures, &reading) ?? .standard,
                starved: fields.value(starved, &reading) ?? .standard
            ),
            notify: fields.value(notify, &reading)
        )
    }

    /// A duration, or a word that stands in for one.
    private static func duration(orUsual: Bool = false) -> Shape<AlarmLimit<Duration>> {
        let words = orUsual ? [AlarmRules.usual, AlarmRules.off] : [AlarmRules.off]
        return Shape(
            schema: [
                "anyOf": [Shape<Duration>.duration().schema, ["enum": .array(words.map { .string($0) })]]
            ],
            expected: "a duration such as 5s or 1h30m, or \(words.joined(separator: " or "))"
        ) { text in
            if text == AlarmRules.off { return .off }
            if orUsual, text == AlarmRules.usual { return .standard }
            guard let duration = Duration(operatorText: text), duration > .zero else { return nil }
            return .at(duration)
        }
    }

    /// A number, or `off`.
    private static func count() -> Shape<AlarmLimit<Int>> {
        Shape(
            schema: ["anyOf": [Shape<Int>.count(1...Int.max).schema, ["enum": [.string(AlarmRules.off)]]]],
            expected: "a whole number of at least 1, or off"
        ) { text in
            if text == AlarmRules.off { return .off }
            guard text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return nil }
            return Int(text).flatMap { $0 >= 1 ? .at($0) : nil }
        }
    }
}

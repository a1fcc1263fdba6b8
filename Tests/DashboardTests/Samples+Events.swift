import Canvas

@testable import Dashboard

/// The events of the sketch.
enum EventSample {
    static let lines: [EventLine] = [
        line(-29_997, .info, "invoice-203", "email", 1, "started on w2"),
        line(-23_990, .warn, "invoice-203", "email", 1, "failed: SMTP 421 try again later"),
        line(-23_989, .info, "invoice-203", "email", 2, "scheduled in 5s"),
        line(-18_980, .info, "invoice-203", "email", 2, "started on w2"),
        line(-15_880, .warn, "invoice-203", "email", 2, "failed: SMTP 421 try again later"),
        line(-15_879, .info, "invoice-203", "email", 3, "scheduled in 24s at 14:03:35"),
        line(-6500, .info, "invoice-203", "upload-b", 1, "completed 16.0s"),
        line(-5100, .info, "config-8800", "", nil, "cancelled: overlap restart by occurrence 8801"),
        line(-1000, .skip, "", "", nil, "occurrence 10234 skipped: 10233 still running"),
        line(2, .info, "audit-990", "", nil, "started (3 overlapping)"),
    ]

    static func line(
        _ offset: Int64,
        _ level: EventLine.Level,
        _ execution: String,
        _ step: String,
        _ attempt: Int?,
        _ message: String
    ) -> EventLine {
        var line = EventLine("e\(offset)", at: sketchMoment + offset, level: level, message: message)
        line.execution = execution
        line.task = execution.isEmpty ? "inventory" : String(execution.prefix { $0 != "-" })
        line.step = step
        line.attempt = attempt
        return line
    }

    static func state(columns: Int = 80, rows: Int = 24, _ lines: [EventLine] = lines) -> DashboardState {
        var snapshot = OrderSample.snapshot()
        snapshot.events.rows = lines
        var state = DashboardState(snapshot, size: Size(columns: columns, rows: rows))
        _ = state.show(.events)
        state.refresh()
        return state
    }

    static func many(_ count: Int) -> [EventLine] {
        (0..<count).map { number in
            var line = EventLine(
                "n\(number)",
                at: sketchMoment + Int64(number - count) * 1000,
                level: .info,
                message: "event \(number)"
            )
            line.execution = "job-\(number)"
            return line
        }
    }
}

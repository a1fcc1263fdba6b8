/// One of the fields of a cron expression, in the order they are written.
package enum CronField: String, Hashable, Sendable, CaseIterable {
    case second
    case minute
    case hour
    case dayOfMonth = "day-of-month"
    case month
    case dayOfWeek = "day-of-week"

    /// The numbers the field may hold; both 0 and 7 are Sunday.
    package var range: ClosedRange<Int> {
        switch self {
        case .second, .minute: 0...59
        case .hour: 0...23
        case .dayOfMonth: 1...31
        case .month: 1...12
        case .dayOfWeek: 0...7
        }
    }

    /// The names that stand for numbers, the first for the lowest number of ``range``.
    var names: [String] {
        switch self {
        case .month: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        case .dayOfWeek: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
        default: []
        }
    }

    /// What the names are called, for the operator.
    var nameOfNames: String { self == .month ? "month name (jan-dec)" : "weekday name (sun-sat)" }
}

internal import Timetable

/// What an order says beyond the columns of its row, as they are kept in its `arguments`.
struct OrderArguments {
    /// How many instants to skip.
    var count: Int?
    /// The number of an alarm.
    var alarm: Int64?
    /// How old what is to go must be.
    var olderThan: Duration?
    /// What a backfill is asked for, as JSON that its own reader takes apart.
    var request: String?
    /// The run that the order is about.
    var run: Int?
    /// Whether the present definition is taken in place of the one kept.
    var latest = false
    /// Whether it waits for a slot instead of being refused.
    var waits = false

    init() {}

    /// Reads what ``json`` wrote: one object of whole numbers.
    init(json: String?) {
        for pair in (json ?? "").split(whereSeparator: { "{},".contains($0) }) {
            let parts = pair.split(separator: ":")
            guard let name = parts.first, let number = parts.last.flatMap({ Int($0) }) else { continue }
            switch name {
            case "\"count\"": count = number
            case "\"alarm\"": alarm = Int64(number)
            case "\"olderThanMs\"": olderThan = .milliseconds(number)
            case "\"run\"": run = number
            case "\"latest\"": latest = number == 1
            case "\"waits\"": waits = number == 1
            default: continue
            }
        }
    }

    /// Nil when there is nothing more to say.
    var json: String? {
        if let request { return request }
        var pairs: [String] = []
        if let count { pairs.append("\"count\":\(count)") }
        if let alarm { pairs.append("\"alarm\":\(alarm)") }
        if let olderThan { pairs.append("\"olderThanMs\":\(olderThan.inMilliseconds)") }
        if let run { pairs.append("\"run\":\(run)") }
        if latest { pairs.append("\"latest\":1") }
        if waits { pairs.append("\"waits\":1") }
        return pairs.isEmpty ? nil : "{\(pairs.joined(separator: ","))}"
    }
}

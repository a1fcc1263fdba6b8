internal import Timetable

extension Duration {
    /// It for people, in at most two units: `512ms`, `9.5s`, `3m12s`, `2h05m`, `3d04h`.
    package var brief: String {
        let milliseconds = inMilliseconds
        guard milliseconds >= 0 else { return "-\((.zero - self).brief)" }
        let seconds = milliseconds / 1000
        func pair(_ count: Int64, _ unit: String, _ rest: Int64, _ restUnit: String) -> String {
            "\(count)\(unit)\(rest < 10 ? "0" : "")\(rest)\(restUnit)"
        }
        switch seconds {
        case 0: return "\(milliseconds)ms"
        case ..<60: return "\(seconds).\(milliseconds % 1000 / 100)s"
        case ..<3600: return pair(seconds / 60, "m", seconds % 60, "s")
        case ..<86_400: return pair(seconds / 3600, "h", seconds % 3600 / 60, "m")
        default: return pair(seconds / 86_400, "d", seconds % 86_400 / 3600, "h")
        }
    }
}

/// How far the fire radar looks ahead.
enum RadarReach {
    /// A minute, ten, an hour, a day, in milliseconds.
    private static let steps: [Int64] = [60_000, 600_000, 3_600_000, 86_400_000]

    /// As far as is usual at the screen's size; nearer while of every task nothing but a crowd would be seen, and
    /// farther while of none anything would.
    static func reach(of tasks: some Sequence<TaskLine>, now: Int64, usual: Int64, columns: Int) -> Int64 {
        let lanes = tasks.filter { FireRadar.hasLane($0) && $0.nextFireAt != nil }
        guard !lanes.isEmpty, var place = steps.firstIndex(of: usual) else { return usual }
        while place > 0, lanes.allSatisfy({ isCrowd($0, reach: steps[place], columns: columns) }) {
            place -= 1
        }
        guard steps[place] == usual else { return steps[place] }
        while place < steps.count - 1, lanes.allSatisfy({ isBeyond($0, now: now, reach: steps[place]) }) {
            place += 1
        }
        return steps[place]
    }

    /// Whether instants of a task lie closer than two columns.
    private static func isCrowd(_ task: TaskLine, reach: Int64, columns: Int) -> Bool {
        task.forecast.interval.map { $0 < 2 * reach / Int64(columns) } ?? false
    }

    private static func isBeyond(_ task: TaskLine, now: Int64, reach: Int64) -> Bool {
        task.nextFireAt.map { $0.since(now) >= reach } ?? true
    }

    /// It in words.
    static func text(_ reach: Int64) -> String {
        reach > steps[2] ? "\(reach / steps[2]) h" : "\(reach / steps[0]) min"
    }

    /// The moments of the axis, and how they are written.
    static func marks(_ reach: Int64) -> [(at: Int64, text: String)] {
        let step = reach / (reach == steps[1] ? 10 : 6)
        let (unit, sign): (Int64, String) =
            switch step {
            case ..<steps[0]: (1000, "s")
            case ..<steps[2]: (steps[0], "m")
            default: (steps[2], "h")
            }
        return stride(from: step, to: reach, by: Int(step)).map { ($0, "+\($0 / unit)\(sign)") }
    }
}

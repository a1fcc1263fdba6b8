internal import Timetable
internal import Zart

/// Next instants of mixed expressions in mixed zones, one after the other.
struct CronBench {
    private let options: BenchOptions
    private let n: Int

    private static let expressions = [
        "* * * * *", "*/5 * * * *", "0 2 * * *", "30 2 * * 0", "0 9-17 * * mon-fri",
        "15,45 */3 1,15 * *",
        "0 0 29 2 *", "0 12 L * *", "0 8 15W * *", "0 10 * * fri#2", "*/10 * * * * *", "0 0 1 1 *",
        "7 3 13 * fri",
        "59 23 31 12 *", "0 0 * * 5L",
    ]
    private static let zones = [
        "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
    ]

    init(_ options: BenchOptions) {
        self.options = options
        n = options.n ?? 1_000_000
    }

    func rows() throws -> [BenchRow] {
        let began = Instant(milliseconds: 1_798_077_600_000)
        var schedules: [(text: String, schedule: Schedule)] = []
        for zone in Self.zones {
            for text in Self.expressions {
                let schedule = try Schedule(
                    .cron(text, timezone: zone),
                    zone: ZoneDirectory.system.zone(named: zone),
                    anchor: began,
                    includesAnchor: false
                )
                schedules.append(("\(text) in \(zone)", schedule))
            }
        }
        var all = BenchRow(workload: "cron", n: n, unit: "instants/s")
        var slowest = BenchRow(workload: "cron", n: n, unit: "µs, slowest expression")
        let each = max(1, n / schedules.count)
        for _ in 0..<options.runs {
            var worst = (seconds: 0.0, text: "")
            let meter = ProcessMeter()
            let watch = Stopwatch()
            var found = 0
            for (text, schedule) in schedules {
                let own = Stopwatch()
                var last = began
                for _ in 0..<each {
                    // Beyond the year 9999 there is nothing: it begins anew, as a new task would.
                    guard let next = schedule.next(after: last) else {
                        last = began
                        continue
                    }
                    if next <= last { all.faults.append("\(text): \(next) does not follow \(last)") }
                    last = next
                    found += 1
                }
                if own.seconds / Double(each) > worst.seconds { worst = (own.seconds / Double(each), text) }
            }
            all.samples.append(Double(found) / watch.seconds)
            all.cost = meter.cost()
            slowest.samples.append(worst.seconds * 1e6)
            slowest.note = worst.text
        }
        slowest.faults = all.faults
        return [all, slowest]
    }

}

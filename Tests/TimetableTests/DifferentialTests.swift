import Testing

@testable import Timetable

extension ProcessWideTests {
    /// Schedules against cronsim, which follows Debian's cron closely.
    ///
    /// Where the two differ on purpose:
    /// * Several times in one gap are one instant here; cronsim gives the end of the gap once for each. The
    ///   test drops cronsim's repetitions.
    /// * An expression with seconds follows the Debian rule here; cronsim treats it as a wildcard. Such
    ///   expressions are compared only where clocks are never set.
    /// * A step needs `*` or a range in front of it, as in Debian; cronsim reads `5/15` as `5-59/15`, and
    ///   also `12-12/9` as `12-23/9`.
    /// * Asked in the second showing of a repeated hour, cronsim answers in the first, which is past. The
    ///   test drops such answers.
    /// * Where the clocks are set by half an hour, or forward at midnight, cronsim walks a wildcard over the
    ///   first matches of that day, or gives one that does not match. The other property test has the C
    ///   library as its witness for those days; here they are counted and excused.
    /// * What never matches is refused here; cronsim looks 50 years ahead and gives nothing.
    @Suite("differential")
    struct DifferentialTests {
        private let steady = ["UTC", "Asia/Kolkata", "Asia/Tokyo"]
        private let changing = [
            "Europe/Berlin", "Europe/London", "Europe/Dublin", "America/New_York", "America/Los_Angeles",
            "America/Sao_Paulo", "America/Santiago", "America/Havana", "Australia/Lord_Howe",
            "Australia/Sydney",
            "Asia/Tehran", "Asia/Amman", "Africa/Cairo", "Africa/Casablanca", "Pacific/Apia",
            "Pacific/Kwajalein", "Atlantic/Azores", "Antarctica/Troll", "Asia/Kathmandu", "America/Caracas",
        ]

        @Test(
            .enabled(
                if: Cronsim.isPresent || Cronsim.isRequired,
                "cronsim \(Cronsim.version) is not installed for \(Cronsim.python)"
            )
        )
        func `schedules agree with cronsim on all the syntax they share`() throws {
            try #require(
                Cronsim.isPresent,
                "cronsim \(Cronsim.version) is required but not installed for \(Cronsim.python)"
            )
            var generator = SeededGenerator(seed: 20_261_224)
            var zones: [String: Zone] = [:]
            for name in steady + changing { zones[name] = try ZoneDirectory.zone(name) }
            let cases = (0..<6000).map { _ in randomCase(zones, using: &generator) }
            let answers = Cronsim.instants(cases)
            try #require(answers.count == cases.count)
            var compared = 0
            var refused = 0
            var excused = 0
            for (item, answer) in zip(cases, answers) {
                guard var theirs = answer, !theirs.isEmpty else {
                    #expect(throws: TimetableError.self, "\(item)") { try CronExpression(item.expression) }
                    refused += 1
                    continue
                }
                theirs = theirs.filter { $0 > item.start }
                theirs = theirs.enumerated().filter { $0 == 0 || theirs[$0 - 1] != $1 }.map(\.element)
                let schedule = try Schedule(
                    .cron(item.expression, timezone: item.zone),
                    zone: zones[item.zone],
                    anchor: Instant(seconds: Int64(item.start)),
                    includesAnchor: false
                )
                let due = schedule.instants(after: schedule.anchor, through: .distant, limit: theirs.count)
                compared += theirs.count
                let ours = due.map(\.wholeSeconds)
                if let first = zip(ours, theirs).first(where: { $0 != $1 }),
                    try CronExpression(item.expression).isWildcard,
                    isOddChange(in: zones[item.zone], before: min(first.0, first.1))
                {
                    excused += 1
                } else {
                    #expect(ours == theirs, "\(item)")
                }
            }
            print(
                "differential: \(cases.count) expressions, \(refused) refused by both, \(excused) excused, \(compared) instants"
            )
            #expect(compared > 50_000)
            #expect(excused < 50)
        }

        /// Whether the clocks were set within the day before that second by part of an hour, or forward at
        /// midnight.
        private func isOddChange(in zone: Zone?, before second: Int) -> Bool {
            guard let zone else { return false }
            let index = zone.segmentIndex(at: second)
            guard index > 0, zone.segment(index).start > second - 86_400 else { return false }
            let before = zone.segment(index - 1)
            let after = zone.segment(index)
            return (after.offset - before.offset) % 3600 != 0
                || (after.offset > before.offset && before.localEnd % 86_400 == 0)
        }

        private func randomCase(
            _ zones: [String: Zone],
            using generator: inout SeededGenerator
        ) -> Cronsim.Case {
            let hasSeconds = Int.random(in: 0..<8, using: &generator) == 0
            let zone = (hasSeconds ? steady : steady + changing).randomElement(using: &generator) ?? "UTC"
            var fields = hasSeconds ? [field(0...59, using: &generator)] : []
            fields += [field(0...59, using: &generator), field(0...23, using: &generator)]
            var days = field(1...31, using: &generator)
            switch Int.random(in: 0..<12, using: &generator) {
            case 0: days = "L"
            case 1: days = "LW"
            case 2: days += ",L"
            case 3...7: days = "*"
            default: break
            }
            var months = field(1...12, using: &generator)
            if Int.random(in: 0..<2, using: &generator) == 0 { months = "*" }
            if Int.random(in: 0..<9, using: &generator) == 0 {
                months = ["MAR", "oct-dec", "Jan,jun"].randomElement(using: &generator) ?? "*"
            }
            var weekdays = field(0...7, using: &generator)
            switch Int.random(in: 0..<12, using: &generator) {
            case 0: weekdays = "\(Int.random(in: 0...7, using: &generator))L"
            case 1:
                weekdays =
                    "\(Int.random(in: 0...7, using: &generator))#\(Int.random(in: 1...5, using: &generator))"
            case 2: weekdays = ["mon-fri", "SUN", "wed#2", "1,5L"].randomElement(using: &generator) ?? "*"
            case 3...7: weekdays = "*"
            default: break
            }
            fields += [days, months, weekdays]
            return Cronsim.Case(
                expression: fields.joined(separator: " "),
                zone: zone,
                start: start(zones[zone], using: &generator),
                count: 12
            )
        }

        /// From 1973 to 2060, half the time within two days before a change of the clocks.
        private func start(_ zone: Zone?, using generator: inout SeededGenerator) -> Int {
            let second = Int.random(in: 94_694_400...2_840_140_800, using: &generator)
            guard let zone, Bool.random(using: &generator) else { return second }
            let change = zone.segment(zone.segmentIndex(at: second)).end
            return change == .max ? second : change - Int.random(in: -7200...172_800, using: &generator)
        }

        private func field(_ range: ClosedRange<Int>, using generator: inout SeededGenerator) -> String {
            let low = Int.random(in: range, using: &generator)
            let high = Int.random(in: low...range.upperBound, using: &generator)
            switch Int.random(in: 0..<7, using: &generator) {
            case 0: return "*"
            case 1: return "*/\(Int.random(in: 1...range.upperBound, using: &generator))"
            case 2: return "\(low)-\(high)"
            case 3 where low < high: return "\(low)-\(high)/\(Int.random(in: 1...9, using: &generator))"
            case 4: return "\(low),\(high)"
            default: return "\(low)"
            }
        }
    }
}

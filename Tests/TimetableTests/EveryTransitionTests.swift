import Glibc
import Testing

@testable import Timetable

extension ProcessWideTests {
    /// The property: over every zone and every change of its clocks from 1970 to 2037, schedules are due
    /// exactly when a naive reading of the Debian rule says so.
    @Suite("every transition")
    struct EveryTransitionTests {
        /// What makes two transitions look the same to any cron expression: the local time before the change,
        /// and by how much which clocks are set when, as far as the window reaches.
        private struct Shape: Hashable {
            let local: Int
            let jump: Int
            let neighbours: [Int]
        }

        private struct Rules {
            let cron: NaiveCron
            let times: [Bool]
            let gap: DaylightGapRule
            let `repeat`: DaylightRepeatRule

            init(_ text: String, _ gap: DaylightGapRule = .after, _ `repeat`: DaylightRepeatRule = .first) {
                cron = NaiveCron(text)
                times = DebianOracle.times(cron)
                self.gap = gap
                self.repeat = `repeat`
            }

            func schedule(in zone: Zone) throws -> CronSchedule {
                CronSchedule(
                    expression: try CronExpression(cron.text),
                    zone: zone,
                    gap: gap,
                    repeat: `repeat`
                )
            }
        }

        /// Few instants a day: compared at every transition of every zone.
        private let sparse = [
            Rules("30 2 * * *"), Rules("0 0 * * *"), Rules("15,45 1-3 * * *"), Rules("30 0 1,15,30,L * 0"),
            Rules("0 */6 * * *"),
        ]

        /// The others: compared at one transition of each shape.
        private let dense = [
            Rules("*/15 * * * *"), Rules("30 * * * *"), Rules("* 2 * * *"), Rules("7 0-23 * * *"),
            Rules("0-59/10 0,1,23 * * 0,6"), Rules("5 3 L * *"), Rules("30 1 * 3,10,11 0L"),
            Rules("20 2 8-14 * */7"),
            Rules("0 2 * * 0#2"), Rules("59 23 L-1 * *"), Rules("1 0 15W,LW * *"),
            Rules("30 0-3 * * *", .skip, .last), Rules("*/20 1-2 * * *", .skip, .last),
            Rules("10-50/20 0-3,23 * * *", .after, .last),
            Rules("0,30 * * * *", .skip, .both), Rules("45 0-23 * * *", .after, .both),
        ]

        @Test func `every transition of every zone is met as Debian's rule says`() throws {
            let names = ZoneDirectory.names
            try #require(names.count > 400, "the tz database is not installed in \(ZoneDirectory.root)")
            var files: [[UInt8]: String] = [:]
            var expected: [Shape: [[Int]]] = [:]
            var visited = 0
            var wrong = 0
            for name in names {
                let bytes = try #require(ZoneDirectory.bytes(at: name))
                // A link has the same bytes, and so the same zone.
                guard files.updateValue(name, forKey: bytes) == nil else { continue }
                let zone = try Zone(name: name, tzif: bytes)
                LibcClock.use(zone: name)
                let schedules = try (sparse + dense).map { try $0.schedule(in: zone) }
                let transitions = LibcClock.transitions(of: bytes)
                for (index, transition) in transitions.enumerated() {
                    visited += 1
                    let before = LibcClock.offset(transition - 1)
                    let jump = LibcClock.offset(transition) - before
                    if zone.offset(at: Instant(seconds: Int64(transition))) != before + jump
                        || zone.offset(at: Instant(seconds: Int64(transition) - 1)) != before
                    {
                        wrong += 1
                        Issue.record("\(name) at \(transition): the offset is wrong")
                    }
                    let reach = abs(jump) > 3 * 3600 ? 75 * 3600 : 26 * 3600
                    let window = transition - reach...transition + reach
                    let near = transitions[max(0, index - 4)..<min(transitions.count, index + 5)]
                        .filter { abs($0 - transition) < reach + 27 * 3600 && $0 != transition }
                    let shape = Shape(
                        local: transition + before,
                        jump: jump,
                        neighbours: near.flatMap { [$0 - transition, LibcClock.offset($0) - before] }
                    )
                    let isNew = expected[shape] == nil
                    if isNew { expected[shape] = oracle(window, near + [transition], around: transition) }
                    let compared = isNew ? schedules.count : sparse.count
                    for (number, schedule) in schedules.prefix(compared).enumerated() {
                        let due = instants(schedule, in: window).map { $0 - transition }
                        guard due != expected[shape]?[number], wrong < 20 else { continue }
                        wrong += 1
                        let found = describe(due, from: transition)
                        let wanted = describe(expected[shape]?[number] ?? [], from: transition)
                        Issue.record(
                            "\(name), \(schedule.expression.text): due \(found), should be \(wanted)"
                        )
                    }
                }
            }
            print(
                "every transition: \(names.count) zones, \(files.count) different, \(visited) transitions, \(expected.count) shapes"
            )
            #expect(wrong == 0)
            #expect(visited > 15_000)
        }

        @Test func `schedules with seconds are met second by second`() throws {
            let cases = [
                ("Europe/Berlin", "2026-03-29T01:00:00Z"), ("Europe/Berlin", "2026-10-25T01:00:00Z"),
                ("Australia/Lord_Howe", "2026-10-03T15:30:00Z"),
                ("Australia/Lord_Howe", "2026-04-04T15:00:00Z"),
                ("Africa/Monrovia", "1972-01-07T00:44:30Z"), ("America/Santiago", "2026-09-06T04:00:00Z"),
            ]
            let texts = [
                "*/20 15,30 2 * * *", "30 30 1-2 * * *", "*/30 * * * * *", "* 10 0,2 * * *",
                "15,45 */20 2 * * *", "0 0-59 2 * * *",
                "59 59 0-23 * * *",
            ]
            for (name, text) in cases {
                LibcClock.use(zone: name)
                let zone = try ZoneDirectory.zone(name)
                let transition = try Instant(text).wholeSeconds
                let window = transition - 9000...transition + 9000
                let oracle = DebianOracle(
                    from: window.lowerBound - 9000,
                    through: window.upperBound + 9000,
                    changes: [transition],
                    step: 1
                )
                for text in texts {
                    let naive = NaiveCron(text)
                    let times = DebianOracle.times(naive, step: 1)
                    for gap in DaylightGapRule.allCases {
                        for rule in DaylightRepeatRule.allCases {
                            let expression = try CronExpression(text)
                            let schedule = CronSchedule(
                                expression: expression,
                                zone: zone,
                                gap: gap,
                                repeat: rule
                            )
                            let due = oracle.instants(naive, times: times, gap: gap, repeat: rule)
                            let wanted = due.filter(window.contains)
                            let found = instants(schedule, in: window)
                            #expect(found == wanted, "\(name), \(text), \(gap), \(rule)")
                        }
                    }
                }
            }
        }

        @Test func `offsets are the C library's, from 1850 until after the rules repeat`() throws {
            var generator = SeededGenerator(seed: 7)
            var wrong = 0
            for name in ZoneDirectory.names {
                let zone = try ZoneDirectory.zone(name)
                LibcClock.use(zone: name)
                for _ in 0..<150 {
                    let second = Int.random(in: -3_786_825_600...25_000_000_000, using: &generator)
                    guard zone.offset(at: Instant(seconds: Int64(second))) != LibcClock.offset(second) else {
                        continue
                    }
                    wrong += 1
                    if wrong < 20 { Issue.record("\(name) at \(second)") }
                }
            }
            #expect(wrong == 0)
        }

        private func oracle(_ window: ClosedRange<Int>, _ changes: [Int], around transition: Int) -> [[Int]] {
            // A change just outside may repeat a local time inside.
            let isAlone = changes.allSatisfy(window.contains)
            let margin = isAlone ? 0 : 27 * 3600
            let oracle = DebianOracle(
                from: window.lowerBound - margin,
                through: window.upperBound + margin,
                changes: changes.sorted()
            )
            return (sparse + dense).map { rules in
                oracle.instants(rules.cron, times: rules.times, gap: rules.gap, repeat: rules.repeat)
                    .filter(window.contains).map { $0 - transition }
            }
        }

        private func instants(_ schedule: CronSchedule, in window: ClosedRange<Int>) -> [Int] {
            var found: [Int] = []
            var second = window.lowerBound
            while let next = schedule.firstInstant(from: second), next <= window.upperBound {
                found.append(next)
                second = next + 1
            }
            return found
        }

        private func describe(_ instants: [Int], from transition: Int) -> String {
            instants.prefix(12).map { Instant(seconds: Int64($0 + transition)).shortDescription }.joined(
                separator: " "
            )
        }
    }
}

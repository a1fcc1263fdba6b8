import Testing
import Timetable
import ZartCore

@testable import Jobs

@Suite(.timeLimit(.minutes(5)))
struct AlarmKeysTests {
    private static func alarms(_ own: String?, defaults: String? = nil) throws -> JobAlarms? {
        let shared = defaults.map { "defaults:\n  alarms: \($0)\n" } ?? ""
        let line = own.map { "    alarms: \($0)\n" } ?? ""
        let file = try Bench.read(
            "\(shared)tasks:\n  one:\n    every: 5m\n\(line)    steps: [{ name: only, run: 'true' }]\n"
        )
        return file.tasks[0].conduct.alarms
    }

    @Test func `every alarm has its limit, or is off`() throws {
        let alarms = try Self.alarms(
            "{ late: 5m, longer-than: 2h, shorter-than: 1s, no-success: 1d12h, failures: 2, starved: 7, notify: x }"
        )
        let rules = AlarmRules(
            late: .at(.seconds(300)),
            longerThan: .at(.seconds(7_200)),
            shorterThan: .at(.seconds(1)),
            noSuccess: .at(.seconds(129_600)),
            failures: .at(2),
            starved: .at(7)
        )
        #expect(alarms == JobAlarms(rules: rules, notify: .shell("x")))
        let off = try Self.alarms(
            "{ late: off, longer-than: off, shorter-than: off, no-success: off, failures: off, starved: off }"
        )
        let none = AlarmRules(
            late: .off,
            longerThan: .off,
            shorterThan: .off,
            noSuccess: .off,
            failures: .off,
            starved: .off
        )
        #expect(off == JobAlarms(rules: none))
        #expect(try Self.alarms("{ longer-than: usual }") == JobAlarms())
        #expect(try Self.alarms(nil) == nil)
    }

    @Test func `what a task does not say is as in the defaults, the command among it`() throws {
        let alarms = try Self.alarms(
            "{ late: 1m, starved: off }",
            defaults: "{ late: 9m, failures: 4, notify: [./page, now] }"
        )
        #expect(alarms?.rules == AlarmRules(late: .at(.seconds(60)), failures: .at(4), starved: .off))
        #expect(alarms?.notify == .program(["./page", "now"]))
        #expect(try Self.alarms(nil, defaults: "{ late: 9m }")?.rules == AlarmRules(late: .at(.seconds(540))))
    }

    @Test func `rules are kept as JSON and come back`() throws {
        let alarms = try Self.alarms("{ late: 90s, failures: off, starved: 3, notify: [a, b] }")
        var conduct = JobConduct()
        conduct.alarms = alarms
        #expect(
            conduct.json
                == #"{"alarms":{"failures":"off","late":"1m30s","notify":{"exec":["a","b"]},"starved":3}}"#
        )
        #expect(JobConduct(json: conduct.json)?.alarms == alarms)
    }

    @Test(arguments: [
        ("{ late: 0s }", "'late' is '0s': write a duration such as 5s or 1h30m, or off"),
        ("{ late: usual }", "'late' is 'usual': write a duration such as 5s or 1h30m, or off"),
        ("{ longer-than: x }", "'longer-than' is 'x': write a duration such as 5s or 1h30m, or usual or off"),
        ("{ failures: 0 }", "'failures' is '0': write a whole number of at least 1, or off"),
        ("{ starved: 5m }", "'starved' is '5m': write a whole number of at least 1, or off"),
    ])
    func `what is no limit is refused`(alarms: String, sentence: String) {
        let faults = Bench.faults(
            "tasks:\n  one:\n    every: 5m\n    alarms: \(alarms)\n    steps: [{ name: only, run: 'true' }]\n"
        )
        #expect(faults.contains { $0.contains(sentence) }, "\(faults)")
    }
}

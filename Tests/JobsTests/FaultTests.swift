import Testing
import Timetable

@testable import Jobs

@Suite(.timeLimit(.minutes(5)))
struct FaultTests {
    @Test func `everything wrong is told at once, in the order of the lines`() {
        let faults = Bench.faults(
            """
            defaults: { timezone: Europe/Berln }
            tasks:
              nightly report:
                corn: "0 2 * * *"
                steps: []
              weekly:
                cron: "0 25 * * 1"
                every: 5s
                overlap: skip-if-runing
                steps:
                  - { name: a, run: ls, timeout: 5 minutes }
                  - { name: a, sleep: 1s, retry: { times: 1 } }
                  - { name: c }
            """
        )
        #expect(
            faults == [
                "1:23: unknown time zone 'Europe/Berln': use an IANA name such as Europe/Berlin",
                "3:3: 'task name' 'nightly report' has ' ': use letters, digits, '.', '_' and '-'",
                "4:5: unknown key 'corn'; did you mean 'cron'?",
                "4:5: a task needs one of cron, every, after, at",
                "5:12: 'steps' is empty: give it at least 1 entry",
                "7:14: hour field, column 3: 25 is out of range 0-23",
                "8:5: a task has 'cron' already: 'every' cannot come with it",
                "9:14: 'overlap' is 'skip-if-runing': write skip-if-running or cancel-and-restart or always-start; did you mean 'skip-if-running'?",
                "11:38: 'timeout' is '5 minutes': write a duration above 0s such as 300ms, 5s or 1h30m",
                "12:17: step 'a' is here twice: line 11 has it too",
                "12:31: 'retry' is for a command, and this step is a pause",
                "13:9: a step needs one of run, exec, sleep, wait-for",
            ]
        )
    }

    @Test func `a bad name of a task that is right is told once`() {
        let faults = Bench.faults(
            """
            tasks:
              "bad name": { every: 5s, steps: [ { name: a, run: ls } ] }
            """
        )
        #expect(faults == ["2:3: 'task name' 'bad name' has ' ': use letters, digits, '.', '_' and '-'"])
    }

    @Test func `what no command can be given is told before it is run`() {
        let long = String(repeating: "x", count: 131_072)
        let faults = Bench.faults(
            """
            tasks:
              a: { every: 1h, payload: { big: 1e999 }, env: { E: "\(long)" }, steps: [ { name: a, run: "a\\0b" } ] }
              b: { every: 1h, steps: [ { name: a, exec: [ "x", "\(long)" ] }, { name: b, run: "\(long)" } ] }
            """
        )
        #expect(faults.count == 4)
        #expect(faults.contains { $0.hasSuffix("'run' has a zero byte, which no command can be given") })
        #expect(
            faults.count { $0.contains("bytes, and a command is given 131071 at most: put it in a file") }
                == 3
        )
    }

    @Test(arguments: [
        ("a: 1\n\tb: 2", "2:1: a tab stands here: indent with spaces"),
        ("tasks: [", "2:1: this is not YAML: did not find expected node content while parsing a flow node"),
        ("tasks: *none", "1:8: '*none' names no anchor above: write '&none' where it is first said"),
        ("tasks: {}\n---\ntasks: {}", "2:1: a second document begins here: a job file has one"),
        ("tasks: !!map {}", "1:8: a tag ('!…') has no meaning here: leave it out"),
        ("tasks: {}\ntasks: {}", "2:1: key 'tasks' is here twice: line 1 has it too"),
        ("[1, 2]: x\ntasks: {}", "1:1: a key must be a text, not a list"),
        ("<<: 5\ntasks: {}", "1:5: '<<' merges a mapping, and this is a text"),
        ("tasks: 5", "1:8: 'tasks' is a text: write a mapping of names to tasks, or {} for none"),
        ("tasks: {}\ntsaks: 1", "2:1: unknown key 'tsaks'; did you mean 'tasks'?"),
        ("- a", "1:1: a job file is a mapping with keys such as tasks, defaults, and this is a list"),
    ])
    func `a file that is no job file says where`(text: String, fault: String) {
        #expect(Bench.faults(text) == [fault])
    }

    @Test func `bytes that are no UTF-8 are refused with their line`() throws {
        let error = #expect(throws: JobFileError.self) {
            try Bench.read(Array("tasks:\n  a: ".utf8) + [0xC3, 0x28])
        }
        let fault = try #require(error?.faults.first)
        #expect(fault.mark == Mark(line: 2, column: 7))
        #expect(fault.message == "invalid trailing UTF-8 octet: write the file in UTF-8")
    }

    @Test(arguments: [
        ("every: 1ms", "'every' is 1ms: the shortest is 10ms"),
        ("every: 0s", "'every' is '0s': write a duration above 0s such as 300ms, 5s or 1h30m"),
        (
            "cron: * 2 * * *",
            "this is not YAML: did not find expected alphabetic or numeric character while scanning an alias: "
                + "put the value in quotes"
        ),
        (
            "cron: @daily",
            "this is not YAML: found character that cannot start any token while scanning for the next token: "
                + "put the value in quotes"
        ),
        ("every:", "'every' is nothing: write a duration above 0s such as 300ms, 5s or 1h30m"),
        ("at: tomorrow", "'at' is 'tomorrow': write an RFC 3339 time such as 2026-12-24T18:00:00Z"),
        ("cron: 0 0 30 2 *", "30 never comes in month 2"),
        (
            "every: 5s\ntimezone: UTC",
            "'timezone' is for a cron expression: leave it out, as this task has none"
        ),
        (
            "every: 5s\nid: report",
            "id template 'report' has no {occurrence}: write for example 'report-{occurrence}'"
        ),
        ("every: 5s\nwas: report", "'was' is the task's own name: leave it out"),
        ("every: 5s\noverlap: { at-cap: skip }", "overlap needs the key 'max'"),
        ("every: 5s\noverlap: { max: 2, ttl: 5s }", "keep, limit and ttl are for a buffer"),
        (
            "every: 5s\noverlap: { max: 2, at-cap: buffer, keep: all, limit: 3 }",
            "'keep: all' keeps all, however many: leave limit out"
        ),
        ("every: 5s\nmax-occurrences: 0", "'max-occurrences' is '0': write a whole number of at least 1"),
        ("every: 5s\nenv: { 1A: x }", "'1A' is no name of a variable: use letters, digits and '_'"),
        ("every: 5s\nenv: { ZART_X: x }", "'ZART_X' is one that zartop sets: choose another name"),
        (
            "every: 5s\nenv: { A: { secret: keyring } }",
            "'secret' is 'keyring': write file:PATH, env:NAME or command:TEXT"
        ),
        (
            "every: 5s\nretry: { times: 1, backoff: fixed, cap: 1m }",
            "factor and cap are for a wait that grows"
        ),
        (
            "every: 5s\nretry: { times: 1, unless-exit: [0] }",
            "'unless-exit' is '0': write a whole number from 1 to 255"
        ),
        ("every: 5s\nstart-at: 2026-02-01T00:00:00Z\nend-at: 2026-01-01T00:00:00Z", "before it starts"),
        ("every: 5s\non-failure: { timeout: 1m }", "on-failure needs one of run, exec"),
        ("every: 5s\non-failure: { run: ls, retry: 3 }", "unknown key 'retry'"),
        ("every: 5s\nsteps: [{ name: on-failure, run: ls }]", "is the name of the step after a failure"),
        ("every: 5s\nsteps: [{ name: a, exec: [] }]", "'exec' is empty: give it at least 1 entry"),
        ("every: 5s\nsteps: [{ name: a, exec: ls }]", "'exec' is a text: write a list"),
        ("every: 5s\nsteps: [{ paralell: [] }]", "unknown key 'paralell'"),
    ])
    func `a value that will not do says what will`(lines: String, message: String) throws {
        let error = #expect(throws: JobFileError.self) { try Bench.task(lines) }
        let faults = try #require(error?.faults)
        #expect(faults.contains { $0.message.contains(message) }, "\(faults)")
    }

    @Test func `ids that two tasks could both make are refused`() {
        let step = "steps: [{ name: a, run: ls }]"
        let faults = Bench.faults(
            "tasks:\n  a: { every: 5s, id: 'x-{occurrence}', \(step) }\n  b: { every: 5s, id: 'x-1{occurrence}', \(step) }"
        )
        #expect(
            faults == [
                "3:23: ids 'x-1{occurrence}' can be the same as 'x-{occurrence}' of task 'a': change one"
            ]
        )
    }

    @Test func `a bomb of aliases is refused before it goes off`() {
        var text = "x-a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        for (name, before) in zip("bcdefghij", "abcdefghi") {
            text +=
                "x-\(name): &\(name) [\(Array(repeating: "*\(before)", count: 10).joined(separator: ", "))]\n"
        }
        let faults = Bench.faults(text + "tasks: {}")
        #expect(faults.count == 1)
        #expect(faults.first?.contains("more than 2000000 values") == true)
    }

    @Test func `depth is bounded, also through aliases`() {
        let deep = "tasks: " + String(repeating: "[", count: 10_000)
        #expect(
            Bench.faults(deep).first?.contains("more than 64 lists and mappings within one another") == true
        )
        var text = "x-0: &a0 [x]\n"
        for level in 1...70 { text += "x-\(level): &a\(level) [*a\(level - 1)]\n" }
        #expect(
            Bench.faults(text + "tasks: {}").first?.contains(
                "more than 64 lists and mappings within one another"
            ) == true
        )
    }

    @Test func `a fault that every task inherits is told once`() {
        let step = "steps: [{ name: a, run: ls }]"
        let faults = Bench.faults(
            "defaults: { overlap: never }\ntasks:\n  a: { every: 5s, \(step) }\n  b: { every: 5s, \(step) }"
        )
        #expect(faults.count == 1)
    }
}

import Testing

@testable import Dashboard

/// The filter language, as an operator types it.
@Suite(.timeLimit(.minutes(10)))
struct FilterTests {
    private let execution: ExecutionLine = {
        var line = OrderSample.invoice
        line.attempts = 5
        return line
    }()

    @Test(arguments: [
        ("", true), ("  ", true), ("invoice", true), ("INVOICE smtp", true), ("heartbeat", false),
        ("!heartbeat", true), ("!invoice", false), ("state:retrying", true), ("state:retry", true),
        ("state:running,retrying", true), ("state:ok", false), ("!state:completed", true), ("state:R*", true),
        ("task:inv*", true), ("task:INV*daily", true), ("task:invoice", false), ("task~voice", true),
        ("task:a*,inv*", true), ("id:invoice-20?", true), ("id:invoice-2?", false), ("step:email", true),
        ("err~SMTP", true), ("err~\"421 try\"", true), ("err:SMTP*later", true), ("err~timeout", false),
        ("try>2", true), ("try>3", false), ("try>=3", true), ("try<4", true), ("try=3", true),
        ("try:3,4", true),
        ("occ=203", true), ("occ:203", true), ("occ>203", false), ("age<5m", true), ("age>2m", true),
        ("age<2m6s", false), ("elapsed>1m30s", true), ("elapsed<1h", true), ("level:warn", false),
        ("state:retrying task:inv* try>2 age<5m err~SMTP", true), ("state:retrying task:x*", false),
        ("\"state:retrying\"", false), ("14:03", false), ("or", false), ("\"not\" smtp", false),
        ("task:\"inv*\"", false), ("STATE:retrying", true),
    ])
    func `an execution matches what is true of it`(text: String, expected: Bool) {
        let filter = Filter(text)
        #expect(filter.complaint == nil)
        #expect(filter.matches(execution, now: sketchMoment) == expected)
    }

    @Test(arguments: [
        ("state:paused", true), ("state:active", false), ("ledger", true), ("occ=12", true),
        ("occ<12", false),
        ("id:x", false), ("try>0", false), ("!try>0", true), ("level:error", false),
    ])
    func `a task matches by itself and by its last execution`(text: String, expected: Bool) {
        let task = OrderSample.snapshot().tasks[4]
        #expect(Filter(text).matches(task, now: sketchMoment) == expected)
        var failed = task
        failed.last = OrderSample.ended("ledger-11", "failed")
        #expect(Filter("state:failed err~SMTP id:ledger-11").matches(failed, now: sketchMoment))
    }

    @Test(arguments: [
        ("smtp", true), ("level:warn", true), ("level:error,warn", true), ("level>=error", false),
        ("level>info", true), ("try=1", true), ("id:invoice-203", true), ("task:invoice", true),
        ("age<1m", true), ("state:running", false), ("err~\"try again\"", true),
    ])
    func `an event matches what is true of it`(text: String, expected: Bool) {
        #expect(Filter(text).matches(EventSample.lines[1], now: sketchMoment) == expected)
    }

    @Test(arguments: [
        ("state:retyring", "state:retyring: no state 'retyring'; did you mean retrying?"),
        ("task:a stat:x", "stat:x: no field 'stat'; did you mean state:?"),
        (
            "not state:failed",
            "not: no operator; write ! before the term, as in !state:failed; quoted it is text"
        ),
        (
            "state:failed OR task:a",
            "OR: no operator; write state:failed,cancelled for either; quoted it is text"
        ),
        (
            "(task:a task:b)",
            "(task:a: no parentheses; terms that stand side by side must all hold; quoted it is text"
        ),
        ("state!:failed", "state!:failed: no sign '!' there; write it first, as in !state:…"),
        ("try>two", "try>two: 'two' is no number; as in try>2"),
        ("try~2", "try~2: try is a number; compare it with < <= = >= or >"),
        ("age<5", "age<5: '5' is no span; write it as in 90s, 5m, 1h30m, 2d"),
        (
            "age<99999999999999999999d",
            "age<99999999999999999999d: '99999999999999999999d' is no span; write it as in 90s, 5m, 1h30m, 2d"
        ),
        (
            "age<9223372036854775807w",
            "age<9223372036854775807w: '9223372036854775807w' is no span; write it as in 90s, 5m, 1h30m, 2d"
        ),
        ("task>3", "task>3: task is text; use task: for all of it, or task~ for a part"),
        ("task:", "task:: no value after task:; as in task:inv*"),
        ("task:a,,b", "task:a,,b: no value after task:; as in task:inv*"),
        ("level:wran", "level:wran: no level 'wran'; did you mean warn?"),
        ("err~\"try", "err~\"try has a quote that is not closed"),
        ("!", "'!' needs something to leave out, as in !state:completed"),
    ])
    func `a wrong filter says which word is wrong and what to write`(text: String, complaint: String) {
        let filter = Filter(text)
        #expect(filter.complaint == complaint)
        #expect(filter.terms.isEmpty)
        #expect(filter.matches(execution, now: sketchMoment))
    }

    @Test(arguments: ["plain-1", "with blank", "a*b?", "a,b", "state:x", "!x", "", "quote\"inside", "ü"])
    func `a quoted value finds just that`(value: String) {
        var line = execution
        line.id = value
        let filter = Filter("id:\(Filter.quoted(value))")
        if !value.isEmpty { #expect(filter.matches(line, now: 0)) }
        line.id = value + "z"
        #expect(!filter.matches(line, now: 0) || value.isEmpty)
    }

    @Test func `patterns can be handed to a store`() {
        let filter = Filter("task:Inv* id~\"[x]*\" err~smtp")
        let globs = filter.terms.compactMap { term -> String? in
            guard case .text(_, let patterns) = term.test else { return nil }
            return patterns.first?.glob
        }
        #expect(globs == ["inv*", "*[[]x][*]*", "*smtp*"])
    }

    @Test func `plain words of a log are looked for and hide nothing`() {
        let filter = Filter("task:invoice smtp !debug")
        #expect(filter.narrowing.terms.count == 2)
        #expect(filter.sought.map(\.literal) == ["smtp"])
    }

    @Test func `moments as far apart as numbers go do not trap`() {
        var line = execution
        line.startedAt = .min
        line.endedAt = .max
        #expect(Filter("elapsed>1d age>1d").matches(line, now: .max))
        #expect(Filter("age<1d").matches(line, now: .min))
    }

    @Test func `long patterns over long texts end`() {
        let filter = Filter("err:" + String(repeating: "*a", count: 60) + "b")
        var line = execution
        line.note = String(repeating: "a", count: 5000)
        #expect(!filter.matches(line, now: 0))
    }

    @Test func `the last word is completed, after a sign and a comma too`() {
        func words(_ word: String) -> [String] {
            Filter.words(completing: word, tasks: ["invoice-daily", "audit"], ids: ["a b"], steps: ["email"])
        }
        #expect(words("sta") == ["state:"])
        #expect(words("!tas") == ["!task:"])
        #expect(words("state:run") == ["state:running"])
        #expect(words("state:running,ret") == ["state:running,retrying"])
        #expect(words("task:in") == ["task:invoice-daily"])
        #expect(words("id:") == ["id:\"a b\""])
        #expect(words("level:e") == ["level:error"])
        #expect(words("nonsense:") == [])
    }
}

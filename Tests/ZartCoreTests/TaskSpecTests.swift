import Testing
import Timetable
import ZartCore

/// What a registration is refused for, before anything is looked up.
@Suite("task specs", .timeLimit(.minutes(10)))
struct TaskSpecTests {
    private static func spec(_ change: (inout TaskSpec) -> Void = { _ in }) -> TaskSpec {
        var spec = TaskSpec(name: "report", recurrence: .fixedDelay(.seconds(60)))
        change(&spec)
        return spec
    }

    static let refused: [(TaskSpec, String)] = [
        (spec { $0.name = "" }, "task name '' is empty: give it 1 to 128 characters"),
        (spec { $0.name = "a b" }, "task name 'a b' has ' ': use letters, digits, '.', '_' and '-'"),
        (
            spec { $0.handler = "x/y" },
            "handler name 'x/y' of task 'report' has '/': use letters, digits, '.', '_' and '-'"
        ),
        (
            spec { $0.payload = String(repeating: "1", count: 262_145) },
            "payload of task 'report' is 262145 bytes: at most 262144 are allowed"
        ),
        (
            spec { $0.overlap = .max(0, atCap: .skip) },
            "overlap of task 'report' allows 0 executions: allow at least 1"
        ),
        (
            spec { $0.overlap = .max(1, atCap: .buffer(limit: 0)) },
            "overlap of task 'report' buffers 0 instants: buffer at least 1"
        ),
        (spec { $0.maxOccurrences = 0 }, "maxOccurrences of task 'report' is 0: use at least 1"),
        (
            spec { $0.missed = .all(0) },
            "missed rule of task 'report' starts at most 0: use at least 1, or skip"
        ),
        (spec { $0.lateGrace = .seconds(-1) }, "lateGrace of task 'report' is -1s: use 0s or more"),
        (spec { $0.jitter = .seconds(-60) }, "jitter of task 'report' is -1m: use 0s or more"),
        (
            spec { $0.missed = .latest(window: .milliseconds(-5)) },
            "missed window of task 'report' is -5ms: use 0s or more"
        ),
        (
            spec { $0.overlap = .max(1, atCap: .buffer(ttl: .seconds(-3600))) },
            "buffer ttl of task 'report' is -1h: use 0s or more"
        ),
        (
            spec { ($0.startingAt, $0.endingAt) = (Sample.origin, Sample.origin - .seconds(1)) },
            "task 'report' ends at 2026-09-21T11:59:59.000Z, before it starts at 2026-09-21T12:00:00.000Z"
        ),
    ]

    @Test(arguments: refused)
    func `a spec that cannot be right is refused with a sentence`(spec: TaskSpec, sentence: String) {
        #expect(throws: InvalidInput(sentence)) { try spec.validate() }
    }

    @Test(arguments: [
        spec(), spec { $0.payload = String(repeating: "1", count: 262_144) }, spec { $0.maxOccurrences = 1 },
        spec { $0.lateGrace = .zero }, spec { $0.jitter = .zero },
        spec { $0.missed = .all(1, window: .zero) },
        spec { $0.overlap = .max(1, atCap: .buffer(limit: 1, keep: .all, ttl: .zero)) },
        spec { ($0.startingAt, $0.endingAt) = (Sample.origin, Sample.origin) },
    ])
    func `a spec at its limits is fit`(spec: TaskSpec) throws { try spec.validate() }

    @Test func `a task is its own handler unless it names one`() {
        #expect(Self.spec().handler == "report")
        #expect(TaskSpec(name: "a", handler: "b", recurrence: .at(Sample.origin)).handler == "b")
    }
}

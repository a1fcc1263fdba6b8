import Testing
import Timetable
import ZartCore

@testable import Jobs

@Suite(.timeLimit(.minutes(5)))
struct PlanTests {
    private static let path = "/srv/jobs/zartop.yaml"
    private static let now = Instant(seconds: 1_700_000_000)

    /// A task of a file as the store holds it an hour later, at that state.
    private static func registered(
        _ lines: String,
        state: TaskState = .active,
        source: TaskSource = .file(path),
        removedFrom: TaskState? = nil
    ) throws -> RegisteredTask {
        let task = try Bench.task(lines)
        let anchor = now - .seconds(3_600)
        var view = TaskView(
            name: task.name,
            state: state,
            jitter: task.spec.jitter,
            endingAt: task.spec.endingAt,
            maxOccurrences: task.spec.maxOccurrences,
            cursor: now
        )
        view.schedule = try? Schedule(
            task.spec.recurrence,
            zone: Bench.zone("Europe/Berlin"),
            anchor: anchor,
            includesAnchor: true
        )
        return RegisteredTask(
            spec: task.spec,
            source: source,
            definition: task.definition.json,
            conduct: task.conduct.json,
            removedFrom: removedFrom,
            view: view
        )
    }

    private static func plan(
        _ lines: String,
        _ registered: RegisteredTask...,
        gone: Set<String> = []
    ) throws -> JobPlan {
        let file = lines.isEmpty ? JobFile(tasks: []) : JobFile(tasks: [try Bench.task(lines)])
        let planner = JobPlanner(path: path, now: now, zones: Bench.zone) { gone.contains($0) }
        return planner.plan(file, registered: registered)
    }

    @Test func `a new task is added, and shows when it will be due`() throws {
        let entry = try #require(try Self.plan("every: 1h").entries.first)
        #expect(entry.change == .added)
        #expect(entry.before.isEmpty)
        #expect(entry.after == [Self.now, Self.now + .seconds(3_600), Self.now + .seconds(7_200)])
    }

    @Test func `a time that is past at its addition is told of`() throws {
        let entry = try #require(try Self.plan("at: 2020-01-01T00:00:00Z").entries.first)
        #expect(entry.after.isEmpty)
        #expect(entry.note == "it has no instant to come: it will be finished at once" && entry.isEnded)
    }

    @Test func `a missed rule that the overlap policy takes back is told of`() throws {
        let entry = try #require(try Self.plan("every: 1h\nmissed: { all: 5 }").entries.first)
        #expect(
            entry.note
                == "of what was missed, overlap skip-if-running starts 1 and skips the rest, though missed says { all: 5 }: "
                + "with 'overlap: { max: 1, at-cap: buffer, limit: 5, keep: all }' they wait"
        )
        for other in ["missed: latest", "missed: { all: 5 }\noverlap: always-start"] {
            #expect(try Self.plan("every: 1h\n\(other)").entries.first?.note == nil)
        }
    }

    @Test func `an unchanged task keeps its cursor and its instants`() throws {
        let plan = try Self.plan("every: 7m", Self.registered("every: 7m"))
        #expect(plan.entries[0].change == .unchanged)
        #expect(plan.entries[0].before == plan.entries[0].after)
        #expect(!plan.changesSomething)
    }

    @Test func `a change that begins no version keeps the instants`() throws {
        let plan = try Self.plan("every: 7m\noverlap: always-start", Self.registered("every: 7m"))
        #expect(plan.entries[0].change == .changed)
        #expect(plan.entries[0].fields == ["overlap"])
        #expect(plan.entries[0].before == plan.entries[0].after)
    }

    @Test func `a changed schedule shows the instants before and after`() throws {
        let plan = try Self.plan("every: 10m", Self.registered("every: 7m"))
        #expect(plan.entries[0].fields == ["every"])
        #expect(plan.entries[0].before.first == Self.now + .seconds(180))
        #expect(plan.entries[0].after.first == Self.now + .seconds(600))
    }

    @Test func `a task that the file no longer has is removed`() throws {
        let plan = try Self.plan("", Self.registered("every: 7m"))
        #expect(plan.entries.map(\.change) == [.removed])
        #expect(plan.entries[0].after.isEmpty)
        #expect(
            try Self.plan("", Self.registered("every: 7m", state: .stopped, removedFrom: .active)).entries
                .isEmpty
        )
    }

    @Test func `a removed task that comes back is revived`() throws {
        let plan = try Self.plan(
            "every: 7m",
            Self.registered("every: 7m", state: .stopped, removedFrom: .active)
        )
        #expect(plan.entries.map(\.change) == [.revived])
        #expect(plan.entries[0].after.first == Self.now + .seconds(420))
    }

    @Test func `what an operator said of a task holds when it comes back`() throws {
        let paused = try Self.registered("every: 7m", state: .stopped, removedFrom: .paused)
        let entry = try Self.plan("every: 7m", paused).entries[0]
        #expect(entry.change == .revived)
        #expect(entry.note == "it was paused before it was taken out, and is so again")
        let former = "every: 7m\nend-at: 2020-01-01T00:00:00Z"
        let ended = try Self.plan(former, paused).entries[0]
        #expect(
            ended.note
                == "it was paused before it was taken out, and is so again; it has no instant to come any more: "
                + "it will be finished once it is resumed"
        )
        #expect(!ended.isEnded)
        var over = paused
        over.view.pausedUntil = Self.now
        #expect(try Self.plan("every: 7m", over).entries[0].note == nil)
        let stopped = try Self.registered("every: 7m", state: .stopped, removedFrom: .stopped)
        #expect(try Self.plan("every: 7m", stopped).entries[0].change == .stopped)
    }

    @Test func `what a pause holds is lost with its schedule, and that is told`() throws {
        var paused = try Self.registered("every: 7m", state: .paused)
        paused.heldBack = 3
        let lost = "3 instants that its pause holds will not be started: resume it before that to have them"
        #expect(try Self.plan("every: 8m", paused).entries[0].note == "\(lost); it is paused, and stays so")
        let ended = try Self.plan("every: 7m\nend-at: 2126-01-01T00:00:00Z", paused).entries[0]
        #expect(ended.note == "\(lost); it is paused, and stays so")
        #expect(
            try Self.plan("", paused).entries[0].note
                == "it is stopped; what runs goes on to its end; \(lost)"
        )
        let other = try Self.plan("every: 7m\noverlap: always-start", paused).entries[0]
        #expect(other.note == "it is paused, and stays so")
    }

    @Test func `a finished task goes on when it may run more often, and ends when it may not`() throws {
        var finished = try Self.registered("every: 7m\nmax-occurrences: 2", state: .finished)
        finished.view.occurrence = 2
        let more = try Self.plan("every: 7m\nmax-occurrences: 3", finished).entries[0]
        #expect(more.after.first == Self.now + .seconds(180))
        #expect(try Self.plan("every: 7m", finished).entries[0].after.count == 3)
        #expect(try Self.plan("every: 7m\nmax-occurrences: 1", finished).entries[0].after.isEmpty)
        var active = try Self.registered("every: 7m")
        active.view.occurrence = 5
        let ended = try Self.plan("every: 7m\nmax-occurrences: 5", active).entries[0]
        #expect(ended.note == "it has no instant to come any more: it will be finished" && ended.isEnded)
    }

    @Test func `what follows an end is not told while there is one to wait for`() throws {
        var running = try Self.registered("every: 7m")
        running.view.active = [.init(id: "report-0", isRunning: true)]
        let entry = try Self.plan("after: 5m", running).entries[0]
        #expect(entry.after.isEmpty && entry.note == "its next instant follows the end of what runs")
    }

    @Test func `a task that an operator stopped stays stopped, and the plan says so`() throws {
        let plan = try Self.plan("every: 8m", Self.registered("every: 7m", state: .stopped))
        #expect(plan.entries.map(\.change) == [.stopped])
        #expect(plan.entries[0].fields == ["every"])
        #expect(plan.entries[0].note == "an operator stopped it, and it stays so: 'zartop revive report'")
    }

    @Test func `ids that another task has made are refused, as they will be when it is applied`() throws {
        var renamed = try Self.registered("every: 7m")
        renamed.spec.name = "report2"
        renamed.templates = try [IDTemplate("report-{occurrence}"), IDTemplate("report2-{occurrence}")]
        let plan = try Self.plan("every: 7m", renamed)
        #expect(plan.entries.map(\.change) == [.refused, .removed])
        #expect(
            plan.entries[0].note
                == "id template 'report-{occurrence}' of task 'report' can make ids of 'report-{occurrence}' of "
                + "report2: choose one that cannot"
        )
        #expect(!plan.isPossible)
        #expect(try Self.plan("every: 7m\nwas: report2", renamed).isPossible)
    }

    @Test func `a name of another source is refused, and nothing of another source is removed`() throws {
        let program = try Self.registered("every: 7m", source: .program)
        let plan = try Self.plan("every: 7m", program)
        #expect(plan.entries.map(\.change) == [.refused])
        #expect(plan.entries[0].note == "'report' belongs to a program: give this one another name")
        #expect(!plan.isPossible)
        #expect(try Self.plan("", program).entries.isEmpty)
    }

    private static let elsewhere = "/srv/former.yaml"

    @Test func `the tasks of a file that has gone are taken over, and what this one lacks is removed`() throws
    {
        let same = try Self.registered("every: 7m", source: .file(Self.elsewhere))
        var other = same
        other.spec.name = "another"
        let plan = try Self.plan("every: 7m", same, other, gone: [Self.elsewhere])
        #expect(plan.isPossible && plan.changesSomething)
        #expect(plan.entries.map(\.task) == ["report", "another"])
        #expect(plan.entries.map(\.change) == [.moved, .removed])
        #expect(plan.entries[0].note == "taken over from job file '/srv/former.yaml', which has gone")
        #expect(plan.entries[0].before == plan.entries[0].after)
        #expect(
            plan.entries[1].note
                == "it was in job file '/srv/former.yaml', which has gone; it is stopped; what runs goes on to its end"
        )
        #expect(plan.former == [.file(Self.elsewhere)])
    }

    @Test func `what is moved and changed says both`() throws {
        let old = try Self.registered("every: 7m", state: .paused, source: .file(Self.elsewhere))
        let plan = try Self.plan("every: 7m\noverlap: always-start", old, gone: [Self.elsewhere])
        #expect(plan.entries.map(\.change) == [.changed])
        #expect(plan.entries[0].fields == ["overlap"])
        #expect(
            plan.entries[0].note
                == "taken over from job file '/srv/former.yaml', which has gone; it is paused, and stays so"
        )
    }

    @Test func `a file that is still there keeps its tasks, and one without a task of this file keeps all`()
        throws
    {
        let old = try Self.registered("every: 7m", source: .file(Self.elsewhere))
        let plan = try Self.plan("every: 7m", old)
        #expect(plan.entries.map(\.change) == [.refused])
        #expect(
            plan.entries[0].note == """
                'report' belongs to job file '/srv/former.yaml': give this one another name, or take it out there and \
                apply that file; if the file was moved, remove the old one
                """
        )
        #expect(plan.former.isEmpty)
        var other = old
        other.spec.name = "another"
        let apart = try Self.plan("every: 7m", other, gone: [Self.elsewhere])
        #expect(apart.entries.map(\.change) == [.added])
        #expect(apart.former.isEmpty)
    }

    @Test func `a task that another file let go is free`() throws {
        let old = try Self.registered(
            "every: 7m",
            state: .stopped,
            source: .file(Self.elsewhere),
            removedFrom: .active
        )
        let plan = try Self.plan("every: 7m", old)
        #expect(plan.entries.map(\.change) == [.revived])
        #expect(plan.former.isEmpty)
    }

    @Test func `a renamed task is the same task`() throws {
        var old = try Self.registered("every: 7m")
        old.spec.name = "former"
        let plan = try Self.plan("every: 7m\nwas: former\nid: report-{occurrence}", old)
        #expect(plan.entries.map(\.change) == [.changed])
        #expect(plan.entries[0].fields == ["was"])
    }

    @Test(arguments: [
        ("every", "every: 6m"), ("cron", "cron: 1 2 * * *"),
        ("timezone", "cron: 0 2 * * *\ntimezone: Europe/Berlin"),
        ("dst", "cron: 0 2 * * *\ndst: { gap: skip }"), ("after", "after: 5m"),
        ("at", "at: 2030-01-01T00:00:00Z"),
        ("start-at", "start-at: 2030-01-01T00:00:00Z"), ("end-at", "end-at: 2030-01-01T00:00:00Z"),
        ("max-occurrences", "max-occurrences: 9"), ("jitter", "jitter: 5s"), ("id", "id: x-{occurrence}"),
        ("overlap", "overlap: { max: 2, at-cap: buffer }"), ("missed", "missed: { window: 1d }"),
        ("late-grace", "late-grace: 1m"), ("payload", "payload: 7"), ("timeout", "timeout: 7m"),
        ("env", "env: { A: { secret: 'env:B' } }"), ("env-file", "env-file: x.env"),
        ("working-directory", "working-directory: x"), ("grace", "grace: 1s"),
        ("max-parallel", "max-parallel: 2"),
        ("on-failure", "on-failure: [./x, y]"), ("description", "description: d"),
        ("pause-after-failures", "pause-after-failures: 3"), ("keep", "keep: { count: 5 }"),
        ("alarms", "alarms: { late: 1m }"), ("retry", "retry: { times: 1 }"),
        ("steps", "steps: [{ name: only, run: 'false' }]"),
    ])
    func `whatever a key changes, the plan names it`(key: String, lines: String) throws {
        let isCron = lines.contains("cron:")
        let hasSchedule =
            isCron || lines.contains("every:") || lines.contains("after:") || lines.contains("\nat:")
            || lines.hasPrefix("at:")
        let old = isCron ? "cron: 0 2 * * *" : "every: 5m"
        let plan = try Self.plan(hasSchedule ? lines : "every: 5m\n\(lines)", Self.registered(old))
        // Retries of a task are those of its steps.
        #expect(plan.entries[0].fields == [key == "retry" ? "steps" : key])
    }

    @Test func `the keys of the test above are all there are`() {
        let tested: Set = [
            "every", "cron", "timezone", "dst", "after", "at", "start-at", "end-at", "max-occurrences",
            "jitter", "id",
            "overlap", "missed", "late-grace", "payload", "timeout", "env", "env-file", "working-directory",
            "grace",
            "max-parallel", "on-failure", "description", "pause-after-failures", "keep", "alarms", "retry",
            "steps", "was",
        ]
        #expect(Set(TaskKeys.table.rows.map(\.name)) == tested)
    }

    @Test(arguments: [
        "retry: { times: 3 }", "retry: { times: 0, backoff: fixed }", "timeout: 5m",
        "timeout: { attempt: 5m, total: 1h }",
        "timeout: { total: 1h }", "result: json", "env: { A: b }", "working-directory: x", "grace: 1s",
        "retry: { times: 0, first: 7s }", "retry: { times: 0, factor: 3 }", "retry: { times: 0, cap: 7s }",
        "retry: { times: 0, jitter: 0.5 }", "retry: { times: 0, unless-exit: [3] }",
    ])
    func `whatever a step's key changes, the definition is another`(line: String) throws {
        let changed = try Bench.task("every: 5m\nsteps: [{ name: only, run: 'true', \(line) }]")
        #expect(changed.definition != (try Bench.task("every: 5m").definition))
        #expect(JobDefinition(json: changed.definition.json) == changed.definition)
    }

    @Test(arguments: [
        "keep: { age: 1d }", "keep: { count: 1 }", "keep: { failed: 1d }", "alarms: { late: 1s }",
        "alarms: { longer-than: 1s }", "alarms: { shorter-than: 1s }", "alarms: { no-success: 1s }",
        "alarms: { failures: 1 }", "alarms: { starved: 9 }", "alarms: { notify: x }",
    ])
    func `whatever a key of keep and alarms says is kept`(line: String) throws {
        let changed = try Bench.task("every: 5m\n\(line)").conduct
        #expect(changed.json != (try Bench.task("every: 5m\n\(line.prefix { $0 != ":" }): {}").conduct.json))
        #expect(JobConduct(json: changed.json) == changed)
    }
}

import Testing
import Timetable
import ZartCore

@testable import Jobs

@Suite(.timeLimit(.minutes(5)))
struct SizeTests {
    /// Ten thousand tasks of two steps each, on cron schedules and grids.
    private static let text =
        "defaults: { timezone: Europe/Berlin, retry: { times: 2 } }\ntasks:\n"
        + (0..<10_000).map { number in
            """
              task-\(number):
                description: Number \(number)
                \(number % 2 == 0 ? "cron: \(number % 60) \(number % 24) * * *" : "every: \(number + 1)s")
                payload: { number: \(number) }
                steps:
                  - { name: fetch, run: ./fetch \(number), timeout: 5m }
                  - { name: publish, exec: [./publish, --quiet] }

            """
        }.joined()

    @Test func `ten thousand tasks are loaded and planned, and how long that took is told`() throws {
        let clock = ContinuousClock()
        let start = clock.now
        let file = try Bench.read(Self.text)
        let loaded = clock.now
        let now = Instant(seconds: 1_700_000_000)
        let registered = file.tasks.map { task in
            RegisteredTask(
                spec: task.spec,
                source: .file("/srv/zartop.yaml"),
                definition: task.definition.json,
                conduct: task.conduct.json,
                view: TaskView(name: task.name, cursor: now)
            )
        }
        let planner = JobPlanner(path: "/srv/zartop.yaml", now: now, zones: Bench.zone) { _ in false }
        let began = clock.now
        let fresh = planner.plan(file, registered: [])
        let planned = clock.now
        let again = planner.plan(file, registered: registered)
        let compared = clock.now
        let applied = Set(file.tasks.map { $0.applied.definition.hash })
        let hashed = clock.now
        #expect(fresh.count(.added) == 10_000)
        #expect(again.count(.unchanged) == 10_000)
        #expect(applied.count == 10_000)
        print(
            "10,000 tasks, \(Self.text.utf8.count / 1_024) KiB: read \(loaded - start), plan of new \(planned - began), "
                + "of known \(compared - planned), hashed \(hashed - compared)"
        )
    }
}

import Testing
import Timetable
import ZartCore

@Suite(.timeLimit(.minutes(10)))
struct ForecastTests {
    private static let end = Sample.origin + .seconds(60)

    /// One letter an instant: started, skipped, waiting, coalesced, held, dropped; the number of cancels behind it.
    private func line(_ forecast: Forecast) -> String {
        forecast.fires.map { fire in
            let letter =
                switch fire.fate {
                case .starts: "S"
                case .skipped: "-"
                case .waits: fire.startsAt == nil ? "w" : "W"
                case .coalesced: "c"
                case .held: "h"
                case .dropped: "x"
                }
            return letter + (fire.cancels > 0 ? "\(fire.cancels)" : "")
        }.joined()
    }

    private func slots(_ task: TaskView, _ takes: Duration) -> Int {
        Forecast.unlimited(task, duration: takes, from: Sample.origin, through: Self.end).most
    }

    @Test(arguments: [
        // Every 10 s for a minute; each takes so many seconds.
        (OverlapPolicy.skipIfRunning, 4, "SSSSSSS", 1),
        (.skipIfRunning, 25, "S--S--S", 3),
        (.cancelAndRestart, 25, "SS1S1S1S1S1S1", 3),
        (.alwaysStart, 25, "SSSSSSS", 3),
        (.max(2, atCap: .skip), 25, "SS-SS-S", 3),
    ])
    func `what the policy will do`(policy: OverlapPolicy, takes: Int, expected: String, room: Int) throws {
        let task = try Sample.view(every: .seconds(10), overlap: policy)
        let takes = Duration.seconds(takes)
        let forecast = Forecast(task, duration: takes, from: Sample.origin, through: Self.end)
        #expect(line(forecast) == expected)
        #expect(slots(task, takes) == room)
        #expect(forecast.count == 7)
        #expect(!forecast.isPartial)
    }

    @Test(arguments: [1, 2, 3, 7]) func `with as much room as is asked for, every instant starts`(every: Int)
        throws
    {
        let task = try Sample.view(every: .seconds(every))
        for takes in [1, 5, 12, 30] {
            let takes = Duration.seconds(takes)
            let room = slots(task, takes)
            func skipped(_ maximum: Int) throws -> Int {
                let task = try Sample.view(every: .seconds(every), overlap: .max(maximum, atCap: .skip))
                return Forecast(task, duration: takes, from: Sample.origin, through: Self.end).count(.skipped)
            }
            #expect(try skipped(room) == 0)
            if room > 1 { #expect(try skipped(room - 1) > 0) }
        }
    }

    @Test func `what runs already frees its slot when its time is over`() throws {
        let task = try Sample.view(
            every: .seconds(10),
            overlap: .skipIfRunning,
            active: ["r-0"],
            occurrence: 1
        )
        let begun = ["r-0": Sample.origin - .seconds(5)]
        let forecast = Forecast(
            task,
            begun: begun,
            duration: .seconds(12),
            from: Sample.origin,
            through: Self.end
        )
        #expect(line(forecast) == "-S-S-S-")
        #expect(forecast.fires.first?.heldBy == "r-0")
        #expect(forecast.fires[1].execution == "r-1")
        // One that takes longer than it should ends any moment.
        let late = Forecast(
            task,
            begun: ["r-0": Sample.origin - .seconds(500)],
            duration: .seconds(12),
            from: Sample.origin,
            through: Self.end
        )
        #expect(line(late) == "-S-S-S-")
    }

    @Test func `without a known duration every instant just starts`() throws {
        let task = try Sample.view(every: .seconds(10), overlap: .skipIfRunning)
        let forecast = Forecast(task, duration: nil, from: Sample.origin, through: Self.end)
        #expect(forecast.isSmooth)
        #expect(forecast.count(.starts) == 7)
    }

    @Test func `a paused task holds, a stopped one has nothing to come`() throws {
        var task = try Sample.view(every: .seconds(10))
        task.state = .paused
        #expect(line(Forecast(task, duration: nil, from: Sample.origin, through: Self.end)) == "hhhhhhh")
        task.state = .stopped
        #expect(Forecast(task, duration: nil, from: Sample.origin, through: Self.end).fires.isEmpty)
    }

    @Test(arguments: [
        (MissedPolicy.latest, "ccSSSSS"), (.skip, "hhhSSSS"), (.all(2), "hSSSSSS"),
    ]) func `a pause that ends by itself decides what it has held`(missed: MissedPolicy, fates: String) throws
    {
        var task = try Sample.view(every: .seconds(10), missed: missed)
        task.state = .paused
        task.pausedUntil = Sample.origin + .seconds(25)
        let paused = [
            ResumePlanner.Span(
                nominal: Sample.origin - .seconds(100),
                until: Sample.origin - .seconds(10),
                count: 10
            )
        ]
        let forecast = Forecast(
            task,
            paused: paused,
            duration: .seconds(1),
            from: Sample.origin,
            through: Self.end
        )
        #expect(line(forecast) == fates)
        #expect(
            forecast.fires.first { $0.fate == .starts }?.at == Sample.origin
                + .seconds(missed.rule == .skip ? 30 : 25)
        )
        let told = TaskForecast(
            TaskStanding(view: task, begun: [:], paused: paused),
            usual: TaskStatistics(of: [.init(.seconds(1))]),
            from: Sample.origin,
            through: Self.end
        )
        #expect(told.sentences.first?.contains("is paused until") == true)
        // Of everything the same.
        task.state = .active
        task.isHeld = true
        task.heldUntil = task.pausedUntil
        #expect(
            line(
                Forecast(task, paused: paused, duration: .seconds(1), from: Sample.origin, through: Self.end)
            ) == fates
        )
    }

    @Test func `twenty thousand that run at once are played in a moment`() throws {
        var task = try Sample.view(every: .seconds(10), overlap: .alwaysStart)
        task.active = (0..<20_000).map { .init(id: "t-\($0)", isRunning: true) }
        var begun: [String: Instant] = [:]
        for (place, active) in task.active.enumerated() {
            begun[active.id] = Sample.origin - .seconds(60) + .milliseconds(Int64(place) * 3)
        }
        let forecast = Forecast(
            task,
            begun: begun,
            duration: .seconds(30),
            from: Sample.origin,
            through: Self.end
        )
        // Half of them should have ended before; the last fires of the minute find the others gone.
        #expect(forecast.most == 20_001)
        #expect(forecast.fires.last?.active == 3)
    }

    @Test func `occurrences that are used up end it`() throws {
        var task = try Sample.view(every: .seconds(10))
        task.maxOccurrences = 3
        #expect(line(Forecast(task, duration: .seconds(1), from: Sample.origin, through: Self.end)) == "SSS")
    }

    @Test func `only as many instants are left out as an operator said to skip`() throws {
        var task = try Sample.view(every: .seconds(10))
        task.skips = 2
        let forecast = Forecast(task, duration: .seconds(1), from: Sample.origin, through: Self.end)
        #expect(line(forecast) == "xxSSSSS")
    }

    @Test func `what follows a completion is played too`() throws {
        let task = try Sample.afterCompletion(.seconds(10))
        let forecast = Forecast(task, duration: .seconds(5), from: Sample.origin, through: Self.end)
        #expect(forecast.fires.map { $0.at - Sample.origin } == [0, 15, 30, 45, 60].map { .seconds($0) })
    }

    @Test func `a task of every ten milliseconds ends at the limit and says so`() throws {
        let task = try Sample.view(every: .milliseconds(10), overlap: .cancelAndRestart)
        let forecast = Forecast(
            task,
            duration: .seconds(3),
            from: Sample.origin,
            through: Sample.origin + .seconds(86_400)
        )
        #expect(forecast.isPartial)
        #expect(forecast.fires.count == Forecast.limit)
        #expect(forecast.through == forecast.fires.last?.at)
    }

    @Test func `sentences tell what will be lost and what it would take`() throws {
        var view = try Sample.view(every: .seconds(10), overlap: .skipIfRunning)
        func sentences(_ durations: [Int], skips: Int = 0) -> [String] {
            var view = view
            view.skips = skips
            return TaskForecast(
                TaskStanding(view: view, begun: [:]),
                usual: TaskStatistics(of: durations.map { .init(.seconds($0)) }),
                from: Sample.origin,
                through: Self.end
            ).sentences
        }
        #expect(
            sentences([4, 4, 4, 4, 25]) == [
                "r: 4 of 7 will be skipped if each takes 25.0s (p95); none if each takes 4.0s (p50)",
                "with `max: 3` none of these would be skipped",
            ]
        )
        #expect(sentences([4, 4, 4, 4, 4]) == [])
        #expect(sentences([]) == ["r: no completed execution to measure, so overlaps cannot be foreseen"])
        #expect(sentences([30]) == ["r: only 1 measured, so overlaps cannot be foreseen"])
        // Nobody knows when what takes longer than it should will end.
        view.active = [.init(id: "r-0", isRunning: true)]
        let standing = TaskStanding(view: view, begun: ["r-0": Sample.origin - .seconds(90)])
        let usual = TaskStatistics(of: Array(repeating: .init(.seconds(4)), count: 5))
        let told = TaskForecast(standing, usual: usual, from: Sample.origin, through: Self.end).sentences
        #expect(
            told.last
                == "r-0 has run for 1m30s, longer than the p95 of 4.0s: it is taken to end at any moment, and while it "
                + "does not, it keeps its slot"
        )
        // The next instant does.
        view.overlap = .cancelAndRestart
        let restarting = TaskStanding(view: view, begun: ["r-0": Sample.origin - .seconds(90)])
        let ended = TaskForecast(restarting, usual: usual, from: Sample.origin, through: Self.end).sentences
        #expect(!ended.contains { $0.contains("keeps its slot") }, "\(ended)")
        view.overlap = .skipIfRunning
        view.active = []
        // Of what never came to its end no more is known than that.
        let cutOff = TaskStatistics(of: Array(repeating: .init(.seconds(10), isCutOff: true), count: 9))
        let cut = TaskForecast(restarting, usual: cutOff, from: Sample.origin, through: Self.end).sentences
        #expect(
            cut == [
                "r: 7 will be cut short: most of those before were cut short, after 10.0s (p95), and how long they "
                    + "would have taken nobody knows"
            ]
        )
        let few =
            Array(repeating: TaskStatistics.Sample(.seconds(2)), count: 9) + [
                .init(.seconds(10), isCutOff: true)
            ]
        let some = TaskForecast(
            restarting,
            usual: TaskStatistics(of: few),
            from: Sample.origin,
            through: Self.end
        ).sentences
        #expect(
            some.first
                == "r: 7 will be cut short if each takes at least 10.0s (p95); 1 will be cut short if each takes 2.0s (p50)"
        )
        // What an operator skips is not lost for want of a slot.
        #expect(sentences([4, 4, 4, 4, 4], skips: 1) == [])
    }
}

import TestDatabase
import Testing
import Timetable
import ZartCore

@testable import ZartSQLite

@Suite(.timeLimit(.minutes(10)))
struct StripTests {
    let story: Story

    init() throws {
        story = try Story()
        try story.register("count")
    }

    private func strip(_ task: String = "count") throws -> [OutcomeRecord] {
        try story.reader.strips(tasks: [task])[task] ?? []
    }

    @Test func `a strip interleaves executions and skipped instants in the order of their times`() throws {
        let first = try story.start("count", at: 0)
        try story.decide(.skippedOverlap, "count", at: 10, heldBy: "count-0")
        try story.end(first, .completed, at: 12)
        let second = try story.start("count", at: 20)
        try story.end(second, .failed, at: 21, error: "no")
        let third = try story.start("count", at: 30)
        try story.step(third, "fetch", .retrying, from: 30, to: 31, wake: 60, failures: 1)
        let cells = try strip()
        #expect(cells.map(\.phase) == [.completed, nil, .failed, .retrying])
        #expect(cells.map(\.id) == ["count-0", nil, "count-1", "count-2"])
        #expect(cells.map(\.occurrence) == [0, nil, 1, 2])
        #expect(cells.map(\.nominalAt) == [0, 10, 20, 30].map(Story.at))
        #expect(cells[0].duration == .seconds(12))
        #expect(cells[1].heldBy == "count-0")
        #expect(cells[3].duration == nil)
    }

    @Test func `instants that share a row have a cell each`() throws {
        try story.start("count", at: 0)
        try story.decide(.skippedOverlap, "count", at: 10, count: 3, heldBy: "count-0")
        let cells = try strip()
        #expect(cells.map(\.isSkip) == [false, true, true, true])
        #expect(cells.map(\.nominalAt) == [Story.at(0), Story.at(10), nil, Story.at(30)])
    }

    @Test func `only the newest twelve are shown, and instants before them are not`() throws {
        try story.decide(.skippedOverlap, "count", at: 0)
        for number in 1...14 {
            let execution = try story.start("count", at: Double(number) * 10)
            try story.end(execution, .completed, at: Double(number) * 10 + 1)
        }
        #expect(try strip().map(\.occurrence) == Array(2...13))
        try story.decide(.skippedOverlap, "count", at: 150, count: 500, heldBy: "count-13")
        // The newest execution stays, whatever it has kept from starting.
        #expect(try strip().map(\.isSkip) == [false] + Array(repeating: true, count: 11))
        #expect(try strip().first?.occurrence == 13)
    }

    @Test
    func `what a backfill starts stands where it was started, and what was skipped before does not show`()
        throws
    {
        try story.decide(.skippedOverlap, "count", at: 20, count: 3)
        for number in 1...13 {
            let execution = try story.start("count", at: Double(number) * 10 + 100)
            try story.end(execution, .completed, at: Double(number) * 10 + 101)
        }
        // Every other one is of an instant in the first seconds of the night, the newest of them first.
        try TestDatabase.run(
            """
            UPDATE zart_executions SET cause = 'backfill', nominal_at = \(Story.at(15).milliseconds) - seq * 1000
            WHERE seq % 2 = 0
            """,
            at: "\(story.folder)/story.db"
        )
        #expect(try strip().map(\.occurrence) == Array(1...12))
    }

    @Test func `what a backfill starts at once stands in the order in which it is started`() throws {
        for number in 0..<3 { try story.start("count", at: 30 - Double(number) * 10, letIn: 100) }
        try TestDatabase.run("UPDATE zart_executions SET cause = 'backfill'", at: "\(story.folder)/story.db")
        #expect(try strip().map(\.occurrence) == [0, 1, 2])
    }

    @Test func `what a resume decides stands where it was resumed, in the order of the instants`() throws {
        try story.start("count", at: 0)
        try story.decide(.skippedOverlap, "count", at: 10, count: 2)
        try story.start("count", at: 50)
        try TestDatabase.run(
            "UPDATE zart_ledger SET decided_at = \(Story.at(60).milliseconds) WHERE count = 2",
            at: "\(story.folder)/story.db"
        )
        try story.start("count", at: 40, letIn: 60)
        let cells = try strip()
        #expect(cells.map(\.occurrence) == [0, 1, nil, nil, 2])
        #expect(cells.map(\.nominalAt) == [0, 50, 10, 20, 40].map(Story.at))
    }

    @Test func `what an earlier schedule skipped stands among what it started`() throws {
        try story.start("count", at: 0)
        try story.decide(.skippedOverlap, "count", at: 10, heldBy: "count-0")
        try TestDatabase.run("UPDATE zart_tasks SET version = 2", at: "\(story.folder)/story.db")
        #expect(try strip().map(\.isSkip) == [false, true])
    }

    @Test func `other decisions have no cell`() throws {
        try story.decide(.missed, "count", at: 0, count: 4)
        try story.decide(.coalesced, "count", at: 40)
        #expect(try strip() == [])
    }

    @Test func `a plain scheduled task shows its last outcome`() throws {
        try story.register("ping", kind: .scheduled)
        try story.commit(
            .taskOutcome(
                TaskOutcome(
                    task: 2,
                    status: .failed,
                    error: "no route",
                    startedAt: Story.at(1),
                    pendingAt: nil,
                    at: Story.at(3)
                )
            )
        )
        let cells = try strip("ping")
        #expect(cells.map(\.phase) == [.failed])
        #expect(cells.first?.duration == .seconds(2))
        #expect(try story.reader.task(named: "ping")?.lastError == "no route")
    }

    @Test func `statistics need five completed runs and follow what ends`() throws {
        func statistics() throws -> TaskStatistics? {
            try story.reader.statistics(tasks: ["count"])["count"]
        }
        for number in 0..<4 {
            let execution = try story.start("count", at: Double(number) * 10)
            try story.end(execution, .completed, at: Double(number) * 10 + Double(number + 1))
        }
        let failed = try story.start("count", at: 40)
        try story.end(failed, .failed, at: 49)
        #expect(try statistics()?.samples == 4)
        #expect(try statistics()?.median == nil)
        let slow = try story.start("count", at: 50)
        #expect(try statistics()?.samples == 4)
        try story.end(slow, .completed, at: 57)
        #expect(try statistics()?.samples == 5)
        #expect(try statistics()?.median == .seconds(3))
        #expect(try statistics()?.p95 == .seconds(7))
        #expect(try statistics()?.longest == .seconds(7))
        #expect(try story.reader.statistics(tasks: ["none"]) == [:])
    }

    @Test func `what ended while no worker saw it does not count for how long a task usually takes`() throws {
        func statistics() throws -> TaskStatistics? {
            try story.reader.statistics(tasks: ["count"])["count"]
        }
        let seen = try story.start("count", at: 0)
        try story.step(seen, "work", .completed, from: 0, to: 2)
        try story.end(seen, .completed, at: 2)
        #expect(try statistics()?.samples == 1)
        // The worker that has recorded it began at 0.
        let unseen = try story.start("count", at: -20)
        try story.step(unseen, "work", .completed, from: -20, to: -5)
        try story.end(unseen, .completed, at: 3)
        #expect(try statistics()?.samples == 1)
    }

    @Test func `what slept on while no worker was there does not count for how long a task usually takes`()
        throws
    {
        func sleep(at start: Double, until end: Double, wake: Double) throws {
            let execution = try story.start("count", at: start)
            try story.step(execution, "wait", kind: .sleep, .sleeping, from: start, wake: wake)
            try story.step(execution, "wait", kind: .sleep, .completed, from: start, to: end, wake: wake)
            try story.end(execution, .completed, at: end)
        }
        func samples() throws -> Int? { try story.reader.statistics(tasks: ["count"])["count"]?.samples }
        try sleep(at: 0, until: 5.2, wake: 5)
        #expect(try samples() == 1)
        // The worker began at 0.
        try sleep(at: -20, until: 3, wake: -5)
        #expect(try samples() == 1)
        // It waited for a slot: that is what takes time here.
        try sleep(at: 10, until: 50, wake: 15)
        #expect(try samples() == 2)
        // The machine was suspended.
        try sleep(at: 100, until: 170, wake: 105)
        #expect(try samples() == 2)
    }

    @Test func `what was cut off to make room took longer than it was given`() throws {
        for number in 0..<5 {
            let (execution, begin) = (try story.start("count", at: Double(number) * 10), Double(number) * 10)
            let isCut = number > 2
            try story.end(
                execution,
                isCut ? .cancelled : .completed,
                at: begin + (isCut ? 4 : 2),
                error: isCut ? ExecutionEnd.cutOff : nil
            )
        }
        // An operator's cancel says nothing of it.
        let cancelled = try story.start("count", at: 60)
        try story.end(cancelled, .cancelled, at: 69, error: "cancelled by anna")
        let statistics = try story.reader.statistics(tasks: ["count"])["count"]
        #expect(
            statistics?.samples == 5 && statistics?.median == .seconds(2) && statistics?.p95 == .seconds(4)
        )
        // A forecast plays it as longer: it would not have been cut off otherwise.
        #expect(statistics?.expectedMedian == .seconds(2) && statistics?.expectedP95 == .seconds(5))
    }

    @Test func `statistics forget what is older than a hundred runs`() throws {
        for number in 0..<130 {
            let execution = try story.start("count", at: Double(number) * 10)
            try story.end(execution, .completed, at: Double(number) * 10 + (number < 30 ? 9 : 1))
        }
        let statistics = try story.reader.statistics(tasks: ["count"])["count"]
        #expect(statistics?.samples == 100)
        #expect(statistics?.longest == .seconds(1))
    }

    @Test func `successes count what was dispatched since then`() throws {
        for (number, status) in [ExecutionStatus.failed, .completed, .completed, .cancelled].enumerated() {
            let execution = try story.start("count", at: Double(number) * 10)
            try story.end(execution, status, at: Double(number) * 10 + 1)
        }
        try story.start("count", at: 40)
        let all = try story.reader.successes(task: "count", since: Story.at(0))
        #expect(all == SuccessCount(completed: 2, failed: 1, cancelled: 1, isPartial: false))
        #expect(all.ended == 4)
        #expect(try story.reader.successes(task: "count", since: Story.at(10)).failed == 0)
        #expect(try story.reader.successes(task: "none", since: Story.at(0)).ended == 0)
    }

    @Test func `of a time of which completed ones are no longer kept no share is known`() throws {
        let execution = try story.start("count", at: 50)
        try story.end(execution, .failed, at: 51)
        try TestDatabase.run(
            "INSERT INTO zart_pruned_work VALUES (1, '', 'last-success', '', \(Story.at(20).milliseconds))",
            at: "\(story.folder)/story.db"
        )
        #expect(try story.reader.successes(task: "count", since: Story.at(0)).isPruned)
        #expect(try !story.reader.successes(task: "count", since: Story.at(21)).isPruned)
    }

    @Test func `usual steps come in the order in which they begin`() throws {
        for number in 0..<5 {
            let began = Double(number) * 10
            let execution = try story.start("count", at: began)
            try story.step(execution, "pack", .completed, from: began + 1, to: began + 3)
            try story.step(execution, "fetch", .completed, from: began, to: began + 1)
            try story.end(execution, .completed, at: began + 3)
        }
        let usual = try story.reader.usualSteps(task: "count", limit: 20)
        #expect(usual.map(\.name) == ["fetch", "pack"])
        #expect(usual.map(\.samples) == [5, 5])
        #expect(usual.map(\.offset) == [.zero, .seconds(1)])
        #expect(usual.map(\.median) == [.seconds(1), .seconds(2)])
        #expect(try story.reader.usualSteps(task: "count", limit: 2).map(\.samples) == [2, 2])
    }
}

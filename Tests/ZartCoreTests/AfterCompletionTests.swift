import Testing
import Timetable
import ZartCore

/// Tasks whose next instant is brought by the end of the last execution.
@Suite("after completion", .timeLimit(.minutes(10)))
struct AfterCompletionTests {
    @Test func `it is first due at registration and then after each end`() throws {
        var model = LedgerModel(try Sample.afterCompletion(.seconds(60)))
        model.tick(at: Sample.origin)
        #expect(model.view.pendingAt == nil && model.view.nextDue == nil)
        model.tick(at: Sample.origin + .seconds(600))
        #expect(model.starts.count == 1)
        model.end("r-0", at: Sample.origin + .seconds(700))
        #expect(model.view.pendingAt == Sample.origin + .seconds(760))
        model.tick(at: Sample.origin + .milliseconds(759_999))
        #expect(model.starts.count == 1)
        model.tick(at: Sample.origin + .seconds(760))
        model.audit()
        #expect(model.starts.map(\.occurrence) == [0, 1])
        #expect(model.rows.map(\.nominal) == [Sample.origin, Sample.origin + .seconds(760)])
        #expect(model.faults == [])
    }

    @Test(arguments: [
        (MissedPolicy.latest, 11, "started 1", true), (.latest, 10, "started 1", false),
        (.skip, 10, "started 1", false), (.skip, 11, "missed 1", false),
        (.all(3), 3600, "started 1", true), (.all(3, window: .seconds(60)), 60, "started 1", true),
        (.all(3, window: .seconds(60)), 61, "missed 1", false),
        (.latest(window: .seconds(60)), 61, "missed 1", false),
        // Within the grace the window has no say.
        (.latest(window: .seconds(1)), 9, "started 1", false),
    ])
    func `a missed one follows the rule`(missed: MissedPolicy, age: Int, line: String, isCatchUp: Bool) throws
    {
        let view = try Sample.afterCompletion(.seconds(60), missed: missed)
        let now = Sample.origin + .seconds(age)
        let plan = TickPlanner.plan(view, now: now)
        #expect(plan.line == line)
        #expect(plan.starts.allSatisfy { $0.isCatchUp == isCatchUp })
        // A start is followed by its end; where nothing starts, the wait begins again.
        #expect(plan.pendingAt == (line == "missed 1" ? now + .seconds(60) : nil))
    }

    @Test func `a missed one waits for what runs already`() throws {
        var view = try Sample.afterCompletion(.seconds(60), missed: .skip)
        view.active = [.init(id: "by-hand", isRunning: true)]
        let plan = TickPlanner.plan(view, now: Sample.origin + .seconds(600))
        #expect(plan.line == "missed 1" && plan.pendingAt == nil)
    }

    @Test(arguments: [
        (OverlapPolicy.skipIfRunning, "skipped-overlap 1", 0), (.alwaysStart, "started 1", 0),
        (.cancelAndRestart, "started 1", 1), (.max(1, atCap: .buffer()), "buffered 1", 0),
    ])
    func `it meets an execution started by hand`(overlap: OverlapPolicy, line: String, cancels: Int) throws {
        var view = try Sample.afterCompletion(.seconds(60), overlap: overlap)
        view.active = [.init(id: "by-hand", isRunning: true)]
        let plan = TickPlanner.plan(view, now: Sample.origin)
        #expect(plan.line == line && plan.cancels.count == cancels && plan.pendingAt == nil)
    }

    @Test func `one that waited for a slot takes the place of the next`() throws {
        var model = LedgerModel(try Sample.afterCompletion(.seconds(60), overlap: .max(1, atCap: .buffer())))
        model.trigger(at: Sample.origin - .seconds(9))
        #expect(model.view.pendingAt == nil)
        model.end("r-0", at: Sample.origin)
        model.tick(at: Sample.origin + .seconds(60))
        #expect(model.rows.map(\.decision) == [.started] && model.faults == [])
    }

    @Test(arguments: [
        (MissedPolicy.Rule.latest, ["started"]), (.all(limit: 3), ["started"]), (.skip, ["paused"]),
    ])
    func `a pause holds it, and a resume goes on`(rule: MissedPolicy.Rule, decisions: [String]) throws {
        var model = LedgerModel(try Sample.afterCompletion(.seconds(60)))
        model.pause(at: Sample.origin - .seconds(1))
        model.tick(at: Sample.origin)
        #expect(model.rows.map(\.decision) == [.paused] && model.view.pendingAt == nil)
        let resumed = Sample.origin + .seconds(3600)
        model.resume(MissedPolicy(rule), at: resumed)
        #expect(model.rows.map(\.decision.rawValue) == decisions)
        #expect(model.view.pendingAt == (rule == .skip ? resumed + .seconds(60) : nil))
        if rule != .skip { model.end("r-0", at: resumed + .seconds(10)) }
        model.tick(at: resumed + .seconds(70))
        model.audit()
        #expect(model.rows.last?.decision == .started && model.rows.count == 2)
        #expect(model.faults == [])
    }

    @Test(arguments: 2...4)
    func `several that passed under one pause stay apart from the one that starts`(passed: Int) throws {
        var model = LedgerModel(try Sample.afterCompletion(.seconds(60)))
        var now = Sample.origin
        model.pause(at: now - .seconds(1))
        for number in 0..<passed {
            model.tick(at: now)
            guard number < passed - 1 else { break }
            model.trigger(at: now)
            model.end("r-\(number)", at: now + .seconds(1))
            now += .seconds(61)
        }
        #expect(model.rows.map(\.count) == [passed])
        model.resume(.latest, at: now + .seconds(1))
        #expect(model.rows.map(\.decision) == [.coalesced, .started])
        #expect(model.rows.map(\.count) == [passed - 1, 1])
        let (first, second) = (try #require(model.rows.first), try #require(model.rows.last))
        #expect(first.until < second.nominal && (first.count == 1) == (first.until == first.nominal))
    }

    @Test func `it ends with its task`() throws {
        var view = try Sample.afterCompletion(.seconds(60))
        view.endingAt = Sample.origin + .seconds(59)
        var model = LedgerModel(view)
        model.tick(at: Sample.origin)
        #expect(!model.view.isExhausted)
        model.end("r-0", at: Sample.origin)
        #expect(model.view.isExhausted && model.view.state == .finished)
    }
}

import Testing
import Timetable
import ZartCore

@testable import ZartSQLite

@Suite(.timeLimit(.minutes(10)))
struct EventTests {
    let story: Story

    /// An hour's events: skips, a retry that fails, a pause, an order, a clock that was set.
    init() throws {
        story = try Story()
        try story.register("count")
        try story.register("email")
        let first = try story.start("count", at: 0)
        try story.decide(.skippedOverlap, "count", at: 10, count: 3, heldBy: "count-0")
        try story.end(first, .completed, at: 35)
        let mail = try story.start("email", at: 40)
        try story.step(mail, "send", .running, from: 40)
        try story.step(mail, "send", .retrying, from: 40, to: 41, wake: 46, failures: 1, error: "421")
        try story.step(mail, "send", .running, from: 40, attempt: 2, at: 46, failures: 1)
        try story.step(mail, "send", .failed, from: 40, attempt: 2, at: 46, to: 47, failures: 2, error: "550")
        try story.end(mail, .failed, at: 47, error: "step 'send' failed: 550")
        try story.change("count", from: .active, to: .paused, at: 50)
        try story.order(.trigger(task: "count", overlap: nil), at: 55, OrderAnswer("no", refusal: .refused))
        try story.commit(.clockEvent(ClockEvent(delta: .seconds(5), at: Story.at(60))))
    }

    private func events(
        _ filter: EventFilter = EventFilter(),
        _ direction: WalkDirection = .newer,
        limit: Int = 100
    ) throws -> [EventRecord] {
        try story.reader.events(filter, direction, from: nil, limit: limit).events
    }

    private func name(_ event: EventRecord) -> String {
        switch event.kind {
        case .alarmRaised(let number, _, _): "raised \(number)"
        case .alarmRecovered(let number, _, _): "recovered \(number)"
        case .dispatched: "dispatched \(event.execution ?? "")"
        case .runBegan(let run, let trigger): "run \(run) \(trigger.rawValue)"
        case .ended(let status, _, _): "\(status) \(event.execution ?? "")"
        case .decided(let decision, _, _, let count, _, _): "\(decision.rawValue) \(count)"
        case .attemptFailed(let step, let attempt, let status, _, let error, _):
            "\(step) \(attempt) \(status.rawValue) \(error ?? "")"
        case .attemptStarted(let step, let attempt, _): "\(step) \(attempt) started"
        case .stepEnded(let step, _, let status, _, _): "\(step) \(status.rawValue)"
        case .stateChanged(_, let to, let actor, _, _): "\(to.rawValue) by \(actor)"
        case .ordered(let order): "order \(order.kind)"
        case .offered(let name, _, _): "offered \(name)"
        case .workerBegan(let session, _, _): "worker \(session)"
        case .workerEnded(let session, let reason, _): "worker \(session) \(reason ?? "")"
        case .backfillCompleted(let id, _, _): "backfill \(id)"
        case .holdEnded(let actor, _, _): "hold of \(actor) ended"
        case .clockSet(let delta): "clock \(delta.operatorText)"
        }
    }

    static let all = [
        "worker 1", "dispatched count-0", "skipped-overlap 3", "completed count-0", "dispatched email-0",
        "send 1 failed 421", "send 2 failed 550", "failed email-0", "paused by anna", "order trigger",
        "clock 5s",
    ]

    @Test func `events of all kinds come in the order of their times`() throws {
        let found = try events()
        #expect(found.map(name) == Self.all)
        #expect(try events(EventFilter(), .older).map(name) == Self.all.reversed())
        #expect(found[2].at == Story.at(30))
        #expect(found[2].level == .skip)
        #expect(found[2].task == "count")
        #expect(found[5].task == "email")
        #expect((found[5].step, found[5].attempt) == ("send", 1))
        #expect(found[9].task == "count")
    }

    @Test(arguments: 1...12, WalkDirection.allCases)
    func `pages hold every event once`(limit: Int, direction: WalkDirection) throws {
        var found: [EventRecord] = []
        var position: EventPosition?
        var pages = 0
        repeat {
            let page = try story.reader.events(EventFilter(), direction, from: position, limit: limit)
            #expect(page.events.count <= limit)
            found += page.events
            position = page.scannedTo
            pages += 1
        } while position != nil && pages < 100
        #expect(found.map(name) == (direction == .newer ? Self.all : Self.all.reversed()))
    }

    @Test func `many events of one millisecond are paged without loss`() throws {
        for number in 0..<300 {
            try story.startAlone("x-\(number)", handler: "x", at: 100)
        }
        var found: Set<String> = []
        var position: EventPosition?
        repeat {
            let page = try story.reader.events(EventFilter(), .older, from: position, limit: 7)
            for event in page.events { #expect(found.insert(name(event)).inserted) }
            position = page.scannedTo
        } while position != nil
        #expect(found.count == 300 + Self.all.count)
    }

    @Test(arguments: [nil, "by the plan"] as [String?])
    func `the note of a pause is the reason of its order where there is no other`(reason: String?) throws {
        for action in [
            Order.Action.pauseAll(until: nil, note: "moving"),
            Order.Action.pauseSteps(steps: "s*", tasks: "*", note: "moving"),
        ] {
            let order = Order(action, actor: "anna", reason: reason)
            try story.commit(
                .answerOrder(id: 0, answer: OrderAnswer("paused"), order: order, at: Story.at(70))
            )
        }
        let reasons = try events().suffix(2).map { event -> String? in
            guard case .ordered(let order) = event.kind else { return nil }
            return order.reason
        }
        #expect(reasons == [reason ?? "moving", reason ?? "moving"])
    }

    @Test func `a level leaves out what matters less`() throws {
        let warnings = try events(EventFilter(level: .warn)).map(name)
        #expect(
            warnings == [
                "send 1 failed 421", "send 2 failed 550", "failed email-0", "order trigger", "clock 5s",
            ]
        )
        #expect(try events(EventFilter(level: .error)).map(name) == ["failed email-0"])
    }

    @Test func `an order about one task is among its events, and one about all of no task's`() throws {
        try story.order(.prune(task: "email", olderThan: nil), at: 70, OrderAnswer("pruned"))
        try story.order(
            .pauseSteps(steps: "s*", tasks: "email", note: nil),
            at: 71,
            OrderAnswer("held back")
        )
        try story.order(.prune(task: nil, olderThan: nil), at: 72, OrderAnswer("pruned"))
        try story.order(.resumeSteps(steps: "s*", tasks: "em*"), at: 73, OrderAnswer("none"))
        let found = try events().suffix(4)
        #expect(found.map(name) == ["order prune", "order pause-steps", "order prune", "order resume-steps"])
        #expect(found.map(\.task) == ["email", "email", nil, nil])
        #expect(found.allSatisfy { $0.execution == nil })
        #expect(try events(EventFilter(task: "email")).suffix(2).map(name) == found.prefix(2).map(name))
    }

    @Test func `a task's events are its own`() throws {
        let found = try events(EventFilter(task: "email")).map(name)
        #expect(
            found == ["dispatched email-0", "send 1 failed 421", "send 2 failed 550", "failed email-0"]
        )
    }

    @Test func `the end of a wait is of no attempt`() throws {
        let mail = try story.start("email", at: 70)
        try story.step(mail, "approval", kind: .event, .failed, from: 70, attempt: 0, to: 75, error: "late")
        let found = try events(EventFilter(level: .debug, execution: "email-1"))
        let end = try #require(found.first { $0.step == "approval" })
        #expect(name(end) == "approval failed" && end.attempt == nil)
    }

    @Test func `an execution's events hold every attempt and step`() throws {
        let found = try events(EventFilter(level: .debug, execution: "email-0")).map(name)
        #expect(
            found == [
                "dispatched email-0", "send 1 started", "send 1 failed 421", "send 2 started",
                "send 2 failed 550", "send failed", "failed email-0",
            ]
        )
        let older = try story.reader.events(
            EventFilter(level: .debug, execution: "email-0"),
            .older,
            from: nil,
            limit: 2
        )
        #expect(older.events.map(name) == ["failed email-0", "send failed"])
        #expect(older.scannedTo == older.events.last?.position)
        #expect(try events(EventFilter(execution: "none")) == [])
    }

    @Test func `an execution that waited for a slot has started when it was let in, in its own events, too`()
        throws
    {
        _ = try story.start("count", at: 70, letIn: 80)
        let own = try events(EventFilter(level: .debug, execution: "count-1")).first
        let all = try events().last { $0.execution == "count-1" }
        #expect(own?.at == Story.at(80) && own?.at == all?.at && own?.kind == all?.kind)
    }
}

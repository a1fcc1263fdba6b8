import Testing
import Timetable
import ZartCore

@testable import ZartSQLite

@Suite(.timeLimit(.minutes(10)))
struct ExecutionRowTests {
    let story: Story

    init() throws {
        story = try Story()
        try story.register("invoice")
        try story.register("audit")
    }

    private func ids(
        _ query: ExecutionRowQuery,
        _ direction: WalkDirection = .older,
        from border: Int64? = nil,
        limit: Int = 100
    ) throws -> [String] {
        try story.reader.executionRows(query, direction, from: border, limit: limit).rows.map(\.id)
    }

    /// Three completed steps, one that backs off, and a history that says it has four.
    @discardableResult
    private func invoice() throws -> Int64 {
        let done = try story.start("invoice", at: 0)
        for (index, name) in ["fetch", "price", "render", "email"].enumerated() {
            try story.step(done, name, .completed, from: Double(index), to: Double(index) + 1)
        }
        try story.end(done, .completed, at: 4)
        let open = try story.start("invoice", at: 10)
        try story.step(open, "fetch", .completed, from: 10, to: 11)
        let retry = RetryConfig.exponential(4, initial: .seconds(5), factor: 2)
        try story.step(
            open,
            "email",
            .retrying,
            from: 11,
            to: 12,
            wake: 17,
            failures: 1,
            error: "SMTP 421",
            retry: retry
        )
        return open
    }

    @Test func `a row says which step is current and what it waits for`() throws {
        let open = try invoice()
        let row = try #require(try story.reader.running(limit: 10).first)
        #expect(row.id == "invoice-1")
        #expect(row.phase == .retrying)
        #expect(row.sequence == open)
        #expect((row.stepsDone, row.stepsKnown, row.stepsUsual) == (1, 2, 4))
        let step = try #require(row.step)
        #expect(step.name == "email")
        #expect((step.attempt, step.failures, step.attemptLimit) == (1, 1, 5))
        #expect(step.wakeAt == Story.at(17))
        #expect(row.error == "SMTP 421")
    }

    @Test(
        arguments: [
            (.sleep, .sleeping, .sleeping), (.event, .waiting, .waiting), (.step, .running, .running),
            (.step, .retrying, .retrying), (.step, .completed, .running),
        ] as [(StepKind, StepStatus, ExecutionPhase)]
    )
    func `a phase follows the current step`(kind: StepKind, status: StepStatus, phase: ExecutionPhase) throws
    {
        let execution = try story.start("audit", at: 0)
        let end: Double? = status == .completed || status == .retrying ? 1 : nil
        try story.step(execution, "a", kind: kind, status, from: 0, to: end)
        #expect(try story.reader.running(limit: 1).first?.phase == phase)
        for asked in ExecutionPhase.allCases {
            #expect(try ids(ExecutionRowQuery(phases: [asked])) == (asked == phase ? ["audit-0"] : []))
        }
    }

    @Test func `of parallel steps the one in flight decides`() throws {
        let execution = try story.start("audit", at: 0)
        try story.step(execution, "a", .running, from: 0)
        try story.step(execution, "b", .retrying, from: 1, to: 2, wake: 9, failures: 1)
        try story.step(execution, "c", kind: .sleep, .sleeping, from: 2, wake: 8)
        let row = try story.reader.running(limit: 1).first
        #expect(row?.phase == .running)
        #expect(row?.step?.name == "a")
        #expect(try story.reader.retrying() == 0)
        #expect(try story.reader.tasks().first { $0.name == "audit" }?.stepsInFlight == 1)
    }

    @Test func `what did something else says nothing of how many steps there will be`() throws {
        try invoice()
        let done = try story.start("invoice", at: 20)
        for name in ["fetch", "check"] { try story.step(done, name, .completed, from: 20, to: 21) }
        try story.end(done, .completed, at: 21)
        try story.redefine("invoice", executions: [done])
        let open = try story.start("invoice", at: 30)
        func usual() throws -> Int? {
            try story.reader.running(limit: 10).first { $0.sequence == open }?.stepsUsual
        }
        #expect(try usual() == 4)
        try story.redefine("invoice", executions: [open])
        #expect(try usual() == 2)
    }

    @Test func `an ended execution shows the step that failed`() throws {
        let execution = try story.start("audit", at: 0)
        try story.step(execution, "a", .failed, from: 0, to: 1, failures: 1, error: "disk full")
        try story.step(execution, "b", .completed, from: 1, to: 2)
        try story.end(execution, .failed, at: 2, error: "step 'a' failed: disk full")
        let row = try story.reader.executionRows(ExecutionRowQuery(), .older, from: nil, limit: 1).rows.first
        #expect(row?.phase == .failed)
        #expect(row?.step?.name == "a")
        #expect(row?.error == "step 'a' failed: disk full")
        #expect(row?.stepsUsual == nil)
    }

    @Test func `what is told of a failure is no step of the work`() throws {
        let execution = try story.start("audit", at: 0)
        try story.step(execution, "a", .completed, from: 0, to: 1)
        try story.step(execution, "b", .cancelled, from: 1, to: 2)
        try story.step(execution, "on-failure", kind: .onFailure, .completed, from: 2, to: 3)
        try story.end(execution, .failed, at: 3, error: "timed out after 3s")
        let row = try story.reader.executionRows(ExecutionRowQuery(), .older, from: nil, limit: 1).rows.first
        #expect(row?.step?.name == "b")
        #expect(row?.stepsDone == 1 && row?.stepsKnown == 2)
    }

    @Test func `filters find by task, id, error, tries, occurrence and time`() throws {
        try invoice()
        let failed = try story.start("audit", at: 20)
        try story.step(failed, "a", .running, from: 20)
        try story.step(failed, "a", .failed, from: 20, attempt: 3, to: 22, failures: 3, error: "Disk full")
        try story.end(failed, .failed, at: 22, error: "Disk full")
        try story.startAlone("export-x", handler: "export", at: 30)
        #expect(try ids(.init()) == ["export-x", "audit-0", "invoice-1", "invoice-0"])
        #expect(try ids(.init(), .newer) == ["invoice-0", "invoice-1", "audit-0", "export-x"])
        #expect(try ids(.init(task: "inv*")) == ["invoice-1", "invoice-0"])
        #expect(try ids(.init(task: "audit")) == ["audit-0"])
        #expect(try ids(.init(task: "exp*")) == ["export-x"])
        #expect(try ids(.init(task: "export")) == ["export-x"])
        #expect(try ids(.init(task: "nothing")) == [])
        #expect(try ids(.init(id: "*-0")) == ["audit-0", "invoice-0"])
        #expect(try ids(.init(id: "invoice-1")) == ["invoice-1"])
        #expect(try ids(.init(error: "smtp")) == ["invoice-1"])
        #expect(try ids(.init(error: "DISK")) == ["audit-0"])
        #expect(try ids(.init(triesOver: 2)) == ["audit-0"])
        #expect(try ids(.init(triesOver: 3)) == [])
        #expect(try ids(.init(task: "invoice", occurrence: 1)) == ["invoice-1"])
        #expect(try ids(.init(occurrence: 0)) == ["audit-0", "invoice-0"])
        #expect(try ids(.init(since: Story.at(10), until: Story.at(30))) == ["audit-0", "invoice-1"])
        #expect(try ids(.init(task: "*", phases: [.failed, .running, .retrying])).count == 3)
        #expect(try ids(.init(phases: [.completed, .failed])) == ["audit-0", "invoice-0"])
        #expect(try ids(.init(task: "audit", phases: [.completed])) == [])
    }

    @Test(arguments: WalkDirection.allCases)
    func `pages hold every execution once, in either direction`(direction: WalkDirection) throws {
        for number in 0..<25 { try story.startAlone("x-\(number)", handler: "x", at: Double(number)) }
        var found: [String] = []
        var border: Int64?
        repeat {
            let page = try story.reader.executionRows(.init(), direction, from: border, limit: 10)
            found += page.rows.map(\.id)
            border = page.scannedTo
        } while border != nil
        let all = (0..<25).map { "x-\($0)" }
        #expect(found == (direction == .newer ? all : all.reversed()))
        // From a row of the middle both ways.
        #expect(try ids(.init(), direction, from: 13, limit: 2).count == 2)
        #expect(try !ids(.init(), direction, from: 13, limit: 2).contains("x-12"))
    }

    @Test func `a count stops at its limit`() throws {
        for number in 0..<25 { try story.startAlone("x-\(number)", handler: "x", at: Double(number)) }
        let reader = story.reader
        #expect(try reader.executionCount(.init(), limit: 25).description == "25")
        #expect(try reader.executionCount(.init(), limit: 24).description == "24+")
        #expect(try reader.executionCount(.init(id: "*-1?"), limit: 100).description == "10")
    }

    @Test func `details hold offers, orders and the retry each attempt planned`() throws {
        let open = try story.start("invoice", at: 0)
        let retry = RetryConfig.fixed(4, delay: .seconds(5))
        func email(_ status: StepStatus, _ attempt: Int, at began: Double, to ended: Double?, wake: Double?)
            throws
        {
            try story.step(
                open,
                "email",
                status,
                from: 1,
                attempt: attempt,
                at: began,
                to: ended,
                wake: wake,
                failures: ended == nil ? attempt - 1 : attempt,
                error: ended == nil ? nil : "no",
                retry: retry
            )
        }
        try email(.running, 1, at: 1, to: nil, wake: nil)
        try email(.retrying, 1, at: 1, to: 2, wake: 7)
        try email(.running, 2, at: 7, to: nil, wake: nil)
        try story.commit(
            .offerEvent(
                EventOffer(
                    sequence: 1,
                    execution: open,
                    name: "approved",
                    data: "true",
                    actor: "anna",
                    at: Story.at(5)
                )
            )
        )
        try story.order(.cancel(id: "invoice-0"), at: 8, OrderAnswer("cancelled invoice-0"))
        let detail = try #require(try story.reader.detail(id: "invoice-0"))
        let step = try #require(detail.runs.first?.steps.first)
        #expect(step.attempts.map(\.nextRetryAt) == [Story.at(7), nil])
        #expect(step.attempts.map(\.worker) == [1, 1])
        #expect(step.failures == 1)
        #expect(step.retry == retry)
        #expect(detail.offers.map(\.name) == ["approved"])
        #expect(detail.orders.map(\.kind) == ["cancel"])
        #expect(detail.orders.first?.answer?.message == "cancelled invoice-0")
    }
}

internal import Glibc
package import Zart
internal import ZartCore
internal import ZartSQLite

/// Work for a worker that is to be killed: quick, of every kind, and noted in a journal.
package enum Workload {
    /// The tasks that recur.
    package static let tasks = ["pulse", "refresh", "fan", "doomed", "relay", "beat"]

    /// Tasks of which one execution runs at a time: the body of an older one never begins after that of a newer one.
    static let oneAtATime: Set = ["pulse", "refresh", "doomed"]

    /// Steps that begin when another is checkpointed: from then on that one never begins again in its run.
    static let sequels = ["store": "fetch", "after": "hold"]

    /// Registers the tasks, and the handlers that are started by orders only.
    package static func register(in builder: Worker.Builder, journal: Journal) -> Worker.Builder {
        handlers(in: builder, journal: journal)
            .registerDurable("pulse", Pulse(journal: journal))
            .registerDurable("refresh", Refresh(journal: journal))
            .registerDurable("fan", Fan(journal: journal))
            .registerDurable("doomed", Doomed(journal: journal))
            .registerRecurringDurable(
                "pulse",
                idTemplate: "pulse-{occurrence}",
                recurrence: .fixedDelay(.milliseconds(40))
            )
            .registerRecurringDurable(
                "refresh",
                idTemplate: "refresh-{occurrence}",
                recurrence: .fixedDelay(.milliseconds(60)),
                overlap: .cancelAndRestart
            )
            .registerRecurringDurable(
                "fan",
                idTemplate: "fan-{occurrence}-x",
                recurrence: .fixedDelay(.milliseconds(100)),
                overlap: .alwaysStart
            )
            .registerRecurringDurable(
                "doomed",
                idTemplate: "doomed-{occurrence}",
                recurrence: .afterCompletion(.milliseconds(90))
            )
            .registerDurable("relay", Relay(journal: journal))
            .registerRecurringDurable(
                "relay",
                idTemplate: "relay-{occurrence}",
                recurrence: .fixedDelay(.milliseconds(30)),
                overlap: .max(2, atCap: .buffer(limit: 3, keep: .latest))
            )
            .registerScheduledTask("beat", recurrence: .fixedDelay(.milliseconds(70))) { _ in }
    }

    /// Registers only the handlers `asked`, `gated` and `hogging`.
    package static func handlers(in builder: Worker.Builder, journal: Journal) -> Worker.Builder {
        builder.registerDurable("asked", Asked(journal: journal))
            .registerDurable("gated", Gated(journal: journal))
            .registerDurable("hogging", Hogging(journal: journal))
    }
}

/// Two steps, the second of which fails at first, and one that writes along with its checkpoint.
private struct Pulse: DurableExecution {
    let journal: Journal

    func run(_ input: String?) async throws -> Int {
        let id = ExecutionContext.current?.id ?? ""
        let some = try await step("fetch") { () -> Int in
            journal.body("fetch")
            return 20
        }
        let more = try await step("store", retry: .fixed(9, delay: .milliseconds(5))) { () -> Int in
            journal.body("store")
            if ExecutionContext.current?.attempt == 1 { throw Trouble("not yet") }
            return 22
        }
        return try await Durable.transaction("book") { database in
            try database.execute("CREATE TABLE IF NOT EXISTS bookings (execution TEXT) STRICT")
            return try database.execute("INSERT INTO bookings VALUES (?)", .text(id)) + some + more
        }
    }
}

/// One step that takes longer than the next tick takes to come.
private struct Refresh: DurableExecution {
    let journal: Journal

    func run(_ input: String?) async throws -> String {
        try await step("apply", timeout: .perAttempt(.seconds(5))) {
            journal.body("apply")
            try await Task.sleep(for: .milliseconds(90))
        }
        return "applied"
    }
}

/// Steps side by side, then a sleep and a captured value.
private struct Fan: DurableExecution {
    let journal: Journal

    func run(_ input: String?) async throws -> Int {
        let parts = try await Durable.parallel((0..<3).map { Part(journal: journal, number: $0) })
        try await Durable.sleep("rest", for: .milliseconds(10))
        _ = try await Durable.id("token")
        return parts.reduce(0, +)
    }

    struct Part: DurableStep {
        let journal: Journal
        let number: Int
        var name: String { "part-\(number)" }
        var retry: RetryConfig { .fixed(3, delay: .milliseconds(4)) }

        func run() async throws -> Int {
            journal.body(name)
            try await Task.sleep(for: .milliseconds(3 * number))
            return number
        }
    }
}

/// Fails for good; its last word completes it.
private struct Doomed: DurableExecution {
    let journal: Journal

    func run(_ input: String?) async throws -> String {
        try await step("fail") {
            journal.body("fail")
            throw Trouble("never")
        }
        return "not reached"
    }

    func onFailure(_ input: String?, _ failure: ExecutionFailure) async throws -> String? {
        journal.body("on-failure")
        return "mended"
    }
}

/// A step that takes as many milliseconds as the payload says, and one after it.
private struct Asked: DurableExecution {
    let journal: Journal

    func run(_ input: Int) async throws -> Int {
        try await step("hold") {
            journal.body("hold")
            try await Task.sleep(for: .milliseconds(input))
        }
        return try await step("after") { () -> Int in
            journal.body("after")
            return input
        }
    }
}

/// A step that two may be at while others wait in the buffer.
private struct Relay: DurableExecution {
    let journal: Journal

    func run(_ input: String?) async throws -> String {
        try await step("pass") {
            journal.body("pass")
            try await Task.sleep(for: .milliseconds(80))
        }
        return "passed"
    }
}

/// Ends with what the event `go` carries.
private struct Gated: DurableExecution {
    let journal: Journal

    func run(_ input: Int) async throws -> Int {
        let number: Int = try await Durable.waitForEvent("go")
        return try await step("pass") { () -> Int in
            journal.body("pass")
            return number
        }
    }
}

/// A transaction that does not end in the process whose number the payload is.
private struct Hogging: DurableExecution {
    let journal: Journal

    func run(_ input: Int) async throws -> String {
        let context = ExecutionContext.current
        return try await Durable.transaction("hog") { database in
            try database.execute("CREATE TABLE IF NOT EXISTS hogs (process INTEGER) STRICT")
            try database.execute("INSERT INTO hogs VALUES (?)", .integer(Int64(getpid())))
            journal.body("hog", of: context)
            while Int(getpid()) == input { sleep(60) }
            return "done"
        }
    }
}

private struct Trouble: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

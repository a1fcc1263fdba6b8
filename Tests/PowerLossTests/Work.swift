import Synchronization
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// What workers on a disk do: every kind of step, ticks that start and cancel, and results large enough for checkpoints
/// of the log.
final class Work: Sendable {
    private let bodies = Mutex<[String: Int]>([:])

    /// How often the body of a step ran, by execution and step.
    var ran: [String: Int] { bodies.withLock { $0 } }

    private func note(_ step: String) -> Int {
        bodies.withLock { bodies in
            bodies["\(ExecutionContext.current?.id ?? "")/\(step)", default: 0] += 1
            return bodies["\(ExecutionContext.current?.id ?? "")/\(step)"] ?? 0
        }
    }

    func register(in builder: Worker.Builder) -> Worker.Builder {
        builder.registerDurable("plain", Plain(work: self))
            .registerDurable("bulky", Bulky(work: self))
            .registerRecurringDurable(
                "often",
                handler: "plain",
                idTemplate: "often-{occurrence}",
                recurrence: .fixedDelay(.seconds(10)),
                overlap: .alwaysStart,
                payload: "tick"
            )
            .registerRecurringDurable(
                "newest",
                handler: "plain",
                idTemplate: "newest-{occurrence}",
                recurrence: .fixedDelay(.seconds(3)),
                overlap: .cancelAndRestart,
                payload: "event"
            )
    }

    private struct Plain: DurableExecution {
        let work: Work

        func run(_ input: String) async throws -> String {
            let id = ExecutionContext.current?.id ?? ""
            let one = try await Durable.step("one", retry: .fixed(3, delay: .seconds(1))) {
                if work.note("one") == 1 { throw Failure("first") }
                return "1"
            }
            async let left = Durable.step("left") { "l\(work.note("left") > 0)" }
            async let right = Durable.step("right") { "r\(work.note("right") > 0)" }
            let both = try await left + right
            try await Durable.transaction("book") { database in
                try database.execute("CREATE TABLE IF NOT EXISTS booked (id TEXT)")
                try database.execute("INSERT INTO booked VALUES (?)", .text(id))
            }
            try await Durable.sleep("rest", for: .seconds(2))
            if input == "event" { let _: String = try await Durable.waitForEvent("go") }
            return one + both
        }
    }

    /// 2 MB in all.
    private struct Bulky: DurableExecution {
        let work: Work

        func run(_ input: String) async throws -> Int {
            var count = 0
            for number in 0..<10 {
                count += try await Durable.step("part-\(number)") {
                    _ = work.note("part-\(number)")
                    return String(repeating: "\(number)", count: 200_000)
                }.utf8.count
            }
            return count
        }
    }
}

/// What a store says for good: facts that no later commit takes back.
enum Facts {
    static func read(_ scheduler: DurableScheduler) throws -> Set<String> {
        var facts: Set<String> = []
        for execution in try scheduler.executions(limit: 10_000) {
            facts.insert("\(execution.id) is there")
            if execution.status.isEnded {
                facts.insert("\(execution.id) \(execution.status) with \(execution.result ?? "nothing")")
            }
            for run in try scheduler.show(execution.id).runs {
                for step in run.steps where step.status == .completed {
                    facts.insert("\(execution.id)/\(step.name) completed")
                }
            }
        }
        for task in try scheduler.tasks() { facts.insert("task \(task.name)") }
        return facts
    }
}

internal import Timetable
package import Zart

/// A handler that asks the main actor for something, as code that was made for an app does.
package enum MainActorWork {
    /// Registers one task whose step calls the main actor.
    package static func register(in builder: Worker.Builder) -> Worker.Builder {
        builder
            .registerDurable("caller", Caller())
            .registerRecurringDurable(
                "caller",
                idTemplate: "caller-{occurrence}",
                recurrence: .fixedDelay(.seconds(3600)),
                overlap: .skipIfRunning,
                payload: ""
            )
    }

    @MainActor
    private static func region() -> String { "EU-1" }

    private struct Caller: DurableExecution {
        func run(_ input: String) async throws -> String {
            try await step("ask") { await MainActorWork.region() }
        }
    }
}

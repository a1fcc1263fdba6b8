internal import Glibc
internal import Timetable
package import Zart

/// A handler that ends the process it runs in, as a careless library does.
package enum ExitingWork {
    /// Registers one task whose step waits for the file `leave` in the working directory, and exits with status 7.
    package static func register(in builder: Worker.Builder) -> Worker.Builder {
        builder
            .registerDurable("leaver", Leaver())
            .registerRecurringDurable(
                "leaver",
                idTemplate: "leaver-{occurrence}",
                recurrence: .fixedDelay(.seconds(3600)),
                overlap: .skipIfRunning,
                payload: ""
            )
    }

    private struct Leaver: DurableExecution {
        func run(_ input: String) async throws -> String {
            try await step("leave") {
                // The step's own work, in a process that the test can reach by a file alone.
                while access("leave", F_OK) != 0 { try await Task.sleep(for: .milliseconds(5)) }
                exit(7)
            }
        }
    }
}

package import Timetable

/// The end of a back-off before its time.
package struct WaitSkip: Sendable, Hashable {
    package var execution: Int64
    package var run: Int
    package var step: String
    package var at: Instant

    package init(execution: Int64, run: Int, step: String, at: Instant) {
        self.execution = execution
        self.run = run
        self.step = step
        self.at = at
    }
}

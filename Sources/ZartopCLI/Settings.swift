package import Timetable

/// What the options say to the dashboard, the worker and the demo.
package struct Settings: Sendable, Equatable {
    /// The database file; empty for a demo without `--db`.
    package var database = ""
    /// Whether ``database`` was given with `--db`.
    ///
    /// The demo uses a throw-away one otherwise.
    package var isDatabaseGiven = false
    package var isHeadless = false
    /// Whether the database is the demo's own, which goes with it.
    package var isThrowAway = false
    /// The job file that was given; one that is found otherwise if nil.
    package var jobs: String?
    /// Whether a job file is applied at all; the demo's tasks are its own.
    package var takesJobs = true
    /// Whether the job file is applied whenever it is saved.
    package var isWatching = false
    package var isReadOnly = false
    /// The moment that is looked back to; nil for now.
    package var at: Instant?
    package var isAttachOnly = false
    package var isASCII = false
    /// The theme named; nil for that of the configuration.
    package var theme: String?
    /// Whether the mouse is left to the terminal, whatever the configuration says.
    package var isWithoutMouse = false
    /// Where the frame goes as a picture; nil for text on standard output.
    package var svg: String?
    /// Whether one frame is shown, and that is all.
    package var isOnce = false
    /// Whether that frame is JSON.
    package var isJSON = false
    package var logFormat = LogFormat.text
    package var logLevel = LogLevel.info
    /// The file that a worker keeps fresh for monitoring; nil for none.
    package var metricsFile: String?
    /// Nil for the default.
    package var concurrency: Int?
    /// Nil for the default.
    package var drain: Drain?
    /// Nil for the default.
    package var poisonAfter: Int?

    package init() {}
}

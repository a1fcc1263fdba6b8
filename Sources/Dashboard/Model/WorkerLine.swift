/// One worker session as the workers view shows it.
package struct WorkerLine: Hashable, Sendable {
    /// Its number, which is its identity on the screen.
    package var session: Int
    /// Its process.
    package var process: Int
    /// The machine it runs on.
    package var host: String
    /// The program, for people.
    package var program: String
    /// When it began.
    package var beganAt: Int64
    /// When it ended; nil while it has not, or when it died and nobody has noticed.
    package var endedAt: Int64?
    /// Its last sign of life; nil unless it was found dead at its end, which may be later than the past that is shown.
    package var seenAt: Int64?
    /// Since when it has taken no new work; nil if it was not asked to stop.
    package var drainingAt: Int64?
    /// How it ended.
    package var reason = ""
    /// Whether it holds the lease now.
    package var isHolder = false
    /// Whether its process still holds the worker lock.
    package var isAlive = false
    /// Until when its lease lasts; nil when it has none.
    package var leaseExpiresAt: Int64?
    /// Its steps in flight.
    package var inFlight = 0

    /// Creates a line.
    package init(_ session: Int, process: Int, host: String, program: String, beganAt: Int64) {
        self.session = session
        self.process = process
        self.host = host
        self.program = program
        self.beganAt = beganAt
    }
}

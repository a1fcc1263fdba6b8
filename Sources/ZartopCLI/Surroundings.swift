internal import Glibc
internal import SwiftOverlayShims
package import Timetable
internal import Zart

/// What a command takes from the process it runs in.
package struct Surroundings: Sendable {
    /// A variable of the environment.
    package var variable: @Sendable (String) -> String?
    /// The wall clock.
    package var now: @Sendable () -> Instant
    /// A time zone by its name; nil if it is not known.
    package var zones: @Sendable (String) -> Zone?
    /// Who asks, for the record.
    package var actor: String
    /// The terminal it is asked from; empty without one.
    package var terminal: String

    package init(
        variable: @escaping @Sendable (String) -> String?,
        now: @escaping @Sendable () -> Instant,
        zones: @escaping @Sendable (String) -> Zone?,
        actor: String,
        terminal: String
    ) {
        self.variable = variable
        self.now = now
        self.zones = zones
        self.actor = actor
        self.terminal = terminal
    }

    /// Those of this very process.
    package static func process() -> Surroundings {
        let variable: @Sendable (String) -> String? = { name in getenv(name).map { String(cString: $0) } }
        return Surroundings(
            variable: variable,
            now: {
                var time = timeval()
                gettimeofday(&time, nil)
                return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_usec) / 1000)
            },
            zones: { ZoneDirectory.system.zone(named: $0) },
            actor: variable("USER") ?? variable("LOGNAME") ?? "uid \(getuid())",
            terminal: ttyname(STDIN_FILENO).map { String(cString: $0) } ?? ""
        )
    }
}

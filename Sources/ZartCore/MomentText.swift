package import Timetable

/// Instants in sentences: on the clocks of a task's zone, with the day only where it is another one.
package struct MomentText: Sendable {
    /// Nil writes UTC.
    private let zone: Zone?
    /// The instant the sentences are about; its day goes without saying.
    private let reference: Instant

    package init(zone: Zone?, besides reference: Instant) {
        self.zone = zone.flatMap { $0.name == Zone.utc.name ? nil : $0 }
        self.reference = reference
    }

    /// With the day, and the time in UTC beside that of another zone: `2027-03-28 03:00:00 CEST (01:00:00Z)`.
    package func full(_ instant: Instant) -> String {
        let utc = utcClock(instant)
        guard let zone else { return "\(day(instant)) \(utc)" }
        return "\(day(instant)) \(clock(instant)) \(zone.abbreviation(at: instant)) (\(utc))"
    }

    /// Without the day if it is that of the reference: `02:00:00Z`, `03:00:00 CEST`.
    package func brief(_ instant: Instant) -> String {
        let time = zone.map { "\(clock(instant)) \($0.abbreviation(at: instant))" } ?? utcClock(instant)
        return day(instant) == day(reference) ? time : "\(day(instant)) \(time)"
    }

    /// A local time with its zone: `2027-03-28 02:30:00 in Europe/Berlin`.
    package func local(_ time: CivilTime) -> String { "\(time) in \(zone?.name ?? Zone.utc.name)" }

    /// The clock alone of a local time: `02:30:00`.
    package static func clock(_ time: CivilTime) -> String { String(time.description.suffix(8)) }

    private func civil(_ instant: Instant) -> CivilTime { (zone ?? .utc).civil(at: instant) }
    private func day(_ instant: Instant) -> String { String(civil(instant).description.prefix(10)) }

    private func clock(_ instant: Instant) -> String {
        Self.clock(civil(instant)) + Self.fraction(instant)
    }

    private func utcClock(_ instant: Instant) -> String {
        Self.clock(Zone.utc.civil(at: instant)) + Self.fraction(instant) + "Z"
    }

    /// The milliseconds, if there are any.
    private static func fraction(_ instant: Instant) -> String {
        let rest = instant.milliseconds - Int64(instant.wholeSeconds) * 1000
        guard rest > 0 else { return "" }
        return "." + String(String(1000 + rest).dropFirst())
    }
}

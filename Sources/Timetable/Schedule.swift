/// A recurrence compiled for one schedule version: it knows the instants, and nothing of clocks or of tasks.
///
/// The instants of a schedule never change once it is made. Asking for the next one allocates nothing.
package struct Schedule: Sendable {
    private enum Kind {
        case grid(start: Int, step: Int)
        case cron(CronSchedule)
        case once(Instant)
        case none
    }

    /// The shortest delay of `fixedDelay` and `afterCompletion`: a shorter one only burns a processor, as one
    /// durable commit alone takes a millisecond.
    package static let shortestDelay: Duration = .milliseconds(10)

    package let recurrence: Recurrence

    /// Where the schedule begins; none of its instants lies before.
    package let anchor: Instant

    private let kind: Kind

    /// Compiles the recurrence.
    ///
    /// `fixedDelay` has the instants `anchor + k·delay`, with k = 0 only if the anchor is included. `cron`
    /// has the matches strictly after the anchor: whoever registers at 02:00 sharp waits for the next 02:00.
    /// `at` has its instant if that is not before the anchor. `afterCompletion` has no instants of its own.
    ///
    /// - Parameters:
    ///   - recurrence: What to compile.
    ///   - zone: The zone a cron recurrence names; it may be left out for `UTC`. Others do not need one.
    ///   - anchor: When the schedule version begins.
    ///   - includesAnchor: Whether a `fixedDelay` is due at the anchor, as at its first registration.
    /// - Throws: `bad-delay` if a delay is below ``shortestDelay`` or not in whole milliseconds;
    ///   `bad-instant` if the instant lies outside the years 0001 to 9999; `missing-zone` if the zone is not
    ///   the one the recurrence names; `bad-cron` and `never-matches` as ``CronExpression/init(_:)``, and
    ///   `never-matches` also if the clocks of the zone skip every match from now on.
    package init(
        _ recurrence: Recurrence,
        zone: Zone?,
        anchor: Instant,
        includesAnchor: Bool
    ) throws(TimetableError) {
        self.recurrence = recurrence
        self.anchor = anchor
        switch recurrence {
        case .fixedDelay(let delay):
            let step = try Schedule.checked(delay)
            let (start, overflow) = Int(anchor.milliseconds).addingReportingOverflow(
                includesAnchor ? 0 : step
            )
            kind = overflow ? .none : .grid(start: start, step: step)
        case .afterCompletion(let delay):
            _ = try Schedule.checked(delay)
            kind = .none
        case .at(let instant):
            guard instant.isWritable else {
                throw TimetableError(
                    code: "bad-instant",
                    message: "\(instant) lies outside the years 0001 to 9999"
                )
            }
            kind = instant >= anchor ? .once(instant) : .none
        case .cron(let text, let timezone, let gap, let `repeat`):
            let expression = try CronExpression(text)
            guard let zone = zone ?? (timezone == Zone.utc.name ? .utc : nil), zone.name == timezone else {
                throw TimetableError(code: "missing-zone", message: "the time zone \(timezone) is not known")
            }
            let cron = CronSchedule(expression: expression, zone: zone, gap: gap, repeat: `repeat`)
            kind = .cron(cron)
            guard cron.firstInstant(from: anchor.wholeSeconds + 1) != nil else {
                let reason = "never matches in \(timezone) after \(anchor.shortDescription)"
                throw TimetableError(code: "never-matches", message: "\(text) \(reason)")
            }
        }
    }

    /// Gives the first instant strictly after that one; nil if there is none.
    ///
    /// A cron schedule has no instants beyond the year 9999, and looks as far ahead as a match can possibly lie.
    package func next(after instant: Instant) -> Instant? {
        switch kind {
        case .grid(let start, let step):
            return Schedule.onGrid(start: start, step: step, after: Int(instant.milliseconds))
        case .cron(let cron):
            let second = max(instant, anchor).wholeSeconds + 1
            return cron.firstInstant(from: second).map { Instant(seconds: Int64($0)) }
        case .once(let only):
            return instant < only ? only : nil
        case .none:
            return nil
        }
    }

    /// Counts the instants after one and up to and including another.
    ///
    /// It visits only those near a change of the clocks, so that a year of seconds is counted in no time.
    package func count(after start: Instant, through end: Instant) -> Int {
        guard start < end else { return 0 }
        switch kind {
        case .grid(_, let step):
            guard let next = next(after: start), next <= end else { return 0 }
            let distance = UInt(bitPattern: Int(end.milliseconds) &- Int(next.milliseconds))
            return Int(clamping: distance / UInt(step) + 1)
        case .cron(let cron):
            return cron.count(from: max(start, anchor).wholeSeconds + 1, through: end.wholeSeconds)
        case .once(let only):
            return start < only && only <= end ? 1 : 0
        case .none:
            return 0
        }
    }

    private static func onGrid(start: Int, step: Int, after instant: Int) -> Instant? {
        guard instant >= start else { return Instant(milliseconds: Int64(start)) }
        // The distance is unsigned, as it may be longer than the positive half of the line.
        let distance = UInt(bitPattern: instant &- start)
        let (steps, tooFar) = (distance / UInt(step) + 1).multipliedReportingOverflow(by: UInt(step))
        guard !tooFar, steps <= UInt(bitPattern: Int.max &- start) else { return nil }
        return Instant(milliseconds: Int64(start &+ Int(bitPattern: steps)))
    }

    private static func checked(_ delay: Duration) throws(TimetableError) -> Int {
        let milliseconds = delay.inMilliseconds
        guard delay >= shortestDelay else {
            let shortest = shortestDelay.operatorText
            throw TimetableError(
                code: "bad-delay",
                message: "a delay of \(delay.operatorText) is too short; the shortest is \(shortest)"
            )
        }
        guard Duration.milliseconds(milliseconds) == delay else {
            throw TimetableError(
                code: "bad-delay",
                message: "a delay of \(delay) is not in whole milliseconds"
            )
        }
        return Int(milliseconds)
    }
}

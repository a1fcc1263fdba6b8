/// What daylight saving does to a time that a cron expression matches.
package enum CronDaylight: Hashable, Sendable {
    /// The instant right after the clocks jumped, which stands for a local time they jumped over.
    case standsFor(CivilTime)
    /// The local time comes twice, and this is the first or the last of them.
    case repeated(isFirst: Bool, other: Instant)
}

extension CronExpression {
    /// Tells what daylight saving does to the instant, as far as this expression has something to do with it; nil
    /// on a day like any other, and for an expression that fires every real period.
    package func daylight(at instant: Instant, in zone: Zone) -> CronDaylight? {
        guard !isWildcard else { return nil }
        let local = zone.civil(at: instant)
        if case .repeated(let first, let last) = zone.resolve(local), mismatches(at: local).isEmpty {
            let isFirst = instant.wholeSeconds == first.wholeSeconds
            return .repeated(isFirst: isFirst, other: isFirst ? last : first)
        }
        let before = zone.offset(at: instant - .milliseconds(1))
        let after = zone.offset(at: instant)
        guard before < after else { return nil }
        let localBefore = instant.wholeSeconds + before
        guard let match = nextMatch(from: localBefore), match < instant.wholeSeconds + after else {
            return nil
        }
        let skipped = CivilTime(localSeconds: match)
        guard case .gap = zone.resolve(skipped) else { return nil }
        return .standsFor(skipped)
    }
}

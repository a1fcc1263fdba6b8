/// A cron expression on the clocks of one zone.
///
/// The Debian rule holds however far the clocks are set. Debian's own cron takes a jump of more than three
/// hours for a correction and forgets what it skipped; but a zone that leaves out a whole day does not
/// correct anything, and a task of the 30th is not to be lost for it: its one instant is the first of the
/// 31st.
struct CronSchedule: Sendable {
    let expression: CronExpression
    let zone: Zone
    let gap: DaylightGapRule
    let `repeat`: DaylightRepeatRule

    /// How far into a zone's steady rule a match is looked for.
    ///
    /// Whether the rule skips a day's match depends on its date, its weekday and whether the year is a leap
    /// year, and each such day comes again within 40 years.
    private static let horizon = 41 * 366 * 86_400

    /// Gives the first instant at or after that second since the epoch; nil if there is none up to 9999.
    ///
    /// The zone's segments are searched one after the other, each on its own local clock; to a far match it
    /// jumps.
    func firstInstant(from second: Int) -> Int? {
        guard Instant.writableSeconds ~= second else {
            return second < 0 ? firstInstant(from: Instant.writableSeconds.lowerBound) : nil
        }
        let end = max(second, zone.steadySince) + CronSchedule.horizon
        let limit = min(end, Instant.writableSeconds.upperBound)
        let followsRules = !expression.isWildcard
        var second = second
        var index = zone.segmentIndex(at: second)
        while second <= limit {
            let segment = zone.segment(index)
            if followsRules, gap == .after, second == segment.start, endsGap(index, segment: segment) {
                return second
            }
            var local = second + segment.offset
            var target = local
            while local < segment.localEnd {
                guard let match = expression.nextMatch(from: local) else { return nil }
                target = match
                guard match < segment.localEnd else { break }
                guard followsRules, let end = shadowEnd(of: match, index: index, segment: segment) else {
                    let instant = match - segment.offset
                    return instant <= limit ? instant : nil
                }
                local = min(end, segment.localEnd)
                target = local
            }
            guard segment.end != .max else { return nil }
            // No local time from `local` up to `target` matches. If this segment lasts long enough, no later
            // one shows a time before `local` again, and three days before `target` none has reached it.
            let near = target - segment.offset - 3 * 86_400
            if near > segment.end, local - segment.offset < segment.end - Zone.farthestRepeat {
                second = near
                index = zone.segmentIndex(at: near)
            } else {
                second = segment.end
                index += 1
            }
        }
        return nil
    }

    /// Counts the instants from one second up to and including another.
    ///
    /// Far from changes of the clocks whole days are counted at once; near them the instants are visited.
    func count(from start: Int, through end: Int) -> Int {
        let end = min(end, Instant.writableSeconds.upperBound) + 1
        var second = max(start, Instant.writableSeconds.lowerBound)
        var count = 0
        while second < end {
            let segment = zone.segment(zone.segmentIndex(at: second))
            let isEarly = segment.start > second - Zone.farthestRepeat
            let quietStart = isEarly ? segment.start + Zone.farthestRepeat : second
            let quietEnd = segment.end == .max ? end : min(end, segment.end - Zone.farthestRepeat)
            let visitedEnd = quietStart < quietEnd ? quietStart : min(end, segment.end)
            while let next = firstInstant(from: second), next < visitedEnd {
                count += 1
                second = next + 1
            }
            second = visitedEnd
            guard quietStart < quietEnd else { continue }
            let offset = segment.offset
            count += expression.countMatches(from: quietStart + offset, to: quietEnd + offset)
            second = quietEnd
        }
        return count
    }

    /// Tells whether the clocks jump forward at the beginning of the segment over a local time that matches
    /// and that they show at no other instant.
    private func endsGap(_ index: Int, segment: ZoneSegment) -> Bool {
        guard index > 0 else { return false }
        let before = zone.segment(index - 1)
        guard before.localEnd < segment.localStart else { return false }
        var local = before.localEnd
        while let match = expression.nextMatch(from: local), match < segment.localStart {
            if case .gap(let transition, _, _) = zone.resolve(localSeconds: match) {
                if transition.wholeSeconds == segment.start { return true }
            }
            local = match + 1
        }
        return false
    }

    /// Gives the local end of the segment whose showing of the local time counts instead of this segment's;
    /// nil if this one counts.
    @inline(__always)
    private func shadowEnd(of local: Int, index: Int, segment: ZoneSegment) -> Int? {
        let instant = local - segment.offset
        switch `repeat` {
        case .first:
            return zone.earlierShowing(of: local, than: index, startingAt: segment.start, instant: instant)
        case .last:
            return zone.laterShowing(of: local, than: index, endingAt: segment.end, instant: instant)
        case .both:
            return nil
        }
    }
}

internal import Timetable

/// What of the schedule made a time an instant, or none.
extension Explanation {
    /// Why there was no instant, and where the nearest ones are.
    var noInstantSentences: [String] {
        let at = facts.at
        let task = facts.task.name
        guard let version = facts.version, at >= min(version.anchor, version.beganAt) else {
            return [
                "\(words.full(at)) is before task '\(task)' was created, at \(words.full(facts.createdAt))"
            ]
        }
        var sentences = [whyNone(version)]
        if facts.schedule == nil, case .cron = version.recurrence {
            sentences.append("its instants cannot be worked out here: is its time zone installed?")
        }
        if let nearest = nearestSentence { sentences.append(nearest) }
        return sentences + scheduleSentences
    }

    private func whyNone(_ version: VersionRecord) -> String {
        let at = facts.at
        let time = words.full(at)
        let task = facts.task.name
        if let change = facts.change, change.to == .stopped {
            return
                "\(time) is no instant: '\(task)' was stopped\(by(change)) at \(words.brief(change.at))\(revived)"
        }
        if let change = facts.change, change.to == .finished {
            return
                "\(time) is no instant: '\(task)' was finished at \(words.brief(change.at)): "
                + (change.reason ?? "no instant was left")
        }
        if let start = version.startingAt, at < start {
            return "\(time) is no instant: '\(task)' starts at \(words.full(start))"
        }
        if let end = version.endingAt, at > end {
            return "\(time) is no instant: '\(task)' \(end > now ? "ends" : "ended") at \(words.full(end))"
        }
        if let end = version.endedAt, at > end, isOfSchedule, let prunedRest {
            return
                "\(time) is no instant: '\(task)' had no schedule in force after \(words.brief(end)); \(prunedRest)"
        }
        switch version.recurrence {
        case .cron(let text, _, let gap, let rule):
            if case .gap(let local, let before, let after) = facts.place {
                return gapSentence(local, from: before, to: after, rule: gap, isMatch: mismatches.isEmpty)
            }
            if mismatches.isEmpty, at.milliseconds % 1000 != 0 {
                return "\(time) is no instant: cron fires at whole seconds"
            }
            if mismatches.isEmpty, case .repeated(let isFirst, let other) = daylight {
                let which = isFirst ? "first" : "second"
                return
                    "\(time) is no instant: the clocks show that time twice, this is the \(which), and by the rule "
                    + "repeat=\(rule.rawValue) only the other counts, at \(words.full(other))"
            }
            if mismatches.isEmpty {
                return "\(time) is no instant: the schedule began only then, and its first one comes after"
            }
            return "\(time) is no instant of `\(text)`: \(mismatchText)"
        case .fixedDelay(let delay):
            return
                "\(time) is no instant: every \(delay.operatorText), counted from \(words.full(version.anchor))"
        case .at(let only):
            return "\(time) is no instant: it runs once, at \(words.full(only))"
        case .afterCompletion(let delay):
            let isKnown = facts.pendingAt.map { at < $0 } ?? false
            let verdict =
                isToCome && !isKnown
                ? "nobody knows yet whether \(time) will be an instant" : "\(time) is no instant"
            return "\(verdict): they come \(delay.operatorText) after each completion"
        }
    }

    /// Whether the time is one of which nothing can be known but what the schedule says.
    private var isToCome: Bool { facts.at > now }

    /// Whether the schedule says so, in force or not.
    private var isOfSchedule: Bool {
        guard let schedule = facts.schedule, !facts.place.isGap else { return false }
        return schedule.next(after: facts.at - .milliseconds(1)) == facts.at
    }

    /// What is no longer on record of how a version ended that none followed at once; nil where nothing is known to be
    /// missing.
    private var prunedRest: String? {
        switch facts.nextChange?.from {
        case .stopped: "who stopped it has been pruned"
        case .finished: "why it was finished has been pruned"
        default: facts.prunedThrough == nil ? nil : "what was recorded of that has been pruned"
        }
    }

    private var revived: String {
        guard let next = facts.nextChange, next.from == .stopped else { return "" }
        return "; it was revived\(by(next)) at \(words.brief(next.at))"
    }

    /// Which fields do not match: `the hour is 14 and it allows 2`.
    private var mismatchText: String {
        mismatches.map { mismatch in
            "the \(mismatch.field.rawValue) is \(mismatch.valueText), and it allows \(mismatch.allowed)"
        }.joined(separator: "; ")
    }

    /// What the clocks did to a time that was written, and what followed.
    private func gapSentence(
        _ local: CivilTime,
        from before: Int,
        to after: Int,
        rule: DaylightGapRule,
        isMatch: Bool
    ) -> String {
        let jump = facts.at.wholeSeconds
        let from = MomentText.clock(CivilTime(localSeconds: jump + before))
        let to = MomentText.clock(CivilTime(localSeconds: jump + after))
        let gap =
            "\(words.local(local)) does not exist: the clocks \(isToCome ? "go" : "went") from \(from) to \(to)"
        guard isMatch else { return "\(gap); nor would it be an instant: \(mismatchText)" }
        guard isInstant else {
            return rule == .skip
                ? "\(gap), and by the rule gap=skip it has no instant"
                : "\(gap); an expression with `*` in its minutes or hours follows the real time, and has no "
                    + "instant then"
        }
        return
            "\(gap), so by the rule gap=\(rule.rawValue) it \(isToCome ? "is" : "was") due right after, at "
            + words.full(facts.at)
    }

    /// What daylight saving had to do with an instant; nil on any other day.
    var daylightSentence: String? {
        guard case .cron(_, _, let gap, let rule) = facts.version?.recurrence else { return nil }
        if case .gap(let local, let before, let after) = facts.place {
            return gapSentence(local, from: before, to: after, rule: gap, isMatch: mismatches.isEmpty)
        }
        switch daylight {
        case .standsFor(let local):
            guard gap == .after else { return nil }
            return "it stands for \(words.local(local)), which the clocks jump\(isToCome ? "" : "ed") over "
                + "(gap=\(gap.rawValue))"
        case .repeated(let isFirst, let other):
            let which = isFirst ? "first" : "second"
            let time = MomentText.clock(facts.clocks.civil(at: facts.at))
            return "the clocks show\(isToCome ? "" : "ed") \(time) twice: this is the \(which), the other is "
                + "\(words.full(other)) "
                + "(repeat=\(rule.rawValue))"
        case nil: return bothSentence
        }
    }

    /// That a time which comes twice has two instants, as one of an expression with `*` in its minutes or hours has.
    private var bothSentence: String? {
        guard case .repeated(let local, let first, let last) = facts.place, isInstant else { return nil }
        let other = facts.at == first ? last : first
        let end = [facts.version?.endedAt, facts.version?.endingAt].compactMap(\.self).min()
        guard let schedule = facts.schedule, schedule.next(after: other - .milliseconds(1)) == other,
            end.map({ other <= $0 }) ?? true
        else { return nil }
        return "the clocks show\(isToCome ? "" : "ed") \(MomentText.clock(local)) twice: this is the "
            + "\(facts.at == first ? "first" : "second"), and the other is an instant too, \(words.full(other))"
    }

    /// Where the nearest instants are, and what became of them.
    var nearestSentence: String? {
        var parts: [String] = []
        if let before {
            parts.append(
                "the instant before \(before > now ? "is" : "was") \(words.brief(before))\(fate(of: before))"
            )
        }
        if let after {
            parts.append("the next \(after > now ? "is" : "was") \(words.brief(after))\(fate(of: after))")
        }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    private func fate(of instant: Instant) -> String {
        let rows = [facts.before, facts.entry, facts.after].compactMap { $0 }
        guard let row = rows.first(where: { $0.nominalAt <= instant && instant <= $0.until }) else {
            return ""
        }
        return " (\(row.decision.rawValue)\(row.execution.map { " \($0)" } ?? ""))"
    }

    /// Which schedule version was in force, and since when.
    var scheduleSentences: [String] {
        guard let version = facts.version else { return [] }
        let zone = facts.zone.map { " in \($0.name)" } ?? ""
        let schedule = "\(version.recurrence)\(zone)"
        var sentences = [
            "schedule version \(version.version) was in force since \(words.full(version.beganAt)): \(schedule)"
                + (version.version > 1 && !version.cause.isEmpty ? " (\(version.cause))" : "")
        ]
        // What UTC means never changes, whatever its file holds.
        if let zone = facts.zone, zone.name != Zone.utc.name, let known = version.zoneFingerprint,
            known != zone.fingerprint
        {
            sentences.append(
                "the zone file of \(zone.name) is another one today: its instants may have been others"
            )
        }
        return sentences
    }
}

extension CronMismatch {
    /// The value, with the day's name for a weekday.
    package var valueText: String {
        guard field == .dayOfWeek else { return "\(value)" }
        let names = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
        return names.indices.contains(value) ? "\(value) (\(names[value]))" : "\(value)"
    }
}

internal import Timetable
internal import ZartCore

/// The mapping form of `overlap`.
enum OverlapKeys {
    private enum Word: String, CaseIterable, Sendable {
        case skipIfRunning = "skip-if-running"
        case cancelAndRestart = "cancel-and-restart"
        case alwaysStart = "always-start"

        var policy: OverlapPolicy {
            switch self {
            case .skipIfRunning: .skipIfRunning
            case .cancelAndRestart: .cancelAndRestart
            case .alwaysStart: .alwaysStart
            }
        }
    }

    private enum AtCap: String, CaseIterable, Sendable {
        case skip
        case cancelOldest = "cancel-oldest"
        case buffer
    }

    private static let max = Key(
        "max",
        .count(1...Int.max),
        "how many executions may be scheduled or running at once"
    )
    private static let atCap = Key("at-cap", Shape<AtCap>.word, "what a tick does that finds so many (skip)")
    private static let keep = Key(
        "keep",
        Shape<OverlapPolicy.Keep>.word,
        "which instants a full buffer keeps (latest)"
    )
    private static let limit = Key("limit", .count(1...Int.max), "how many instants the buffer holds (1)")
    private static let ttl = Key("ttl", .duration(), "how long an instant waits in the buffer (for ever)")

    private static let table = KeyTable(
        "overlap",
        [max.row, atCap.row, keep.row, limit.row, ttl.row],
        required: ["max"]
    )

    static let shape = Shape<Word>.word.map(\.policy).orMapping(
        .mapping(table) { fields, reading in
            let kind = fields.value(atCap, &reading) ?? .skip
            let keep = fields.value(keep, &reading)
            let limit = fields.value(limit, &reading)
            let ttl = fields.value(ttl, &reading)
            if kind != .buffer,
                let mark = fields.mark(of: Self.keep) ?? fields.mark(of: Self.limit)
                    ?? fields.mark(of: Self.ttl)
            {
                reading.fault(mark, "keep, limit and ttl are for a buffer: write 'at-cap: buffer' with them")
            }
            if keep == .all, let mark = fields.mark(of: Self.limit) {
                reading.fault(
                    mark,
                    "'keep: all' keeps all, however many: leave limit out, or keep first or latest"
                )
            }
            return fields.value(max, &reading).map { maximum in
                switch kind {
                case .skip: .max(maximum, atCap: .skip)
                case .cancelOldest: .max(maximum, atCap: .cancelOldest)
                case .buffer:
                    .max(maximum, atCap: .buffer(limit: limit ?? 1, keep: keep ?? .latest, ttl: ttl))
                }
            }
        }
    )
}

/// The mapping form of `missed`.
enum MissedKeys {
    private enum Word: String, CaseIterable, Sendable {
        case latest, skip
    }

    private static let all = Key(
        "all",
        .count(1...Int.max),
        "start at most so many of the newest (only the newest)"
    )
    private static let window = Key("window", .duration(), "how far back to look (without limit)")

    static let shape = Shape<Word>.word.map { $0 == .latest ? MissedPolicy.latest : .skip }.orMapping(
        .mapping(KeyTable("missed", [all.row, window.row])) { fields, reading in
            let limit = fields.value(all, &reading)
            let window = fields.value(window, &reading)
            return limit.map { .all($0, window: window) } ?? MissedPolicy(.latest, window: window)
        }
    )
}

/// The keys of `dst`.
enum DaylightKeys {
    struct Rules: Sendable {
        var gap = DaylightGapRule.after
        var `repeat` = DaylightRepeatRule.first
    }

    private static let gap = Key(
        "gap",
        Shape<DaylightGapRule>.word,
        "a local time that does not exist (after)"
    )
    private static let `repeat` = Key(
        "repeat",
        Shape<DaylightRepeatRule>.word,
        "a local time that comes twice (first)"
    )

    static let shape = Shape<Rules>.mapping(KeyTable("dst", [gap.row, `repeat`.row])) { fields, reading in
        Rules(
            gap: fields.value(gap, &reading) ?? .after,
            repeat: fields.value(`repeat`, &reading) ?? .first
        )
    }
}

/// The keys of `retry`.
enum RetryKeys {
    private enum Word: String, CaseIterable, Sendable {
        case none
    }

    private static let times = Key("times", .count(0...1_000_000), "retries after the first try")
    private static let backoff = Key(
        "backoff",
        Shape<JobRetry.Backoff>.word,
        "whether the wait stays or grows (exponential)"
    )
    private static let first = Key("first", Shape.spanOrZero, "the wait before the first retry (1s)")
    private static let factor = Key("factor", .number(1...100), "by how much the wait grows each time (2)")
    private static let cap = Key("cap", Shape.span, "the longest wait (5m)")
    private static let jitter = Key(
        "jitter",
        .number(0...1),
        "the greatest share of a wait taken off at random (0)"
    )
    private static let unlessExit = Key(
        "unless-exit",
        Shape<Int>.count(1...255).list(),
        "exit statuses after which it is not tried again"
    )

    private static let table = KeyTable(
        "retry",
        [times.row, backoff.row, first.row, factor.row, cap.row, jitter.row, unlessExit.row],
        required: ["times"]
    )

    static let shape = Shape<Word>.word.map { _ in JobRetry.none }.orMapping(
        .mapping(table) { fields, reading in
            var retry = JobRetry.none
            let times = fields.value(times, &reading)
            if let value = fields.value(backoff, &reading) { retry.backoff = value }
            if let value = fields.value(first, &reading) { retry.first = value }
            if let value = fields.value(factor, &reading) { retry.factor = value }
            if let value = fields.value(cap, &reading) { retry.cap = value }
            if let value = fields.value(jitter, &reading) { retry.jitter = value }
            if let value = fields.value(unlessExit, &reading) { retry.unlessExit = value }
            if retry.backoff == .fixed, let mark = fields.mark(of: factor) ?? fields.mark(of: cap) {
                reading.fault(mark, "factor and cap are for a wait that grows: write 'backoff: exponential'")
            }
            return times.map { times in
                retry.times = times
                return retry
            }
        }
    )
}

/// The keys of `keep`.
enum KeepKeys {
    private static let age = Key("age", Shape.span, "how long ended executions are kept (30d)")
    private static let count = Key("count", .count(1...Int.max), "how many ended executions are kept (10000)")
    private static let failed = Key("failed", Shape.span, "how long failed executions are kept (90d)")

    static let shape = Shape<JobKeep>.mapping(KeyTable("keep", [age.row, count.row, failed.row])) {
        fields,
        reading in
        JobKeep(
            age: fields.value(age, &reading),
            count: fields.value(count, &reading),
            failed: fields.value(failed, &reading)
        )
    }
}

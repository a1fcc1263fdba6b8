/// What becomes of coming instants if every execution takes as long as nineteen in twenty did.
struct FireForecast {
    /// What becomes of one instant.
    enum Fate: Hashable {
        case starts, skipped, waits
    }

    /// The instants with what becomes of each, soonest first.
    private(set) var instants: [(at: Int64, fate: Fate)] = []
    /// How many are skipped, or fall out of a full buffer.
    private(set) var skipped = 0
    /// How many of those that run, or begin to, are cancelled for a newer one.
    private(set) var cancelled = 0
    /// How many have to wait for a slot.
    private(set) var waiting = 0
    /// The most that run at one time.
    private(set) var most = 0

    /// Plays instants, soonest first; `ends` are the moments, soonest first, at which those that run now give
    /// their slots back.
    init(_ coming: [Int64], duration: Int64, rule: OverlapRule, ends: [Int64] = []) {
        // Slots in use, by the moment each one comes free; what has come free stays before `first`.
        var ends = ends
        var first = 0
        var queue = 0
        for instant in coming {
            while first < ends.count, ends[first] <= instant {
                let free = ends[first]
                first += 1
                if queue > 0 {
                    queue -= 1
                    ends.append(free.later(by: duration))
                }
            }
            let running = ends.count - first
            if let maximum = rule.maximum, running >= maximum {
                switch rule.atCap {
                case .skip:
                    skipped += 1
                    instants.append((instant, .skipped))
                    continue
                case .cancelOldest:
                    cancelled += 1
                    first += 1
                case .buffer(let limit, let keepsFirst):
                    if let limit, queue >= limit {
                        // Either the new one or the oldest that waits falls out: as many wait as before.
                        skipped += 1
                        instants.append((instant, keepsFirst ? .skipped : .waits))
                    } else {
                        queue += 1
                        waiting += 1
                        instants.append((instant, .waits))
                    }
                    continue
                }
            }
            ends.append(instant.later(by: duration))
            instants.append((instant, .starts))
            most = max(most, ends.count - first)
        }
    }

    /// What an operator should expect, in a few words; nil when every instant just starts.
    var summary: String? {
        let count = instants.count
        if skipped > 0 { return Self.share(skipped, of: count) + " will skip" }
        if cancelled > 0 { return Self.share(cancelled, of: count) + " will be cut short" }
        if waiting > 0 { return Self.share(waiting, of: count) + " will wait" }
        return most > 1 ? "up to \(most) at once" : nil
    }

    /// A share in small numbers where there are many instants and it is true to within one of them: `all`, `2 in 3`, `1 of 120`.
    static func share(_ part: Int, of whole: Int) -> String {
        guard part < whole else { return whole == 1 ? "it" : "all" }
        for small in 2...10 where whole >= 4 * small {
            let few = (part * small * 2 + whole) / (whole * 2)
            if few > 0, few < small, abs(few * whole - part * small) <= small { return "\(few) in \(small)" }
        }
        return "\(part) of \(whole)"
    }
}

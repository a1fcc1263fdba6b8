/// What becomes of a task's coming instants, as the engine's own decisions were played ahead: soonest first.
package struct FireForecast: Hashable, Sendable {
    /// What becomes of one instant.
    package enum Fate: Hashable, Sendable {
        case starts, skipped, waits
    }

    /// One instant.
    package struct Fire: Hashable, Sendable {
        /// When it is.
        package var at: Int64
        /// What becomes of it.
        package var fate: Fate
        /// Whether its start cancels an execution that runs.
        package var cancels = false
        /// How many run once it is decided.
        package var active = 1

        /// Creates an instant.
        package init(at: Int64, fate: Fate) {
            self.at = at
            self.fate = fate
        }
    }

    /// The instants.
    package private(set) var instants: [Fire]

    /// Whether there are more of them than were played.
    package private(set) var isPartial: Bool

    /// When the task's pause ends by itself, up to which nothing fires; nil where it is not paused, or only an operator
    /// ends that.
    package var goesOnAt: Int64?

    /// Whether it is known how long executions take, where that decides what becomes of an instant.
    package var isForeseen = true

    /// Creates a forecast of instants in their order.
    package init(_ instants: [Fire] = [], isPartial: Bool = false) {
        self.instants = instants
        self.isPartial = isPartial
    }

    /// The part of it in a stretch of time.
    func within(_ stretch: Range<Int64>) -> FireForecast {
        var part = FireForecast(instants.filter { stretch.contains($0.at) }, isPartial: isPartial)
        part.isForeseen = isForeseen
        return part
    }

    /// The time from one instant to the next, on average; nil when there are not two.
    var interval: Int64? {
        guard instants.count > 1, let first = instants.first, let last = instants.last else { return nil }
        return last.at.since(first.at) / Int64(instants.count - 1)
    }

    /// What an operator should expect, in a few words; nil when every instant just starts.
    var summary: String? {
        guard isForeseen else { return "overlaps unknown: not measured" }
        let count = instants.count
        let skipped = instants.count { $0.fate == .skipped }
        if skipped > 0 { return Self.share(skipped, of: count) + " will skip" }
        let cancelled = instants.count(where: \.cancels)
        // How long those that were cut off would have taken nobody knows: many may be done before.
        if cancelled > 0 { return Self.share(cancelled, of: count) + " will be cut short at p95" }
        let waiting = instants.count { $0.fate == .waits }
        if waiting > 0 { return Self.share(waiting, of: count) + " will wait" }
        let most = instants.map(\.active).max() ?? 0
        return most > 1 ? "up to \(most) at once" : nil
    }

    /// Whether some will not run, or not to their ends.
    var isTroubled: Bool { instants.contains { $0.fate == .skipped || $0.cancels } }

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

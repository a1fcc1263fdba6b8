/// What became of the instants that had passed while tasks were paused.
package struct ResumeOutcome: Sendable, Hashable {
    private var instants = 0
    private var decisions: [Decision: Int] = [:]
    /// Instants that found a full buffer, which are none of ``decisions``.
    private var turnedAway = 0

    package init() {}

    /// Counts the instants of one task, whose resume was planned so.
    package mutating func add(_ spans: [ResumePlanner.Span], _ plan: TickPlan) {
        let passed = spans.reduce(0) { $0 + $1.count }
        instants += passed
        var left = passed
        for entry in plan.entries where entry.decision != .paused {
            if entry.decision == .limit, entry.heldBy != nil {
                turnedAway += entry.count
            } else {
                decisions[entry.decision, default: 0] += entry.count
            }
            left -= entry.count
        }
        if left > 0 { decisions[.paused, default: 0] += left }
    }

    /// How many there were and what was decided, as `3 instants had passed: 1 started, 2 coalesced into a later one`.
    package var sentence: String {
        guard instants > 0 else { return "no instant had passed" }
        var found = Self.phrases.compactMap { (decision, phrase) in decisions[decision].map { ($0, phrase) } }
        if turnedAway > 0 { found.append((turnedAway, "turned away by a full buffer")) }
        let what =
            switch (found.count, instants) {
            case (1, 1): found[0].1
            case (1, _): "all \(found[0].1)"
            default: found.map { "\($0) \($1)" }.joined(separator: ", ")
            }
        return "\(instants.counted("instant")) had passed: \(what)"
    }

    /// In the order in which an operator asks.
    private static let phrases: KeyValuePairs<Decision, String> = [
        .started: "started",
        .buffered: "waiting for a slot",
        .coalesced: "coalesced into a later one",
        .skippedOverlap: "skipped by the overlap policy",
        .missed: "missed",
        .excluded: "excluded",
        .limit: "over the limit of occurrences",
        .expired: "expired",
        .paused: "left out",
    ]
}

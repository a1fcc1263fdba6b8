package import Timetable

/// What is to be done about a task's due instants: the answer of a pure decision, performed by the engine in
/// one transaction.
package struct TickPlan: Sendable, Hashable {
    /// New ledger entries, oldest first; neighbours with the same decision and holder are already one.
    package var entries: [Entry] = []
    /// Provisional entries that got their final decision.
    package var resolutions: [Resolution] = []
    /// Occurrences to dispatch, in order.
    package var starts: [Start] = []
    /// Executions to cancel in the same transaction, oldest first.
    package var cancels: [String] = []
    /// Where the cursor stands afterwards.
    package var cursor: Instant
    /// Entries that this plan replaces, by their first instant: a resume rewrites what was `paused`.
    package var replaced: [Instant] = []
    /// The number of the next occurrence afterwards.
    package var occurrence: Int
    /// The next instant of an after-completion task; nil while an execution has yet to end.
    package var pendingAt: Instant?
    /// How many instants were excluded because an operator said to skip the next ones.
    package var skipped = 0
    /// Whether more due instants are waiting than one bite takes.
    package var hasMore = false

    /// The decision for one instant, or for `count` neighbouring ones from `nominal` to `until`.
    package struct Entry: Sendable, Hashable {
        package var nominal: Instant
        package var until: Instant
        package var count: Int
        package var decision: Decision
        /// The id of the execution started.
        package var execution: String?
        /// The id of the execution that held the slot, for `skipped-overlap` and `buffered`.
        package var heldBy: String?
        /// The instant this one was coalesced into.
        package var into: Instant?
        /// Whether instants that are decided otherwise lie between the entry before and this one.
        package var isApart = false

        package init(
            nominal: Instant,
            until: Instant? = nil,
            count: Int = 1,
            decision: Decision,
            execution: String? = nil,
            heldBy: String? = nil,
            into: Instant? = nil
        ) {
            self.nominal = nominal
            self.until = until ?? nominal
            self.count = count
            self.decision = decision
            self.execution = execution
            self.heldBy = heldBy
            self.into = into
        }

        /// Whether the next instant's entry may be counted in this one: same decision, same reason.
        package func joins(_ next: Entry) -> Bool {
            switch decision {
            case .started, .buffered: false
            default:
                !next.isApart && decision == next.decision && heldBy == next.heldBy && into == next.into
            }
        }
    }

    /// The final decision for an instant whose entry was provisional.
    package struct Resolution: Sendable, Hashable {
        package var nominal: Instant
        package var decision: Decision
        package var execution: String?
        package var heldBy: String?

        package init(nominal: Instant, decision: Decision, execution: String? = nil, heldBy: String? = nil) {
            self.nominal = nominal
            self.decision = decision
            self.execution = execution
            self.heldBy = heldBy
        }
    }

    /// One occurrence to dispatch.
    package struct Start: Sendable, Hashable {
        package var nominal: Instant
        package var occurrence: Int
        /// Empty for a plain scheduled task.
        package var id: String
        /// A start for a missed instant: paced, and never before an on-time one.
        package var isCatchUp: Bool
    }

    package init(cursor: Instant, occurrence: Int) {
        self.cursor = cursor
        self.occurrence = occurrence
    }

    /// Set where instants are passed over that are decided already: what is added next is apart from what was before.
    package var isCut = false

    /// Whether there is nothing to write.
    package var isEmpty: Bool { entries.isEmpty && resolutions.isEmpty && starts.isEmpty && cancels.isEmpty }

    mutating func add(_ entry: Entry) {
        entries.append(entry)
        if isCut { entries[entries.count - 1].isApart = true }
        isCut = false
        joinNeighbours(of: entries.count - 1)
    }

    /// Counts the entry at the index in the one before, if both say the same.
    mutating func joinNeighbours(of index: Int) {
        guard index > 0, entries[index - 1].joins(entries[index]) else { return }
        let joined = entries.remove(at: index)
        entries[index - 1].until = joined.until
        entries[index - 1].count += joined.count
    }
}

/// What the operator has done to the ledger of a task.
package struct LedgerState: Hashable, Sendable {
    /// How many rows are asked for at first, and how many more each time the oldest is reached.
    static let page = 200
    /// The most that are asked for: beyond it one decision alone reaches further back.
    static let most = 10_000

    /// The decisions that can be asked for, in the order in which a key goes through them.
    static let decisions = [
        "started", "skipped-overlap", "coalesced", "missed", "excluded", "limit", "expired", "buffered",
        "paused",
    ]

    /// The task.
    package var task = ""
    /// The rows, by their keys.
    package var list = ListState<String>()
    /// The one decision shown; nil for all.
    package var decision: String?
    /// The instant to go to once its row has been read.
    var sought: Int64?
    /// The instant that was gone to, which may be one of several in its row; nil once the cursor is moved.
    var instant: Int64?
    /// What is asked about, until the cursor is moved.
    var question: LedgerQuestion?
    /// How many rows are asked for.
    package var limit = LedgerState.page
    /// The view to go back to.
    package var from = View.tasks

    /// Creates the state of no ledger.
    package init() {}

    /// Leaves what was sought or asked about to the cursor.
    mutating func letGo() {
        sought = nil
        instant = nil
        question = nil
    }
}

/// A question about a time of a task's life.
struct LedgerQuestion: Hashable {
    /// The time as it was written.
    let text: String
    /// When it was asked, from where times such as `2h` count.
    let askedAt: Int64
    /// Whether the cursor has been brought to what was meant.
    var isPlaced = false
}

/// The decision for one instant of a task, or for neighbouring ones of one decision.
package struct LedgerLine: Hashable, Sendable {
    /// Its identity on the screen.
    package var key: String
    /// The instant, or the first of them.
    package var at: Int64
    /// The last of them.
    package var until: Int64
    /// How many they are.
    package var count: Int
    /// As the engine spells it.
    package var decision: String
    /// When it was decided.
    package var decidedAt: Int64
    /// How much later than the instant the task's jitter has it acted on, in milliseconds.
    package var spread: Int64 = 0
    /// The execution started; empty when none was.
    package var execution = ""
    /// The execution that held the slot; empty when none did.
    package var heldBy = ""
    /// The instant it was coalesced into.
    package var into: Int64?

    /// Creates a line.
    package init(_ key: String, at: Int64, until: Int64, count: Int, decision: String, decidedAt: Int64) {
        self.key = key
        self.at = at
        self.until = until
        self.count = count
        self.decision = decision
        self.decidedAt = decidedAt
    }

    /// The execution it leads to: the one started, or the one that was in the way.
    var link: String? { execution.isEmpty ? heldBy.isEmpty ? nil : heldBy : execution }
}

/// A stretch of a task's decisions, newest first.
package struct LedgerPage: Hashable, Sendable {
    /// The task.
    package var task = ""
    /// The rows.
    package var rows: [LedgerLine] = []
    /// Whether there are older ones after the last.
    package var hasOlder = false

    /// Creates an empty page.
    package init() {}
}

/// Why a task did or did not run at an instant.
package struct WhyPage: Hashable, Sendable {
    /// The task.
    package var task: String
    /// The instant that was asked about; nil for the newest.
    package var asked: Int64?
    /// The time as it was written, and what was meant by it; nil when none was written, or it is no time.
    package var text: String?
    package var meant: Int64?
    /// The answer first, then what it rests on.
    package var sentences: [String]
    /// Whether the instant started an execution, or is none.
    package var isStart: Bool
    /// Why the task stands as it does: who paused or stopped it, what keeps it from firing; empty when nothing does.
    package var cause = ""

    /// Creates an answer.
    package init(_ task: String, asked: Int64?, sentences: [String], isStart: Bool) {
        self.task = task
        self.asked = asked
        self.sentences = sentences
        self.isStart = isStart
    }
}

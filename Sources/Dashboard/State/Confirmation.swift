/// A question before an order: the default is no, and Enter never confirms.
package struct Confirmation: Hashable, Sendable {
    /// What it takes to confirm.
    package enum Tier: Hashable, Sendable {
        /// The letter `y`.
        case yes
        /// This word, typed whole, then Enter.
        case word(String)
    }

    /// What can be written besides the answer.
    enum Line: Hashable, Sendable {
        case reason
        case payload
    }

    /// Milliseconds from its first appearance until an answer counts: keys meant for another window are not answers.
    package static let arming: Int64 = 400

    /// What is done once it is confirmed.
    package var requests: [OrderRequest]
    /// What it takes.
    package var tier: Tier
    /// What has been typed of the word.
    package var typed = ""
    /// The reason, in the operator's words.
    package var reason = ""
    /// The line that the keys go to; nil when they answer.
    var editing: Line?
    /// Another payload, as far as it has been typed.
    var payload = ""
    /// When it was first on the screen as it stands; nil while it has not been.
    package var shownAt: Int64?
    /// Whether it has been on the screen at all.
    package var hasAppeared = false
    /// Whether an answer counts by now, as far as the clock has been told.
    package var isArmed = false
    /// What it was about when it was last looked at: when that changes, the answer must wait again.
    package var facts: [String] = []

    /// Creates a question.
    package init(_ requests: [OrderRequest], tier: Tier) {
        self.requests = requests
        self.tier = tier
        reason = requests.first?.reason ?? ""
    }

    /// Whether an answer counts by now.
    package func isArmed(at moment: Int64) -> Bool {
        shownAt.map { moment.since($0) >= Self.arming } ?? false
    }

    /// Whether the word to be typed is how many there are, and not a name.
    var asksForNumber: Bool { requests.count > 1 }

    /// Whether the keys go to a line of text.
    var takesText: Bool {
        if case .word = tier { return true }
        return editing != nil
    }

    /// The execution that may get another payload, and the one it gets as it stands; nil when none may.
    ///
    /// What gets another one runs again from the beginning.
    var payloadTarget: (id: String, payload: String?)? {
        guard tier == .yes, requests.count == 1 else { return nil }
        switch requests[0].verb {
        case .restart(let id, let payload): return (id, payload)
        case .rerun(let id, _): return (id, nil)
        default: return nil
        }
    }

    /// Makes the answer wait until the question has been shown as it is now.
    mutating func showAgain() {
        shownAt = nil
        isArmed = false
    }
}

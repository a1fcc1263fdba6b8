internal import ZartCore

/// What waits for the next commit, and what follows from each transition once it is durable or refused.
struct PendingCommit {
    private(set) var transitions: [Transition] = []
    private(set) var effects: [Effect] = []

    var isEmpty: Bool { transitions.isEmpty }

    mutating func append(_ transition: consuming Transition, _ effect: consuming Effect) {
        transitions.append(transition)
        effects.append(effect)
    }

    /// Moves out what follows from a transition, so that it is not copied.
    mutating func takeEffect(_ index: Int) -> Effect {
        var effect = Effect.nothing
        swap(&effect, &effects[index])
        return effect
    }

    /// Empties it and keeps its memory.
    mutating func removeAll() {
        transitions.removeAll(keepingCapacity: true)
        effects.removeAll(keepingCapacity: true)
    }
}

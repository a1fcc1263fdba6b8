/// What to do about one due occurrence, given what of its task is not in an end state.
package enum OverlapDecision: Sendable, Hashable {
    /// A slot is free.
    case start
    /// Make room by cancelling these, oldest first, then start.
    case replace([String])
    /// Every slot is taken; this execution is named as the holder.
    case skip(heldBy: String?)
    /// Wait for a slot.
    case buffer(heldBy: String?)
    /// Wait for a slot in the place of the oldest waiting instant.
    case displace(heldBy: String?)
    /// Every slot is taken and the buffer is full.
    case refuse(heldBy: String?)
}

extension OverlapPolicy {
    /// Decides about one due occurrence.
    ///
    /// `active` are the task's executions that are not in an end state, oldest first; `waiting` is how many
    /// instants already wait in the buffer.
    package func decide(active: [TaskView.Active], waiting: Int) -> OverlapDecision {
        guard let maximum, active.count >= maximum else { return .start }
        // The oldest holds the slot: it is the one whose end would have let this occurrence in.
        let holder = active.first?.id
        switch atCap {
        case .skip:
            return .skip(heldBy: holder)
        case .cancelOldest:
            return .replace(active.prefix(active.count - maximum + 1).map(\.id))
        case .buffer(let limit, let keep, _):
            if keep == .all || waiting < limit { return .buffer(heldBy: holder) }
            return keep == .latest ? .displace(heldBy: holder) : .refuse(heldBy: holder)
        }
    }
}

/// What an order to start an execution meets, as a task's overlap policy has it.
enum OverlapAtCap: Hashable {
    /// A slot is free.
    case free
    /// The oldest execution is cancelled for it.
    case replaces(String)
    /// It is refused because of this execution, unless it says that it shall start all the same.
    case refused(String)

    init(_ task: TaskLine) {
        let active = max(task.running, task.holders.count)
        let rule = OverlapRule(task.overlap)
        guard let maximum = rule.maximum, active > 0, active >= maximum else {
            self = .free
            return
        }
        let holder = task.holders.first ?? "its execution"
        self = rule.atCap == .cancelOldest ? .replaces(holder) : .refused(holder)
    }
}

extension TaskLine {
    /// Whether its next occurrence cancels whatever holds the only slot.
    var cancelsAtNext: Bool {
        let rule = OverlapRule(overlap)
        return (state == "active" || state == "late") && !isHeld && rule.maximum == 1
            && rule.atCap == .cancelOldest
    }
}

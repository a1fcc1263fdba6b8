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
        let words = task.overlap.split(separator: " ", maxSplits: 1).map(String.init)
        let (maximum, rest): (Int?, String) =
            switch words.first ?? "" {
            case "always-start", "allow": (nil, "")
            case "max-unlimited": (nil, "")
            case "cancel-and-restart", "restart": (1, "cancel-oldest")
            case let word where word.hasPrefix("max-"): (Int(word.dropFirst(4)) ?? 1, words.last ?? "")
            default: (1, "skip")
            }
        guard let maximum, active > 0, active >= maximum else {
            self = .free
            return
        }
        let holder = task.holders.first ?? "its execution"
        self = rest == "cancel-oldest" ? .replaces(holder) : .refused(holder)
    }
}

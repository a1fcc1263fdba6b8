/// What a pass wants a slot for.
enum SlotUse {
    /// One more attempt beside those in flight.
    case attempt(StepStart, CheckedContinuation<StepVerdict, Never>)
    /// A step whose sleep, back-off or patience is over.
    case goOn(EngineStep, CheckedContinuation<StepVerdict, Never>)
    /// A wait whose event has come.
    case event(sequence: Int64, data: String, StepStart, CheckedContinuation<StepVerdict, Never>)

    /// Who waits for it.
    var reply: CheckedContinuation<StepVerdict, Never> {
        switch self {
        case .attempt(_, let reply), .goOn(_, let reply), .event(_, _, _, let reply): reply
        }
    }
}

/// Who waits for a slot, in the order of asking.
struct SlotQueue {
    private var waiting: [(live: LivePass, use: SlotUse)] = []
    private var head = 0

    var isEmpty: Bool { head == waiting.count }

    mutating func append(_ live: LivePass, _ use: SlotUse) {
        waiting.append((live, use))
    }

    /// Takes the one that has waited longest.
    mutating func popFirst() -> (live: LivePass, use: SlotUse)? {
        guard !isEmpty else { return nil }
        let first = waiting[head]
        head += 1
        if head > 64, head * 2 > waiting.count {
            waiting.removeFirst(head)
            head = 0
        }
        return first
    }

    /// Takes out the first that a pass waits for to wake, or to begin an attempt if it may.
    mutating func removeFirst(of live: LivePass, orAttempt mayBegin: Bool) -> SlotUse? {
        let found = waiting[head...].firstIndex { one in
            guard one.live === live else { return false }
            return if case .attempt = one.use { mayBegin } else { true }
        }
        return found.map { waiting.remove(at: $0).use }
    }

    /// Takes out everything that a pass waits for.
    mutating func remove(_ live: LivePass) -> [SlotUse] {
        let removed = waiting[head...].filter { $0.live === live }.map(\.use)
        guard !removed.isEmpty else { return [] }
        waiting = waiting[head...].filter { $0.live !== live }
        head = 0
        return removed
    }

    /// Empties the queue and gives back who waited in it.
    mutating func removeAll() -> [SlotUse] {
        defer { self = SlotQueue() }
        return waiting[head...].map(\.use)
    }
}

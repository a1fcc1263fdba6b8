internal import ZartCore

extension Engine {
    /// Cancels an execution and has its commands killed without a grace; of one that has ended, what is still stopping.
    ///
    /// Swift code cannot be killed: the answer names the steps that go on until they heed their cancellation.
    func kill(_ id: String, _ order: Order) throws(ZartError) -> OrderAnswer {
        let open = executionIDs[id].flatMap { executions[$0] }
        let left = stopping.values.first { $0.execution.id == id }
        let live = open?.live ?? left
        let inFlight = live?.stepsInOrder.filter { $0.value.status == .running }.map(\.key) ?? []
        var answer: OrderAnswer
        if open != nil || left == nil && orphans[id] == nil {
            answer = try cancel(id, order)
        } else {
            answer = OrderAnswer("\(id) has ended; what is left of it is killed", execution: id)
        }
        // The pass has to know that it is cancelled before its command ends, or it would begin that again.
        flush()
        guard role == .active || role == .draining else { return answer }
        settings.upkeep?(.killed(id))
        guard let live, !inFlight.isEmpty else { return answer }
        let names = inFlight.joined(separator: ", ")
        if settings.killable.contains(live.execution.handler) {
            if open != nil { answer.message += ": \(names) killed" }
        } else {
            let (verb, pronoun) =
                inFlight.count == 1 ? ("is", "it ends when it heeds") : ("are", "they end when they heed")
            answer.message += ": \(names) \(verb) Swift code, which cannot be killed; \(pronoun) the cancel"
        }
        return answer
    }
}

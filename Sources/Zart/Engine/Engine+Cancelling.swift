internal import Timetable
internal import ZartCore

/// Cancels of executions and events offered to them.
extension Engine {
    func cancel(_ id: String, _ order: Order) throws(ZartError) -> OrderAnswer {
        guard let execution = executionIDs[id].flatMap({ executions[$0] }) else {
            if let answer = takeBackQueued(id, order) { return answer }
            throw try absent(id)
        }
        let who = order.actor.isEmpty ? "cancelled" : "cancelled by \(order.actor)"
        cancel(execution, because: order.reason.map { "\(who): \($0)" } ?? who)
        return OrderAnswer("cancelled \(id)", execution: id)
    }

    func offer(_ id: String, _ name: String, _ data: String, _ order: Order) throws(ZartError)
        -> OrderAnswer
    {
        guard data.utf8.count <= Limits.event else {
            throw ZartError(
                .invalid,
                "the event is \(data.utf8.count) bytes: at most \(Limits.event) are allowed"
            )
        }
        guard JSONCoding.canonical(data) != nil else {
            throw ZartError(.invalid, "the event's data is no JSON: \(data.prefix(80))")
        }
        do {
            try Limits.checkName(name, what: "event name '\(name)'")
        } catch {
            throw ZartError(.invalid, error.message)
        }
        guard let execution = executionIDs[id].flatMap({ executions[$0] }) else { throw try absent(id) }
        lastEvent += 1
        add(
            .offerEvent(
                EventOffer(
                    sequence: lastEvent,
                    execution: execution.sequence,
                    name: name,
                    data: data,
                    actor: order.actor,
                    at: now
                )
            )
        )
        let message =
            switch deliver(lastEvent, name, data, to: execution) {
            case true?: "delivered event '\(name)' to \(id)"
            case false?: "event '\(name)' is kept for \(id): no step of it waits for that now"
            case nil: "event '\(name)' is recorded for \(id): the step that waits for it gets it"
            }
        return OrderAnswer(message, execution: id)
    }

    /// Why an execution cannot be acted on: it has ended, or never was.
    func absent(_ id: String) throws(ZartError) -> ZartError {
        flush()
        do {
            guard let known = try store.lookUp(id: id) else {
                return ZartError(.notFound, "no execution '\(id)'")
            }
            return ZartError(.refused, "execution '\(id)' has already ended: \(known.status)")
        } catch {
            throw error.asZartError
        }
    }
}

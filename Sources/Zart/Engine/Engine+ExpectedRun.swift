internal import ZartCore

extension Engine {
    /// Refuses an order about a run that is not the newest any more: then it has done its work, or is about something
    /// that is over.
    func checkRun(_ order: Order) throws(ZartError) {
        guard let expected = order.run else { return }
        let id = order.target
        let newest: Int
        if let open = executionIDs[id].flatMap({ executions[$0] }) {
            newest = open.run
        } else {
            newest = try ended(id).run
        }
        guard newest == expected else {
            throw ZartError(
                .refused,
                "run \(newest) of '\(id)' has begun since; the order was about run \(expected)"
            )
        }
    }
}

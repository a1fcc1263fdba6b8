internal import Timetable
internal import ZartCore

/// Further runs that wait for a slot of their task instead of being refused.
///
/// One that waits is an order on record without a final answer; when its turn comes it is applied like any other.
extension Engine {
    /// Takes up the orders that wait, as they are on record.
    func takeUpQueuedOrders() throws(StoreError) {
        let turns = orderQueues.mapValues(\.turn)
        orderQueues.removeAll()
        for posted in try store.queuedOrders() { try enqueue(posted) }
        for (task, turn) in turns { orderQueues[task]?.turn = turn }
    }

    private func enqueue(_ posted: PendingOrder) throws(StoreError) {
        // One whose execution or task is gone is refused when it is next looked at.
        let known = try store.lookUp(id: posted.order.target)
        let task = known.flatMap { taskIDs[$0.task] } ?? 0
        orderQueues[task, default: OrderQueue()].insert(posted)
    }

    /// Takes up an order that has just been queued; with the id 0 its row has yet to be made.
    func takeUpQueued(_ id: Int64, _ order: Order, _ answer: OrderAnswer) {
        do throws(StoreError) {
            if id == 0 {
                flush()
                guard role == .active || role == .draining else { return }
                try takeUpQueuedOrders()
            } else {
                var order = order
                order.run = answer.queuedAfterRun
                try enqueue(PendingOrder(id: id, order: order))
            }
        } catch {
            commitFailed(error, [])
        }
    }

    /// The answer to an order that has to wait; nil where its run may begin.
    func queued(
        _ ended: EndedExecution,
        _ task: EngineTask,
        _ order: Order
    ) throws(ZartError) -> OrderAnswer? {
        let queue = orderQueues[task.id] ?? OrderQueue()
        let before = queue.orders
        if let same = queue.action(about: ended.id) {
            guard same == order.action else {
                throw ZartError(
                    .refused,
                    "another run of '\(ended.id)' waits for a slot already: 'cancel \(ended.id)' takes it back"
                )
            }
            return OrderAnswer(
                "run \(ended.run + 1) of \(ended.id) waits already",
                execution: ended.id,
                isJoined: true
            )
        }
        let holder: String?
        switch task.spec.overlap.ofFurtherRun(nil).decide(active: task.view.active, waiting: .max) {
        case .start, .replace:
            if before.isEmpty { return nil }
            holder = nil
        case .skip(let id), .buffer(let id), .displace(let id), .refuse(let id): holder = id
        }
        var reasons: [String] = []
        if let holder { reasons.append("\(holder) runs") }
        if let first = before.first {
            reasons.append(
                before.count == 1
                    ? "\(first.order.target) is before it" : "\(before.count) others are before it"
            )
        }
        let why = reasons.joined(separator: ", and ")
        return OrderAnswer(
            "run \(ended.run + 1) of \(ended.id) waits for a slot of '\(task.spec.name)': \(why)",
            execution: ended.id,
            queuedAfterRun: ended.run
        )
    }

    // MARK: Going on

    /// Begins what waits, where a task has a slot that no instant wants.
    ///
    /// Called once everything due has been decided: ticks go first. While orders that were given together are looked at
    /// nothing begins, for the next of them may take it back.
    func advanceQueuedOrders() {
        hasQueuedWork = false
        guard !orderQueues.isEmpty, !hasDueTimer, lastApplied == 0 else { return }
        var bite = Self.orderBite
        for task in orderQueues.keys.sorted() {
            while bite > 0, role == .active, mayGoOn(task), let next = takeNext(task) {
                bite -= 1
                begin(next, of: task)
            }
            guard bite > 0 else { return hasQueuedWork = true }
        }
    }

    private func mayGoOn(_ id: Int64) -> Bool {
        guard let task = tasks[id] else { return true }
        let kept = orderQueues[id]?.turn.kept(from: task.lastEntry, now: now) ?? .zero
        return task.view.letsQueuedRunBegin(at: now, kept: kept)
    }

    private func takeNext(_ task: Int64) -> PendingOrder? {
        guard let next = orderQueues[task]?.takeFirst() else {
            orderQueues[task] = nil
            return nil
        }
        return next
    }

    private func begin(_ posted: PendingOrder, of task: Int64) {
        var order = posted.order
        order.waits = false
        let answer = apply(order)
        // A commit on the way failed: it still waits on record, and is taken up with everything else.
        guard role == .active else { return }
        if answer.refusal == nil {
            orderQueues[task]?.turn.began([posted.order.target], after: tasks[task]?.lastEntry, at: now)
        }
        settle(posted, answer)
    }

    private func settle(_ posted: PendingOrder, _ answer: OrderAnswer) {
        record(answer, of: posted.order, id: posted.id)
        // Who waits for that run waits in vain.
        if answer.refusal != nil { afterwards.append(.ended(id: posted.order.target)) }
        log(
            .info,
            "order",
            "\(posted.order.actor) asked: \(posted.order.target): \(answer.message)"
        )
    }

    // MARK: Taking back

    /// Answers orders that wait about an execution, or all of a task, that nothing will come of them.
    ///
    /// - Returns: how many they were.
    @discardableResult
    func withdrawQueued(
        of task: Int64,
        about execution: String? = nil,
        because reason: String
    ) -> Int {
        let withdrawn = orderQueues[task]?.take(about: execution) ?? []
        for posted in withdrawn { settle(posted, OrderAnswer(reason, refusal: .refused)) }
        return withdrawn.count
    }

    /// Takes back the further run of an ended execution that waits; nil where none does.
    func takeBackQueued(_ id: String, _ order: Order) -> OrderAnswer? {
        let who = order.actor.isEmpty ? "taken back" : "taken back by \(order.actor)"
        let reason = order.reason.map { "\(who): \($0)" } ?? who
        let count = orderQueues.keys.reduce(0) { $0 + withdrawQueued(of: $1, about: id, because: reason) }
        guard count > 0 else { return nil }
        return OrderAnswer("took back the run of \(id) that waited for a slot", execution: id)
    }
}

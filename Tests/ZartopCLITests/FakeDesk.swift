import Synchronization
import Timetable
import ZartCore

@testable import ZartopCLI

/// A desk that keeps the orders and answers as it is told.
final class FakeDesk: OrderDesk {
    typealias Answers = @Sendable (Order) -> Result<OrderAnswer, ZartError>
    typealias Wait = @Sendable (String, Duration?) -> Result<ExecutionRecord, ZartError>

    private let taken = Mutex<[Order]>([])
    private let bulks = Mutex<[String]>([])
    private let answers: Answers
    private let waits: Wait

    init(
        answers: @escaping Answers = { .success(OrderAnswer("done with \($0.target)")) },
        waits: @escaping Wait = { id, _ in .failure(ZartError(.timedOut, "'\(id)' has not ended")) }
    ) {
        self.answers = answers
        self.waits = waits
    }

    /// The commands that gave orders together.
    var commands: [String] { bulks.withLock { $0 } }

    var orders: [Order] { taken.withLock { $0 } }

    func perform(_ order: Order) async throws(ZartError) -> OrderAnswer {
        taken.withLock { $0.append(order) }
        return try answers(order).get()
    }

    func perform(together orders: [Order], command: String, actor: String) async throws(ZartError)
        -> OrderBulk?
    {
        taken.withLock { $0 += orders }
        bulks.withLock { $0.append(command) }
        guard !orders.isEmpty else { return nil }
        var records: [OrderRecord] = []
        for (index, order) in orders.enumerated() {
            let now = Instant(milliseconds: 0)
            let answer = try answers(order).get()
            records.append(
                OrderRecord(
                    id: Int64(index),
                    kind: "",
                    target: order.target,
                    actor: actor,
                    terminal: "",
                    reason: nil,
                    postedAt: now,
                    answeredAt: answer.isQueued ? nil : now,
                    answer: answer.isQueued ? nil : answer,
                    queued: answer.isQueued ? answer.message : nil
                )
            )
        }
        return OrderBulk(number: 1, postedAt: Instant(milliseconds: 0), orders: records)
    }

    func wait(for id: String, timeout: Duration?) async throws(ZartError) -> ExecutionRecord {
        try waits(id, timeout).get()
    }
}

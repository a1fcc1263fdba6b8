import Synchronization
import ZartCore

@testable import ZartopCLI

/// A desk that keeps the orders and answers as it is told.
final class FakeDesk: OrderDesk {
    typealias Answers = @Sendable (Order) -> Result<OrderAnswer, ZartError>
    typealias Wait = @Sendable (String, Duration?) -> Result<ExecutionRecord, ZartError>

    private let taken = Mutex<[Order]>([])
    private let answers: Answers
    private let waits: Wait

    init(
        answers: @escaping Answers = { .success(OrderAnswer("done with \($0.target)")) },
        waits: @escaping Wait = { id, _ in .failure(ZartError(.timedOut, "'\(id)' has not ended")) }
    ) {
        self.answers = answers
        self.waits = waits
    }

    var orders: [Order] { taken.withLock { $0 } }

    func perform(_ order: Order) async throws(ZartError) -> OrderAnswer {
        taken.withLock { $0.append(order) }
        return try answers(order).get()
    }

    func wait(for id: String, timeout: Duration?) async throws(ZartError) -> ExecutionRecord {
        try waits(id, timeout).get()
    }
}

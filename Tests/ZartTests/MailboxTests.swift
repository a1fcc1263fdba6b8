import Testing

@testable import Zart

/// What waits for the engine, in its order.
@Suite(.timeLimit(.minutes(10))) struct MailboxTests {
    /// The tasks whose ends wait, in their order.
    private func taken(_ mailbox: Mailbox) -> [Int64] {
        var batch: [Request] = []
        mailbox.take(&batch)
        return batch.map { request in
            guard case .plainEnded(let task, _) = request else { return -1 }
            return task
        }
    }

    private func request(_ task: Int64) -> Request { .plainEnded(task: task, error: nil) }

    @Test func `an end takes the place of a begin that still waits`() {
        let mailbox = Mailbox()
        _ = mailbox.post(request(1))
        let begin = mailbox.leave(request(2))
        _ = mailbox.post(request(3))
        _ = mailbox.post(request(4), over: begin)
        #expect(taken(mailbox) == [1, 4, 3])
    }

    @Test func `an end whose begin has been taken comes after what waits`() {
        let mailbox = Mailbox()
        let begin = mailbox.leave(request(1))
        #expect(taken(mailbox) == [1])
        _ = mailbox.post(request(2))
        _ = mailbox.post(request(3), over: begin)
        #expect(taken(mailbox) == [2, 3])
    }

    @Test func `only the post that finds the engine asleep wakes it`() {
        let mailbox = Mailbox()
        _ = mailbox.leave(request(1))
        #expect(mailbox.post(request(2)))
        #expect(!mailbox.post(request(3)))
        #expect(!mailbox.sleepIfEmpty(), "something waits")
        #expect(taken(mailbox) == [1, 2, 3])
        #expect(mailbox.sleepIfEmpty())
        #expect(mailbox.post(request(4)))
    }
}

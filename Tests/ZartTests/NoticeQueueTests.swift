import Testing
import Timetable
import ZartCore

@testable import Zart

/// Which notice is sent next.
struct NoticeQueueTests {
    private let start = Instant(milliseconds: 1_798_077_600_000)
    private var queue = NoticeQueue()

    private func notice(
        _ number: Int64,
        _ change: AlarmChange = .raised,
        of task: Int64 = 1,
        tries: Int = 0,
        due seconds: Int64 = 0
    ) -> PendingNotice {
        PendingNotice(
            AlarmNotice(
                number: number,
                change: change,
                alarm: .late,
                task: "nightly",
                execution: nil,
                step: nil,
                since: start,
                raisedAt: start,
                recoveredAt: nil,
                sentence: "late",
                evidence: "{}"
            ),
            task: task,
            attempts: tries,
            dueAt: start + .seconds(seconds)
        )
    }

    /// Takes what is due so many seconds after the start, each once.
    private mutating func taken(at seconds: Int64) -> [String] {
        var ids: [String] = []
        while let next = queue.takeNext(due: start + .seconds(seconds)) { ids.append(next.notice.id) }
        return ids
    }

    @Test mutating func `what is due first goes first, and of those together the older alarm`() {
        for notice in [notice(3, due: 5), notice(2, due: 9), notice(1, due: 5)] { queue.put(notice) }
        let early = taken(at: 4)
        #expect(early == [])
        let due = queue.nextDue()
        #expect(due == start + .seconds(5))
        let all = taken(at: 9)
        #expect(all == ["1-raised", "3-raised", "2-raised"])
    }

    @Test mutating func `of one task one goes at a time, and what was tried already goes last`() {
        queue.put([notice(1, tries: 2), notice(2), notice(3, of: 2, tries: 1), notice(4, of: 3, due: 1)])
        let next = queue.takeNext(due: start + .seconds(1))
        #expect(next?.notice.id == "2-raised")
        let besides = [queue.takeNext(due: start + .seconds(1), besides: [1])?.notice.id]
        #expect(besides == ["4-raised"])
        let last = queue.takeNext(due: start + .seconds(1), besides: [1, 3])
        #expect(last?.notice.id == "3-raised")
        let nothing = queue.takeNext(due: start + .seconds(1), besides: [1, 2, 3])
        #expect(nothing == nil && queue.nextDue() == nil)
        queue.release(1)
        let then = queue.takeNext(due: start + .seconds(1))
        #expect(then?.notice.id == "1-raised")
    }

    @Test mutating func `that an alarm is over waits until it was told that it was raised`() {
        queue.put(notice(1, .recovered))
        queue.put(notice(2, .raised, due: 1))
        queue.put(notice(2, .recovered))
        let first = taken(at: 1)
        // Of the first one somebody has been told already.
        #expect(first == ["1-recovered", "2-raised"])
        queue.remove("2-raised")
        let then = taken(at: 1)
        #expect(then == ["2-recovered"])
    }

    @Test mutating func `a worker that takes them up again keeps that order`() {
        // As they are due: telling of the first failed, and is tried again later.
        queue.put([notice(1, .recovered), notice(1, .raised, due: 9), notice(2, .recovered)])
        let first = taken(at: 1)
        #expect(first == ["2-recovered"])
        let second = taken(at: 9)
        #expect(second == ["1-raised"])
        queue.remove("1-raised")
        let then = taken(at: 9)
        #expect(then == ["1-recovered"])
    }

    @Test mutating func `what failed comes again when it says, and what is done never`() {
        queue.put(notice(1))
        _ = taken(at: 0)
        queue.put(notice(1, due: 30))
        let before = taken(at: 29)
        #expect(before == [])
        let after = taken(at: 30)
        #expect(after == ["1-raised"])
        queue.put(notice(1, due: 40))
        queue.remove("1-raised")
        let due = queue.nextDue()
        #expect(due == nil)
        let never = taken(at: 99)
        #expect(never == [])
    }

    @Test mutating func `what nobody can be told of is left alone until that may have changed`() {
        queue.put(notice(1))
        _ = taken(at: 0)
        queue.setAside("1-raised")
        let aside = taken(at: 0)
        #expect(aside == [])
        queue.reconsider()
        let again = taken(at: 0)
        #expect(again == ["1-raised"])
    }

    @Test mutating func `a clock that is set takes them along`() {
        queue.put(notice(1, due: 5))
        queue.shift(by: .seconds(60))
        let before = taken(at: 64)
        #expect(before == [])
        let after = taken(at: 65)
        #expect(after == ["1-raised"])
    }
}

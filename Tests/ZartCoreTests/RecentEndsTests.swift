import Testing
import Timetable
import ZartCore

private let start = Instant(seconds: 1_767_225_600)

/// What is taken from the ends of a task's newest executions; they are given by number, newest first.
struct RecentEndsTests {
    private func ends(_ ends: [(String, ExecutionStatus, Int64)]) -> RecentEnds {
        var recent = RecentEnds()
        for (id, status, at) in ends {
            _ = recent.add(.init(status: status, id: id, at: start + .seconds(at), error: nil))
        }
        return recent
    }

    @Test func `what was run again and succeeded last ends the failures before it`() {
        let recent = ends([("t-2", .failed, 30), ("t-1", .failed, 20), ("t-0", .completed, 40)])
        #expect(recent.streak(since: start).count == 0)
        #expect(recent.lastSuccess == start + .seconds(40))
    }

    @Test func `failures since the last success are counted by when they ended`() {
        let recent = ends([
            ("t-4", .failed, 60), ("t-3", .cancelled, 55), ("t-2", .failed, 30), ("t-1", .failed, 50),
            ("t-0", .completed, 40),
        ])
        let streak = recent.streak(since: start)
        #expect(streak.count == 2 && streak.lastID == "t-4" && streak.lastAt == start + .seconds(60))
    }

    @Test func `of those that ended at one time the greater number is the newer`() {
        #expect(ends([("t-1", .failed, 10), ("t-0", .completed, 10)]).streak(since: start).count == 1)
        #expect(ends([("t-1", .completed, 10), ("t-0", .failed, 10)]).streak(since: start).count == 0)
    }

    @Test func `after a success twenty are enough, and without one all are wanted`() {
        func wanted(_ status: ExecutionStatus) -> Int {
            var recent = RecentEnds()
            let first = RecentEnds.End(status: status, id: "t-99", at: start, error: nil)
            guard recent.add(first) else { return 1 }
            for number in 2...200 {
                let end = RecentEnds.End(status: .failed, id: "t-\(100 - number)", at: start, error: nil)
                guard recent.add(end) else { return number }
            }
            return 200
        }
        #expect(wanted(.completed) == 20)
        #expect(wanted(.failed) == 200)
    }
}

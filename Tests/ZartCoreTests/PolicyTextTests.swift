import Testing
import Timetable
import ZartCore

/// The stable texts of policies: what the database holds, and what `--overlap` and `--missed` take.
@Suite("texts of policies", .timeLimit(.minutes(10)))
struct PolicyTextTests {
    @Test(arguments: [
        (OverlapPolicy.skipIfRunning, "skip-if-running"), (.cancelAndRestart, "cancel-and-restart"),
        (.alwaysStart, "always-start"), (.max(3, atCap: .skip), "max-3 skip"),
        (.max(2, atCap: .cancelOldest), "max-2 cancel-oldest"),
        (.max(1, atCap: .buffer()), "max-1 buffer(limit 1, keep latest)"),
        (
            .max(3, atCap: .buffer(limit: 5, keep: .first, ttl: .seconds(3600))),
            "max-3 buffer(limit 5, keep first, ttl 1h)"
        ),
    ])
    func `an overlap policy has one text`(policy: OverlapPolicy, text: String) {
        #expect(policy.description == text)
        #expect(OverlapPolicy(text: text) == policy)
    }

    @Test(arguments: [1, 2, 7, 1_000_000])
    func `every shape of overlap policy reads back as itself`(maximum: Int) {
        var shapes: [OverlapPolicy.AtCap] = [.skip, .cancelOldest]
        for limit in [1, 2, 99] {
            for keep in OverlapPolicy.Keep.allCases {
                for ttl in [nil, Duration.zero, .milliseconds(1), .seconds(90), .seconds(100_000)] {
                    shapes.append(.buffer(limit: limit, keep: keep, ttl: ttl))
                }
            }
        }
        for shape in shapes {
            let policy = OverlapPolicy.max(maximum, atCap: shape)
            #expect(OverlapPolicy(text: policy.description) == policy)
        }
    }

    @Test(arguments: [
        ("max-1 skip", OverlapPolicy.skipIfRunning), ("max-1 cancel-oldest", .cancelAndRestart),
        ("max-2 buffer(keep all)", .max(2, atCap: .buffer(keep: .all))),
        ("max-2 buffer(ttl 1m)", .max(2, atCap: .buffer(ttl: .seconds(60)))),
    ])
    func `an operator may leave out what is usual`(text: String, policy: OverlapPolicy) {
        #expect(OverlapPolicy(text: text) == policy)
    }

    @Test func `where all are kept no limit is said, and one that was given is kept`() {
        let all = OverlapPolicy.max(1, atCap: .buffer(keep: .all))
        #expect("\(all)" == "max-1 buffer(keep all)")
        let limited = OverlapPolicy.max(1, atCap: .buffer(limit: 5, keep: .all))
        #expect(OverlapPolicy(text: "\(limited)") == limited)
    }

    @Test(arguments: [
        "", "skip", "Skip-if-running", "skip-if-running ", "max-0 skip", "max--1 skip", "max- skip",
        "max-x skip",
        "max-3", "max-3 ", "max-3  skip", "max-unlimited cancel-oldest", "max-3 buffer",
        "max-3 buffer(limit 0)",
        "max-3 buffer(limit 1", "max-3 buffer(limit)", "max-3 buffer(limit x)", "max-3 buffer(keep some)",
        "max-3 buffer(ttl -5s)", "max-3 buffer(ttl 5)", "max-3 buffer(depth 5)",
        "max-3 buffer(limit 1 keep all)",
    ])
    func `what is no overlap policy is refused`(text: String) {
        #expect(OverlapPolicy(text: text) == nil)
    }

    @Test(arguments: [
        (MissedPolicy.latest, "latest"), (.skip, "skip"), (.all(5), "all-5"),
        (.latest(window: .seconds(3600)), "latest window 1h"),
        (.all(1, window: .milliseconds(5)), "all-1 window 5ms"),
        (MissedPolicy(.skip, window: .zero), "skip window 0s"),
    ])
    func `a missed policy has one text`(policy: MissedPolicy, text: String) {
        #expect(policy.description == text)
        #expect(MissedPolicy(text: text) == policy)
    }

    @Test(arguments: [
        "", "newest", "all", "all-", "all-0", "all--3", "all-x", "latest window", "latest window 5",
        "latest window 1h 2h", "latest 1h", "skip windows 1h", "latest window -1h",
    ])
    func `what is no missed policy is refused`(text: String) {
        #expect(MissedPolicy(text: text) == nil)
    }
}

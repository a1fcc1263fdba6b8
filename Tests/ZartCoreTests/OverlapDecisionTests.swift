import Testing
import Timetable
import ZartCore

/// The algebra: how many may run, and what a tick does that finds all of them taken.
@Suite("overlap", .timeLimit(.minutes(10)))
struct OverlapDecisionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let policy: OverlapPolicy
        let active: String
        let waiting: Int
        let decision: OverlapDecision

        init(_ policy: OverlapPolicy, active: String, waiting: Int = 0, _ decision: OverlapDecision) {
            self.policy = policy
            self.active = active
            self.waiting = waiting
            self.decision = decision
        }

        var testDescription: String { "\(policy) · active \(active) · waiting \(waiting)" }
    }

    private static let first = OverlapPolicy.max(2, atCap: .buffer(limit: 2, keep: .first))
    private static let latest = OverlapPolicy.max(2, atCap: .buffer(limit: 2, keep: .latest))
    private static let all = OverlapPolicy.max(2, atCap: .buffer(limit: 2, keep: .all))

    static let cases: [Case] = [
        Case(.skipIfRunning, active: "", .start),
        Case(.skipIfRunning, active: "a", .skip(heldBy: "a")),
        Case(.skipIfRunning, active: "ab", .skip(heldBy: "a")),
        Case(.max(3, atCap: .skip), active: "ab", .start),
        Case(.max(3, atCap: .skip), active: "abc", .skip(heldBy: "a")),
        Case(.alwaysStart, active: "", .start),
        Case(.alwaysStart, active: "abcdef", .start),
        Case(.cancelAndRestart, active: "", .start),
        Case(.cancelAndRestart, active: "a", .replace(["a"])),
        // Beyond the cap, as after an operator's override: all that exceed it make room.
        Case(.cancelAndRestart, active: "abc", .replace(["a", "b", "c"])),
        Case(.max(2, atCap: .cancelOldest), active: "a", .start),
        Case(.max(2, atCap: .cancelOldest), active: "ab", .replace(["a"])),
        Case(.max(2, atCap: .cancelOldest), active: "abcd", .replace(["a", "b", "c"])),
        Case(first, active: "a", .start),
        Case(first, active: "ab", .buffer(heldBy: "a")),
        Case(first, active: "ab", waiting: 1, .buffer(heldBy: "a")),
        Case(first, active: "ab", waiting: 2, .refuse(heldBy: "a")),
        Case(latest, active: "ab", waiting: 1, .buffer(heldBy: "a")),
        Case(latest, active: "ab", waiting: 2, .displace(heldBy: "a")),
        Case(latest, active: "ab", waiting: 9, .displace(heldBy: "a")),
        Case(all, active: "ab", waiting: 2, .buffer(heldBy: "a")),
        Case(all, active: "ab", waiting: 99, .buffer(heldBy: "a")),
    ]

    @Test(arguments: cases)
    func `a tick finds the slots as they are`(one: Case) {
        let active = one.active.map { TaskView.Active(id: String($0), isRunning: true) }
        #expect(one.policy.decide(active: active, waiting: one.waiting) == one.decision)
        // An execution that has not begun holds its slot as well as one that has.
        let scheduled = one.active.map { TaskView.Active(id: String($0), isRunning: false) }
        #expect(one.policy.decide(active: scheduled, waiting: one.waiting) == one.decision)
    }

    @Test(arguments: 1...4, 0...6)
    func `only cancelling and skipping policies differ, and only at the cap`(maximum: Int, running: Int) {
        let active = (0..<running).map { TaskView.Active(id: "\($0)", isRunning: true) }
        let policies: [OverlapPolicy.AtCap] = [.skip, .cancelOldest, .buffer(), .buffer(keep: .all)]
        for atCap in policies {
            let decision = OverlapPolicy.max(maximum, atCap: atCap).decide(active: active, waiting: 0)
            #expect((decision == .start) == (running < maximum))
            // What is cancelled leaves exactly one slot.
            if case .replace(let ids) = decision { #expect(running - ids.count == maximum - 1) }
        }
    }

    @Test func `the page's three policies are words of the algebra`() {
        #expect(OverlapPolicy.skipIfRunning == .max(1, atCap: .skip))
        #expect(OverlapPolicy.cancelAndRestart == .max(1, atCap: .cancelOldest))
        #expect(OverlapPolicy.alwaysStart.maximum == nil)
    }

    static let marbles: [Marble] = [
        Marble(.skipIfRunning, ends: ".....0....", out: "0ssss1ssss"),
        Marble(.skipIfRunning, ends: ".0123", out: "01234"),
        Marble(.max(2, atCap: .skip), ends: "...0.1..", out: "01s2s3ss"),
        Marble(.alwaysStart, out: "0123456789"),
        Marble(.cancelAndRestart, out: "01234", cancelled: "0123"),
        Marble(.cancelAndRestart, ends: "..1..", out: "01234", cancelled: "023"),
        Marble(.max(2, atCap: .cancelOldest), out: "012345", cancelled: "0123"),
        Marble(.max(2, atCap: .cancelOldest), ends: "...1..", out: "012345", cancelled: "023"),
    ]

    @Test(arguments: marbles)
    func `ticks meet what runs`(marble: Marble) throws { try marble.check() }
}

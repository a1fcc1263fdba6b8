import Testing
import Timetable
import ZartCore

/// A long list of undecided instants is taken in bites, and nothing is lost between them.
@Suite("bites", .timeLimit(.minutes(10)))
struct BiteTests {
    /// Policies under which a long list behaves differently.
    static let policies: [(OverlapPolicy, MissedPolicy)] = [
        (.skipIfRunning, .latest), (.skipIfRunning, .all(50)), (.cancelAndRestart, .latest),
        (.cancelAndRestart, .all(50)), (.alwaysStart, .all(50)), (.alwaysStart, .skip),
        (.alwaysStart, .latest(window: .seconds(300))),
        (.max(2, atCap: .buffer(limit: 5, keep: .latest)), .all(50)),
        (.max(2, atCap: .buffer(limit: 5, keep: .first)), .all(50)),
    ]

    @Test(arguments: policies)
    func `small bites decide what one large one does`(overlap: OverlapPolicy, missed: MissedPolicy) throws {
        let now = Sample.origin + .seconds(1000)
        var whole = LedgerModel(try Sample.view(every: .seconds(1), overlap: overlap, missed: missed))
        whole.tick(at: now, bite: 10_000)
        whole.audit()
        #expect(whole.faults == [])
        for bite in [1, 7, 50, 1000, 1001] {
            var parts = LedgerModel(try Sample.view(every: .seconds(1), overlap: overlap, missed: missed))
            parts.tick(at: now, bite: bite)
            parts.audit()
            #expect(parts.faults == [])
            #expect(parts.starts == whole.starts && parts.cancelled == whole.cancelled)
            for second in 0...1000 {
                let instant = Sample.origin + .seconds(second)
                let (one, other) = (parts.decision(at: instant), whole.decision(at: instant))
                #expect(one?.decision == other?.decision && one?.into == other?.into)
                #expect(one?.heldBy == other?.heldBy && one?.execution == other?.execution)
            }
        }
    }

    @Test func `a bite says whether more is waiting`() throws {
        let view = try Sample.view(every: .seconds(1), overlap: .alwaysStart, missed: .all(200))
        let now = Sample.origin + .seconds(99)
        let some = TickPlanner.plan(view, now: now, bite: 99)
        #expect(some.hasMore && some.cursor == Sample.origin + .seconds(98))
        #expect(!TickPlanner.plan(view, now: now, bite: 100).hasMore)
    }

    @Test(arguments: [
        (MissedPolicy.latest, nil, 3_650), (.latest, Duration.milliseconds(900), 1), (.skip, nil, 30),
        (.all(20), nil, 1), (.all(20), .milliseconds(900), 1),
    ])
    func `a month of missed seconds is conserved`(missed: MissedPolicy, jitter: Duration?, days: Int) throws {
        var view = try Sample.view(every: .seconds(1), overlap: .skipIfRunning, missed: missed)
        view.jitter = jitter
        let seconds = days * 86_400
        let now = Sample.origin + .seconds(seconds)
        var (bites, decided, starts) = (0, 0, 0)
        var rows: [TickPlan.Entry] = []
        var plan: TickPlan
        repeat {
            plan = TickPlanner.plan(view, now: now)
            bites += 1
            decided += plan.entries.reduce(0) { $0 + $1.count }
            starts += plan.starts.count
            // However many instants there are, it writes few rows.
            #expect(plan.entries.count <= 4)
            for entry in plan.entries {
                if let last = rows.last, last.joins(entry) {
                    rows[rows.count - 1].count += entry.count
                } else {
                    rows.append(entry)
                }
            }
            view.cursor = plan.cursor
            view.occurrence = plan.occurrence
            view.active += plan.starts.map { .init(id: $0.id, isRunning: true) }
        } while plan.hasMore
        // With jitter the newest instant may not be due yet.
        #expect(decided == seconds + 1 || jitter != nil && decided == seconds)
        #expect(view.cursor == Sample.origin + .seconds(decided - 1))
        // What starts nothing is decided at once.
        #expect(bites == 1)
        #expect(starts == 1 && rows.count <= 4)
    }

    @Test func `a clock that goes on between bites starts no more than the limit and the late ones`() throws {
        var view = try Sample.view(every: .seconds(1), missed: .all(5))
        var now = Sample.origin + .seconds(500)
        var starts: [TickPlan.Start] = []
        var plan: TickPlan
        repeat {
            plan = TickPlanner.plan(view, now: now, bite: 40)
            view.cursor = plan.cursor
            view.occurrence = plan.occurrence
            starts += plan.starts
            now += .seconds(1)
        } while plan.hasMore
        #expect(starts.count { $0.isCatchUp } == 5)
        #expect(starts.map(\.occurrence) == Array(0..<starts.count))
    }
}

import Testing
import Timetable
import ZartCore

@testable import ZartSQLite

@Suite("doctor's judgement", .timeLimit(.minutes(10)))
struct DoctorJudgementTests {
    private func at(_ minutes: Int64) -> Int64 { Patient.midnight + minutes * Patient.minute }

    private func detail(
        _ name: String,
        of patient: Patient,
        zones: @escaping (String) -> Zone? = Berlin.zones
    )
        throws -> Doctor.Check
    {
        try #require(try patient.examine(zones: zones).first { $0.name == name })
    }

    @Test func `a version whose zone file has changed is unverifiable and no fault`() throws {
        let patient = try Patient.healthy()
        try patient.connection.script(
            "UPDATE zart_ledger SET nominal_at = nominal_at + 1, decided_at = decided_at + 1 WHERE task = 2 AND decision = 'paused'"
        )
        let check = try detail("ledger-conservation", of: patient) { _ in Berlin.other }
        #expect(check.ok)
        #expect(check.detail.contains("version 1 of task 'berlin' cannot be verified: the zone file"))
        #expect(
            try detail("ledger-conservation", of: patient) { _ in nil }.detail.contains(
                "does not know the zone"
            )
        )
        #expect(!(try detail("ledger-conservation", of: patient).ok))
    }

    @Test func `a version on the clocks of UTC is verified whatever zone files there are`() throws {
        let patient = try Patient.healthy()
        defer { withExtendedLifetime(patient) {} }
        let row = try patient.connection.statement(
            "SELECT 1, 'cron UTC gap=after repeat=first 0 2 * * *', ?, 0, 1, NULL, NULL, NULL"
        ).first(Zone.utc.fingerprint) { Doctor.VersionRow($0) }
        for zones in [{ _ in Berlin.other }, { _ in nil }] as [(String) -> Zone?] {
            guard case .enumerated = row?.instants(zones: zones) else {
                Issue.record("not verified")
                continue
            }
        }
    }

    @Test func `an unverifiable version still has no instant twice`() throws {
        let patient = try Patient.healthy()
        try patient.connection.script(
            "UPDATE zart_ledger SET until = until + 604800000 WHERE task = 2 AND version = 1 AND nominal_at = (SELECT min(nominal_at) FROM zart_ledger WHERE task = 2)"
        )
        #expect(!(try detail("ledger-conservation", of: patient) { _ in nil }.ok))
    }

    @Test func `a clock that was set back excuses what it explains, and the detail says so`() throws {
        let patient = try Patient.healthy()
        try patient.connection.script(
            """
            UPDATE zart_ledger SET decided_at = nominal_at - 600000 WHERE task = 5 AND nominal_at = \(at(60));
            INSERT INTO zart_clock_events VALUES (1, \(at(50)), -900000)
            """
        )
        let excused = try detail("never-early", of: patient)
        #expect(excused.ok)
        #expect(excused.detail.contains("1 row not judged: the clock was set back then"))
        try patient.connection.script("UPDATE zart_clock_events SET delta = 900000")
        #expect(!(try detail("never-early", of: patient).ok))
        try patient.connection.script("UPDATE zart_clock_events SET delta = -300000")
        #expect(!(try detail("never-early", of: patient).ok))
    }

    @Test func `a clock set back while no worker lived is known by the next one's begin`() throws {
        let patient = try Patient.healthy()
        // The next session begins at 00:00:45, before what the first had completed at 00:00:55.
        try patient.connection.script(
            """
            UPDATE zart_steps SET ended_at = \(at(0) + 55_000) WHERE run = 1 AND name = 'second';
            UPDATE zart_sessions SET began_at = \(at(0) + 45_000) WHERE number = 2
            """
        )
        #expect(try detail("checkpoints", of: patient).detail.contains("1 row not judged"))
        try patient.connection.script("UPDATE zart_steps SET session = 2 WHERE run = 1 AND name = 'second'")
        #expect(!(try detail("checkpoints", of: patient).ok))
    }

    @Test func `a step of the clock too small to be recorded makes no end before a beginning`() throws {
        let patient = try Patient.healthy()
        for (milliseconds, proves) in [(499, false), (500, true)] {
            try patient.connection.script(
                "UPDATE zart_attempts SET ended_at = started_at - \(milliseconds) WHERE step = 'second'"
            )
            #expect(try detail("checkpoints", of: patient).ok != proves)
        }
    }

    @Test func `a clock that was set back excuses an overlap it made`() throws {
        let patient = try Patient.healthy()
        try patient.connection.script(
            """
            UPDATE zart_executions SET ended_at = \(at(4) + 20_000) WHERE id = 'grid-1';
            INSERT INTO zart_clock_events VALUES (1, \(at(4)), -60000)
            """
        )
        let check = try detail("overlap", of: patient)
        #expect(check.ok)
        #expect(check.detail.contains("1 row not judged"))
    }

    @Test func `a policy that allowed more at the time is kept to`() throws {
        let patient = try Patient.healthy()
        try patient.connection.script(
            """
            UPDATE zart_executions SET override = 0 WHERE id = 'grid-6';
            UPDATE zart_specs SET spec = '{"overlap":"max-2 skip"}' WHERE task = 1;
            INSERT INTO zart_specs VALUES (1, \(at(30)), '{"overlap":"skip-if-running"}')
            """
        )
        #expect(try detail("overlap", of: patient).ok)
        try patient.connection.script("UPDATE zart_specs SET at = \(at(8)) WHERE task = 1 AND at = \(at(30))")
        #expect(!(try detail("overlap", of: patient).ok))
    }

    @Test func `a policy in a specification of another form is found`() throws {
        let patient = try Patient.healthy()
        try patient.connection.script(
            """
            UPDATE zart_executions SET override = 0 WHERE id = 'grid-6';
            UPDATE zart_tasks SET overlap = 'always-start' WHERE id = 1;
            UPDATE zart_specs SET spec = 'grid: every 1m, always-start' WHERE task = 1
            """
        )
        #expect(try detail("overlap", of: patient).ok)
        try patient.connection.script(
            """
            UPDATE zart_tasks SET overlap = 'max-1 skip' WHERE id = 1;
            UPDATE zart_specs SET spec = 'grid: every 1m, max-1 skip' WHERE task = 1
            """
        )
        #expect(!(try detail("overlap", of: patient).ok))
    }

    @Test func `a rerun opens its execution again`() throws {
        let patient = try Patient.healthy()
        try patient.connection.script(
            "UPDATE zart_executions SET started_at = \(at(2)), ended_at = \(at(2) + 1) WHERE id = 'grid-0'"
        )
        let check = try detail("overlap", of: patient)
        #expect(
            check.detail.contains("'grid-0' was opened at 2026-03-02T00:02:00Z while 'grid-1' had not ended")
        )
    }

    private func isAccused(_ instant: String, _ patient: Patient) throws -> Bool {
        try detail("ledger-conservation", of: patient).detail.contains(instant)
    }

    @Test
    func `an instant after a further run is no fault once the run and the order for it have been pruned`()
        throws
    {
        let patient = try Patient.healthy()
        func faults() throws -> Bool { try isAccused("of task 'poll' is an instant, but nothing", patient) }
        try patient.connection.script(
            """
            UPDATE zart_tasks SET pending_at = pending_at + 1 WHERE id = 3;
            INSERT INTO zart_pruned_work (task, handler, measure, label, value) VALUES (3, '', 'executions', '', 1)
            """
        )
        #expect(try faults())
        try patient.connection.run("DELETE FROM zart_orders WHERE id = 1")
        #expect(try !faults())
    }

    @Test func `an instant after a decision that has been pruned is no fault where an older start is kept`()
        throws
    {
        let patient = try Patient.healthy()
        func faults() throws -> Bool { try isAccused("00:12:00Z in version 1 of task 'poll'", patient) }
        try patient.connection.script(
            "UPDATE zart_executions SET ended_at = ended_at + 1000 WHERE id = 'poll-0'"
        )
        #expect(try faults())
        // What was pruned before that start has nothing to do with it.
        try patient.connection.run(
            "INSERT INTO zart_pruned (task, version, decision, count, through) VALUES (3, 1, 'excluded', 1, ?)",
            at(0) - 1
        )
        #expect(try faults())
        try patient.connection.run("UPDATE zart_pruned SET through = ? WHERE task = 3", at(2))
        #expect(try !faults())
    }

    @Test func `a hundred years of a grid are counted without a loop`() throws {
        let patient = try Patient()
        let count = 315_360_000_000
        let last = Patient.midnight + Int64(count - 1) * 10
        try patient.task(1, "fast", "every 10ms", cursor: last, occurrence: 0, tally: (0, 0, 0, count))
        try patient.version(1, says: "every 10ms")
        try patient.decision(1, at: Patient.midnight, until: last, count: count, "missed", decided: last)
        let checks = try patient.examine(now: Instant(milliseconds: last))
        for check in checks { #expect(check.ok, "\(check.name): \(check.detail)") }
        try patient.connection.run("UPDATE zart_ledger SET count = count - 1")
        #expect(!(try detail("ledger-conservation", of: patient).ok))
    }

    @Test func `a cursor in the far future is a fault that is not counted for ever`() throws {
        let patient = try Patient.healthy()
        try patient.connection.run(
            "UPDATE zart_tasks SET cursor = ?1 WHERE id = 2",
            Int64(200_000_000_000_000)
        )
        #expect(!(try detail("ledger-conservation", of: patient).ok))
    }

    @Test func `a plain task's instants after completion keep their distance`() throws {
        let patient = try Patient()
        try patient.task(
            1,
            "tidy",
            "after 10m",
            cursor: at(25),
            pending: at(40),
            occurrence: 3,
            tally: (3, 0, 0, 0),
            isDurable: false
        )
        try patient.version(1, says: "after 10m")
        for minute in [Int64(0), 12, 25] { try patient.decision(1, at: at(minute), "started") }
        for check in try patient.examine() { #expect(check.ok, "\(check.name): \(check.detail)") }
        func move(_ last: Int64, to instant: Int64) throws {
            try patient.connection.run(
                "UPDATE zart_ledger SET nominal_at = ?1, until = ?1 WHERE nominal_at = ?2",
                instant,
                last
            )
        }
        // Meanwhile the clock was set back by less than what is put on record.
        try move(at(25), to: at(22) - 400)
        #expect(try detail("ledger-conservation", of: patient).ok)
        try move(at(22) - 400, to: at(21))
        let check = try detail("ledger-conservation", of: patient)
        #expect(
            check.detail.contains(
                "2026-03-02T00:21:00Z in version 1 of task 'tidy' comes less than 10m after"
            )
        )
    }

    @Test func `the first faults are named and the others counted`() throws {
        let patient = try Patient.healthy()
        try patient.connection.run("UPDATE zart_executions SET epoch = -1")
        let check = try detail("checkpoints", of: patient)
        #expect(check.detail.contains("'grid-0' has the epoch -1; 'grid-1' has"))
        #expect(check.detail.hasSuffix("; and 30 more"))
    }

    @Test(
        arguments: [
            (25, nil),
            (24, "task 'berlin' has no execution for occurrences 0 to 23, 25, of which 24 were pruned"),
            (26, "the pruned tally of task 'berlin' says 26 executions, but 25 of its numbers have none"),
        ] as [(Int, String?)]
    )
    func `numbers that are not there are as many as were pruned`(_ pruned: Int, _ fault: String?) throws {
        let patient = try Patient.healthy()
        // One between them was spared, since its step had yet to stop.
        try patient.connection.run(
            "DELETE FROM zart_executions WHERE id IN ('berlin-22', 'berlin-23', 'berlin-25')"
        )
        try patient.connection.run("UPDATE zart_pruned_work SET value = ?1", pruned)
        let found = try patient.faults()["counters"]
        if let fault {
            #expect(found?.contains(fault) == true, "\(found ?? "no fault")")
        } else {
            #expect(found == nil)
        }
    }

    @Test func `numbers are unique even where the index is gone`() throws {
        let patient = try Patient.healthy()
        try patient.connection.script("DROP INDEX zart_executions_occurrence")
        try patient.execution("grid-3b", 1, 3, cause: "trigger", at: at(5), ended: at(5) + 1)
        let check = try detail("counters", of: patient)
        #expect(check.detail.contains("task 'grid' has two executions with occurrence 3"))
    }

    @Test func `an order is not late while no worker is alive`() throws {
        let patient = try Patient.healthy()
        try patient.connection.run("UPDATE zart_orders SET posted_at = ?1 WHERE id = 2", at(10))
        #expect(!(try detail("orders", of: patient).ok))
        try patient.connection.run("UPDATE zart_lease SET expires_at = ?1, renewed_at = ?1", at(200))
        #expect(try detail("orders", of: patient).ok)
    }

    @Test func `a small step of the clock may have a decision resolved before it was made`() throws {
        let patient = try Patient.healthy()
        try patient.connection.run(
            "UPDATE zart_ledger SET resolved_at = decided_at - 499 WHERE task = 4 AND decision = 'skipped-overlap'"
        )
        #expect(try patient.faults().isEmpty)
    }
}

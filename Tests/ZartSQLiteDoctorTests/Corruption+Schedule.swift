/// Corruptions of the file, its schedule versions and their ledger.
extension Corruption {
    static let ofSchedule: [Corruption] = [
        Corruption(
            "integrity",
            "a row names a task that is not there",
            """
            INSERT INTO zart_specs VALUES (99, 0, '{}')
            """,
            says: "names a row of zart_tasks that is not there"
        ),
        Corruption(
            "integrity",
            "an older version",
            """
            PRAGMA user_version = 0
            """,
            says: "bring it up to date with 'zartop migrate'"
        ),
        Corruption(
            "constraints",
            "a word that is none",
            """
            PRAGMA ignore_check_constraints = ON;
            UPDATE zart_orders SET kind = 'dance' WHERE id = 1
            """,
            says: "row 1 of zart_orders is not kind IN ("
        ),
        Corruption(
            "schema",
            "a unique index is gone",
            """
            DROP INDEX zart_executions_occurrence
            """,
            says: "the index zart_executions_occurrence is missing"
        ),
        Corruption(
            "schema",
            "a view is gone",
            """
            DROP VIEW zart_all_attempts
            """,
            says: "the view zart_all_attempts is missing"
        ),
        Corruption(
            "schema",
            "a table has another column",
            """
            ALTER TABLE zart_clock_events ADD COLUMN why TEXT
            """,
            says: "the table zart_clock_events is not as this program made it"
        ),
        Corruption(
            "schema",
            "a table of ours that is not",
            """
            CREATE TABLE zart_more (x INTEGER)
            """,
            says: "zart_more is not of this program's making"
        ),
        Corruption(
            "schema",
            "a trigger",
            """
            CREATE TRIGGER sly AFTER INSERT ON zart_ledger BEGIN SELECT 1;
            END
            """,
            says: "the trigger sly changes what a write to zart_ledger means"
        ),
        Corruption(
            "references",
            "a run of nothing",
            """
            INSERT INTO zart_runs VALUES (999, 0, 'initial', 'failed', \(at(0)), \(at(60_000)), NULL, 'x', NULL)
            """,
            says: "run '0' belongs to execution 999"
        ),
        Corruption(
            "references",
            "a step of nothing",
            """
            UPDATE zart_steps SET execution = 999 WHERE name = 'nap'
            """,
            says: "step 'nap' belongs to execution 999"
        ),
        Corruption(
            "references",
            "an event of nothing",
            """
            UPDATE zart_events SET execution = 999 WHERE name = 'stay'
            """,
            says: "event 'stay' belongs to execution 999"
        ),
        Corruption(
            "references",
            "an attempt of nothing",
            """
            INSERT INTO zart_attempts VALUES (1, 0, 'ghost', 1, 'failed', \(at(0)), \(at(0)), NULL, NULL, 1)
            """,
            says: "attempt 1 belongs to step 'ghost'"
        ),
        Corruption(
            "references",
            "a session that never was",
            """
            UPDATE zart_steps SET session = 9 WHERE name = 'work'
            """,
            says: "step 'work' of execution 6 was driven by worker session 9"
        ),
        Corruption(
            "versions",
            "the current version is not there",
            """
            UPDATE zart_tasks SET version = 9 WHERE name = 'tidy'
            """,
            says: "task 'tidy' is in version 9, but its newest is 1"
        ),
        Corruption(
            "versions",
            "the current version has ended",
            """
            UPDATE zart_versions SET ended_at = (SELECT cursor FROM zart_tasks WHERE id = 1) WHERE task = 1
            """,
            says: "task 'grid' is active, but its version 1 has ended"
        ),
        Corruption(
            "versions",
            "the task runs another recurrence",
            """
            UPDATE zart_tasks SET recurrence = 'every 2h' WHERE name = 'tidy'
            """,
            says: "task 'tidy' runs 'every 2h', but its version 1 says 'every 1h'"
        ),
        Corruption(
            "versions",
            "an older version has no end",
            """
            INSERT INTO zart_versions SELECT task, 2, recurrence, timezone, zone_fingerprint, \(at(7_200_000)), 0, NULL, NULL, \(at(7_200_000)), NULL, cause FROM zart_versions WHERE task = 5;
            UPDATE zart_tasks SET version = 2 WHERE id = 5
            """,
            says: "version 1 of task 'tidy' has no end"
        ),
        Corruption(
            "versions",
            "the first version is gone",
            """
            PRAGMA foreign_keys = OFF;
            UPDATE zart_versions SET version = 2 WHERE task = 5;
            UPDATE zart_ledger SET version = 2 WHERE task = 5;
            UPDATE zart_tasks SET version = 2 WHERE id = 5
            """,
            says: "task 'tidy' has no version 1"
        ),
        Corruption(
            "ledger-conservation",
            "instants between two versions are of neither",
            """
            UPDATE zart_versions SET anchor = anchor + 5400000, began_at = anchor + 5400000 WHERE task = 2 AND version = 2
            """,
            says: "of task 'berlin' came after the end of version 1 and before the begin of version 2"
        ),
        Corruption(
            "ledger-conservation",
            "a span is gone",
            """
            DELETE FROM zart_ledger WHERE task = 1 AND decision = 'skipped-overlap';
            UPDATE zart_tasks SET skipped = 0 WHERE id = 1
            """,
            says: "2026-03-02T00:02:00Z and 1 after it have no decision in version 1 of task 'grid'"
        ),
        Corruption(
            "ledger-conservation",
            "the newest decision is gone",
            """
            DELETE FROM zart_ledger WHERE task = 2 AND decision = 'paused'
            """,
            says: "2026-02-25T02:00:00Z and 4 after it have no decision in version 2 of task 'berlin'"
        ),
        Corruption(
            "ledger-conservation",
            "a span says too many",
            """
            UPDATE zart_ledger SET count = 4 WHERE task = 1 AND decision = 'coalesced';
            UPDATE zart_tasks SET coalesced = 4 WHERE id = 1
            """,
            says:
                "the span from 2026-03-02T00:05:00Z to 2026-03-02T00:07:00Z in version 1 of task 'grid' says 4, but the recurrence has 3"
        ),
        Corruption(
            "ledger-conservation",
            "a span says too few",
            """
            UPDATE zart_ledger SET count = 2 WHERE task = 1 AND decision = 'coalesced';
            UPDATE zart_tasks SET coalesced = 2 WHERE id = 1
            """,
            says: "says 2, but the recurrence has more than 2"
        ),
        Corruption(
            "ledger-conservation",
            "a decision beside the grid",
            """
            UPDATE zart_ledger SET nominal_at = \(at(3_600_001)), until = \(at(3_600_001)), decided_at = \(at(3_660_000)) WHERE task = 5 AND nominal_at = \(at(3_600_000))
            """,
            says: "2026-03-02T01:00:00.001Z in version 1 of task 'tidy' has a decision but is no instant"
        ),
        Corruption(
            "ledger-conservation",
            "a span ends beside the grid",
            """
            UPDATE zart_ledger SET until = \(at(420_001)) WHERE task = 1 AND decision = 'coalesced'
            """,
            says: "2026-03-02T00:07:00.001Z in version 1 of task 'grid' ends a span but is no instant"
        ),
        Corruption(
            "ledger-conservation",
            "an instant decided twice",
            """
            INSERT INTO zart_ledger (task, version, nominal_at, until, count, decision, decided_at) VALUES (1, 1, \(at(180_000)), \(at(180_000)), 1, 'limit', \(at(180_000)))
            """,
            says: "2026-03-02T00:03:00Z in version 1 of task 'grid' has two decisions"
        ),
        Corruption(
            "ledger-conservation",
            "a decision beyond the cursor",
            """
            INSERT INTO zart_ledger (task, version, nominal_at, until, count, decision, decided_at) VALUES (1, 1, \(at(600_000)), \(at(600_000)), 1, 'limit', \(at(600_000)))
            """,
            says: "2026-03-02T00:10:00Z in version 1 of task 'grid' is decided, beyond the cursor"
        ),
        Corruption(
            "ledger-conservation",
            "a decision before the version",
            """
            INSERT INTO zart_ledger (task, version, nominal_at, until, count, decision, decided_at) VALUES (1, 1, \(at(-60_000)), \(at(-60_000)), 1, 'limit', \(at(0)))
            """,
            says: "2026-03-01T23:59:00Z in version 1 of task 'grid' is before its first instant"
        ),
        Corruption(
            "ledger-conservation",
            "the cursor ran ahead",
            """
            UPDATE zart_tasks SET cursor = \(at(10_800_000)) WHERE id = 5
            """,
            says: "2026-03-02T03:00:00Z has no decision in version 1 of task 'tidy'"
        ),
        Corruption(
            "ledger-conservation",
            "a decision beyond the end of the task",
            """
            UPDATE zart_versions SET ending_at = \(at(3_600_000)) WHERE task = 5;
            UPDATE zart_tasks SET ending_at = \(at(3_600_000)) WHERE id = 5
            """,
            says: "2026-03-02T02:00:00Z in version 1 of task 'tidy' is decided, beyond the task's end"
        ),
        Corruption(
            "ledger-conservation",
            "the pruned tally lost one",
            """
            UPDATE zart_pruned SET count = 19 WHERE decision = 'started';
            UPDATE zart_pruned SET count = 3 WHERE decision = 'trigger';
            UPDATE zart_tasks SET started = 34 WHERE id = 2
            """,
            says: "version 1 of task 'berlin': 19 decisions were pruned, but more instants there have no row"
        ),
        Corruption(
            "ledger-conservation",
            "the pruned tally gained one",
            """
            UPDATE zart_pruned SET count = 21 WHERE decision = 'started';
            UPDATE zart_pruned SET count = 1 WHERE decision = 'trigger';
            UPDATE zart_tasks SET started = 36 WHERE id = 2
            """,
            says: "version 1 of task 'berlin': 21 decisions were pruned, but 20 instants there have no row"
        ),
        Corruption(
            "ledger-conservation",
            "a tally of no decision",
            """
            INSERT INTO zart_pruned VALUES (2, 1, 'lost', 0, 0)
            """,
            says: "the pruned tally 'lost' of version 1 of task 'berlin' is of no known decision"
        ),
        Corruption(
            "ledger-conservation",
            "a decision in a version that never was",
            """
            INSERT INTO zart_ledger (task, version, nominal_at, until, count, decision, decided_at) VALUES (1, 7, \(at(60_000)), \(at(60_000)), 1, 'limit', \(at(60_000)))
            """,
            says: "1 decision of task 'grid' in version 7, which never was"
        ),
        Corruption(
            "ledger-conservation",
            "an instant that no completion brought",
            """
            UPDATE zart_executions SET ended_at = ended_at + 1000 WHERE id = 'poll-0'
            """,
            says:
                "2026-03-02T00:12:00Z in version 1 of task 'poll' is an instant, but nothing ended 10m before it"
        ),
        Corruption(
            "ledger-conservation",
            "a pending instant that no completion brought",
            """
            UPDATE zart_tasks SET pending_at = pending_at + 1 WHERE id = 3
            """,
            says:
                "2026-03-02T01:01:00.001Z in version 1 of task 'poll' is an instant, but nothing ended 10m before it"
        ),
        Corruption(
            "ledger-conservation",
            "a recurrence that is none",
            """
            UPDATE zart_versions SET recurrence = 'soon' WHERE task = 7
            """,
            says: "version 1 of task 'once' cannot be enumerated: 'soon' is no recurrence"
        ),
    ]
}

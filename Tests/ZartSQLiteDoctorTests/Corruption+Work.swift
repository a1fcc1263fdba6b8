/// Corruptions of runs, steps, orders and workers.
extension Corruption {
    static let ofWork: [Corruption] = [
        Corruption(
            "runs",
            "an earlier run is gone",
            """
            DELETE FROM zart_runs
            """,
            says: "'grid-0' is in run 1, but 0 runs before it is kept"
        ),
        Corruption(
            "runs",
            "a first run that is a retry",
            """
            UPDATE zart_executions SET run_trigger = 'retry' WHERE id = 'grid-1'
            """,
            says: "run 0 of 'grid-1' came by 'retry'"
        ),
        Corruption(
            "runs",
            "a run that began too soon",
            """
            UPDATE zart_runs SET ended_at = \(at(45_000))
            """,
            says:
                "run 0 of 'grid-0' ended at 2026-03-02T00:00:45Z, but the next one began at 2026-03-02T00:00:40Z"
        ),
        Corruption(
            "runs",
            "a run too many",
            """
            INSERT INTO zart_runs VALUES (2, 0, 'initial', 'failed', \(at(60_000)), \(at(120_000)), NULL, 'x', NULL)
            """,
            says: "run 0 of 'grid-1' is kept as an earlier one of run 0"
        ),
        Corruption(
            "checkpoints",
            "a completed step tried again",
            """
            INSERT INTO zart_attempts VALUES (1, 0, 'first', 2, 'failed', \(at(0)), \(at(0)), NULL, NULL, 1)
            """,
            says: "step 'first' of run 0 of 'grid-0' is completed in attempt 1, but has an attempt 2 besides"
        ),
        Corruption(
            "checkpoints",
            "an attempt is gone",
            """
            DELETE FROM zart_attempts WHERE step = 'second' AND attempt = 1
            """,
            says: "step 'second' of run 0 of 'grid-0' is in attempt 3, but 1 before it are kept"
        ),
        Corruption(
            "checkpoints",
            "a failure too many",
            """
            UPDATE zart_attempts SET status = 'interrupted' WHERE step = 'second' AND attempt = 1
            """,
            says: "step 'second' of run 0 of 'grid-0' counts 3 failures, but 2 are kept"
        ),
        Corruption(
            "checkpoints",
            "completed by a failed attempt",
            """
            UPDATE zart_steps SET attempt_status = 'failed' WHERE name = 'first' AND run = 0
            """,
            says: "step 'first' of run 0 of 'grid-0' is completed by an attempt that is not"
        ),
        Corruption(
            "checkpoints",
            "a retry for no time",
            """
            UPDATE zart_steps SET wake_at = NULL WHERE name = 'again'
            """,
            says: "step 'again' of run 0 of 'grid-5' waits, but for no time"
        ),
        Corruption(
            "checkpoints",
            "a step without its end",
            """
            UPDATE zart_steps SET ended_at = NULL WHERE name = 'first' AND run = 0
            """,
            says: "step 'first' of run 0 of 'grid-0' has ended, but at no time"
        ),
        Corruption(
            "checkpoints",
            "a running attempt with an end",
            """
            UPDATE zart_steps SET attempt_ended_at = \(at(545_000)) WHERE name = 'work'
            """,
            says: "step 'work' of run 0 of 'grid-5' is in an attempt that has ended"
        ),
        Corruption(
            "checkpoints",
            "an ended attempt without an end",
            """
            UPDATE zart_steps SET attempt_ended_at = NULL WHERE name = 'first' AND run = 0
            """,
            says: "has an ended attempt without an end"
        ),
        Corruption(
            "checkpoints",
            "more failures than attempts",
            """
            UPDATE zart_steps SET failures = 2 WHERE name = 'again'
            """,
            says: "step 'again' of run 0 of 'grid-5' counts more failures than attempts"
        ),
        Corruption(
            "checkpoints",
            "a key of a later run",
            """
            UPDATE zart_steps SET key_run = 3 WHERE name = 'work'
            """,
            says: "has the idempotency key of a run that is not before it"
        ),
        Corruption(
            "checkpoints",
            "an attempt that ended before it began",
            """
            UPDATE zart_attempts SET ended_at = \(at(-60_000)) WHERE step = 'second' AND attempt = 2
            """,
            says:
                "step 'second' of run 0 of 'grid-0' ended attempt 2 at 2026-03-01T23:59:00Z, before it began"
        ),
        Corruption(
            "checkpoints",
            "an open step of an ended run",
            """
            UPDATE zart_steps SET status = 'scheduled', ended_at = NULL WHERE run = 1 AND name = 'second'
            """,
            says: "step 'second' of run 1 of 'grid-0' is scheduled, but its run has ended"
        ),
        Corruption(
            "checkpoints",
            "a checkpoint from the dead",
            """
            UPDATE zart_steps SET ended_at = \(at(55_000)) WHERE run = 1 AND name = 'second'
            """,
            says:
                "step 'second' of run 1 of 'grid-0' completed at 2026-03-02T00:00:55Z, but its run had ended at 2026-03-02T00:00:50Z"
        ),
        Corruption(
            "checkpoints",
            "a step begun by the dead",
            """
            UPDATE zart_steps SET started_at = \(at(35_000)), ended_at = \(at(36_000)) WHERE run = 0 AND name = 'second'
            """,
            says:
                "step 'second' of run 0 of 'grid-0' began at 2026-03-02T00:00:35Z, but its run had ended at 2026-03-02T00:00:30Z"
        ),
        Corruption(
            "checkpoints",
            "a step of a run that never was",
            """
            UPDATE zart_steps SET run = 4 WHERE name = 'nap'
            """,
            says: "step 'nap' of run 4 of 'batch-0' is of a run that never was"
        ),
        Corruption(
            "checkpoints",
            "a kept result that is another",
            """
            UPDATE zart_steps SET result = '1' WHERE name = 'first' AND run = 1
            """,
            says: "step 'first' of run 1 of 'grid-0' is kept from run 0, which did not complete it so"
        ),
        Corruption(
            "checkpoints",
            "a rerun with the key of an earlier run",
            """
            UPDATE zart_executions SET run_trigger = 'rerun' WHERE id = 'grid-0'
            """,
            says:
                "step 'second' of run 1 of 'grid-0' repeats with the idempotency key of run 0, which only a retry inherits"
        ),
        Corruption(
            "checkpoints",
            "a negative epoch",
            """
            UPDATE zart_executions SET epoch = -1 WHERE id = 'grid-1'
            """,
            says: "'grid-1' has the epoch -1"
        ),
        Corruption(
            "succession",
            "begun too soon",
            """
            UPDATE zart_executions SET status = 'running', started_at = created_at WHERE id = 'swap-1'
            """,
            says: "'swap-1' runs, though it waits for 'swap-0' to stop"
        ),
        Corruption(
            "succession",
            "forgotten",
            """
            UPDATE zart_steps SET stopping = 0, status = 'cancelled', attempt_status = 'cancelled', ended_at = \(at(660_000)), attempt_ended_at = \(at(660_000)) WHERE name = 'hold'
            """,
            says: "'swap-1' waits for 'swap-0' to stop, which has nothing in flight"
        ),
        Corruption(
            "succession",
            "stopping in a run that goes on",
            """
            UPDATE zart_steps SET stopping = 1 WHERE name = 'work'
            """,
            says: "step 'work' of 'grid-5' is stopping, but its run goes on"
        ),
        Corruption(
            "events",
            "half used",
            """
            UPDATE zart_events SET used_at = NULL WHERE name = 'go'
            """,
            says: "event 'go' of 'batch-0' is half used"
        ),
        Corruption(
            "events",
            "used by no run",
            """
            UPDATE zart_events SET used_run = 4 WHERE name = 'go'
            """,
            says: "event 'go' of 'batch-0' was used by run 4, which never was"
        ),
        Corruption(
            "events",
            "used before it was offered",
            """
            UPDATE zart_events SET used_at = offered_at - 500 WHERE name = 'go'
            """,
            says: "event 'go' of 'batch-0' was used at 2026-03-02T00:00:59.500Z, before it was offered"
        ),
        Corruption(
            "orders",
            "answered without an answer",
            """
            UPDATE zart_orders SET answer = NULL WHERE id = 1
            """,
            says: "order 1 (trigger grid) is answered without an answer"
        ),
        Corruption(
            "orders",
            "an answer nobody gave",
            """
            UPDATE zart_orders SET answer = 'yes' WHERE id = 2
            """,
            says: "order 2 (trigger grid) has an answer, but was not answered"
        ),
        Corruption(
            "orders",
            "refused by an unknown word",
            """
            UPDATE zart_orders SET refusal = 'perhaps' WHERE id = 1
            """,
            says: "order 1 (trigger grid) is refused by an unknown word"
        ),
        Corruption(
            "orders",
            "answered before it was posted",
            """
            UPDATE zart_orders SET answered_at = posted_at - 500 WHERE id = 1
            """,
            says: "order 1 (trigger grid) was answered at 2026-03-02T00:04:53.500Z, before it was posted"
        ),
        Corruption(
            "orders",
            "forgotten by a living worker",
            """
            UPDATE zart_orders SET posted_at = \(at(14_280_000)) WHERE id = 2
            """,
            says: "order 2 (trigger grid) waits since 2026-03-02T03:58:00Z, though worker session 2 is alive"
        ),
        Corruption(
            "lease",
            "the lease is of an older epoch",
            """
            UPDATE zart_lease SET epoch = 1, session = NULL;
            UPDATE zart_sessions SET ended_at = began_at WHERE number = 2
            """,
            says: "the lease is of epoch 1, but the newest worker session has 2"
        ),
        Corruption(
            "lease",
            "the lease names another session",
            """
            UPDATE zart_lease SET session = 1;
            UPDATE zart_sessions SET ended_at = began_at WHERE number = 2
            """,
            says: "the lease names worker session 1, which is not of its epoch 2"
        ),
        Corruption(
            "lease",
            "a dead session that reads as alive",
            """
            INSERT INTO zart_sessions (number, epoch, process, host, boot, program, began_at)
                VALUES (0, 0, 1, 'h', 'b', 'p', 0)
            """,
            says: "worker session 0, begun at 1970-01-01T00:00:00Z, has no end, but does not hold the lease"
        ),
        Corruption(
            "lease",
            "epochs that fall",
            """
            UPDATE zart_sessions SET epoch = 9 WHERE number = 1
            """,
            says: "worker session 2 has epoch 2, not above that of session 1"
        ),
        Corruption(
            "lease",
            "expired before renewed",
            """
            UPDATE zart_lease SET renewed_at = expires_at + 1
            """,
            says: "before it was renewed"
        ),
        Corruption(
            "lease",
            "no lease row",
            """
            DELETE FROM zart_lease
            """,
            says: "the lease row is missing"
        ),
        Corruption(
            "never-early",
            "begun before it was scheduled",
            """
            UPDATE zart_executions SET scheduled_at = scheduled_at + 5000 WHERE id = 'once-0'
            """,
            says: "'once-0' began at 2026-03-02T00:05:00Z, but was scheduled for 2026-03-02T00:05:05Z"
        ),
        Corruption(
            "never-early",
            "scheduled before its instant",
            """
            UPDATE zart_executions SET scheduled_at = scheduled_at - 600 WHERE id = 'once-0'
            """,
            says: "'once-0' was scheduled for 2026-03-02T00:04:59.400Z, before its instant"
        ),
        Corruption(
            "never-early",
            "created before its instant",
            """
            UPDATE zart_executions SET created_at = created_at - 1000 WHERE id = 'once-0'
            """,
            says: "'once-0' was created at 2026-03-02T00:04:59Z, before its instant"
        ),
        Corruption(
            "never-early",
            "decided before its instant",
            """
            UPDATE zart_ledger SET decided_at = nominal_at - 1 WHERE task = 5 AND nominal_at = \(at(3_600_000))
            """,
            says: "2026-03-02T01:00:00Z of task 'tidy' was decided (started) at 2026-03-02T00:59:59.999Z"
        ),
        Corruption(
            "times",
            "ended before it began",
            """
            UPDATE zart_executions SET started_at = ended_at + 500 WHERE id = 'grid-3'
            """,
            says: "run 0 of 'grid-3' ended at 2026-03-02T00:04:58Z, before it began"
        ),
        Corruption(
            "times",
            "ended before it was created",
            """
            UPDATE zart_executions SET created_at = created_at + 5000 WHERE id = 'mine'
            """,
            says: "run 0 of 'mine' has the time 2026-03-02T00:04:59Z, before it was created"
        ),
        Corruption(
            "poison",
            "fewer deaths than none",
            """
            UPDATE zart_executions SET deaths = -1 WHERE id = 'grid-5'
            """,
            says: "'grid-5' counts -1 deaths of its worker"
        ),
        Corruption(
            "poison",
            "more deaths than workers",
            """
            UPDATE zart_executions SET deaths = 2 WHERE id = 'grid-5'
            """,
            says: "'grid-5' counts 2 deaths of its worker, but only 1 sessions have ended"
        ),
        Corruption(
            "poison",
            "open after the sixth death, which was the third of its last word",
            """
            WITH n (i) AS (VALUES (-5), (-4), (-3), (-2), (-1), (0))
            INSERT INTO zart_sessions (number, epoch, process, host, boot, program, began_at, ended_at, end_reason)
                SELECT i, i, 1, 'h', 'b', 'p', 0, 1, 'died' FROM n;
            UPDATE zart_executions SET deaths = 6 WHERE id = 'grid-5'
            """,
            says: "'grid-5' is open after 6 deaths of its worker, which should have failed it"
        ),
        Corruption(
            "poison",
            "a seventh death",
            """
            WITH n (i) AS (VALUES (-5), (-4), (-3), (-2), (-1), (0))
            INSERT INTO zart_sessions (number, epoch, process, host, boot, program, began_at, ended_at, end_reason)
                SELECT i, i, 1, 'h', 'b', 'p', 0, 1, 'died' FROM n;
            UPDATE zart_executions SET deaths = 7 WHERE id = 'grid-1'
            """,
            says: "'grid-1' outlived 7 deaths of its worker, allowed are 6"
        ),
    ]
}

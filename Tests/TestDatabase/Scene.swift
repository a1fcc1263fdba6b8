/// Rows that tests begin with: three tasks in the middle of a night.
package enum Scene {
    /// 2026-12-24T02:00:00Z.
    package static let night: Int64 = 1_798_077_600_000

    /// Tasks `nightly-report`, `config-refresh` and `audit-window`, with runs, retries and decisions.
    package static let sql = """
        INSERT INTO zart_tasks (id, task_id, name, kind, handler, id_template, recurrence, timezone, overlap, missed,
            payload, jitter, late_grace, state, note, version, cursor, pending_at, occurrence,
            last_status, started, skipped, coalesced, missed_count, created_at) VALUES
        (1, '__zart_recurring__:nightly-report', 'nightly-report', 'durable', 'nightly-report', 'report-{occurrence}',
            'cron UTC gap=after repeat=first 0 2 * * *', 'UTC', 'skip-if-running', 'latest',
            '{"warehouse":"EU-1"}', NULL, 10000, 'active', NULL, 1, \(night), NULL, 3, 'running',
            3, 1, 2, 0, \(night - 200_000_000)),
        (2, '__zart_recurring__:config-refresh', 'config-refresh', 'durable', 'refresh', 'config-{occurrence}',
            'every 30s', NULL, 'cancel-and-restart', 'skip', 'null', 5000, 10000, 'paused', 'deploy window', 2,
            \(night), NULL, 1, 'cancelled', 1, 0, 0, 4, \(night - 100_000_000)),
        (3, '__zart_recurring__:audit-window', 'audit-window', 'scheduled', 'audit-window', NULL, 'after 10m', NULL,
            'max-2 buffer(limit 5, keep latest)', 'all-3 window 1h', 'null', NULL, 10000, 'active', NULL, 1,
            \(night), \(night + 600_000), 0, NULL, 7, 0, 0, 0, \(night - 1_000));

        INSERT INTO zart_versions (task, version, recurrence, timezone, zone_fingerprint, anchor, includes_anchor,
            began_at, ended_at, cause) VALUES
        (1, 1, 'cron UTC gap=after repeat=first 0 2 * * *', 'UTC', '0000000000000000', \(night - 200_000_000), 1,
            \(night - 200_000_000), NULL, 'registration'),
        (2, 1, 'every 10s', NULL, NULL, \(night - 100_000_000), 1, \(night - 100_000_000), \(night - 50_000_000),
            'registration'),
        (2, 2, 'every 30s', NULL, NULL, \(night - 50_000_000), 0, \(night - 50_000_000), NULL, 'recurrence'),
        (3, 1, 'after 10m', NULL, NULL, \(night - 1_000), 1, \(night - 1_000), NULL, 'registration');

        INSERT INTO zart_executions (seq, id, task, handler, occurrence, cause, nominal_at, scheduled_at, status,
            payload, run, run_trigger, started_at, ended_at, result, error, waits_for, created_at) VALUES
        (1, 'report-0', 1, 'nightly-report', 0, 'tick', \(night - 172_800_000), \(night - 172_800_000), 'completed',
            '{"warehouse":"EU-1"}', 0, 'initial', \(night - 172_799_988), \(night - 172_790_500), '{"status":"ok"}',
            NULL, NULL, \(night - 172_800_000)),
        (2, 'report-1', 1, 'nightly-report', 1, 'tick', \(night - 86_400_000), \(night - 86_400_000), 'failed',
            '{"warehouse":"EU-1"}', 1, 'retry', \(night - 80_000_000), \(night - 79_999_000), NULL,
            'step ''write-report'' failed: disk full', NULL, \(night - 86_400_000)),
        (3, 'config-0', 2, 'refresh', 0, 'trigger', NULL, \(night - 60_000), 'cancelled', 'null', 0, 'initial',
            \(night - 59_990), \(night - 30_000), NULL, 'cancelled by anna', NULL, \(night - 60_000)),
        (4, 'manual-1', NULL, 'export', NULL, 'start', NULL, \(night - 20_000), 'completed', '[1, 2]', 0, 'initial',
            \(night - 20_000), \(night - 19_000), '3', NULL, NULL, \(night - 20_000)),
        (5, 'report-2', 1, 'nightly-report', 2, 'tick', \(night), \(night), 'running', '{"warehouse":"EU-1"}', 0,
            'initial', \(night + 12), NULL, NULL, NULL, NULL, \(night)),
        (6, 'config-1', 2, 'refresh', 1, 'tick', \(night), \(night), 'scheduled', 'null', 0, 'initial', NULL, NULL,
            NULL, NULL, 3, \(night));

        INSERT INTO zart_runs (execution, run, run_trigger, status, started_at, ended_at, result, error) VALUES
        (2, 0, 'initial', 'failed', \(night - 86_399_990), \(night - 86_390_000), NULL, 'worker gone three times');

        INSERT INTO zart_steps (seq, execution, run, name, kind, status, started_at, ended_at, wake_at, attempt,
            attempt_status, attempt_started_at, attempt_ended_at, attempt_error, failures, result, error, key_run,
            retry, session, stopping) VALUES
        (1, 1, 0, 'fetch-inventory', 'step', 'completed', \(night - 172_799_980), \(night - 172_795_000), NULL, 1,
            'completed', \(night - 172_799_980), \(night - 172_795_000), NULL, 0, '{"items":1234}', NULL, 0, NULL, 1, 0),
        (2, 2, 1, 'write-report', 'step', 'failed', \(night - 79_999_990), \(night - 79_999_000), NULL, 1, 'failed',
            \(night - 79_999_990), \(night - 79_999_000), 'disk full', 1, NULL, 'disk full', 0, NULL, 3, 0),
        (3, 3, 0, 'email', 'step', 'cancelled', \(night - 59_000), \(night - 30_000), NULL, 1, 'running',
            \(night - 59_000), NULL, NULL, 0, NULL, NULL, 0, NULL, 4, 1),
        (4, 5, 0, 'fetch-inventory', 'step', 'completed', \(night + 20), \(night + 1_220), NULL, 1, 'completed',
            \(night + 20), \(night + 1_220), NULL, 0, '{"items":1234}', NULL, 0, NULL, 4, 0),
        (5, 5, 0, 'settle', 'sleep', 'completed', \(night + 1_220), \(night + 2_220), \(night + 2_220), 0, 'completed',
            \(night + 1_220), NULL, NULL, 0, NULL, NULL, 0, NULL, 4, 0),
        (6, 5, 0, 'write-report', 'step', 'retrying', \(night + 2_230), NULL, \(night + 20_000), 3, 'timed-out',
            \(night + 9_000), \(night + 12_000), 'no answer within 3s', 2, NULL, NULL, 0,
            'exponential 3 2000 2.0 60000 0.0', 4, 0),
        (7, 5, 0, 'approval', 'event', 'waiting', \(night + 2_240), NULL, \(night + 3_602_240), 0, 'running',
            \(night + 2_240), NULL, NULL, 0, NULL, NULL, 0, NULL, 4, 0);

        INSERT INTO zart_attempts (execution, run, step, attempt, status, started_at, ended_at, next_retry_at, error,
            session) VALUES
        (5, 0, 'write-report', 1, 'failed', \(night + 2_230), \(night + 2_300), \(night + 4_300),
            'connection refused', 4),
        (5, 0, 'write-report', 2, 'interrupted', \(night + 4_300), \(night + 6_000), NULL, NULL, 3);

        INSERT INTO zart_ledger (task, version, nominal_at, until, count, decision, decided_at, resolved_at,
            execution, held_by, coalesced_into) VALUES
        (1, 1, \(night - 172_800_000), \(night - 172_800_000), 1, 'started', \(night - 172_799_990), NULL,
            'report-0', NULL, NULL),
        (1, 1, \(night - 86_400_000), \(night - 86_400_000), 1, 'started', \(night - 86_399_990), NULL, 'report-1',
            NULL, NULL),
        (1, 1, \(night), \(night), 1, 'started', \(night + 10), NULL, 'report-2', NULL, NULL),
        (2, 1, \(night - 90_000_000), \(night - 89_970_000), 4, 'missed', \(night - 80_000_000), NULL, NULL, NULL,
            NULL),
        (2, 2, \(night - 90_000), \(night - 60_000), 2, 'skipped-overlap', \(night - 59_999), NULL, NULL,
            'config-0', NULL),
        (2, 2, \(night - 30_000), \(night - 30_000), 1, 'coalesced', \(night), NULL, NULL, NULL, \(night)),
        (2, 2, \(night), \(night), 1, 'buffered', \(night), NULL, NULL, NULL, NULL);
        """
}

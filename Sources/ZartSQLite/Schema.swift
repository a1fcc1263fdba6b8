/// The tables, as they are made and as they came to be.
///
/// Times are milliseconds since 1970-01-01T00:00:00Z. Every row that means one thing at most once says so by a
/// key. Migrations are appended, never changed: a database of any released version is brought up to date when it
/// is opened.
package enum Schema {
    /// Marks the file as one of ours (`PRAGMA application_id`): "ZART" in ASCII.
    package static let applicationID: Int32 = 0x5A41_5254

    /// One script for each version, in order; the first makes a fresh database of version 1.
    package static let migrations: [String] = [
        version1, version2, version3, version4, version5, holds, alarms, handlers, keeping, backfills, words,
        past, sessions, draining,
    ]

    /// The version this program writes (`PRAGMA user_version`).
    package static var version: Int { migrations.count }

    static let version1 = """
        -- Recurring tasks. task_id and metadata are spelled so that the page's query works as printed.
        CREATE TABLE zart_tasks (
            id INTEGER PRIMARY KEY,
            task_id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL CHECK (kind IN ('durable', 'scheduled')),
            handler TEXT NOT NULL,
            id_template TEXT,
            recurrence TEXT NOT NULL,
            timezone TEXT,
            overlap TEXT NOT NULL,
            missed TEXT NOT NULL,
            payload TEXT NOT NULL,
            jitter INTEGER,
            starting_at INTEGER,
            ending_at INTEGER,
            max_occurrences INTEGER,
            late_grace INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('active', 'paused', 'stopped', 'finished')),
            paused_until INTEGER,
            note TEXT,
            version INTEGER NOT NULL,
            cursor INTEGER NOT NULL,
            pending_at INTEGER,
            occurrence INTEGER NOT NULL DEFAULT 0,
            metadata TEXT GENERATED ALWAYS AS (json_object('occurrence', occurrence)) VIRTUAL,
            last_status TEXT CHECK (last_status IN ('scheduled', 'running', 'completed', 'failed', 'cancelled')),
            last_error TEXT,
            last_started_at INTEGER,
            last_ended_at INTEGER,
            started INTEGER NOT NULL DEFAULT 0,
            skipped INTEGER NOT NULL DEFAULT 0,
            coalesced INTEGER NOT NULL DEFAULT 0,
            missed_count INTEGER NOT NULL DEFAULT 0,
            created_at INTEGER NOT NULL
        ) STRICT;

        -- What each registration said, whenever it said something new.
        CREATE TABLE zart_specs (
            task INTEGER NOT NULL REFERENCES zart_tasks (id),
            at INTEGER NOT NULL,
            spec TEXT NOT NULL,
            PRIMARY KEY (task, at)
        ) STRICT, WITHOUT ROWID;

        -- Every id template ever registered, so that no id can come twice.
        CREATE TABLE zart_templates (
            template TEXT PRIMARY KEY,
            task INTEGER NOT NULL REFERENCES zart_tasks (id)
        ) STRICT, WITHOUT ROWID;

        -- A stretch of a task's life under one recurrence, zone and zone file. ended_at is the last instant that
        -- belongs to it (the cursor at its end).
        CREATE TABLE zart_versions (
            task INTEGER NOT NULL REFERENCES zart_tasks (id),
            version INTEGER NOT NULL,
            recurrence TEXT NOT NULL,
            timezone TEXT,
            zone_fingerprint TEXT,
            anchor INTEGER NOT NULL,
            includes_anchor INTEGER NOT NULL CHECK (includes_anchor IN (0, 1)),
            starting_at INTEGER,
            ending_at INTEGER,
            began_at INTEGER NOT NULL,
            ended_at INTEGER,
            cause TEXT NOT NULL,
            PRIMARY KEY (task, version)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE zart_state_changes (
            task INTEGER NOT NULL REFERENCES zart_tasks (id),
            number INTEGER NOT NULL,
            at INTEGER NOT NULL,
            from_state TEXT NOT NULL,
            to_state TEXT NOT NULL,
            actor TEXT NOT NULL,
            terminal TEXT NOT NULL,
            reason TEXT,
            PRIMARY KEY (task, number)
        ) STRICT, WITHOUT ROWID;

        -- One decision for each (task, version, instant); neighbours with the same decision and reason are one row.
        CREATE TABLE zart_ledger (
            task INTEGER NOT NULL REFERENCES zart_tasks (id),
            version INTEGER NOT NULL,
            nominal_at INTEGER NOT NULL,
            until INTEGER NOT NULL,
            count INTEGER NOT NULL CHECK (count > 0),
            decision TEXT NOT NULL CHECK (decision IN ('started', 'skipped-overlap', 'coalesced', 'missed',
                'excluded', 'limit', 'expired', 'buffered', 'paused')),
            decided_at INTEGER NOT NULL,
            resolved_at INTEGER,
            execution TEXT,
            held_by TEXT,
            coalesced_into INTEGER,
            PRIMARY KEY (task, version, nominal_at),
            CHECK (until >= nominal_at)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX zart_ledger_buffered ON zart_ledger (task) WHERE decision = 'buffered';

        -- How many decisions of each kind were pruned from the ledger, and up to which instant.
        CREATE TABLE zart_pruned (
            task INTEGER NOT NULL REFERENCES zart_tasks (id),
            version INTEGER NOT NULL,
            decision TEXT NOT NULL,
            count INTEGER NOT NULL,
            through INTEGER NOT NULL,
            PRIMARY KEY (task, version, decision)
        ) STRICT, WITHOUT ROWID;

        -- An execution with its newest run; earlier runs are in zart_runs.
        CREATE TABLE zart_executions (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            task INTEGER REFERENCES zart_tasks (id),
            handler TEXT NOT NULL,
            occurrence INTEGER,
            cause TEXT NOT NULL CHECK (cause IN ('tick', 'trigger', 'start', 'backfill')),
            nominal_at INTEGER,
            scheduled_at INTEGER NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('scheduled', 'running', 'completed', 'failed', 'cancelled')),
            payload TEXT NOT NULL,
            run INTEGER NOT NULL DEFAULT 0,
            run_trigger TEXT NOT NULL DEFAULT 'initial'
                CHECK (run_trigger IN ('initial', 'retry', 'restart', 'rerun')),
            epoch INTEGER NOT NULL DEFAULT 0,
            started_at INTEGER,
            deadline INTEGER,
            ended_at INTEGER,
            result TEXT,
            error TEXT,
            waits_for INTEGER,
            deaths INTEGER NOT NULL DEFAULT 0,
            override INTEGER NOT NULL DEFAULT 0 CHECK (override IN (0, 1)),
            created_at INTEGER NOT NULL,
            CHECK ((ended_at IS NULL) = (status IN ('scheduled', 'running')))
        ) STRICT;
        CREATE UNIQUE INDEX zart_executions_occurrence ON zart_executions (task, occurrence)
            WHERE occurrence IS NOT NULL;
        CREATE INDEX zart_executions_task ON zart_executions (task, seq);
        CREATE INDEX zart_executions_handler ON zart_executions (handler, seq) WHERE task IS NULL;
        CREATE INDEX zart_executions_open ON zart_executions (seq) WHERE ended_at IS NULL;
        CREATE INDEX zart_executions_unhappy ON zart_executions (status, seq)
            WHERE status IN ('failed', 'cancelled');

        -- Runs that a newer run of the same execution has followed.
        CREATE TABLE zart_runs (
            execution INTEGER NOT NULL,
            run INTEGER NOT NULL,
            run_trigger TEXT NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('completed', 'failed', 'cancelled')),
            started_at INTEGER,
            ended_at INTEGER NOT NULL,
            result TEXT,
            error TEXT,
            PRIMARY KEY (execution, run)
        ) STRICT, WITHOUT ROWID;

        -- A step with its newest attempt; earlier attempts are in zart_attempts.
        CREATE TABLE zart_steps (
            seq INTEGER PRIMARY KEY,
            execution INTEGER NOT NULL,
            run INTEGER NOT NULL,
            name TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('step', 'sleep', 'event', 'value', 'transaction', 'on-failure')),
            status TEXT NOT NULL CHECK (status IN ('scheduled', 'running', 'retrying', 'sleeping', 'waiting',
                'completed', 'failed', 'cancelled', 'skipped')),
            started_at INTEGER NOT NULL,
            ended_at INTEGER,
            wake_at INTEGER,
            total_deadline INTEGER,
            attempt INTEGER NOT NULL,
            attempt_status TEXT NOT NULL CHECK (attempt_status IN ('running', 'completed', 'failed',
                'timed-out', 'cancelled', 'interrupted')),
            attempt_started_at INTEGER NOT NULL,
            attempt_ended_at INTEGER,
            attempt_error TEXT,
            failures INTEGER NOT NULL DEFAULT 0,
            result TEXT,
            error TEXT,
            key_run INTEGER NOT NULL,
            retry TEXT,
            session INTEGER NOT NULL,
            stopping INTEGER NOT NULL DEFAULT 0 CHECK (stopping IN (0, 1)),
            UNIQUE (execution, run, name)
        ) STRICT;
        CREATE INDEX zart_steps_running ON zart_steps (execution) WHERE status = 'running';

        -- Attempts that a newer attempt of the same step has followed.
        CREATE TABLE zart_attempts (
            execution INTEGER NOT NULL,
            run INTEGER NOT NULL,
            step TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('failed', 'timed-out', 'cancelled', 'interrupted')),
            started_at INTEGER NOT NULL,
            ended_at INTEGER,
            next_retry_at INTEGER,
            error TEXT,
            session INTEGER NOT NULL,
            PRIMARY KEY (execution, run, step, attempt)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE zart_events (
            seq INTEGER PRIMARY KEY,
            execution INTEGER NOT NULL,
            name TEXT NOT NULL,
            data TEXT NOT NULL,
            actor TEXT NOT NULL,
            offered_at INTEGER NOT NULL,
            used_run INTEGER,
            used_at INTEGER
        ) STRICT;
        CREATE INDEX zart_events_execution ON zart_events (execution, name, seq);

        CREATE TABLE zart_orders (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('start', 'trigger', 'cancel', 'stop', 'revive', 'pause', 'resume',
                'event')),
            target TEXT NOT NULL,
            execution TEXT,
            payload TEXT,
            policy TEXT,
            until INTEGER,
            note TEXT,
            event TEXT,
            actor TEXT NOT NULL,
            terminal TEXT NOT NULL,
            reason TEXT,
            posted_at INTEGER NOT NULL,
            answered_at INTEGER,
            refusal TEXT,
            answer TEXT,
            answer_execution TEXT
        ) STRICT;
        CREATE INDEX zart_orders_pending ON zart_orders (id) WHERE answered_at IS NULL;

        CREATE TABLE zart_sessions (
            number INTEGER PRIMARY KEY,
            epoch INTEGER NOT NULL UNIQUE,
            process INTEGER NOT NULL,
            host TEXT NOT NULL,
            boot TEXT NOT NULL,
            program TEXT NOT NULL,
            began_at INTEGER NOT NULL,
            ended_at INTEGER,
            end_reason TEXT
        ) STRICT;

        -- The one lease: who may write as the worker, and until when it need not be feared dead.
        CREATE TABLE zart_lease (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            epoch INTEGER NOT NULL,
            session INTEGER,
            renewed_at INTEGER,
            expires_at INTEGER
        ) STRICT;
        INSERT INTO zart_lease (id, epoch) VALUES (1, 0);

        CREATE TABLE zart_clock_events (
            number INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            delta INTEGER NOT NULL
        ) STRICT;

        -- All runs in one place, for people.
        CREATE VIEW zart_all_runs (execution, run, run_trigger, status, started_at, ended_at, result, error) AS
            SELECT execution, run, run_trigger, status, started_at, ended_at, result, error FROM zart_runs
            UNION ALL
            SELECT seq, run, run_trigger, status, started_at, ended_at, result, error FROM zart_executions;

        -- All attempts in one place, for people.
        CREATE VIEW zart_all_attempts
            (execution, run, step, attempt, status, started_at, ended_at, next_retry_at, error, session) AS
            SELECT execution, run, step, attempt, status, started_at, ended_at, next_retry_at, error, session
            FROM zart_attempts
            UNION ALL
            SELECT execution, run, name, attempt, attempt_status, attempt_started_at, attempt_ended_at,
                CASE WHEN status = 'retrying' THEN wake_at END, attempt_error, session
            FROM zart_steps WHERE kind IN ('step', 'transaction', 'on-failure') AND attempt > 0;
        """
}

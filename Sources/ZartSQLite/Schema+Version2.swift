extension Schema {
    /// Further runs of ended executions, and the orders that begin them; retry policies that can be read back.
    static let version2 = """
        -- The run a completed step's result comes from, in a later run that keeps it; its attempts stay there.
        ALTER TABLE zart_steps ADD COLUMN kept_from INTEGER;

        -- The payload of a run, where the run after it was given another.
        ALTER TABLE zart_runs ADD COLUMN payload TEXT;

        -- From here on this is RetryConfig's stored text; version 1 wrote a sentence that cannot be read back.
        UPDATE zart_steps SET retry = NULL WHERE retry IS NOT NULL;

        DROP VIEW zart_all_attempts;
        CREATE VIEW zart_all_attempts
            (execution, run, step, attempt, status, started_at, ended_at, next_retry_at, error, session) AS
            SELECT execution, run, step, attempt, status, started_at, ended_at, next_retry_at, error, session
            FROM zart_attempts
            UNION ALL
            SELECT execution, run, name, attempt, attempt_status, attempt_started_at, attempt_ended_at,
                CASE WHEN status = 'retrying' THEN wake_at END, attempt_error, session
            FROM zart_steps
            WHERE kind IN ('step', 'transaction', 'on-failure') AND attempt > 0 AND kept_from IS NULL;

        -- A CHECK cannot be altered: the table is made anew with its rows.
        ALTER TABLE zart_orders RENAME TO zart_orders_1;
        CREATE TABLE zart_orders (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('start', 'trigger', 'cancel', 'stop', 'revive', 'pause', 'resume',
                'event', 'retry', 'restart', 'rerun')),
            target TEXT NOT NULL,
            execution TEXT,
            step TEXT,
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
        INSERT INTO zart_orders (id, kind, target, execution, payload, policy, until, note, event, actor, terminal,
                reason, posted_at, answered_at, refusal, answer, answer_execution)
            SELECT id, kind, target, execution, payload, policy, until, note, event, actor, terminal, reason,
                posted_at, answered_at, refusal, answer, answer_execution
            FROM zart_orders_1;
        DROP TABLE zart_orders_1;
        CREATE INDEX zart_orders_pending ON zart_orders (id) WHERE answered_at IS NULL;
        """
}

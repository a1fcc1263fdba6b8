extension Schema {
    /// Orders that hold work back, catch up on it, acknowledge alarms and prune.
    static let version5 = """
        -- A CHECK cannot be altered: the table is made anew with its rows. arguments is what else an order says, as
        -- JSON, where its kind has more to say than the columns hold.
        ALTER TABLE zart_orders RENAME TO zart_orders_4;
        CREATE TABLE zart_orders (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('start', 'trigger', 'cancel', 'stop', 'revive', 'pause', 'resume',
                'event', 'retry', 'restart', 'rerun', 'apply', 'skip', 'pause-all', 'resume-all', 'pause-steps',
                'resume-steps', 'backfill', 'pause-backfill', 'resume-backfill', 'cancel-backfill', 'acknowledge',
                'prune')),
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
            answer_execution TEXT,
            arguments TEXT CHECK (arguments IS NULL OR json_valid(arguments))
        ) STRICT;
        INSERT INTO zart_orders
            SELECT id, kind, target, execution, step, payload, policy, until, note, event, actor, terminal, reason,
                posted_at, answered_at, refusal, answer, answer_execution, NULL
            FROM zart_orders_4;
        DROP TABLE zart_orders_4;
        CREATE INDEX zart_orders_pending ON zart_orders (id) WHERE answered_at IS NULL;
        """
}

extension Schema {
    /// Job files: whose a task is, what its executions do, and the order that applies a file.
    static let version3 = """
        -- What executions do, by the hash of the text: an execution keeps the definition it began with.
        CREATE TABLE zart_definitions (
            hash TEXT PRIMARY KEY,
            body TEXT NOT NULL
        ) STRICT;

        -- source is 'program', or 'file:' and the absolute path of a job file; removed marks a task that was stopped by
        -- being taken out of its file.
        ALTER TABLE zart_tasks ADD COLUMN source TEXT NOT NULL DEFAULT 'program';
        ALTER TABLE zart_tasks ADD COLUMN removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1));
        ALTER TABLE zart_tasks ADD COLUMN definition TEXT REFERENCES zart_definitions (hash);
        ALTER TABLE zart_tasks ADD COLUMN conduct TEXT;
        ALTER TABLE zart_executions ADD COLUMN definition TEXT REFERENCES zart_definitions (hash);

        -- The tasks of an order to apply a file, until it is answered.
        CREATE TABLE zart_order_tasks (
            order_id INTEGER NOT NULL,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            kind TEXT NOT NULL,
            handler TEXT NOT NULL,
            id_template TEXT,
            recurrence TEXT NOT NULL,
            overlap TEXT NOT NULL,
            missed TEXT NOT NULL,
            payload TEXT NOT NULL,
            jitter INTEGER,
            starting_at INTEGER,
            ending_at INTEGER,
            max_occurrences INTEGER,
            late_grace INTEGER NOT NULL,
            was TEXT,
            definition TEXT NOT NULL,
            body TEXT NOT NULL,
            conduct TEXT NOT NULL,
            PRIMARY KEY (order_id, position)
        ) STRICT;

        -- A CHECK cannot be altered: the table is made anew with its rows.
        ALTER TABLE zart_orders RENAME TO zart_orders_2;
        CREATE TABLE zart_orders (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('start', 'trigger', 'cancel', 'stop', 'revive', 'pause', 'resume',
                'event', 'retry', 'restart', 'rerun', 'apply')),
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
        INSERT INTO zart_orders SELECT * FROM zart_orders_2;
        DROP TABLE zart_orders_2;
        CREATE INDEX zart_orders_pending ON zart_orders (id) WHERE answered_at IS NULL;
        """
}

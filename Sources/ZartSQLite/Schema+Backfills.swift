extension Schema {
    /// Backfills: ranges of past instants that are started, and how far each has come.
    static let backfills = """
        -- A range of a task's past instants that is being started, in the order of their position, each exactly once:
        -- the position moves in the transaction that creates the executions.
        CREATE TABLE zart_backfills (
            id INTEGER PRIMARY KEY,
            task INTEGER NOT NULL REFERENCES zart_tasks (id),
            from_at INTEGER NOT NULL,
            to_at INTEGER NOT NULL,
            selection TEXT NOT NULL CHECK (selection IN ('missing', 'failed', 'all')),
            direction TEXT NOT NULL CHECK (direction IN ('oldest', 'newest')),
            maximum INTEGER NOT NULL CHECK (maximum > 0),
            state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'completed', 'cancelled')),
            position INTEGER,
            instants INTEGER NOT NULL CHECK (instants >= 0),
            dispatched INTEGER NOT NULL DEFAULT 0 CHECK (dispatched >= 0),
            left_out INTEGER NOT NULL DEFAULT 0 CHECK (left_out >= 0),
            actor TEXT NOT NULL,
            terminal TEXT NOT NULL,
            reason TEXT,
            note TEXT,
            created_at INTEGER NOT NULL,
            ended_at INTEGER,
            CHECK (to_at >= from_at),
            CHECK ((ended_at IS NULL) = (state IN ('running', 'paused')))
        ) STRICT;
        CREATE INDEX zart_backfills_open ON zart_backfills (id) WHERE ended_at IS NULL;
        CREATE INDEX zart_backfills_task ON zart_backfills (task, id);

        -- Whose instants a backfill has, part by part: of a schedule version, or (version NULL) of what the schedule was
        -- when the backfill began, where the task did not exist. Instants lie in (above, through].
        CREATE TABLE zart_backfill_stretches (
            backfill INTEGER NOT NULL REFERENCES zart_backfills (id),
            number INTEGER NOT NULL,
            version INTEGER,
            recurrence TEXT NOT NULL,
            zone_fingerprint TEXT,
            anchor INTEGER NOT NULL,
            includes_anchor INTEGER NOT NULL CHECK (includes_anchor IN (0, 1)),
            above INTEGER NOT NULL,
            through INTEGER NOT NULL,
            PRIMARY KEY (backfill, number),
            CHECK (through > above)
        ) STRICT, WITHOUT ROWID;

        -- Which backfill dispatched an execution: one for each of its instants.
        ALTER TABLE zart_executions ADD COLUMN backfill INTEGER REFERENCES zart_backfills (id);
        CREATE UNIQUE INDEX zart_executions_backfill ON zart_executions (backfill, nominal_at)
            WHERE backfill IS NOT NULL;
        CREATE INDEX zart_executions_backfilled ON zart_executions (task, nominal_at) WHERE cause = 'backfill';
        """
}

extension Schema {
    /// How long things are kept, what pruned executions counted for, and who asked for more to go.
    static let keeping = """
        -- What a task keeps in place of the worker's rule; durations in milliseconds.
        ALTER TABLE zart_tasks ADD COLUMN keep_age INTEGER;
        ALTER TABLE zart_tasks ADD COLUMN keep_count INTEGER;
        ALTER TABLE zart_tasks ADD COLUMN keep_failed INTEGER;

        -- What pruned executions counted for, so that counters go on: kept rows and these make the whole.
        -- task is 0 for executions of no task, and handler then theirs.
        CREATE TABLE zart_pruned_work (
            task INTEGER NOT NULL,
            handler TEXT NOT NULL,
            measure TEXT NOT NULL CHECK (measure IN ('executions', 'unnumbered', 'runs', 'attempts', 'retries',
                'run-milliseconds', 'last-success')),
            label TEXT NOT NULL,
            value INTEGER NOT NULL CHECK (value >= 0),
            PRIMARY KEY (task, handler, measure, label)
        ) STRICT, WITHOUT ROWID;
        -- Of what was pruned before anything was counted, only the number is known.
        INSERT INTO zart_pruned_work (task, handler, measure, label, value)
            SELECT * FROM (SELECT t.id AS task, '', 'executions', '', t.occurrence - (SELECT count(*)
                FROM zart_executions e WHERE e.task = t.id AND e.occurrence IS NOT NULL) AS gone
                FROM zart_tasks t WHERE t.kind = 'durable') WHERE gone > 0;

        -- What operators asked to go. It has an end once everything that was kept then has been looked at.
        CREATE TABLE zart_prunings (
            number INTEGER PRIMARY KEY,
            task INTEGER REFERENCES zart_tasks (id),
            before INTEGER,
            began_at INTEGER NOT NULL,
            ended_at INTEGER,
            executions INTEGER NOT NULL DEFAULT 0,
            decisions INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX zart_prunings_open ON zart_prunings (number) WHERE ended_at IS NULL;

        -- Failed executions of a task, to find those beyond the number that is kept.
        CREATE INDEX zart_executions_failures ON zart_executions (task, seq) WHERE status = 'failed';
        -- What an ended execution is still waited for by.
        CREATE INDEX zart_executions_waiting ON zart_executions (waits_for) WHERE waits_for IS NOT NULL;
        -- Decisions that have no counter in zart_tasks, to be counted without a look at the others.
        CREATE INDEX zart_ledger_rare ON zart_ledger (task, decision, count)
            WHERE decision IN ('excluded', 'limit', 'expired', 'paused');
        """
}

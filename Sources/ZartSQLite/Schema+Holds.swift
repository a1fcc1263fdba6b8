extension Schema {
    /// What holds work back: pauses of everything, rules for steps, instants to skip, failures in a row; and orders
    /// that were given together.
    static let holds = """
        -- Pauses of everything; the one without an end is in force.
        CREATE TABLE zart_holds (
            number INTEGER PRIMARY KEY,
            began_at INTEGER NOT NULL,
            until INTEGER,
            actor TEXT NOT NULL,
            terminal TEXT NOT NULL,
            note TEXT,
            ended_at INTEGER,
            ended_by TEXT,
            CHECK ((ended_at IS NULL) = (ended_by IS NULL))
        ) STRICT;
        CREATE UNIQUE INDEX zart_holds_current ON zart_holds (ended_at IS NULL) WHERE ended_at IS NULL;

        -- Rules that hold back steps not yet begun; those without an end are in force.
        CREATE TABLE zart_step_rules (
            number INTEGER PRIMARY KEY,
            steps TEXT NOT NULL,
            tasks TEXT NOT NULL,
            actor TEXT NOT NULL,
            terminal TEXT NOT NULL,
            note TEXT,
            began_at INTEGER NOT NULL,
            ended_at INTEGER,
            ended_by TEXT,
            CHECK ((ended_at IS NULL) = (ended_by IS NULL))
        ) STRICT;
        CREATE UNIQUE INDEX zart_step_rules_current ON zart_step_rules (steps, tasks) WHERE ended_at IS NULL;

        -- skip_next: so many of the next instants will be excluded. failed_ids names the newest of the failures in a
        -- row, between blanks.
        ALTER TABLE zart_tasks ADD COLUMN skip_next INTEGER NOT NULL DEFAULT 0 CHECK (skip_next >= 0);
        ALTER TABLE zart_tasks ADD COLUMN pause_after_failures INTEGER CHECK (pause_after_failures > 0);
        ALTER TABLE zart_tasks ADD COLUMN failures_in_row INTEGER NOT NULL DEFAULT 0 CHECK (failures_in_row >= 0);
        ALTER TABLE zart_tasks ADD COLUMN failed_ids TEXT NOT NULL DEFAULT '';
        ALTER TABLE zart_order_tasks ADD COLUMN pause_after_failures INTEGER;

        -- What a resume would decide: few rows, however long the pause.
        CREATE INDEX zart_ledger_held ON zart_ledger (task, version)
            WHERE decision = 'paused' AND resolved_at IS NULL;

        -- Orders given together by one command: those from first_order to last_order. Open until the command has told
        -- what came of them.
        CREATE TABLE zart_bulks (
            number INTEGER PRIMARY KEY,
            command TEXT NOT NULL,
            actor TEXT NOT NULL,
            posted_at INTEGER NOT NULL,
            first_order INTEGER NOT NULL,
            last_order INTEGER NOT NULL,
            closed_at INTEGER,
            CHECK (last_order >= first_order)
        ) STRICT;
        CREATE INDEX zart_bulks_open ON zart_bulks (command) WHERE closed_at IS NULL;
        """
}

extension Schema {
    /// What later decisions and begins would hide of how things were.
    static let past = """
        -- When an instant was recorded as paused that a resume has decided anew.
        ALTER TABLE zart_ledger ADD COLUMN paused_at INTEGER;
        CREATE INDEX zart_ledger_resumed ON zart_ledger (task, decided_at) WHERE paused_at IS NOT NULL;

        -- When a step asked to begin that a rule held back, and that has begun since.
        ALTER TABLE zart_steps ADD COLUMN held_at INTEGER;
        """
}

extension Schema {
    /// What is known of the end of a session that nobody saw.
    static let sessions = """
        -- Of a session that was found dead at ended_at: its last sign of life, and its lease as it left it.
        ALTER TABLE zart_sessions ADD COLUMN seen_at INTEGER CHECK (seen_at IS NULL OR seen_at <= ended_at);
        ALTER TABLE zart_sessions ADD COLUMN renewed_at INTEGER;
        ALTER TABLE zart_sessions ADD COLUMN expires_at INTEGER;
        """
}

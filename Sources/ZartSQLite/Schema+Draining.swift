extension Schema {
    /// That a worker is on its way out, for whoever looks on from another process.
    static let draining = """
        -- Since when a session has taken no new work.
        ALTER TABLE zart_sessions ADD COLUMN draining_at INTEGER;
        """
}

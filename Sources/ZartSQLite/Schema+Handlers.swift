extension Schema {
    /// What each worker has handlers for.
    static let handlers = """
        -- The names as a JSON list; NULL for a session whose worker did not say.
        ALTER TABLE zart_sessions ADD COLUMN handlers TEXT CHECK (handlers IS NULL OR json_valid(handlers));
        """
}

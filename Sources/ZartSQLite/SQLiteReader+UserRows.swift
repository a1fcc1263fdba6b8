package import ZartCore

extension SQLiteReader {
    /// The rows a query gives on tables that transactional steps wrote.
    ///
    /// - Throws: `internal-fault` for a query that SQLite does not take, such as one on a table that is not there yet.
    package func userRows(_ sql: String, _ parameters: Database.Value...) throws(StoreError) -> [[Database
        .Value]]
    {
        try connection.userRows(sql, parameters)
    }
}

internal import ZartSQLite

/// Where the database is.
enum DatabasePath {
    /// The path given with `--db`, in `$ZARTOP_DB`, or the usual one below the folder for state.
    static func find(_ given: String?, variable: (String) -> String?) throws(CommandFailure) -> String {
        let path: String
        if let named = given ?? set("ZARTOP_DB", variable) {
            path = named
        } else {
            path = try usual(variable)
        }
        try checkFile(path, option: "--db")
        return DatabaseFile.itself(path)
    }

    /// Refuses what names a database of another kind than a file.
    static func checkFile(_ path: String, option: String) throws(CommandFailure) {
        let scheme = path.prefix { $0 != ":" }.lowercased()
        guard scheme == "postgres" || scheme == "postgresql", path.dropFirst(scheme.count).hasPrefix("://")
        else { return }
        throw .usage("this build has no PostgreSQL: name a file with \(option)")
    }

    private static func usual(_ variable: (String) -> String?) throws(CommandFailure) -> String {
        // The XDG specification has relative paths ignored.
        if let state = set("XDG_STATE_HOME", variable), state.hasPrefix("/") {
            return "\(state)/zartop/zartop.db"
        }
        guard let home = set("HOME", variable) else {
            throw .usage("no database is named and there is no $HOME to look in: name a file with --db")
        }
        return "\(home)/.local/state/zartop/zartop.db"
    }

    private static func set(_ name: String, _ variable: (String) -> String?) -> String? {
        variable(name).flatMap { $0.isEmpty ? nil : $0 }
    }
}

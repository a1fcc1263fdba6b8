internal import Glibc
internal import ZartCore
internal import ZartSQLite

/// `migrate`.
extension CommandRun {
    func migrate() throws(CommandFailure) -> ExitStatus {
        let target = arguments.value("--to")
        if let target { try DatabasePath.checkFile(target, option: "--to") }
        let found = try stored { () throws(StoreError) in try DatabaseMigration(path: settings.database) }
        guard let target else { return try bringUpToDate(found) }
        return try make(target, of: found)
    }

    /// Brings the database itself up to date, with a copy of how it was on the disk before anything is changed.
    private func bringUpToDate(_ found: DatabaseMigration) throws(CommandFailure) -> ExitStatus {
        guard found.isNeeded else {
            return report(
                "database '\(found.path)' has version \(found.version) already: nothing to do",
                found
            )
        }
        let copy = "\(found.path)-v\(found.version)"
        try refuseExisting(copy, "move it away")
        let what =
            "database '\(found.path)' from version \(found.version) to \(DatabaseMigration.target), with a copy of how it "
            + "was in '\(copy)'"
        guard !arguments.has("--dry-run") else {
            let advice = found.isWorked ? "; a worker works on it: stop it first" : ""
            return report("would bring \(what)\(advice)", found, copy: copy)
        }
        try refuseReadOnly()
        let workers = try stored { () throws(StoreError) in try found.keepWorkersOut() }
        defer { workers.end() }
        let file = try NewFile(copy, database: found.path, isDatabase: true)
        try stored { () throws(StoreError) in try DatabaseCopy.write(found.path, to: file.draft) }
        try file.finish(isNew: true)
        let checks = try stored { () throws(StoreError) in
            try DatabaseMigration.run(found.path)
            return try programs.doctor(found.path)
        }
        return report("brought \(what)", found, copy: copy, checks)
    }

    /// Makes a database of the present version, which appears once it is whole and examined.
    private func make(_ new: String, of found: DatabaseMigration) throws(CommandFailure) -> ExitStatus {
        try refuseExisting(new, "name another file with --to")
        let what =
            "'\(new)' of version \(DatabaseMigration.target) of database '\(found.path)', which has version "
            + "\(found.version) and stays as it is"
        guard !arguments.has("--dry-run") else { return report("would make \(what)", found, new: new) }
        try refuseReadOnly()
        let file = try NewFile(new, database: found.path, isDatabase: true)
        // SQLite leaves these beside what it opened.
        defer { for end in ["-wal", "-shm"] { unlink(file.draft + end) } }
        let checks = try stored { () throws(StoreError) in
            try DatabaseCopy.write(found.path, to: file.draft)
            try DatabaseMigration.run(file.draft)
            return try programs.doctor(file.draft)
        }
        try file.finish(isNew: true)
        return report("made \(what)", found, new: new, checks)
    }

    private func refuseExisting(_ path: String, _ advice: String) throws(CommandFailure) {
        guard TextSource.exists(path) else { return }
        throw CommandFailure(.refused, "'\(path)' exists already: \(advice)")
    }

    /// Tells what was or would be done; without checks nothing was.
    private func report(
        _ sentence: String,
        _ found: DatabaseMigration,
        copy: String? = nil,
        new: String? = nil,
        _ checks: [Programs.DoctorCheck]? = nil
    ) -> ExitStatus {
        let faults = (checks ?? []).filter { !$0.ok }
        if isJSON {
            let report = JSONValue.object([
                ("database", .string(found.path)), ("from", .number(found.version)),
                ("to", .number(DatabaseMigration.target)), ("copy", .text(copy)), ("new", .text(new)),
                ("done", .bool(checks != nil)), ("faults", Self.json(faults)),
            ])
            console.out("\(report.text)\n")
        } else if let checks {
            tell(sentence, checks.count, faults)
        } else {
            print(sentence: sentence)
        }
        return faults.isEmpty ? .done : .endedBadly
    }
}

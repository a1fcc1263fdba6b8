internal import Glibc
internal import SwiftOverlayShims
internal import ZartCore
internal import ZartSQLite

/// `backup`.
extension CommandRun {
    /// Copies the database, also while a worker writes it, and examines the copy before it gets its name.
    func backUp() throws(CommandFailure) -> ExitStatus {
        // What is of another version cannot be examined.
        _ = try openReader()
        let replaces = arguments.has("--overwrite")
        try checkTarget(operand, replaces: replaces)
        let file = try NewFile(operand)
        // The examination opens the copy as a database, and SQLite leaves these beside what it opened.
        defer { for end in ["-wal", "-shm"] { unlink(file.draft + end) } }
        try stored { () throws(StoreError) in try DatabaseCopy.write(settings.database, to: file.draft) }
        let checks = try stored { () throws(StoreError) in try programs.doctor(file.draft) }
        var about = stat()
        stat(file.draft, &about)
        let faults = checks.filter { !$0.ok }
        // What SQLite itself cannot read is no backup, and must not replace one.
        if let broken = faults.first(where: { $0.name == Self.integrity }) {
            throw CommandFailure(
                .endedBadly,
                "the copy of '\(settings.database)' is damaged (\(broken.detail)) and was not kept: "
                    + "run 'zartop doctor'"
            )
        }
        try file.finish(isNew: !replaces)
        report(bytes: Int64(about.st_size), checks.count, faults)
        return faults.isEmpty ? .done : .endedBadly
    }

    /// The check that is about the file rather than about the promises.
    private static let integrity = "integrity"

    private func report(bytes: Int64, _ checks: Int, _ faults: [Programs.DoctorCheck]) {
        if isJSON {
            let report = JSONValue.object([
                ("file", .string(operand)), ("bytes", .number(bytes)), ("ok", .bool(faults.isEmpty)),
                ("checks", .number(Int64(checks))), ("faults", Self.json(faults)),
            ])
            return console.out("\(report.text)\n")
        }
        tell("backed up to \(operand): \(bytes) bytes", checks, faults)
    }

    static func json(_ faults: [Programs.DoctorCheck]) -> JSONValue {
        .list(
            faults.map { fault in
                .object([("name", .string(fault.name)), ("detail", .string(fault.detail))])
            }
        )
    }

    /// Says what was done, and what examining it has shown.
    func tell(_ done: String, _ checks: Int, _ faults: [Programs.DoctorCheck]) {
        let verdict =
            faults.isEmpty
            ? "\(checks) checks, no faults" : "\(faults.count) of \(checks) checks found faults"
        console.out(PlainText.harmless("\(done); \(verdict)") + "\n")
        for fault in faults { console.err(PlainText.harmless("FAULT \(fault.name): \(fault.detail)") + "\n") }
    }

    /// Refuses a name under which something is, or was, a database in use.
    private func checkTarget(_ path: String, replaces: Bool) throws(CommandFailure) {
        var (target, source) = (stat(), stat())
        guard stat(path, &target) == 0 else { return }
        if stat(settings.database, &source) == 0, target.st_dev == source.st_dev,
            target.st_ino == source.st_ino
        {
            throw CommandFailure(.refused, "'\(path)' is the database itself: name another file")
        }
        guard replaces else { throw NewFile.exists(path) }
        // Its log would be taken for that of the copy.
        for end in ["-wal", "-shm"] where TextSource.exists(path + end) {
            throw CommandFailure(
                .refused,
                "'\(path)' is a database in use ('\(path)\(end)' is there): stop who uses it, or name another file"
            )
        }
    }
}

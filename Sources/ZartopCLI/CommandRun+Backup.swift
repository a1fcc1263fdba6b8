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
        try NewFile.checkKeeps(settings.database, operand, isDatabase: true)
        try checkTarget(operand, replaces: replaces)
        NewFile.removeAbandoned(beside: operand)
        let file = try NewFile(operand, database: settings.database, isDatabase: true)
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
        guard access(path, F_OK) == 0 else { return }
        guard replaces else { throw NewFile.exists(path) }
        // Its log would be taken for that of the copy: what somebody's look has left behind goes with it.
        guard let reason = Self.use(of: path) else {
            for end in ["-wal", "-shm"] { unlink(path + end) }
            return
        }
        throw CommandFailure(
            .refused,
            "'\(path)' is a database in use (\(reason)): stop who uses it, or name another file"
        )
    }

    /// What shows that a database is in use, or has changes that lie beside it; nil where nothing does.
    ///
    /// Whoever has it open holds a lock on one byte of its index of the log (sqlite.org/walformat.html, 2.3.1), and
    /// a log that is not empty may hold what is nowhere else.
    private static func use(of path: String) -> String? {
        var log = stat()
        if stat(path + "-wal", &log) == 0, log.st_size > 0 { return "'\(path)-wal' is not empty" }
        let index = open(path + "-shm", O_RDWR | O_CLOEXEC)
        guard index >= 0 else { return errno == ENOENT ? nil : "'\(path)-shm' cannot be opened" }
        defer { close(index) }
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        (lock.l_start, lock.l_len) = (120, 9)
        guard fcntl(index, F_GETLK, &lock) == 0, lock.l_type == Int16(F_UNLCK) else {
            return "another process has it open"
        }
        return nil
    }
}

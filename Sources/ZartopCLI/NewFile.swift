internal import Glibc
internal import SwiftOverlayShims

/// A file that appears under its name only once it is whole.
///
/// Until then it is beside it, under a hidden name of its own; what is let go unfinished is removed.
final class NewFile {
    let path: String
    /// Where it is until it is finished.
    let draft: String
    private var descriptor: Int32
    private var isFinished = false
    private var buffer: [UInt8] = []

    private static let bufferSize = 64 * 1024

    /// Begins the file.
    ///
    /// - Parameters:
    ///   - path: Its name when it is whole; a file that has it is replaced then.
    ///   - mode: Who may read it: its owner alone unless said otherwise.
    ///   - database: What is worked on, and never replaced.
    ///   - isDatabase: Whether it may take the place of a database.
    /// - Throws: wrong usage when something other than a file has that name, or its folder cannot be written; refused
    ///   when a database would be lost.
    init(
        _ path: String,
        mode: mode_t = 0o600,
        database: String,
        isDatabase: Bool = false
    ) throws(CommandFailure) {
        try Self.checkKeeps(database, path, isDatabase: isDatabase)
        self.path = path
        guard !Self.isStream(path) else {
            throw .usage("'\(path)' is no file that could be replaced: name another one")
        }
        let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        draft = "\(path[..<slash]).\(path[slash...]).\(getpid())"
        unlink(draft)
        descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(path, errno) }
        // The caller's mask is for files that say nothing of their own.
        fchmod(descriptor, mode)
    }

    /// Refuses the name of the database that is worked on, of another one, and of what belongs to one.
    static func checkKeeps(_ database: String, _ path: String, isDatabase: Bool = false)
        throws(CommandFailure)
    {
        // First of all, as what this process has locked is not to be opened by another way: closing it lets go the lock.
        guard !areSame(path, database) else {
            throw CommandFailure(.refused, "'\(path)' is the database itself: name another file")
        }
        let ends = ["-wal", "-shm", "-journal", "-worker"]
        let base = ends.first(where: path.hasSuffix).map { String(path.dropLast($0.count)) }
        if ends.contains(where: { areSame(path, database + $0) }) {
            throw CommandFailure(
                .refused,
                "'\(path)' belongs to the database '\(database)': name another file"
            )
        }
        if let base, areSame(base, database) || holdsDatabase(base) {
            throw CommandFailure(.refused, "'\(path)' belongs to the database '\(base)': name another file")
        }
        guard isDatabase || !holdsDatabase(path) else {
            throw CommandFailure(.refused, "'\(path)' is a database: name another file")
        }
    }

    /// Whether two names lead to one file.
    private static func areSame(_ one: String, _ other: String) -> Bool {
        var (first, second) = (stat(), stat())
        return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev
            && first.st_ino == second.st_ino
    }

    /// Whether something of that name can be written to but not replaced: it is no file, or one that this process writes
    /// to already, as `/dev/stdout` may be.
    static func isStream(_ path: String) -> Bool {
        var about = stat()
        guard stat(path, &about) == 0 else { return false }
        return about.st_mode & S_IFMT != S_IFREG || ownDescriptor(of: path) != nil
    }

    /// Who may do what with the file of that name; nil if there is none.
    static func mode(of path: String) -> mode_t? {
        var about = stat()
        return stat(path, &about) == 0 ? about.st_mode & 0o777 : nil
    }

    /// By which of standard output and error this process writes to what has that name; nil if it does not.
    static func ownDescriptor(of path: String) -> Int32? {
        var (about, own) = (stat(), stat())
        guard stat(path, &about) == 0 else { return nil }
        return [STDOUT_FILENO, STDERR_FILENO].first {
            fstat($0, &own) == 0 && own.st_dev == about.st_dev && own.st_ino == about.st_ino
        }
    }

    /// Whether a file begins as each of SQLite's does (sqlite.org/fileformat2.html, 1.3).
    private static func holdsDatabase(_ path: String) -> Bool {
        guard !isStream(path) else { return false }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 16)
        return read(descriptor, &bytes, bytes.count) == bytes.count
            && bytes == Array("SQLite format 3\0".utf8)
    }

    /// Removes what processes that were killed meanwhile have left of files of that name: more than an hour ago, so that
    /// none of another machine or container is taken for one of them.
    static func removeAbandoned(beside path: String) {
        let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let folder = path[..<slash].isEmpty ? "./" : String(path[..<slash])
        let start = ".\(path[slash...])."
        guard let entries = opendir(folder) else { return }
        defer { closedir(entries) }
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.hasPrefix(start) else { continue }
            let parts = name.dropFirst(start.count).split(separator: "-", maxSplits: 1)
            guard let process = parts.first.flatMap({ pid_t($0) }), process > 0,
                parts.count == 1 || ["journal", "wal", "shm"].contains(parts[1])
            else { continue }
            var about = stat()
            guard stat(folder + name, &about) == 0, time(nil) - about.st_mtim.tv_sec > 3_600,
                kill(process, 0) != 0, errno == ESRCH
            else { continue }
            unlink(folder + name)
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        if !isFinished { unlink(draft) }
    }

    /// Adds text.
    func write(_ text: String) throws(CommandFailure) {
        buffer += text.utf8
        if buffer.count >= Self.bufferSize { try flush() }
    }

    /// Has the file appear under its name; with `isNew` only if nothing has that name yet.
    ///
    /// It is on the disk then, unless `isDurable` says that a power loss may take it.
    func finish(isNew: Bool = false, isDurable: Bool = true) throws(CommandFailure) {
        try flush()
        if isDurable, fsync(descriptor) != 0 { throw Self.failure(path, errno) }
        close(descriptor)
        descriptor = -1
        if isNew {
            // A link, unlike a renaming, is refused where something has the name.
            guard link(draft, path) == 0 else {
                if errno == EEXIST { throw Self.exists(path) }
                throw Self.failure(path, errno)
            }
            unlink(draft)
        } else {
            guard rename(draft, path) == 0 else { throw Self.failure(path, errno) }
        }
        isFinished = true
        if isDurable { Self.flushFolder(of: path) }
    }

    /// That a file is there that is not to be replaced.
    static func exists(_ path: String) -> CommandFailure {
        CommandFailure(
            .refused,
            "'\(path)' exists already: name another file, or replace it with --overwrite"
        )
    }

    private func flush() throws(CommandFailure) {
        if let reason = buffer.withUnsafeBytes({ Descriptor.write($0, to: descriptor) }) {
            throw Self.failure(path, reason)
        }
        buffer.removeAll(keepingCapacity: true)
    }

    /// A new name survives a power loss once its folder is on the disk.
    private static func flushFolder(of path: String) {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static func failure(_ path: String, _ code: Int32) -> CommandFailure {
        .usage("'\(path)' cannot be written: \(String(cString: strerror(code)))")
    }
}

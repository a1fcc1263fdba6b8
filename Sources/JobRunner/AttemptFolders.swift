internal import Glibc
internal import Shell

/// Where the attempts of commands keep their output and status: beside the database, for its owner only.
///
/// `DATABASE-attempts/EXECUTION/RUN/STEP/ATTEMPT.FAILURES`: the number of the attempt that began the command, and how
/// many attempts had failed before it. An attempt that a worker's death interrupted does not count as failed, so the
/// attempt after it finds the command it has to go on with under the same number of failures.
package struct AttemptFolders: Sendable {
    /// The folder that has one folder for each execution.
    package let root: String

    /// Those of the database at that path, which exists.
    package init(database: String) {
        root = "\(Self.absolute(database) ?? database)-attempts"
    }

    /// One attempt that has a folder.
    package struct Attempt: Sendable, Hashable {
        /// The number of the attempt that began the command.
        package let number: Int
        let failures: Int
        package let path: String
    }

    /// The folder of an execution.
    package func execution(_ id: String) -> String { "\(root)/\(Self.entry(id))" }

    /// The folder of a step's attempts.
    package func step(_ name: String, run: Int, of id: String) -> String {
        "\(execution(id))/\(run)/\(Self.entry(name))"
    }

    /// The step that the folder of an attempt belongs to.
    static func step(ofAttempt path: String) -> String {
        path.split(separator: "/").dropLast().last.map { id(String($0)) } ?? ""
    }

    /// The attempts in a step's folder, oldest first.
    package static func attempts(in folder: String) -> [Attempt] {
        entries(of: folder).compactMap { name in
            let parts = name.split(separator: ".").map { Int($0) }
            guard parts.count == 2, let number = parts[0], let failures = parts[1] else { return nil }
            return Attempt(number: number, failures: failures, path: "\(folder)/\(name)")
        }
        .sorted { ($0.failures, $0.number) < ($1.failures, $1.number) }
    }

    /// Removes a step's folder, or a notice's, with what still runs of it.
    static func discard(_ folder: String) {
        for attempt in attempts(in: folder) { Shell.killCommand(of: attempt.path) }
        remove(folder)
    }

    /// The path for an attempt's command, whose parents are made.
    static func next(in folder: String, attempt: Int, failures: Int) -> String {
        make(folder)
        let taken = attempts(in: folder).filter { $0.failures == failures }.map(\.number).max() ?? 0
        return "\(folder)/\(max(attempt, taken + 1)).\(failures)"
    }

    /// Every attempt of an execution that has a folder, of all its runs or of those before one.
    func attempts(of id: String, before end: Int = .max) -> [Attempt] {
        let folder = execution(id)
        return Self.entries(of: folder).filter { Int($0) ?? 0 < end }.flatMap { run in
            Self.entries(of: "\(folder)/\(run)").flatMap { Self.attempts(in: "\(folder)/\(run)/\($0)") }
        }
    }

    /// The steps of a run that have a folder.
    func steps(of id: String, run: Int) -> Set<String> {
        Set(Self.entries(of: "\(execution(id))/\(run)").map(Self.id))
    }

    /// The ids of the executions that have a folder.
    func executions() -> [String] { Self.entries(of: root).map(Self.id) }

    /// Removes the folders of executions that are no longer kept, but for those that were made within the last minute.
    ///
    /// - Throws: what `isKept` throws, and removes nothing more then.
    func removePruned(now: Int, isKept: (String) throws -> Bool) throws {
        for id in executions() {
            let folder = execution(id)
            // A new execution of that name may have begun a moment ago.
            guard let changed = Self.changed(folder), now - changed > 60 else { continue }
            if try !isKept(id) { Self.remove(folder) }
        }
    }

    // MARK: The file system

    /// Ids and names are harmless but for those that a folder means itself by.
    static func entry(_ name: String) -> String {
        name.hasPrefix(".") ? "%2E" + name.dropFirst() : name
    }

    /// The id that an entry stands for.
    static func id(_ entry: String) -> String {
        entry.hasPrefix("%2E") ? "." + entry.dropFirst(3) : entry
    }

    private static func absolute(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Makes a folder and those above it that are not there; whoever uses it tells if that failed.
    private static func make(_ path: String) {
        guard mkdir(path, 0o700) != 0, errno == ENOENT, let slash = path.lastIndex(of: "/"),
            slash > path.startIndex
        else { return }
        make(String(path[..<slash]))
        mkdir(path, 0o700)
    }

    /// Makes an empty file, and the folders above it that are not there.
    static func makeFile(_ path: String) {
        if let slash = path.lastIndex(of: "/") { make(String(path[..<slash])) }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        if descriptor >= 0 { close(descriptor) }
    }

    /// The names in a folder, but for those that begin with a dot; none if it cannot be read.
    static func entries(of folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    /// When something was last made or removed in a folder, in seconds since 1970; nil if it is not there.
    static func changed(_ folder: String) -> Int? {
        var about = stat()
        return lstat(folder, &about) == 0 ? about.st_mtim.tv_sec : nil
    }

    /// Removes a folder with everything in it; follows no link.
    static func remove(_ path: String) {
        guard unlink(path) != 0 else { return }
        for name in entries(of: path) { remove("\(path)/\(name)") }
        rmdir(path)
    }
}

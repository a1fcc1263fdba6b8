internal import Glibc

/// Files of the operator's that commands read or write.
enum TextSource {
    /// The bytes of a file, or a sentence on why it cannot be read.
    static func read(_ path: String, limit: Int) throws(CommandFailure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, "cannot be read", errno) }
        defer { close(descriptor) }
        return try read(descriptor, named: "'\(path)'", limit: limit)
    }

    /// The bytes of standard input up to its end.
    static func readInput(limit: Int) throws(CommandFailure) -> [UInt8] {
        try read(STDIN_FILENO, named: "standard input", limit: limit)
    }

    private static func read(_ descriptor: Int32, named name: String, limit: Int) throws(CommandFailure)
        -> [UInt8]
    {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw .usage("\(name) cannot be read: \(String(cString: strerror(errno)))")
            }
            guard count > 0 else { return bytes }
            bytes += chunk.prefix(count)
            guard bytes.count <= limit else {
                throw .usage("\(name) is larger than \(limit) bytes: split it")
            }
        }
    }

    /// Writes a file that is not there yet.
    static func create(_ path: String, _ text: String) throws(CommandFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            if errno == EEXIST {
                throw CommandFailure(.refused, "'\(path)' exists already: name another file with --jobs")
            }
            throw failure(path, "cannot be written", errno)
        }
        defer { close(descriptor) }
        if let reason = Descriptor.write(text, to: descriptor) {
            throw failure(path, "cannot be written", reason)
        }
    }

    /// Whether something is there.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    static func isReadable(_ path: String) -> Bool { access(path, R_OK) == 0 && !isFolder(path) }

    static func isExecutable(_ path: String) -> Bool { access(path, X_OK) == 0 && !isFolder(path) }

    /// Whether a folder is there that can be entered.
    static func isFolder(_ path: String) -> Bool { access("\(path)/.", X_OK) == 0 }

    /// Whether standard input is a terminal, on which nobody types a crontab.
    static var isInputTerminal: Bool { isatty(STDIN_FILENO) == 1 }

    /// The path with every link and dot worked out; nil if it cannot be.
    static func absolute(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Whether nothing is at that absolute path any more, or but a link to the other one.
    ///
    /// What cannot be looked at may be there.
    static func hasGone(_ path: String, to other: String) -> Bool {
        guard let found = absolute(path) else { return errno == ENOENT || errno == ENOTDIR }
        return found == other
    }

    private static func failure(_ path: String, _ what: String, _ code: Int32) -> CommandFailure {
        .usage("'\(path)' \(what): \(String(cString: strerror(code)))")
    }
}

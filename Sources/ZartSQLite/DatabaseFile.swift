internal import Glibc

/// The file that a database is in.
package enum DatabaseFile {
    /// The file itself where the path is a link to one: its locks and what lies beside it are the same by whatever name
    /// it is reached, as SQLite has it with its own.
    package static func itself(_ path: String) -> String {
        var about = stat()
        guard lstat(path, &about) == 0, about.st_mode & S_IFMT == S_IFLNK else { return path }
        return absolute(path)
    }

    /// Whether a log lies beside it, which holds its newest commits.
    static func hasLog(_ path: String) -> Bool { access("\(path)-wal", F_OK) == 0 }

    /// The path as SQLite takes it with options (sqlite.org/uri.html, 3.2).
    static func address(of path: String, _ options: String) -> String {
        let escaped = path.utf8.map { byte in
            let isPlain = byte > 32 && byte < 127 && byte != 35 && byte != 37 && byte != 63
            let digits = String(byte, radix: 16)
            return isPlain ? String(UnicodeScalar(byte)) : "%\(digits.count < 2 ? "0" : "")\(digits)"
        }
        return "file:\(escaped.joined())?\(options)"
    }

    /// The path from the root on, which stays the same wherever the program goes; the one given if nothing is there.
    static func absolute(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// Whether the file at a path is another one by now, or none; one that cannot be looked at is not.
    static func isReplaced(_ path: String, was file: Identity?) -> Bool {
        errno = 0
        guard let now = Identity(of: path) else { return errno == ENOENT }
        return now != file
    }

    /// What a file shows of having been written to.
    struct Stamp: Hashable {
        private let size: Int
        private let seconds: Int
        private let nanoseconds: Int

        init?(of path: String) {
            var about = stat()
            guard stat(path, &about) == 0 else { return nil }
            (size, seconds) = (Int(about.st_size), Int(about.st_mtim.tv_sec))
            nanoseconds = Int(about.st_mtim.tv_nsec)
        }
    }

    /// Which file is at a path: no two that are there at a time have the same.
    struct Identity: Hashable, Sendable {
        private let device: UInt
        private let number: UInt

        /// Of what is there now; nil if nothing is.
        init?(of path: String) {
            var about = stat()
            guard stat(path, &about) == 0 else { return nil }
            device = UInt(about.st_dev)
            number = UInt(about.st_ino)
        }
    }
}

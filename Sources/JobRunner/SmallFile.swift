internal import Glibc

/// Files that an operator wrote for commands.
enum SmallFile {
    /// The greatest size: more fits into no environment.
    static let limit = 1 << 20

    /// Why something cannot be read.
    struct Fault: Error {
        let reason: String

        init(_ reason: String) {
            self.reason = reason
        }

        init(errno code: Int32) {
            reason = String(cString: strerror(code))
        }
    }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The bytes of a file.
    static func read(_ path: String) -> Result<[UInt8], Fault> {
        // Without waiting: a pipe that nobody writes to would be waited for forever.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return .failure(Fault(errno: errno)) }
        defer { close(file) }
        return read(file)
    }

    /// All that comes from a descriptor.
    static func read(_ file: Int32) -> Result<[UInt8], Fault> {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return .failure(Fault(errno: errno)) }
            guard count > 0 else { return .success(bytes) }
            bytes += chunk.prefix(count)
            guard bytes.count <= limit else { return .failure(Fault("it is larger than \(limit) bytes")) }
        }
    }

    /// Makes a file of a text, for its owner only, in the place of one that is there; gives what went wrong.
    static func write(_ text: String, to path: String) -> Fault? {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { return Fault(errno: errno) }
        defer { close(file) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return Fault(errno: errno) }
            rest = rest.dropFirst(count)
        }
        return nil
    }
}

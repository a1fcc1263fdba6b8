import Glibc

/// A folder in memory where there is one, gone with its files when it is let go.
final class ScratchFolder {
    let path: String

    init() throws {
        let base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        var template = Array("\(base)/zart-power-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(String(cString: strerror(errno))) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for suffix in ["", "-journal", "-wal", "-shm", "-worker"] { unlink("\(path)/test.db\(suffix)") }
        rmdir(path)
    }

    /// Writes a file as it may lie around after the power has failed.
    func write(_ bytes: [UInt8], to name: String) {
        let descriptor = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }
}

struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

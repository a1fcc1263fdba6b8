internal import CTestProcess
internal import Glibc

/// A new folder for one test, gone with everything in it when it is let go.
package final class Folder: Sendable {
    package let path: String

    package init() throws {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/zartop-crash-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw ChildProcess.Failure("no folder below \(base): \(String(cString: strerror(errno)))")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { Self.remove(path) }

    /// The path of a file in it.
    package func file(_ name: String) -> String { "\(path)/\(name)" }

    /// The names of what is in it.
    package func names() -> [String] { Self.names(in: path) }

    static func names(in path: String) -> [String] {
        guard let entries = opendir(path) else { return [] }
        defer { closedir(entries) }
        var names: [String] = []
        while let entry = readdir(entries) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
            )
        }
        return names.filter { $0 != "." && $0 != ".." }
    }

    private static func remove(_ path: String) {
        if let entries = opendir(path) {
            while let entry = readdir(entries) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                guard name != ".", name != ".." else { continue }
                if entry.pointee.d_type == UInt8(DT_DIR) { remove("\(path)/\(name)") }
                unlink("\(path)/\(name)")
            }
            closedir(entries)
        }
        rmdir(path)
    }
}

/// A file system that a test mounts for itself, gone when it is let go.
package final class Mount: Sendable {
    package let path: String

    /// One in memory, of so many bytes; nil where the kernel does not let us.
    package init?(memory bytes: Int, at path: String) {
        self.path = path
        mkdir(path, 0o755)
        guard zt_mount_memory(path, "\(bytes)") == 0 else { return nil }
    }

    /// A folder once more, where nothing can be written; nil where the kernel does not let us.
    package init?(readOnly folder: String, at path: String) {
        self.path = path
        mkdir(path, 0o755)
        guard zt_mount_read_only(folder, path) == 0 else { return nil }
    }

    deinit { zt_unmount(path) }
}

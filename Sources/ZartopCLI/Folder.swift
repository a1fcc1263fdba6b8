internal import Glibc

/// Folders for the program's own files.
enum Folder {
    /// Makes the folders above a path that are not there, for their owner only; opening the file tells if it failed.
    static func make(above path: String) {
        var folder = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: false).dropLast() {
            folder += "\(part)/"
            if !part.isEmpty { mkdir(folder, 0o700) }
        }
    }

    /// Makes a folder nobody else has, in the system's place for such things.
    static func makeTemporary(_ purpose: String) -> String? {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/zartop-\(purpose)-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { return nil }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes a folder made by ``makeTemporary(_:)`` and the database in it.
    static func removeTemporary(_ folder: String, database: String) {
        for suffix in ["", "-wal", "-shm", "-worker"] { unlink(database + suffix) }
        rmdir(folder)
    }
}

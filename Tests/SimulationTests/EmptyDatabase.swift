import Glibc
import ZartSQLite

/// A database without a task, made once and copied for each seed: making its tables takes a tenth of a life.
struct EmptyDatabase: Sendable {
    private let bytes: [UInt8]

    /// Makes it in a folder, which is removed again.
    init(in folder: String) throws {
        let path = "\(folder)/empty.db"
        defer {
            unlink(path)
            unlink("\(path)-worker")
            rmdir(folder)
        }
        do {
            _ = try SQLiteStore(path: path)
        }
        guard access("\(path)-wal", F_OK) != 0 else { throw Trouble("the empty database is not whole") }
        guard let file = fopen(path, "r") else { throw Trouble("\(path) cannot be read") }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 4 * 1_024 * 1_024)
        bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
        self.bytes = bytes
    }

    func write(to path: String) throws {
        guard let file = fopen(path, "w") else { throw Trouble("\(path) cannot be made") }
        defer { fclose(file) }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
            throw Trouble("\(path) cannot be written")
        }
    }
}

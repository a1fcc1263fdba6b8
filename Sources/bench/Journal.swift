internal import Glibc

/// A log of step bodies that survives the process: one record of a fixed size each, appended in one write.
enum Journal {
    static let recordSize = 16

    static func open(_ path: String) -> Int32 {
        Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    }

    static func note(_ descriptor: Int32, execution: Int, step: Int) {
        withUnsafeTemporaryAllocation(of: Int64.self, capacity: 2) { record in
            record.initializeElement(at: 0, to: Int64(execution))
            record.initializeElement(at: 1, to: Int64(step))
            _ = write(descriptor, record.baseAddress, recordSize)
        }
    }

    static func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    struct Body: Hashable {
        let execution: Int64
        let step: Int64
    }

    static func read(_ path: String) -> [Body] {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var numbers = [Int64](repeating: 0, count: size(path) / MemoryLayout<Int64>.size)
        let count = numbers.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
        return stride(from: 0, to: count / recordSize * 2, by: 2).map {
            Body(execution: numbers[$0], step: numbers[$0 + 1])
        }
    }
}

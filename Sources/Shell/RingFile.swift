internal import Glibc

/// A file, or a part of one, that keeps the first and the last of what was written to it.
struct RingFile {
    let path: String
    /// Where it begins in the file.
    var base = 0
    let head: Int
    let ring: Int

    /// What is there of the bytes from `cursor` to `total`, at most to the end of the head or of the ring.
    ///
    /// - Parameters:
    ///   - cursor: The first byte wanted.
    ///   - total: How many were written so far.
    ///   - most: More than so many are not given at once.
    /// - Returns: The bytes and the number of the first; more than `cursor` where the ones between are gone.
    func read(from cursor: UInt64, total: UInt64, most: Int = .max) -> (first: UInt64, bytes: [UInt8]) {
        guard cursor < total else { return (cursor, []) }
        let most = UInt64(most)
        let head = UInt64(head)
        let ring = UInt64(ring)
        if cursor < head {
            return (cursor, bytes(at: cursor, count: min(most, min(total, head) - cursor)))
        }
        let first = max(cursor, total > ring ? max(head, total - ring) : head)
        let place = (first - head) % ring
        let count = min(most, total - first)
        let before = min(count, ring - place)
        let part = bytes(at: head + place, count: before)
        guard before < count, part.count == Int(before) else { return (first, part) }
        return (first, part + bytes(at: head, count: count - before))
    }

    private func bytes(at offset: UInt64, count: UInt64) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        return [UInt8](unsafeUninitializedCapacity: Int(count)) { buffer, filled in
            while filled < buffer.count {
                let start = buffer.baseAddress?.advanced(by: filled)
                let read = pread(file, start, buffer.count - filled, base + Int(offset) + filled)
                guard read > 0 else { return }
                filled += read
            }
        }
    }
}

internal import CPlatform

/// Reads one stream of an attempt, each byte once.
struct StreamReader: Sendable {
    let stream: OutputStream
    private let bytesFile: RingFile
    private let timesFile: RingFile
    /// So many bytes are read at once at most, and a line that is longer: whoever reads on need not hold it all.
    private static let portion = 64 * 1024
    /// The next byte to be read.
    private var cursor: UInt64 = 0
    private var timesCursor: UInt64 = 0
    /// When bytes came, the earliest first, and the first of them that is later than what was asked for last.
    private var times: [zt_time] = []
    private var nextTime = 0
    /// Bytes read and not given yet, and the number of the first.
    private var pending: [UInt8] = []
    private var first: UInt64 = 0
    /// How much was lost before them.
    private var lost: UInt64 = 0

    init(folder: String, stream: OutputStream) {
        self.stream = stream
        bytesFile = RingFile(
            path: "\(folder)/\(stream.rawValue)",
            head: Int(ZT_HEAD_BYTES),
            ring: Int(ZT_TAIL_BYTES)
        )
        let size = Int(ZT_TIMES) * MemoryLayout<zt_time>.size
        timesFile = RingFile(
            path: "\(folder)/times",
            base: stream == .stdout ? 0 : 2 * size,
            head: size,
            ring: size
        )
    }

    /// Reads towards the given totals, a portion of it; what precedes a gap goes into the pieces at once.
    mutating func read(
        bytes: UInt64,
        times total: UInt64,
        into pieces: inout [(at: Int64, piece: OutputPiece)]
    ) {
        readTimes(total)
        let end = cursor + UInt64(Self.portion)
        while cursor < bytes, cursor < end {
            let part = bytesFile.read(from: cursor, total: bytes, most: Self.portion)
            guard !part.bytes.isEmpty else {
                // The file is gone, or shorter than was said: there is nothing to wait for.
                cursor = bytes
                return
            }
            if part.first > cursor {
                split(ended: true, into: &pieces)
                lost += part.first - cursor
            }
            if pending.isEmpty { first = part.first }
            pending += part.bytes
            cursor = part.first + UInt64(part.bytes.count)
        }
    }

    /// Whether there is more to be read of so many bytes.
    func isBehind(_ bytes: UInt64) -> Bool { cursor < bytes }

    /// When the line began that would come next; callers ask after the lines before it were given.
    mutating func nextLineAt() -> Int64 { time(of: first) }

    /// Drops what the supervisor may have written over while it was read, given the total after that.
    mutating func discard(total: UInt64) {
        let ring = UInt64(ZT_TAIL_BYTES)
        // A chunk more, for the one under way.
        let end = total + (1 << 16)
        guard end > UInt64(ZT_HEAD_BYTES) + ring else { return }
        let safe = end - ring
        let begin = max(first, UInt64(ZT_HEAD_BYTES))
        guard begin == first, safe > first else { return }
        let gone = min(UInt64(pending.count), safe - first)
        pending.removeFirst(Int(gone))
        first += gone
        lost += gone
    }

    /// What has come of a line that has no end yet, as a terminal shows it: what follows its last carriage return, and
    /// of that the end if it is long.
    var unfinished: OutputLine? {
        guard lost == 0, !pending.isEmpty, !pending.contains(10) else { return nil }
        let parts = pending.suffix(4 * 1024).split(separator: 13)
        guard let last = parts.last else { return nil }
        let text = String(decoding: last, as: UTF8.self)
        return OutputLine(stream: stream, at: .microseconds(times.last?.at ?? 0), text: text)
    }

    /// Gives the whole lines read, and the rest as well if nothing more can come to it.
    mutating func split(ended: Bool, into pieces: inout [(at: Int64, piece: OutputPiece)]) {
        if lost > 0, !pending.isEmpty || ended {
            pieces.append((time(of: first), .cut(stream, bytes: lost)))
            lost = 0
        }
        var start = pending.startIndex
        while start < pending.endIndex {
            let newline = pending[start...].firstIndex(of: 10)
            guard let end = newline ?? (ended ? pending.endIndex : nil) else { break }
            let at = time(of: first + UInt64(start))
            let text = String(decoding: pending[start..<end], as: UTF8.self)
            pieces.append((at, .line(OutputLine(stream: stream, at: .microseconds(at), text: text))))
            start = min(end + 1, pending.endIndex)
        }
        pending.removeFirst(start)
        first += UInt64(start)
    }

    private mutating func readTimes(_ total: UInt64) {
        if nextTime > 4_096 {
            times.removeFirst(nextTime - 1)
            nextTime = 1
        }
        let size = MemoryLayout<zt_time>.size
        while timesCursor < total {
            let part = timesFile.read(from: timesCursor * UInt64(size), total: total * UInt64(size))
            let count = part.bytes.count / size
            guard count > 0 else { return }
            part.bytes.withUnsafeBytes { bytes in
                for index in 0..<count {
                    times.append(bytes.loadUnaligned(fromByteOffset: index * size, as: zt_time.self))
                }
            }
            timesCursor = part.first / UInt64(size) + UInt64(count)
        }
    }

    /// When a byte came; callers ask in ascending order.
    private mutating func time(of offset: UInt64) -> Int64 {
        while nextTime < times.endIndex, times[nextTime].offset <= offset { nextTime += 1 }
        guard !times.isEmpty else { return 0 }
        return times[max(0, nextTime - 1)].at
    }
}

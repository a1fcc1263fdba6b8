internal import Dashboard
internal import Shell
internal import Timetable

/// What an attempt has written, as much of it as a screen needs, in little memory.
///
/// Of all the output kept (1 MiB of head and of tail for each stream) it holds the newest lines: text in one buffer, and
/// 13 bytes a line beside that. What it lets go is still on disk.
struct OutputLog {
    /// The most lines and the most bytes of text that are held.
    static let mostLines = 100_000
    static let mostBytes = 4 * 1024 * 1024
    /// More of one line is not shown.
    static let longest = 8 * 1024
    /// The most hits that are counted.
    static let mostHits = 10_000

    /// What was written later is not there; nil for now.
    private let end: Instant?
    private var reader: OutputReader
    private var text: [UInt8] = []
    private var ends: [Int32] = []
    private var times: [Int64] = []
    private var streams: [OutputRow.Stream] = []
    /// Lines let go before the first one held.
    private(set) var dropped = 0
    private var found: (search: String, hits: [Int], upTo: Int) = ("", [], 0)

    /// The lines there have been so far.
    var total: Int { dropped + ends.count }

    init(folder: String, until end: Instant? = nil) {
        self.end = end
        reader = OutputReader(folder: folder)
    }

    /// Reads what has come since the last call.
    mutating func read() throws(ShellError) {
        while true {
            let pieces = try reader.next(until: end)
            guard !pieces.isEmpty else { return }
            for piece in pieces { append(piece) }
            while ends.count > Self.mostLines || text.count > Self.mostBytes { letGo() }
        }
    }

    private mutating func append(_ piece: OutputPiece) {
        switch piece {
        case .line(let line):
            text += line.text.utf8.prefix(Self.longest)
            let rest = line.text.utf8.count - Self.longest
            if rest > 0 { text += " … \(rest) more bytes".utf8 }
            times.append(line.at.inMilliseconds)
            streams.append(line.stream == .stderr ? .err : .out)
        case .cut(let stream, let bytes):
            text += "\(bytes) bytes of \(stream.rawValue) were not kept".utf8
            times.append(times.last ?? 0)
            streams.append(.cut)
        }
        ends.append(Int32(text.count))
    }

    /// Lets the older half of it go, so that it is seldom done.
    private mutating func letGo() {
        let lines = ends.count / 2
        let bytes = ends[lines - 1]
        text.removeFirst(Int(bytes))
        ends.removeFirst(lines)
        for place in ends.indices { ends[place] -= bytes }
        times.removeFirst(lines)
        streams.removeFirst(lines)
        dropped += lines
        found.hits.removeAll { $0 < dropped }
    }

    /// What has come of lines that have no end yet: a progress bar, a question that waits for its answer.
    var unfinished: [OutputRow] {
        reader.unfinished.map { line in
            OutputRow(
                line.stream == .stderr ? .err : .out,
                at: line.at.inMilliseconds,
                text: Self.expanded(Array(line.text.utf8.prefix(Self.longest))[...])
            )
        }
    }

    /// Lines by their numbers, those of them that are held.
    func rows(_ numbers: Range<Int>) -> [OutputRow] {
        numbers.clamped(to: dropped..<total).map { number in
            let place = number - dropped
            return OutputRow(streams[place], at: times[place], text: Self.expanded(bytes(place)))
        }
    }

    private func bytes(_ place: Int) -> ArraySlice<UInt8> {
        text[(place > 0 ? Int(ends[place - 1]) : 0)..<Int(ends[place])]
    }

    /// Tabs as blanks up to every eighth column, and no carriage return at the end, as a terminal shows them.
    private static func expanded(_ bytes: ArraySlice<UInt8>) -> String {
        var bytes = bytes
        while bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard bytes.contains(UInt8(ascii: "\t")) else { return String(decoding: bytes, as: UTF8.self) }
        var wide: [UInt8] = []
        var column = 0
        for byte in bytes {
            guard byte == UInt8(ascii: "\t") else {
                wide.append(byte)
                // What goes on a character takes no column of its own.
                if byte & 0xC0 != 0x80 { column += 1 }
                continue
            }
            let blanks = 8 - column % 8
            wide += repeatElement(UInt8(ascii: " "), count: blanks)
            column += blanks
        }
        return String(decoding: wide, as: UTF8.self)
    }

    /// The numbers of the lines held that have a text; the case of the letters A to Z does not matter.
    mutating func hits(_ search: String) -> [Int] {
        guard !search.isEmpty else { return [] }
        if found.search != search { found = (search, [], dropped) }
        let sought = search.utf8.map(\.folded)
        for number in max(found.upTo, dropped)..<max(total, found.upTo) {
            let place = number - dropped
            if found.hits.count < Self.mostHits, bytes(place).contains(sought) { found.hits.append(number) }
        }
        found.upTo = max(total, found.upTo)
        return found.hits
    }
}

extension UInt8 {
    /// It in lower case if it is one of A to Z.
    fileprivate var folded: UInt8 { (65...90).contains(self) ? self + 32 : self }
}

extension ArraySlice<UInt8> {
    /// Whether these bytes are in it, letters folded.
    fileprivate func contains(_ sought: [UInt8]) -> Bool {
        guard let first = sought.first, count >= sought.count else { return false }
        for start in startIndex...(endIndex - sought.count) where self[start].folded == first {
            if zip(self[start...], sought).allSatisfy({ $0.folded == $1 }) { return true }
        }
        return false
    }
}

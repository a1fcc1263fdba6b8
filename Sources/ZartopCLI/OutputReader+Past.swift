internal import Shell
internal import Timetable

/// Output as far as it had been written by a moment that is looked back to.
extension OutputReader {
    /// What has come since the last call, a portion of it; with a moment all of it that had been written by then.
    ///
    /// When it returns nothing after the end, there is no more.
    mutating func next(until end: Instant?) throws(ShellError) -> [OutputPiece] {
        guard let end else { return try next() }
        var all: [OutputPiece] = []
        while true {
            let more = try next()
            guard !more.isEmpty else { return all.written(by: end) }
            all += more
        }
    }
}

extension [OutputPiece] {
    /// What had been written by then; where something was not kept, it came before the line that follows it.
    func written(by end: Instant) -> [OutputPiece] {
        func isThere(_ line: OutputLine) -> Bool { line.at.inMilliseconds <= end.milliseconds }
        return indices.filter { index in
            switch self[index] {
            case .line(let line): isThere(line)
            case .cut(let stream, _):
                self[index...].contains {
                    if case .line(let line) = $0 { line.stream == stream && isThere(line) } else { false }
                }
            }
        }.map { self[$0] }
    }
}

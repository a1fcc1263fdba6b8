internal import CPlatform

/// Reads what a command has written, during its run or after it, each byte once.
///
/// Both streams come in one sequence, in the order in which their bytes came, as far as two pipes can tell.
package struct OutputReader: Sendable {
    private let folder: String
    private var streams: [StreamReader]
    /// What came later than something of the other stream that has yet to be read.
    private var held: [(at: Int64, piece: OutputPiece)] = []

    package init(folder: String) {
        self.folder = folder
        streams = OutputStream.allCases.map { StreamReader(folder: folder, stream: $0) }
    }

    /// What has come since the last call, or the next portion of it; a line without its end is kept back as long as the
    /// command runs.
    ///
    /// Memory is taken for a portion, not for all that is kept. Nothing for an attempt that has not begun. When it
    /// returns nothing after the end, there is no more.
    ///
    /// - Throws: When the folder cannot be read.
    package mutating func next() throws(ShellError) -> [OutputPiece] {
        var attempt = zt_attempt()
        let standing = try AttemptFolder.look(folder, &attempt)
        guard standing != ZT_STANDING_ABSENT, standing != ZT_STANDING_TOMBSTONE else { return [] }
        let runs = standing == ZT_STANDING_RUNNING
        let bytes = [attempt.bytes.0, attempt.bytes.1]
        let times = [attempt.times.0, attempt.times.1]
        while true {
            var pieces: [(at: Int64, piece: OutputPiece)] = []
            let behind = streams.indices.filter { streams[$0].isBehind(bytes[$0]) }
            for index in behind {
                // What is held of a stream waits for the other one: reading on would only hold more.
                if behind.count > 1, held.first?.piece.stream == streams[index].stream { continue }
                streams[index].read(bytes: bytes[index], times: times[index], into: &pieces)
            }
            if runs {
                // The supervisor may have gone round the ring while it was read.
                var since = zt_attempt()
                _ = try AttemptFolder.look(folder, &since)
                let overwritten = [since.bytes.0, since.bytes.1]
                for index in streams.indices { streams[index].discard(total: overwritten[index]) }
            }
            let rest = streams.indices.filter { streams[$0].isBehind(bytes[$0]) }
            for index in streams.indices {
                streams[index].split(ended: !runs && !rest.contains(index), into: &pieces)
            }
            let ready = inOrder(pieces, until: rest.map { streams[$0].nextLineAt() }.min())
            // A line may be longer than a portion: then nothing is ready yet although there is more.
            guard ready.isEmpty, !rest.isEmpty else { return ready }
        }
    }

    /// What has come of lines that have no end yet, when ``next()`` has nothing more to give.
    package var unfinished: [OutputLine] { streams.compactMap(\.unfinished) }

    /// The pieces in the order of their times, but for those that came after what has yet to be read of a stream.
    private mutating func inOrder(_ pieces: [(at: Int64, piece: OutputPiece)], until border: Int64?)
        -> [OutputPiece]
    {
        let all = Self.merged(held + pieces)
        guard let border else {
            held = []
            return all.map(\.piece)
        }
        let end = all.firstIndex { $0.at > border } ?? all.endIndex
        held = Array(all[end...])
        return all[..<end].map(\.piece)
    }

    /// Orders by time; the pieces of one stream stay in their order, which the clock cannot turn round.
    private static func merged(
        _ pieces: [(at: Int64, piece: OutputPiece)]
    ) -> [(at: Int64, piece: OutputPiece)] {
        let out = pieces.filter { $0.piece.stream == .stdout }
        let err = pieces.filter { $0.piece.stream == .stderr }
        var merged: [(at: Int64, piece: OutputPiece)] = []
        merged.reserveCapacity(pieces.count)
        var other = err.startIndex
        for piece in out {
            while other < err.endIndex, err[other].at < piece.at {
                merged.append(err[other])
                other += 1
            }
            merged.append(piece)
        }
        return merged + err[other...]
    }

    /// All there is now.
    ///
    /// - Throws: When the folder cannot be read.
    package static func all(_ folder: String) throws(ShellError) -> [OutputPiece] {
        var reader = OutputReader(folder: folder)
        var pieces: [OutputPiece] = []
        while true {
            let more = try reader.next()
            guard !more.isEmpty else { return pieces }
            pieces += more
        }
    }

    /// What an operator reads about an attempt that failed: how it ended, and the last lines of its standard error.
    package static func errorText(_ end: ShellEnd, folder: String, lines count: Int = 10) -> String {
        let pieces = (try? all(folder)) ?? []
        let lines = pieces.compactMap { piece in
            if case .line(let line) = piece, line.stream == .stderr { line.text } else { nil }
        }
        return ([end.description] + lines.suffix(count).map { String($0.prefix(400)) }).joined(
            separator: "\n"
        )
    }
}

extension OutputPiece {
    fileprivate var stream: OutputStream {
        switch self {
        case .line(let line): line.stream
        case .cut(let stream, _): stream
        }
    }
}

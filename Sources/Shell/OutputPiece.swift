/// A piece of what a command wrote.
package enum OutputPiece: Sendable, Hashable {
    case line(OutputLine)
    /// So many bytes of a stream were not kept: they came after its head and before its tail.
    case cut(OutputStream, bytes: UInt64)
}

/// One of the two streams a command writes.
package enum OutputStream: String, Sendable, Hashable, CaseIterable {
    case stdout, stderr
}

/// A line as a command wrote it, terminal control characters and all.
package struct OutputLine: Sendable, Hashable {
    package let stream: OutputStream
    /// When its first byte came, since 1970, within a few milliseconds.
    package let at: Duration
    package let text: String
}

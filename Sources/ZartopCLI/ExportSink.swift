/// Where an export goes: standard output, or a file that appears once it is whole.
final class ExportSink {
    private let console: any Console
    private let file: NewFile?
    private var buffer = ""

    /// A write to a pipe costs as much as many lines.
    private static let bufferSize = 32 * 1024

    init(_ console: any Console, file path: String?, database: String) throws(CommandFailure) {
        self.console = console
        if let path { NewFile.removeAbandoned(beside: path) }
        file = try path.map { path throws(CommandFailure) in try NewFile(path, database: database) }
    }

    func line(_ text: String) throws(CommandFailure) { try write(text + "\n") }

    func write(_ text: String) throws(CommandFailure) {
        if let file { return try file.write(text) }
        buffer += text
        if buffer.utf8.count >= Self.bufferSize { flush() }
    }

    func finish() throws(CommandFailure) {
        flush()
        try file?.finish()
    }

    private func flush() {
        guard !buffer.isEmpty else { return }
        console.out(buffer)
        buffer.removeAll(keepingCapacity: true)
    }
}

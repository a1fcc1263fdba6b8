internal import Glibc

/// What a command wrote as its result, JSON or text.
package enum AttemptResult {
    /// A result of more bytes than this is an error, never cut.
    package static let limit = 1 << 20

    /// The result's text; nil if the command wrote none.
    ///
    /// - Throws: When it is too big, no plain file, no UTF-8 or cannot be read.
    package static func read(_ folder: String) throws(ShellError) -> String? {
        let file = open("\(folder)/result", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw ShellError("cannot read the result in $ZART_RESULT", errno: errno)
        }
        defer { close(file) }
        var about = stat()
        guard fstat(file, &about) == 0, about.st_mode & S_IFMT == S_IFREG else {
            throw ShellError("the result in $ZART_RESULT is not a plain file; write into the file itself")
        }
        guard about.st_size <= limit else {
            throw ShellError(
                "the result in $ZART_RESULT has \(about.st_size) bytes; at most \(limit) are kept"
            )
        }
        let bytes = RingFile(path: "\(folder)/result", head: limit, ring: 1)
            .read(from: 0, total: UInt64(about.st_size)).bytes
        guard !bytes.isEmpty else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ShellError("the result in $ZART_RESULT is not UTF-8 text; write JSON or text")
        }
        return text
    }
}

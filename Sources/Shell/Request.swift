internal import CPlatform
internal import Glibc

/// A command in the form in which a supervisor reads it.
struct Request {
    private var bytes: [UInt8]

    /// What is too big for a variable, by the name of the file in the attempt's folder that is to hold it.
    let files: [String: String]

    init(_ command: ShellCommand) throws(ShellError) {
        guard let program = command.arguments.first, !program.isEmpty else {
            throw ShellError("a command needs a program to run")
        }
        var environment = command.environment
        var files: [String: String] = [:]
        for (name, value) in environment where CommandEnvironment.isTooBig(name, value) {
            guard let file = CommandEnvironment.files[name] else { continue }
            environment[name] = nil
            environment["\(name)_FILE"] = "\(command.folder)/\(file)"
            files[file] = value
        }
        self.files = files
        environment["ZART_RESULT"] = "\(command.folder)/result"
        let variables = environment.map { "\($0.key)=\($0.value)" }.sorted()
        var header = zt_request()
        header.arguments = UInt32(clamping: command.arguments.count)
        header.variables = UInt32(clamping: variables.count)
        header.secrets = UInt32(clamping: command.secrets.values.count)
        header.timeout = command.timeout.map { max(1, $0.wholeMilliseconds) } ?? 0
        header.grace = max(0, command.grace.wholeMilliseconds)
        bytes = withUnsafeBytes(of: header, Array.init)
        for text in [try Self.absolute(command.workingDirectory)] + command.arguments + variables {
            guard !text.utf8.contains(0) else {
                throw ShellError(
                    "'\(text.prefix { $0 != "\0" && $0 != "=" })' has a zero byte, which no command can be given"
                )
            }
            bytes += text.utf8
            bytes.append(0)
        }
        for value in command.secrets.values {
            bytes += value
            bytes.append(0)
        }
    }

    /// A memory file with the request: secrets among it never reach the disk.
    func file() throws(ShellError) -> Int32 {
        let file = zt_memory_file()
        guard file >= 0 else { throw ShellError("cannot make a memory file", errno: errno) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                write(file, $0.baseAddress?.advanced(by: written), $0.count - written)
            }
            guard count > 0 else {
                let error = ShellError("cannot write a memory file", errno: errno)
                close(file)
                throw error
            }
            written += count
        }
        return file
    }

    /// The launcher works elsewhere, so the path must say all.
    private static func absolute(_ path: String) throws(ShellError) -> String {
        guard !path.hasPrefix("/") else { return path }
        guard let current = getcwd(nil, 0) else {
            throw ShellError(
                "cannot tell the current folder; give the working directory from the root",
                errno: errno
            )
        }
        defer { free(current) }
        return path.isEmpty ? String(cString: current) : "\(String(cString: current))/\(path)"
    }
}

extension Duration {
    /// Whole milliseconds, within what a supervisor can count; less than one counts as one.
    fileprivate var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let limit: Int64 = 1 << 40
        guard seconds < limit else { return limit * 1_000 }
        guard seconds > -limit else { return 0 }
        return seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    }
}

internal import ZartCore

/// A file of `NAME=value` lines.
enum EnvironmentFile {
    /// Its variables; `#` begins a line of comment, and one pair of quotes around a value is taken off.
    ///
    /// - Throws: one sentence with the place of what is wrong.
    static func read(_ path: String) throws -> [String: String] {
        switch SmallFile.read(path) {
        case .failure(let fault): throw StepFailure("the env-file '\(path)' cannot be read: \(fault.reason)")
        case .success(let bytes):
            // Some editors begin a file with a mark of its coding.
            let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
            let bytes = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw StepFailure("the env-file '\(path)' is no UTF-8 text")
            }
            return try variables(text, path)
        }
    }

    static func variables(_ text: String, _ path: String) throws -> [String: String] {
        var all: [String: String] = [:]
        for (index, line) in text.textLines.enumerated() {
            let line = trimmed(line)
            guard let first = line.first, first != "#" else { continue }
            guard let equals = line.firstIndex(of: "="), isName(line[..<equals]) else {
                // The line itself may be a secret.
                throw StepFailure("\(path):\(index + 1):1: this is no NAME=value line")
            }
            all[String(line[..<equals])] = unquoted(line[line.index(after: equals)...])
        }
        return all
    }

    private static func trimmed(_ line: Substring) -> Substring {
        var line = line
        while let first = line.first, first == " " || first == "\t" { line.removeFirst() }
        while let last = line.last, last == " " || last == "\t" || last == "\r" { line.removeLast() }
        return line
    }

    private static func isName(_ name: Substring) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                || $0 == 0x5F
        }
    }

    private static func unquoted(_ value: Substring) -> String {
        guard value.count >= 2, let quote = value.first, quote == "\"" || quote == "'", value.last == quote
        else {
            return String(value)
        }
        return String(value.dropFirst().dropLast())
    }
}

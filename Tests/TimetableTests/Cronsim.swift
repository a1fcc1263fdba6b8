import Glibc

/// An outside implementation of the Debian rule, run by Python.
///
/// It is looked for as `python3`, or as what `ZARTOP_PYTHON` names, with exactly the version below installed.
/// Where it is absent the differential test says that it was skipped; `ZARTOP_REQUIRE_DIFFERENTIAL=1` makes
/// that a failure.
enum Cronsim {
    static let version = "2.8"

    static let python = environment("ZARTOP_PYTHON") ?? "python3"

    static let isRequired = environment("ZARTOP_REQUIRE_DIFFERENTIAL") == "1"

    static let isPresent: Bool = {
        let check = "import importlib.metadata as m; print(m.version('cronsim'))"
        return output(of: "\(python) -c \"\(check)\" 2>/dev/null") == [version]
    }()

    /// Where a case begins and what it asks for.
    struct Case {
        let expression: String
        let zone: String
        let start: Int
        let count: Int
    }

    /// The instants of each case, or nil for one that was refused.
    static func instants(_ cases: [Case]) -> [[Int]?] {
        var path = Array("/tmp/zartop-differential-XXXXXX".utf8CString)
        let descriptor = mkstemp(&path)
        guard descriptor >= 0, let stream = fdopen(descriptor, "w") else { return [] }
        let name = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(name) }
        for item in cases {
            fputs("\(item.expression)|\(item.zone)|\(item.start)|\(item.count)\n", stream)
        }
        fclose(stream)
        let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        let lines = output(of: "\(python) '/\(folder)/Differential/cronsim_instants.py' < \(name)")
        return lines.map { $0 == "refused" ? nil : $0.split(separator: " ").compactMap { Int($0) } }
    }

    private static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    private static func output(of command: String) -> [String] {
        guard let stream = popen(command, "r") else { return [] }
        defer { pclose(stream) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 {
            bytes += buffer[..<count]
        }
        var lines = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }
}

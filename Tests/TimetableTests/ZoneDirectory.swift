import Glibc
@testable import Timetable

/// The system's compiled zones, for tests that hold the reader to real files.
enum ZoneDirectory {
    static let root = "/usr/share/zoneinfo"

    /// The names of all zones and links, as the tz database's own list has them; empty where it is not
    /// installed.
    static let names: [String] = {
        guard let list = bytes(at: "tzdata.zi") else { return [] }
        let lines = String(decoding: list, as: UTF8.self).split(separator: "\n")
        return lines.compactMap { line in
            let words = line.split(separator: " ")
            switch words.first {
            case "Z": return words.count > 1 ? String(words[1]) : nil
            case "L": return words.count > 2 ? String(words[2]) : nil
            default: return nil
            }
        }.filter { bytes(at: $0) != nil }.sorted()
    }()

    /// The bytes of a file below the zone directory; nil if it cannot be read.
    static func bytes(at name: String) -> [UInt8]? {
        file("\(root)/\(name)")
    }

    /// The bytes of a file; nil if it cannot be read.
    static func file(_ path: String) -> [UInt8]? {
        guard let stream = fopen(path, "rb") else { return nil }
        defer { fclose(stream) }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 {
            content += buffer[..<count]
        }
        return ferror(stream) == 0 ? content : nil
    }

    /// Reads a zone with the reader under test.
    static func zone(_ name: String) throws -> Zone {
        guard let bytes = bytes(at: name) else {
            throw TimetableError(code: "missing-zone", message: "\(root)/\(name) cannot be read")
        }
        return try Zone(name: name, tzif: bytes)
    }
}

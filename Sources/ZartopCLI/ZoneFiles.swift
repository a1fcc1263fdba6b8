internal import Glibc
internal import Timetable

/// The system's tz database.
enum ZoneFiles {
    static let systemFolder = "/usr/share/zoneinfo"

    /// The largest file that is read; the system's are below 4 KiB.
    private static let largest = 1 << 20

    /// Reads a zone; nil if there is none of that name, or its file is damaged.
    static func zone(_ name: String, in folder: String) -> Zone? {
        guard Zone.isPlausibleName(name), let bytes = read("\(folder)/\(name)") else {
            return name == Zone.utc.name ? .utc : nil
        }
        return try? Zone(name: name, tzif: bytes)
    }

    private static func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: largest)
        let count = fread(&bytes, 1, bytes.count, file)
        return count == 0 || count == largest ? nil : Array(bytes.prefix(count))
    }
}

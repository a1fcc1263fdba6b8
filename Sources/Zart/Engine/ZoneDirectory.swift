internal import Glibc
internal import Synchronization
package import Timetable

/// The system's time zone files.
///
/// A zone is read once and kept; an unknown one is nil, never UTC.
package final class ZoneDirectory: Sendable {
    /// The zones of this machine: `$TZDIR`, or else `/usr/share/zoneinfo`.
    package static let system = ZoneDirectory(
        path: getenv("TZDIR").map { String(cString: $0) } ?? "/usr/share/zoneinfo"
    )

    private let path: String
    private let known = Mutex<[String: Zone]>([:])

    /// Creates the directory at that path.
    package init(path: String) {
        self.path = path
    }

    /// The zone with that IANA name; nil if there is none, or its file is damaged.
    package func zone(named name: String) -> Zone? {
        if let zone = known.withLock({ $0[name] }) { return zone }
        guard Zone.isPlausibleName(name), let bytes = read("\(path)/\(name)") else { return nil }
        guard let zone = try? Zone(name: name, tzif: bytes) else { return nil }
        known.withLock { $0[name] = zone }
        return zone
    }

    private func read(_ file: String) -> [UInt8]? {
        guard let stream = fopen(file, "re") else { return nil }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        // The largest zone file there is has 4 KiB; a megabyte is no zone.
        while bytes.count < 1024 * 1024 {
            let count = fread(&chunk, 1, chunk.count, stream)
            guard count > 0 else { return bytes }
            bytes += chunk.prefix(count)
        }
        return nil
    }
}

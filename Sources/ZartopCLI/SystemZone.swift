internal import Glibc

/// The time zone by whose clocks the system's cron goes.
enum SystemZone {
    /// Its name, from `$TZ` or the link `/etc/localtime`; nil if neither says one.
    static func name(_ variable: (String) -> String?) -> String? {
        if let given = variable("TZ"), !given.isEmpty {
            return given.hasPrefix(":") ? String(given.dropFirst()) : given
        }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/etc/localtime", &buffer, buffer.count)
        guard count > 0 else { return nil }
        let target = String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return target.firstRange(of: "/zoneinfo/").map { String(target[$0.upperBound...]) }
    }
}

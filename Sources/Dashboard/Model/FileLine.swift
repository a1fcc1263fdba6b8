/// The database's file, as the workers view shows it.
package struct FileLine: Hashable, Sendable {
    /// Bytes of the file and of its log.
    package var size: Int64
    /// Bytes of it that hold nothing and are used again.
    package var free: Int64
    /// When the oldest execution that is kept was created; nil if none is.
    package var oldest: Int64?

    package init(size: Int64, free: Int64, oldest: Int64?) {
        self.size = size
        self.free = free
        self.oldest = oldest
    }

    /// Bytes as people say them: `820 KiB`, `24 MiB`, `1.3 GiB`.
    static func text(_ bytes: Int64) -> String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB"]
        var (value, unit) = (Double(bytes), 0)
        while value >= 1_024, unit < units.count - 1 {
            value /= 1_024
            unit += 1
        }
        let tenths = Int64(value * 10)
        let isWhole = unit < 3 || tenths >= 100
        return isWhole ? "\(tenths / 10) \(units[unit])" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}

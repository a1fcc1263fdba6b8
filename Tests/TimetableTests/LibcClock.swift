import Glibc

/// The C library's local time, the oracle's idea of a zone: it shares no code with the one under test.
///
/// It works through the environment of the process, so only one test may use it.
enum LibcClock {
    /// Makes the zone the process's own.
    static func use(zone name: String) {
        setenv("TZ", ":\(ZoneDirectory.root)/\(name)", 1)
        tzset()
    }

    /// What the clocks of the zone show at that second since the epoch.
    static func local(_ second: Int) -> tm {
        var time = time_t(second)
        var fields = tm()
        localtime_r(&time, &fields)
        return fields
    }

    /// What a calendar shows at that second of a clock that is never set.
    static func calendar(_ localSecond: Int) -> tm {
        var time = time_t(localSecond)
        var fields = tm()
        gmtime_r(&time, &fields)
        return fields
    }

    /// Seconds east of UTC.
    static func offset(_ second: Int) -> Int { local(second).tm_gmtoff }

    /// The seconds from 1970 to 2037 at which the zone's file changes anything, read without the reader under
    /// test.
    static func transitions(of bytes: [UInt8]) -> [Int] {
        func number(_ position: Int, _ width: Int) -> Int {
            var value = bytes[position] >= 128 ? -1 : 0
            for index in 0..<width { value = value << 8 | Int(bytes[position + index]) }
            return value
        }
        func count(_ header: Int, _ index: Int) -> Int { number(header + 20 + 4 * index, 4) }
        let firstBody =
            count(0, 3) * 5 + count(0, 4) * 6 + count(0, 5) + count(0, 2) * 8 + count(0, 1) + count(0, 0)
        let header = 44 + firstBody
        var found: [Int] = []
        for index in 0..<count(header, 3) { found.append(number(header + 44 + index * 8, 8)) }
        let footer = String(decoding: bytes.dropLast(), as: UTF8.self).split(separator: "\n").last ?? ""
        if footer.contains(",") { found += footerTransitions(after: found.last ?? 0) }
        return found.filter { 0..<2_145_916_800 ~= $0 }
    }

    /// Where files are slim, looks for changes of the offset six hours at a time.
    private static func footerTransitions(after start: Int) -> [Int] {
        var found: [Int] = []
        var known = max(start, 0)
        while known < 2_145_916_800 {
            let probe = known + 21_600
            let offset = offset(known)
            if LibcClock.offset(probe) != offset {
                var low = known
                var high = probe
                while high - low > 1 {
                    let middle = (low + high) / 2
                    if LibcClock.offset(middle) == offset { low = middle } else { high = middle }
                }
                found.append(high)
            }
            known = probe
        }
        return found
    }
}

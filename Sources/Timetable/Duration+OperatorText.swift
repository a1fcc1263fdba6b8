/// Durations as operators write and read them: `300ms`, `5s`, `1h30m`, `1d`.
extension Duration {
    /// This duration in whole milliseconds, rounded down, and held at the ends of `Int64`.
    package var inMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let attosecondsInMillisecond: Int64 = 1_000_000_000_000_000
        let fraction = Int64(floorDivide(Int(attoseconds), by: Int(attosecondsInMillisecond)))
        let (product, tooLarge) = seconds.multipliedReportingOverflow(by: 1000)
        let (sum, overflow) = product.addingReportingOverflow(fraction)
        return tooLarge || overflow ? (seconds < 0 ? .min : .max) : sum
    }

    /// Creates a duration of that many milliseconds.
    package init(milliseconds: Int64) {
        self = .milliseconds(milliseconds)
    }

    /// Reads a sum such as `1h30m`: whole numbers with the units `d` `h` `m` `s` `ms`, each at most once,
    /// largest first, without spaces.
    ///
    /// A day is 24 hours. Anything else is nil, and so is a sum too large for milliseconds in 64 bits.
    package init?(operatorText text: String) {
        var total: Int64 = 0
        var rest = Array(text.utf8)[...]
        var units = Duration.operatorUnits[...]
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
            guard let count = Int64(String(decoding: digits, as: UTF8.self)) else { return nil }
            rest = rest.dropFirst(digits.count)
            let letters = rest.prefix { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 }
            let name = String(decoding: letters, as: UTF8.self)
            guard let index = units.firstIndex(where: { $0.name == name }) else { return nil }
            rest = rest.dropFirst(letters.count)
            let (part, tooLarge) = count.multipliedReportingOverflow(by: units[index].milliseconds)
            let (sum, overflow) = total.addingReportingOverflow(part)
            guard !tooLarge, !overflow else { return nil }
            total = sum
            units = units[(index + 1)...]
        }
        self = .milliseconds(total)
    }

    /// This duration as ``init(operatorText:)`` reads it, in whole milliseconds: `1h30m`, `1s500ms`, `0s`.
    ///
    /// A negative duration has a minus sign in front, which no recurrence accepts back.
    package var operatorText: String {
        let milliseconds = inMilliseconds
        guard milliseconds != 0 else { return "0s" }
        var rest = milliseconds.magnitude
        var text = milliseconds < 0 ? "-" : ""
        for unit in Duration.operatorUnits {
            let count = rest / unit.milliseconds.magnitude
            rest %= unit.milliseconds.magnitude
            if count > 0 { text += "\(count)\(unit.name)" }
        }
        return text
    }

    private static var operatorUnits: [(name: String, milliseconds: Int64)] {
        [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)]
    }
}

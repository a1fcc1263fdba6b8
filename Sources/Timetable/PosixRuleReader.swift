/// Reads the parts of a POSIX `TZ` text, one after the other.
struct PosixRuleReader {
    private var rest: ArraySlice<UInt8>

    init(_ text: some Collection<UInt8>) {
        rest = Array(text)[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    func isNext(_ character: Unicode.Scalar) -> Bool {
        rest.first == UInt8(ascii: character)
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard isNext(character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Takes an abbreviation: letters, or anything of letters, digits and signs between `<` and `>`.
    mutating func name() -> String? {
        let isQuoted = skip("<")
        let name = rest.prefix { byte in
            switch Unicode.Scalar(byte) {
            case "a"..."z", "A"..."Z": true
            case "0"..."9", "+", "-": isQuoted
            default: false
            }
        }
        rest = rest.dropFirst(name.count)
        guard !isQuoted || skip(">"), name.count >= 3 else { return nil }
        return String(decoding: name, as: UTF8.self)
    }

    /// Takes `[±]h[:mm[:ss]]` and gives seconds.
    mutating func time(hoursUpTo limit: Int) -> Int? {
        let isNegative = isNext("-")
        _ = skip("+") || skip("-")
        guard let hours = number(upTo: limit) else { return nil }
        var seconds = hours * 3600
        if skip(":") {
            guard let minutes = number(upTo: 59) else { return nil }
            seconds += minutes * 60
            if skip(":") {
                guard let rest = number(upTo: 59) else { return nil }
                seconds += rest
            }
        }
        return isNegative ? -seconds : seconds
    }

    /// Takes a day and the time on it: 2 o'clock if it says nothing, up to a week away (RFC 8536 §3.3.1).
    mutating func change() -> PosixRule.Change? {
        guard let day = day() else { return nil }
        guard skip("/") else { return PosixRule.Change(day: day, time: 7200) }
        guard let time = time(hoursUpTo: 167) else { return nil }
        return PosixRule.Change(day: day, time: time)
    }

    private mutating func day() -> PosixRule.Change.Day? {
        if skip("J") {
            guard let number = number(upTo: 365), number >= 1 else { return nil }
            return .julian(number)
        }
        guard skip("M") else { return number(upTo: 365).map { .zeroBased($0) } }
        guard let month = number(upTo: 12), month >= 1, skip("."), let week = number(upTo: 5), week >= 1,
            skip("."),
            let weekday = number(upTo: 6)
        else { return nil }
        return .weekday(month: month, week: week, weekday: weekday)
    }

    private mutating func number(upTo limit: Int) -> Int? {
        let digits = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        guard 1...3 ~= digits.count else { return nil }
        let value = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        guard value <= limit else { return nil }
        rest = rest.dropFirst(digits.count)
        return value
    }
}

/// Reads one field of a cron expression from left to right, and says at which column it stops making sense.
struct CronFieldReader {
    private let field: CronField
    private let bytes: [UInt8]
    private let firstColumn: Int
    private var position = 0
    private var mask = CronFieldMask()

    /// Reads the whole field.
    static func mask(of text: CronText.Field) throws(TimetableError) -> CronFieldMask {
        var reader = CronFieldReader(field: text.field, bytes: Array(text.bytes), firstColumn: text.column)
        try reader.readList()
        return reader.mask
    }

    private init(field: CronField, bytes: [UInt8], firstColumn: Int) {
        self.field = field
        self.bytes = bytes
        self.firstColumn = firstColumn
    }

    private mutating func readList() throws(TimetableError) {
        mask.beginsWithStar = next == "*"
        repeat { try readItem() } while skip(",")
        if next != nil { throw unexpected() }
        if field == .dayOfWeek, mask.bits & 1 << 7 != 0 { mask.bits = mask.bits & 0x7F | 1 }
    }

    private mutating func readItem() throws(TimetableError) {
        let start = position
        if skip("*") {
            try add(field.range)
        } else if field == .dayOfMonth, skipLetter("l") {
            try readLast()
        } else {
            let low = try readNumber()
            if skip("-") {
                let end = position
                let high = try readNumber()
                guard low <= high else { throw backwards(low, high, at: start) }
                if field == .dayOfWeek, isNext("l") || next == "#" {
                    throw bad("a range cannot be the last or the nth of a month", at: position)
                }
                if field == .dayOfMonth, isNext("w") {
                    throw bad("W needs one day, not a range", at: end)
                }
                try add(low...high)
            } else {
                try readSingle(low, at: start)
            }
        }
    }

    /// Takes what may follow a number that begins no range.
    private mutating func readSingle(_ number: Int, at start: Int) throws(TimetableError) {
        if field == .dayOfMonth, skipLetter("w") {
            mask.special.nearestWeekday |= 1 << UInt32(number)
        } else if field == .dayOfWeek, skipLetter("l") {
            mask.specialWeekdays.last |= 1 << UInt32(number % 7)
        } else if field == .dayOfWeek, skip("#") {
            let column = position
            let count = try readDigits(of: "the number after #")
            guard 1...5 ~= count else {
                throw bad("a month has a weekday 1 to 5 times, not \(text(from: column))", at: column)
            }
            mask.specialWeekdays.nth |= 1 << UInt64((count - 1) * 7 + number % 7)
        } else if next == "/" {
            // Debian's cron refuses it too; others read it as a range up to the end, which the operator may
            // mean.
            let column = position
            let range = "\(text(from: start))-\(field.range.upperBound)"
            position += 1
            let step = try readDigits(of: "the step after /")
            throw bad("a step needs * or a range before it, such as \(range)/\(step)", at: column)
        } else {
            mask.bits |= 1 << UInt64(number)
        }
    }

    /// Takes what may follow the `L` of the last day of the month.
    private mutating func readLast() throws(TimetableError) {
        if skipLetter("w") {
            mask.special.lastWeekday = true
        } else if skip("-") {
            let column = position
            let distance = try readDigits(of: "the number of days after L-")
            guard 1...30 ~= distance else {
                throw bad("\(text(from: column)) is out of range 1-30", at: column)
            }
            mask.special.beforeLast |= 1 << UInt32(distance)
        } else {
            mask.special.beforeLast |= 1
        }
    }

    /// Adds the numbers, or with a step behind them every so many of them.
    private mutating func add(_ range: ClosedRange<Int>) throws(TimetableError) {
        var step = 1
        if skip("/") {
            let column = position
            step = try readDigits(of: "the step after /")
            guard step > 0 else { throw bad("a step of 0 goes nowhere", at: column) }
        }
        for number in stride(from: range.lowerBound, through: range.upperBound, by: step) {
            mask.bits |= 1 << UInt64(number)
        }
    }

    /// Takes a number in the field's range, or a name.
    private mutating func readNumber() throws(TimetableError) -> Int {
        let start = position
        while let character = next, "a"..."z" ~= character || "A"..."Z" ~= character { position += 1 }
        if position > start {
            // `friL` is a name and a sign.
            if field == .dayOfWeek, position - start == 4, bytes[position - 1] | 0x20 == UInt8(ascii: "l") {
                position -= 1
            }
            let name = text(from: start)
            if let index = field.names.firstIndex(of: name.lowercased()) {
                return index + field.range.lowerBound
            }
            throw unknown(name, at: start)
        }
        let number = try readDigits(of: nil)
        guard field.range ~= number else {
            let range = "\(field.range.lowerBound)-\(field.range.upperBound)"
            throw bad("\(text(from: start)) is out of range \(range)", at: start)
        }
        return number
    }

    /// Takes digits; a number too large for anything stays too large.
    private mutating func readDigits(of what: String?) throws(TimetableError) -> Int {
        let start = position
        var number = 0
        while let character = next, "0"..."9" ~= character {
            number = min(number * 10 + Int(character.value - 48), 1_000_000)
            position += 1
        }
        guard position > start else {
            if let what { throw bad("\(what) is missing", at: start) }
            throw next == nil || next == "," ? bad("a number is missing", at: start) : unexpected()
        }
        return number
    }
}

/// Looking at the text, and saying what is wrong with it.
extension CronFieldReader {
    private var next: Unicode.Scalar? {
        position < bytes.count ? Unicode.Scalar(bytes[position]) : nil
    }

    private func isNext(_ letter: Unicode.Scalar) -> Bool {
        position < bytes.count && bytes[position] | 0x20 == UInt8(ascii: letter)
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard next == character else { return false }
        position += 1
        return true
    }

    private mutating func skipLetter(_ letter: Unicode.Scalar) -> Bool {
        guard isNext(letter) else { return false }
        position += 1
        return true
    }

    private func text(from start: Int) -> String {
        String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private func bad(_ reason: String, at position: Int) -> TimetableError {
        CronText.bad("\(field.rawValue) field", reason, column: firstColumn + position)
    }

    private func unknown(_ name: String, at start: Int) -> TimetableError {
        if field == .dayOfWeek, name.lowercased() == "l" {
            return bad("L needs a weekday in front of it, such as 5L", at: start)
        }
        let reason = field.names.isEmpty ? "is not a number" : "is not a \(field.nameOfNames)"
        return bad("\"\(name)\" \(reason)", at: start)
    }

    private func backwards(_ low: Int, _ high: Int, at start: Int) -> TimetableError {
        bad("the range \(text(from: start)) runs backwards; write it as two", at: start)
    }

    private func unexpected() -> TimetableError {
        // The bytes came from a string, so the rest decodes; its first character may have several bytes.
        let rest = String(decoding: bytes[position...], as: UTF8.self)
        let hint = rest.first == "?" ? "; write *" : ""
        return bad("unexpected \"\(rest.prefix(1))\"\(hint)", at: position)
    }
}

/// A cron expression cut into fields, before they are understood.
enum CronText {
    /// The text of one field and where it stands.
    struct Field {
        let field: CronField
        let bytes: ArraySlice<UInt8>
        /// The column of the first byte, from 1.
        let column: Int
    }

    /// Cuts the text at spaces and tabs and names the parts; an `@` word becomes the fields it stands for.
    static func fields(of text: String) throws(TimetableError) -> [Field] {
        let bytes = Array(text.utf8)
        // Columns count what the operator sees as one sign, so not the later bytes of one.
        func column(_ index: Int) -> Int { bytes[..<index].count { $0 & 0xC0 != 0x80 } + 1 }
        let words = bytes.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        if let word = words.first, word.first == UInt8(ascii: "@") {
            let five = try expanded(word, column: column(word.startIndex))
            if words.count > 1 {
                throw bad(
                    "nothing may follow \(String(decoding: word, as: UTF8.self))",
                    column: column(words[1].startIndex)
                )
            }
            return try fields(of: five)
        }
        let all = CronField.allCases
        guard words.count >= 5 else {
            let missing = all[words.count + 1].rawValue
            let reason = "missing; an expression has 5 fields, or 6 with seconds in front"
            throw bad("\(missing) field", reason, column: column(bytes.count))
        }
        guard words.count <= all.count else {
            let reason = "a 7th field; an expression has 5 fields, or 6 with seconds in front"
            throw bad(reason, column: column(words[6].startIndex))
        }
        return zip(all.suffix(words.count), words).map { field, word in
            Field(field: field, bytes: word, column: column(word.startIndex))
        }
    }

    /// Says that the day fields and the month field exclude each other, where the days stand.
    static func neverMatches(_ fields: [Field]) -> TimetableError {
        func word(_ field: CronField) -> String {
            fields.first { $0.field == field }.map { String(decoding: $0.bytes, as: UTF8.self) } ?? "*"
        }
        let column = fields.first { $0.field == .dayOfMonth }?.column ?? 1
        var reason = "\(word(.dayOfMonth)) never comes in month \(word(.month))"
        if !word(.dayOfWeek).hasPrefix("*") { reason += " on day-of-week \(word(.dayOfWeek))" }
        return TimetableError(
            code: "never-matches",
            message: "day-of-month field, column \(column): \(reason)",
            column: column
        )
    }

    /// Says what is wrong with an expression, in a field if it is known.
    static func bad(_ field: String? = nil, _ reason: String, column: Int) -> TimetableError {
        let place = field.map { "\($0), column \(column)" } ?? "column \(column)"
        return TimetableError(code: "bad-cron", message: "\(place): \(reason)", column: column)
    }

    private static func bad(_ reason: String, column: Int) -> TimetableError {
        bad(nil, reason, column: column)
    }

    private static func expanded(_ word: ArraySlice<UInt8>, column: Int) throws(TimetableError) -> String {
        let name = String(decoding: word, as: UTF8.self)
        switch name.lowercased() {
        case "@yearly", "@annually": return "0 0 1 1 *"
        case "@monthly": return "0 0 1 * *"
        case "@weekly": return "0 0 * * 0"
        case "@daily", "@midnight": return "0 0 * * *"
        case "@hourly": return "0 * * * *"
        case "@reboot":
            throw bad(
                "@reboot is not a time; a task due when a worker starts has no timetable",
                column: column
            )
        default:
            let known = "@yearly @annually @monthly @weekly @daily @midnight @hourly"
            throw bad("\(name) is not one of \(known)", column: column)
        }
    }
}

/// Comma-separated values as RFC 4180 has them.
enum CSV {
    /// One record with its line end.
    ///
    /// Fields are quoted where they must be. Characters that a terminal would obey and no table needs are replaced.
    static func record(_ fields: [String]) -> String {
        fields.map(field).joined(separator: ",") + "\r\n"
    }

    private static func field(_ text: String) -> String {
        var isQuoted = text.first == " " || text.last == " "
        var shown = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"":
                isQuoted = true
                shown += "\"\""
            case ",", "\n", "\r":
                isQuoted = true
                shown.unicodeScalars.append(scalar)
            case "\t": shown.unicodeScalars.append(scalar)
            default: shown.unicodeScalars.append(PlainText.isHarmful(scalar) ? "\u{FFFD}" : scalar)
            }
        }
        return isQuoted ? "\"\(shown)\"" : shown
    }
}

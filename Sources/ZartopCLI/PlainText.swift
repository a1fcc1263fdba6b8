/// Text from the store on its way to a terminal.
enum PlainText {
    /// The text with everything a terminal might obey made visible: `\n`, `\x1b`, `\u{202e}`.
    static func harmless(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHarmful) else { return text }
        var shown = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": shown += "\\n"
            case "\r": shown += "\\r"
            case "\t": shown += "\\t"
            default:
                guard isHarmful(scalar) else {
                    shown.unicodeScalars.append(scalar)
                    continue
                }
                let digits = String(scalar.value, radix: 16)
                shown +=
                    scalar.value < 0x100 ? "\\x\(digits.count == 1 ? "0" : "")\(digits)" : "\\u{\(digits)}"
            }
        }
        return shown
    }

    /// Control characters, and format characters that are invisible or turn text around.
    static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x80 else { return scalar.value < 0x20 || scalar.value == 0x7F }
        return switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    /// How many columns the text takes on a terminal.
    static func width(_ text: String) -> Int {
        text.utf8.allSatisfy { $0 < 0x80 } ? text.utf8.count : text.reduce(0) { $0 + width($1) }
    }

    /// The text cut to so many columns, with the mark at the cut.
    static func clip(_ text: String, to columns: Int, mark: String) -> String {
        guard width(text) > columns else { return text }
        let room = columns - width(mark)
        guard room > 0 else { return columns > 0 ? mark : "" }
        var used = 0
        let kept = text.prefix { character in
            used += width(character)
            return used <= room
        }
        return kept + mark
    }

    /// The text in lines of at most so many columns, broken at blanks; those after the first stand deeper.
    static func wrap(_ text: String, to columns: Int?, indent: String, deeper: String = "  ") -> [String] {
        guard let columns, columns > 20 else { return [indent + text] }
        var lines: [String] = []
        var line = indent
        var isEmpty = true
        for word in text.split(separator: " ", omittingEmptySubsequences: false).map(String.init) {
            if !isEmpty, width(line) + 1 + width(word) > columns {
                lines.append(line)
                (line, isEmpty) = (indent + deeper, true)
            }
            line += isEmpty ? word : " \(word)"
            isEmpty = false
        }
        return lines + [line]
    }

    private static func width(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        let isWide =
            switch scalar.value {
            case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
                0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF,
                0x20000...0x3FFFD:
                true
            default: scalar.properties.isEmojiPresentation
            }
        if isWide { return 2 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: return 1
        }
    }
}

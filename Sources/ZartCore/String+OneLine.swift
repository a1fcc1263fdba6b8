extension String {
    /// It without line breaks: what follows one is what it explains.
    package var inOneLine: String {
        // Nearly all text is plain, and that is seen without looking at it as characters.
        if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return self }
        return split(whereSeparator: \.isNewline).joined(separator: ": ")
    }

    /// Its lines, empty ones among them; they may end in CRLF, which Swift takes for one character.
    package var textLines: [Substring] {
        split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    }
}

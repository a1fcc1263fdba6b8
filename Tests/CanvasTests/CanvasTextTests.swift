import Canvas
import Testing

@Suite(.timeLimit(.minutes(10)))
struct CanvasTextTests {
    private func drawn(
        _ text: String,
        columns: Int = 8,
        width: Int = .max,
        at column: Int = 0,
        align: Alignment = .left,
        glyphs: GlyphSet = .unicode
    ) -> String {
        var canvas = Canvas(size: Size(columns: columns, rows: 1), glyphs: Glyphs(glyphs))
        canvas.draw(text, row: 0, column: column, width: width, align: align)
        return canvas.text
    }

    @Test(arguments: [
        ("short", "short"), ("eight888", "eight888"), ("nine99999", "nine999…"),
        ("日本語です", "日本語…"), ("a日本語で", "a日本語…"), ("e\u{301}te\u{301}", "e\u{301}te\u{301}"),
        ("", ""), ("\u{301}x", "·x"), ("가\u{11A8}나", "가\u{11A8}나"),
    ])
    func `text is cut at the edge by columns, not by characters`(text: String, expected: String) {
        #expect(drawn(text) == expected)
    }

    @Test(arguments: [
        ("a\nb", "a·b"), ("\u{1B}[31mx", "·[31mx"), ("\u{9B}2J", "·2J"), ("a\tb", "a b"), ("\r\n", "··"),
        ("\u{202E}abc", "·abc"), ("\u{2066}a\u{2069}", "·a·"), ("\u{2028}", "·"), ("\u{0}\u{7F}", "··"),
        ("\u{E000}", "·"), ("\u{FFFF}", "·"), ("a\u{200B}b\u{FEFF}", "ab"), ("👩\u{200D}💻", "👩💻"),
        ("❤\u{FE0F}", "❤"),
        ("a\u{AD}b", "ab"), ("\u{E0041}", ""),
    ])
    func `what must not reach a terminal is shown harmlessly`(text: String, expected: String) {
        #expect(drawn(text) == expected)
    }

    @Test func `in ASCII the marks are ASCII`() {
        #expect(drawn("too long a text", glyphs: .ascii) == "too lon~")
        #expect(drawn("a\nb", glyphs: .ascii) == "a?b")
    }

    @Test func `at most four marks are kept on a character`() {
        let canvas = drawn("x" + String(repeating: "\u{301}", count: 40) + "y")
        #expect(canvas.unicodeScalars.count == 6)
        let long = drawn("\u{20000}" + String(repeating: "\u{1D167}", count: 40) + "y")
        #expect(long.unicodeScalars.count == 5)
    }

    @Test func `alignment is by columns`() {
        #expect(drawn("日", width: 6, align: .right) == "    日")
        #expect(drawn("日", width: 5, align: .centre) == " 日")
        #expect(drawn("abc", width: 6, at: 1, align: .right) == "    abc")
    }

    private static let differences: [(String, String, Range<Int>?)] = [
        ("abcdef", "abcdef", nil), ("abcdef", "abXdYf", 2..<5), ("abcdef", "Xbcdef", 0..<1),
        ("abcdef", "abcdeX", 5..<6), ("a日b", "a日c", 3..<4), ("a日b", "a本b", 1..<3),
        ("a日bc", "axybc", 1..<3), ("axybc", "a日bc", 1..<3), ("abcd", "日cd", 0..<2), ("日本", "a日b", 0..<4),
    ]

    @Test(arguments: differences)
    func `the difference of rows is from the first cell to the last, never half of a wide character`(
        before: String,
        after: String,
        expected: Range<Int>?
    ) {
        var canvases = [Canvas(size: Size(columns: 6, rows: 2)), Canvas(size: Size(columns: 6, rows: 2))]
        for (place, text) in [before, after].enumerated() { canvases[place].draw(text, row: 1, column: 0) }
        #expect(canvases[1].difference(from: canvases[0], row: 1, columns: 6) == expected)
        #expect(canvases[1].difference(from: canvases[0], row: 0, columns: 6) == nil)
    }

    @Test func `a wide character that is half overwritten leaves a blank`() {
        var canvas = Canvas(size: Size(columns: 6, rows: 1))
        canvas.draw("日本語", row: 0, column: 0)
        canvas.draw("x", row: 0, column: 1)
        #expect(canvas.text == " x本語")
        canvas.draw("y", row: 0, column: 2)
        #expect(canvas.text == " xy 語")
        canvas.draw("広", row: 0, column: 3)
        #expect(canvas.text == " xy広")
        #expect(canvas[0, 4].width == 0)
        #expect(canvas[0, 5] == Cell(.blank))
    }

    @Test func `a wide character does not fit the last column`() {
        #expect(drawn("a日", columns: 2) == "a…")
        var canvas = Canvas(size: Size(columns: 2, rows: 1))
        canvas.put(Grapheme("日"), width: 2, row: 0, column: 1, style: .text)
        #expect(canvas.text == "")
    }

    @Test func `drawing outside the canvas does nothing`() {
        var canvas = Canvas(size: Size(columns: 4, rows: 2))
        let empty = canvas
        canvas.draw("x", row: -1, column: 0)
        canvas.draw("x", row: 2, column: 0)
        canvas.draw("x", row: 0, column: 4)
        canvas.draw("x", row: 0, column: 0, width: -3)
        canvas.fill(row: 0, column: 9, with: "x", style: .text)
        canvas.fill(row: 7, with: "x", style: .text)
        canvas.drawBar(1, row: 0, column: 5, width: 9)
        #expect(canvas == empty)
        canvas.draw("abcdef", row: 0, column: -2)
        #expect(canvas.text == "cdef\n")
    }

    @Test func `wrapped text breaks at blanks and stays in its rows`() {
        var canvas = Canvas(size: Size(columns: 9, rows: 3))
        #expect(canvas.drawWrapped("one two three four five", row: 0, column: 0, width: 9, rows: 3) == 3)
        #expect(canvas.text == "one two\nthree\nfour five")
        #expect(canvas.drawWrapped("six seven eight nine", row: 1, column: 0, width: 9, rows: 2) == 2)
        #expect(canvas.text == "one two\nsix seven\neight ni…")
    }

    @Test func `a rule carries its title`() {
        var canvas = Canvas(size: Size(columns: 12, rows: 3))
        canvas.drawRule(row: 0, title: "keys")
        canvas.drawRule(row: 1, column: 3, width: 4, title: "no room")
        canvas.drawRule(row: 2, title: "a long title")
        #expect(canvas.text == "── keys ────\n   ────\n── a long…──")
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func `any bytes become whole, printable cells`(seed: UInt64) {
        var numbers = SeededNumbers(seed: seed)
        for _ in 0..<400 {
            let size = Size(columns: .random(in: 0...40, using: &numbers), rows: 3)
            var canvas = Canvas(size: size, glyphs: Glyphs(Bool.random(using: &numbers) ? .unicode : .ascii))
            for _ in 0..<6 {
                let isText = Bool.random(using: &numbers)
                let length = Int.random(in: 0...60, using: &numbers)
                var text = ""
                if isText {
                    for _ in 0..<length {
                        let value = UInt32.random(in: 0...0x3_0000, using: &numbers)
                        if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
                    }
                } else {
                    let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &numbers) }
                    text = String(decoding: bytes, as: UTF8.self)
                }
                canvas.draw(
                    text,
                    row: .random(in: -1...3, using: &numbers),
                    column: .random(in: -5...45, using: &numbers),
                    width: .random(in: -1...50, using: &numbers),
                    align: [.left, .right, .centre].randomElement(using: &numbers) ?? .left
                )
            }
            expectSound(canvas)
        }
    }

    private func expectSound(_ canvas: Canvas) {
        for row in 0..<canvas.size.rows {
            var column = 0
            while column < canvas.size.columns {
                let cell = canvas[row, column]
                let scalars = Array(cell.grapheme.string.unicodeScalars)
                #expect(cell.width == 1 || cell.width == 2)
                #expect(scalars.first.map(ScalarWidth.of) == (cell.width == 2 ? .wide : .narrow))
                #expect(scalars.dropFirst().allSatisfy { ScalarWidth.of($0) == .mark })
                if cell.width == 2 {
                    #expect(column + 1 < canvas.size.columns && canvas[row, column + 1].width == 0)
                }
                column += Int(cell.width)
            }
            #expect(column == canvas.size.columns)
        }
    }
}

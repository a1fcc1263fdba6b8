/// Reads text as cells: the one way from a string to a canvas.
///
/// A cell is a character that takes columns and at most four marks over it (the C library's cell holds no
/// more). Joined emoji come as their parts, because a terminal is sure of a part's width only. What must not
/// reach a terminal comes as the placeholder, one column each, so that it is seen and does nothing; a tab
/// is a blank.
package struct GraphemeReader: Sequence, IteratorProtocol {
    private static let mostMarks = 4

    private var scalars: String.UnicodeScalarView.Iterator
    private var pending: Unicode.Scalar?
    private let placeholder: Unicode.Scalar

    /// Creates a reader of a text; `placeholder` must be one column wide.
    package init(_ text: String, placeholder: Unicode.Scalar) {
        scalars = text.unicodeScalars.makeIterator()
        self.placeholder = placeholder
    }

    package mutating func next() -> (grapheme: Grapheme, width: Int)? {
        while let scalar = take() {
            if scalar == "\t" { return (.blank, 1) }
            switch ScalarWidth.of(scalar) {
            case .dropped: continue
            case .unprintable, .mark: return (Grapheme(placeholder), 1)
            case .narrow: return (gather(scalar), 1)
            case .wide: return (gather(scalar), 2)
            }
        }
        return nil
    }

    /// The columns a text takes when nothing is cut.
    package static func width(of text: String) -> Int {
        if isPlain(text) { return text.utf8.count }
        return GraphemeReader(text, placeholder: "?").reduce(0) { $0 + $1.width }
    }

    /// True when a text is printable ASCII only, as nearly all is: a column a byte, nothing to sanitise.
    static func isPlain(_ text: String) -> Bool {
        let bytes = text.utf8.span
        var isPlain = true
        // Without a way out in the middle it is done for many bytes at a time.
        for place in bytes.indices { isPlain = (bytes[place] &- 0x20 < 0x5F) && isPlain }
        return isPlain
    }

    private mutating func take() -> Unicode.Scalar? {
        defer { pending = nil }
        return pending ?? scalars.next()
    }

    private mutating func gather(_ base: Unicode.Scalar) -> Grapheme {
        var grapheme = Grapheme(base)
        var marks = 0
        while let scalar = scalars.next() {
            // A long run of plain ASCII must not pay for marks it does not have.
            if scalar.value < 0x300 || ScalarWidth.of(scalar) != .mark {
                pending = scalar
                break
            }
            marks += 1
            if marks <= Self.mostMarks { grapheme.append(scalar) }
        }
        return grapheme
    }
}

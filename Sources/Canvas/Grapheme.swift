/// What one cell shows: a base character and the marks that combine with it, as UTF-8 in sixteen bytes.
///
/// Plain bits, so that a canvas is copied and compared like memory. Only ``GraphemeReader`` makes them from
/// text: whatever is in a cell has passed its sanitising.
package struct Grapheme: Hashable, Sendable {
    private var low: UInt64
    private var high: UInt64

    /// The empty cell to the right of a wide character.
    package static let continuation = Grapheme(low: 0, high: 0)

    /// A blank.
    package static let blank = Grapheme(" ")

    private init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    /// Creates the grapheme of a single character.
    package init(_ scalar: Unicode.Scalar) {
        self.init(low: scalar.isASCII ? UInt64(scalar.value) : 0, high: 0)
        if !scalar.isASCII { append(scalar) }
    }

    /// Adds a combining mark; false, and nothing changed, when the sixteen bytes are full.
    @discardableResult
    package mutating func append(_ scalar: Unicode.Scalar) -> Bool {
        let units = UTF8.Encoding.encodedBytes(scalar)
        let used = utf8Count
        guard used + units.count <= 16 else { return false }
        for index in 0..<units.count {
            let byte = UInt64(truncatingIfNeeded: units.bits >> (8 * UInt32(index))) & 0xFF
            let place = used + index
            if place < 8 {
                low |= byte << (8 * UInt64(place))
            } else {
                high |= byte << (8 * UInt64(place - 8))
            }
        }
        return true
    }

    /// The length in UTF-8 bytes; no text holds a zero byte, so the first one ends it.
    package var utf8Count: Int {
        high == 0
            ? 8 - low.leadingZeroBitCount / 8
            : 16 - high.leadingZeroBitCount / 8
    }

    /// The byte at a place below ``utf8Count``.
    package func utf8(at index: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: index < 8 ? low >> (8 * UInt64(index)) : high >> (8 * UInt64(index - 8)))
    }

    /// The text, empty for a continuation.
    package var string: String {
        String(decoding: (0..<utf8Count).map(utf8(at:)), as: UTF8.self)
    }

    /// Calls a function with each character, the base first; none for a continuation.
    package func forEachScalar(_ body: (Unicode.Scalar) -> Void) {
        var index = 0
        let end = utf8Count
        while index < end {
            let first = UInt32(utf8(at: index))
            let (length, bits): (Int, UInt32)
            switch first {
            case ..<0x80: (length, bits) = (1, first)
            case ..<0xE0: (length, bits) = (2, first & 0x1F)
            case ..<0xF0: (length, bits) = (3, first & 0x0F)
            default: (length, bits) = (4, first & 0x07)
            }
            let value = (1..<length).reduce(bits) { $0 << 6 | UInt32(utf8(at: index + $1) & 0x3F) }
            if let scalar = Unicode.Scalar(value) { body(scalar) }
            index += length
        }
    }

    /// True for a single ASCII character, and for a continuation.
    package var isASCII: Bool {
        high == 0 && low < 0x80
    }
}

extension UTF8 {
    fileprivate enum Encoding {
        /// The scalar's UTF-8 bytes, first byte lowest.
        static func encodedBytes(_ scalar: Unicode.Scalar) -> (bits: UInt32, count: Int) {
            let value = scalar.value
            func tail(_ shift: UInt32) -> UInt32 { 0x80 | (value >> shift & 0x3F) }
            switch value {
            case ..<0x80: return (value, 1)
            case ..<0x800: return ((0xC0 | value >> 6) | tail(0) << 8, 2)
            case ..<0x1_0000: return ((0xE0 | value >> 12) | tail(6) << 8 | tail(0) << 16, 3)
            default: return ((0xF0 | value >> 18) | tail(12) << 8 | tail(6) << 16 | tail(0) << 24, 4)
            }
        }
    }
}

import CPseudoTerminal
import Canvas
import Testing

/// A cell of the current curses screen, as curses sees it: what was asked for, before any terminal.
struct CursesCell: Equatable {
    var character: Unicode.Scalar
    var attributes: Attributes
    var foreground: Int32
    var background: Int32

    init(_ character: Unicode.Scalar, _ attributes: Attributes, _ foreground: Int32, _ background: Int32) {
        self.character = character
        self.attributes = attributes
        self.foreground = foreground
        self.background = background
    }

    init(row: Int32, column: Int32) throws {
        var (character, bits): (UInt32, UInt32) = (0, 0)
        var (front, back): (Int32, Int32) = (0, 0)
        try #require(zt_pty_cell(row, column, &character, &bits, &front, &back) == 0)
        self.character = try #require(Unicode.Scalar(character))
        attributes = Attributes(rawValue: UInt8(bits))
        foreground = front
        background = back
    }
}

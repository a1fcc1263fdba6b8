/// Something the operator did at the terminal.
package enum Key: Hashable, Sendable {
    /// A typed character, never a control character.
    case character(Unicode.Scalar)
    /// A letter typed with Ctrl, in lower case; Tab, Enter and Backspace have cases of their own.
    case control(Character)
    case up, down, left, right
    case pageUp, pageDown, home, end
    case insert, delete, backspace
    case enter, escape, tab, backTab
    /// F1 and following.
    case function(Int)
    /// Pasted text, whole, as it came: never to be taken for keys.
    case paste(String)
    /// The window has a new size.
    case resize(Size)
    /// The mouse wheel was turned over a place.
    case wheel(Wheel, Position)
    /// The first mouse button was pressed at a place.
    case click(Position)

    /// Where to a wheel was turned.
    package enum Wheel: Hashable, Sendable {
        case up, down
    }
}

/// Something in a theme file that was not understood and has no effect.
package struct ThemeWarning: Hashable, Sendable, CustomStringConvertible {
    /// The file, as the reader was told.
    package let file: String
    /// The line, from one.
    package let line: Int
    /// What is wrong and, where there is one, the nearest right word.
    package let message: String

    package var description: String {
        "\(file):\(line): \(message)"
    }
}

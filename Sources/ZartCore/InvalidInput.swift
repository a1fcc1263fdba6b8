/// Something from outside that is not what it should be, told in one sentence: what, where, what to do.
public struct InvalidInput: Error, Hashable, Sendable, CustomStringConvertible {
    /// The sentence for the operator.
    public let message: String

    /// Creates the error from its sentence.
    package init(_ message: String) {
        self.message = message
    }

    public var description: String { message }
}

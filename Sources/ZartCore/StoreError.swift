/// A store that could not be opened, read or written.
///
/// Whatever was being written did not happen.
package struct StoreError: Error, Sendable, Hashable, CustomStringConvertible {
    package let code: Code
    /// One sentence for the operator.
    package let message: String

    package enum Code: String, Sendable, Hashable {
        /// The path cannot be opened: missing folder, no permission.
        case cannotOpen = "cannot-open"
        /// A file that is no database, or a database of some other program.
        case notOurs = "not-ours"
        /// Written by a newer version of the program.
        case newerVersion = "newer-version"
        case corrupt
        case readOnly = "read-only"
        case diskFull = "disk-full"
        case busy
        /// Another worker took over; whatever this one writes is refused.
        case fenced
        /// The file is not the one that was opened: it was removed, or another was put in its place.
        case replaced
        case inputOutput = "io"
        case internalFault = "internal"
    }

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }

    /// The same thing at the library's border.
    package var asZartError: ZartError { ZartError(.storage, message, store: code) }
}

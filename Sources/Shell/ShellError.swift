internal import Glibc

/// Why a command could not be handed to a supervisor, or an attempt not be looked at, in one sentence.
package struct ShellError: Error, Hashable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }

    init(_ what: String, errno code: Int32) {
        description = "\(what): \(Self.reason(code))"
    }

    static func reason(_ code: Int32) -> String {
        String(cString: strerror(code))
    }
}

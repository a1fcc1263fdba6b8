/// The limits of everything that comes from outside.
///
/// Beyond one is an error, never a cut, but for the two texts that say so.
package enum Limits {
    package static let payload = 256 * 1024
    package static let result = 1024 * 1024
    package static let event = 1024 * 1024
    package static let name = 128
    package static let executionID = 200
    /// Error text beyond this is cut and marked.
    package static let error = 16 * 1024

    /// Refuses a name that is not 1–128 bytes of `[A-Za-z0-9._-]`.
    package static func checkName(_ name: String, what: @autoclosure () -> String) throws(InvalidInput) {
        try check(name, what: what, longest: Self.name)
    }

    /// Refuses an execution id that is not 1–200 bytes of `[A-Za-z0-9._-]`.
    package static func checkExecutionID(_ id: String, what: @autoclosure () -> String) throws(InvalidInput) {
        try check(id, what: what, longest: executionID)
    }

    /// What is to be said of a step's result, as JSON text, that is larger than is kept; nil where it is not.
    package static func oversize(ofResult json: String, of step: String) -> String? {
        guard json.utf8.count > result else { return nil }
        return "the result of step '\(step)' is \(json.utf8.count) bytes: at most \(result) are allowed"
    }

    /// Cuts an error text to its limit at a character's border, and marks the cut.
    package static func cutError(_ text: String) -> String {
        guard text.utf8.count > error else { return text }
        // Room is left for the mark; a character is at most four bytes, so a border is found within three steps.
        let room = error - 40
        let kept = (0..<4).lazy.compactMap { String(text.utf8.prefix(room - $0)) }.first ?? ""
        return "\(kept)… [cut: \(text.utf8.count) bytes]"
    }

    private static func check(_ text: String, what: () -> String, longest: Int) throws(InvalidInput) {
        guard !text.isEmpty else {
            throw InvalidInput("\(what()) is empty: give it 1 to \(longest) characters")
        }
        guard text.utf8.count <= longest else {
            throw InvalidInput("\(what()) is \(text.utf8.count) bytes long: at most \(longest) are allowed")
        }
        guard let bad = text.unicodeScalars.first(where: { !isNameScalar($0) }) else { return }
        let shown = bad.value < 32 || bad.value == 127 ? "a control character" : "'\(bad)'"
        throw InvalidInput("\(what()) has \(shown): use letters, digits, '.', '_' and '-'")
    }

    private static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", ".", "_", "-": true
        default: false
        }
    }
}

/// What rows must match: `state:retrying task:inv* try>2 age<5m err~SMTP`, or plain words.
///
/// Terms stand between blanks and all of them must hold. `!` before one turns it round; commas part alternatives; `"…"`
/// holds blanks and takes every sign in it as it is. `:` compares whole values, in which `*` stands for any characters
/// and `?` for one; `~` looks for a part; numbers and spans also take `<`, `<=`, `=`, `>=` and `>`. The case of the
/// letters A to Z never matters. A word without a sign is looked for in everything a row shows.
package struct Filter: Hashable, Sendable {
    /// It as it was typed.
    package let text: String
    /// What must hold, in the order typed; none when something is wrong.
    package let terms: [FilterTerm]
    /// What is wrong with it, and then it matches everything; nil when nothing is.
    package let complaint: String?

    /// Reads a filter; an empty text makes the one that everything matches.
    package init(_ text: String = "") {
        self.text = text
        do throws(FilterComplaint) {
            terms = try FilterReader.terms(of: text)
            complaint = nil
        } catch {
            terms = []
            complaint = error.sentence
        }
    }

    /// Creates one of terms alone.
    init(finding terms: [FilterTerm]) {
        self.init(text: "", terms: terms)
    }

    private init(text: String, terms: [FilterTerm]) {
        self.text = text
        self.terms = terms
        complaint = nil
    }

    /// Whether everything matches it because nothing was typed.
    package var isEmpty: Bool { text.utf8.allSatisfy { $0 == UInt8(ascii: " ") } }

    /// Whether what matches it changes with time alone.
    var followsTime: Bool {
        terms.contains { if case .number(let field, _, _) = $0.test { field.isSpan } else { false } }
    }

    /// It without its plain words, which a log looks for without hiding the rest.
    package var narrowing: Filter {
        Filter(text: text, terms: terms.filter { $0.sought == nil })
    }

    /// The plain words, which a log highlights.
    var sought: [FilterPattern] { terms.compactMap(\.sought) }

    /// A value written so that every sign in it is taken as it is.
    package static func quoted(_ value: String) -> String {
        let isPlain = value.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || "._-".unicodeScalars.contains(scalar)
        }
        if isPlain, !value.isEmpty { return value }
        // A quote has no way of being written; the sign for one character stands for it.
        return "\""
            + value.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"?\"") + "\""
    }
}

/// Why a text is no filter.
struct FilterComplaint: Error, Hashable {
    /// Which word, what is wrong with it and what to write instead.
    var sentence: String
}

/// One thing that rows must match.
package struct FilterTerm: Hashable, Sendable {
    /// A property that is text.
    package enum TextField: String, CaseIterable, Hashable, Sendable {
        case task
        case id
        case step
        /// The error, or what a row says in a sentence.
        case error = "err"
    }

    /// A property that is a number; spans are milliseconds.
    package enum NumberField: String, CaseIterable, Hashable, Sendable {
        /// The attempt of the step that the row is in.
        case attempt = "try"
        /// The occurrence; of a task, its counter.
        case occurrence = "occ"
        /// The time since it began, or since it was meant to; of an event, since it happened.
        case age
        /// How long it took, or has taken so far.
        case elapsed

        /// Whether it is written as a span, as in `5m`.
        package var isSpan: Bool { self == .age || self == .elapsed }
    }

    /// How a number is compared; the text form is the sign.
    package enum Comparison: String, CaseIterable, Hashable, Sendable {
        case atMost = "<="
        case atLeast = ">="
        case less = "<"
        case more = ">"
        case equal = "="

        /// Whether a number stands so to another.
        package func holds(_ number: Int64, _ other: Int64) -> Bool {
            switch self {
            case .less: number < other
            case .atMost: number <= other
            case .equal: number == other
            case .atLeast: number >= other
            case .more: number > other
            }
        }
    }

    /// What is looked at, and how.
    package enum Test: Hashable, Sendable {
        /// Anything that the row shows has this part.
        case word(FilterPattern)
        /// The property matches one of these.
        case text(TextField, [FilterPattern])
        /// The state is one of these, as the engine spells them.
        case states(Set<String>)
        /// An event's level is one of these; rows without a level do not match.
        case levels(Set<EventLine.Level>)
        /// The number stands so to one of these; rows without it do not match.
        case number(NumberField, Comparison, [Int64])
    }

    /// Whether rows must not match it.
    package var isInverse: Bool
    /// What is looked at, and how.
    package var test: Test

    /// Creates a term.
    package init(_ test: Test, isInverse: Bool = false) {
        self.test = test
        self.isInverse = isInverse
    }

    /// The plain word it looks for; nil when it is another kind of term.
    var sought: FilterPattern? {
        guard !isInverse, case .word(let pattern) = test else { return nil }
        return pattern
    }
}

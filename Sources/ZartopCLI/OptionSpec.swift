internal import Timetable
internal import ZartCore

/// One option of the program or of a command: the row that parsing, help and the manual are made from.
struct OptionSpec: Sendable, Hashable {
    /// As it is written: `--db`.
    let name: String
    /// A letter that means the same: `-n`.
    let short: String?
    /// What follows it: `PATH`; nil for an option that stands alone.
    let placeholder: String?
    let kind: Kind
    let help: String

    /// What its value must be.
    enum Kind: Sendable, Hashable {
        case flag
        case text
        case count
        case countOrNone
        case duration
        case timeBack
        case timeAhead
        case json
        case overlap
        case missed
        case choice([String])
    }

    /// An option that stands alone.
    init(flag name: String, short: String? = nil, _ help: String) {
        self.name = name
        self.short = short
        self.placeholder = nil
        self.kind = .flag
        self.help = help
    }

    /// An option with a value.
    init(_ name: String, short: String? = nil, _ placeholder: String, _ kind: Kind, _ help: String) {
        self.name = name
        self.short = short
        self.placeholder = placeholder
        self.kind = kind
        self.help = help
    }

    /// The largest count there is a use for.
    static let largestCount = 1_000_000

    /// What is wrong with a value, as the end of a sentence; nil if nothing is.
    func complaint(about value: String) -> String? {
        let shown = PlainText.harmless(value)
        switch kind {
        case .flag: return nil
        case .text: return value.isEmpty ? "is empty" : nil
        case .count:
            let isGood = Int(value).map { 1...Self.largestCount ~= $0 } ?? false
            return isGood ? nil : "takes a whole number from 1 to \(Self.largestCount), not '\(shown)'"
        case .countOrNone:
            let isGood = Int(value).map { 0...Self.largestCount ~= $0 } ?? false
            return isGood ? nil : "takes a whole number from 0 to \(Self.largestCount), not '\(shown)'"
        case .duration:
            return Duration(operatorText: value) != nil
                ? nil : "takes a duration such as 30s or 1h30m, not '\(shown)'"
        case .timeBack, .timeAhead:
            // What can be read from the years 1970 and 4000 can be read from any day this program sees.
            let direction: TimeText.Direction = kind == .timeBack ? .back : .ahead
            let days = [Instant(seconds: 0), Instant(seconds: 64_060_588_800)]
            return days.allSatisfy { TimeText.read(value, direction: direction, now: $0) != nil }
                ? nil : "takes a time such as 2026-12-24T18:00:00Z, -2h, +2h or now, not '\(shown)'"
        case .json where value == "-" || value.hasPrefix("@"):
            return nil  // No JSON begins so: it is where the text is.
        case .json:
            return JSONCheck.fault(in: value).map { fault in
                "takes JSON, and at column \(fault.column) \(fault.reason)"
            }
        case .overlap:
            return OverlapPolicy(text: value) != nil
                ? nil
                : """
                takes skip-if-running, cancel-and-restart, always-start or such as 'max-3 skip', not '\(shown)'
                """
        case .missed:
            return Self.missed(value) != nil
                ? nil : "takes latest, skip, all or such as all-5, not '\(shown)'"
        case .choice(let words):
            guard !words.contains(value) else { return nil }
            let question = NearestName.question(value, among: words)
            return "takes \(Self.list(words)), not '\(shown)'\(question)"
        }
    }

    /// Reads what a resume may say about missed instants; `all` means as many as there are.
    static func missed(_ text: String) -> MissedPolicy? {
        text == "all" ? .all(largestCount) : MissedPolicy(text: text)
    }

    /// The words as a list that ends in "or".
    static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return "\(words.dropLast().joined(separator: ", ")) or \(last)"
    }
}

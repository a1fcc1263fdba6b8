internal import Canvas

/// Reads the words of a filter, left to right, each once.
struct FilterReader {
    /// A character, and whether it stood in quotes.
    private typealias Sign = (scalar: Unicode.Scalar, isQuoted: Bool)

    /// The states that a term may name.
    static let states = [
        "active", "paused", "stopped", "finished", "late", "scheduled", "running", "retrying", "sleeping",
        "waiting", "completed", "failed", "cancelled",
    ]
    /// The names before a sign.
    static let fields =
        ["state", "level"] + FilterTerm.TextField.allCases.map(\.rawValue)
        + FilterTerm.NumberField.allCases.map(\.rawValue)

    private var signs: [Sign] = []
    private var typed = ""

    static func terms(of text: String) throws(FilterComplaint) -> [FilterTerm] {
        var terms: [FilterTerm] = []
        let words = try words(of: text)
        if words.count > 1 { for word in words { try word.refuseOperator() } }
        for word in words { terms.append(try word.term()) }
        return terms
    }

    /// What joins terms elsewhere would be looked for as text here, and find the opposite of what was meant.
    private func refuseOperator() throws(FilterComplaint) {
        guard !signs.contains(where: \.isQuoted) else { return }
        let text = "quoted it is text"
        switch typed.lowercased() {
        case "not", "!":
            throw complaint("no operator", "write ! before the term, as in !state:failed; \(text)")
        case "or", "||", "|":
            throw complaint("no operator", "write state:failed,cancelled for either; \(text)")
        case "and", "&&", "&":
            throw complaint("no operator", "terms that stand side by side must all hold; \(text)")
        default:
            guard typed.hasPrefix("(") else { return }
            throw complaint("no parentheses", "terms that stand side by side must all hold; \(text)")
        }
    }

    private static func words(of text: String) throws(FilterComplaint) -> [FilterReader] {
        var words: [FilterReader] = []
        var word: FilterReader?
        var isQuoted = false
        for scalar in text.unicodeScalars {
            if !isQuoted, scalar == " " || scalar == "\t" {
                word.map { words.append($0) }
                word = nil
                continue
            }
            var next = word ?? FilterReader()
            next.typed.unicodeScalars.append(scalar)
            if scalar == "\"" { isQuoted.toggle() } else { next.signs.append((scalar, isQuoted)) }
            word = next
        }
        if isQuoted, let word {
            throw FilterComplaint(sentence: "\(word.typed) has a quote that is not closed")
        }
        return words + (word.map { [$0] } ?? [])
    }

    private func term() throws(FilterComplaint) -> FilterTerm {
        var rest = signs[...]
        let isInverse = rest.first.map { $0.scalar == "!" && !$0.isQuoted } ?? false
        if isInverse { rest = rest.dropFirst() }
        guard !rest.isEmpty else {
            let what =
                isInverse ? "'!' needs something to leave out, as in !state:completed" : "\(typed) is empty"
            throw FilterComplaint(sentence: what)
        }
        let name = rest.prefix { !$0.isQuoted && $0.scalar.properties.isAlphabetic }
        rest = rest.dropFirst(name.count)
        if rest.count > 1, let mark = rest.first, mark.scalar == "!", !mark.isQuoted,
            Self.fields.contains(Self.text(name))
        {
            throw complaint("no sign '!' there", "write it first, as in !\(Self.text(name)):…")
        }
        guard !name.isEmpty, let sign = Self.sign(&rest) else {
            let whole = isInverse ? signs.dropFirst() : signs[...]
            return FilterTerm(
                .word(Self.pattern(whole, isPart: true, takesSigns: false)),
                isInverse: isInverse
            )
        }
        return FilterTerm(try test(Self.text(name), sign, Self.values(rest)), isInverse: isInverse)
    }

    private func test(
        _ name: String,
        _ sign: String,
        _ values: [ArraySlice<Sign>]
    ) throws(FilterComplaint) -> FilterTerm.Test {
        let name = String(String.UnicodeScalarView(name.unicodeScalars.map(\.folded)))
        guard Self.fields.contains(name) else {
            let nearest = nearestName(to: name, among: Self.fields).map { "did you mean \($0)\(sign)?" }
            let all = "quote it to look for it as text; the fields are \(Self.fields.joined(separator: ", "))"
            throw complaint("no field '\(name)'", nearest ?? all)
        }
        guard !values.contains(where: \.isEmpty) else {
            throw complaint("no value after \(name)\(sign)", hint(name))
        }
        if let field = FilterTerm.NumberField(rawValue: name) {
            guard let comparison = FilterTerm.Comparison(rawValue: sign == ":" ? "=" : sign) else {
                throw complaint("\(name) is a number", "compare it with < <= = >= or >")
            }
            var numbers: [Int64] = []
            for value in values { numbers.append(try number(Self.text(value), field)) }
            return .number(field, comparison, numbers)
        }
        if name == "level" { return .levels(try levels(sign, values)) }
        guard sign == ":" || sign == "=" || sign == "~" else {
            throw complaint("\(name) is text", "use \(name): for all of it, or \(name)~ for a part")
        }
        if name == "state" { return .states(try states(values, isPart: sign == "~")) }
        guard let field = FilterTerm.TextField(rawValue: name) else {
            throw complaint("no field '\(name)'", "")
        }
        return .text(field, values.map { Self.pattern($0, isPart: sign == "~", takesSigns: true) })
    }

    private func number(_ text: String, _ field: FilterTerm.NumberField) throws(FilterComplaint) -> Int64 {
        if field.isSpan {
            guard let span = Self.span(text) else {
                throw complaint("'\(text)' is no span", "write it as in 90s, 5m, 1h30m, 2d")
            }
            return span
        }
        guard let number = Int64(text), number >= 0, text.first != "+" else {
            throw complaint("'\(text)' is no number", hint(field.rawValue))
        }
        return number
    }

    private func states(_ values: [ArraySlice<Sign>], isPart: Bool) throws(FilterComplaint) -> Set<String> {
        var found: Set<String> = []
        for value in values {
            let text = Self.text(value)
            let word = text == "ok" ? "completed" : text
            if Self.states.contains(word) {
                found.insert(word)
                continue
            }
            // A beginning is enough, so that the list narrows while the word is being typed.
            let signs = isPart ? value : value + [("*", false)]
            let pattern = Self.pattern(signs, isPart: isPart, takesSigns: true)
            let some = Self.states.filter(pattern.matches)
            guard !some.isEmpty else {
                let nearest = nearestName(to: text, among: Self.states).map { "did you mean \($0)?" }
                throw complaint(
                    "no state '\(text)'",
                    nearest ?? "there are \(Self.states.joined(separator: ", "))"
                )
            }
            found.formUnion(some)
        }
        return found
    }

    private func levels(
        _ sign: String,
        _ values: [ArraySlice<Sign>]
    ) throws(FilterComplaint) -> Set<EventLine.Level> {
        guard let comparison = FilterTerm.Comparison(rawValue: sign == ":" ? "=" : sign) else {
            throw complaint("a level is a word", "use level:warn, or level>=warn")
        }
        let all = EventLine.Level.allCases
        var found: Set<EventLine.Level> = []
        for value in values {
            let text = Self.text(value)
            guard let level = all.first(where: { FilterPattern(part: text).matches($0.rawValue) }) else {
                let names = all.map { $0.rawValue.lowercased() }
                let nearest = nearestName(to: text, among: names).map { "did you mean \($0)?" }
                throw complaint("no level '\(text)'", nearest ?? "there are \(names.joined(separator: ", "))")
            }
            let place = Int64(all.firstIndex(of: level) ?? 0)
            found.formUnion(zip(0..., all).filter { comparison.holds($0.0, place) }.map(\.1))
        }
        return found
    }

    private func hint(_ name: String) -> String {
        switch name {
        case "state": "as in state:retrying,failed"
        case "level": "as in level:warn,error or level>=warn"
        case "try", "occ": "as in \(name)>2"
        case "age", "elapsed": "as in \(name)<5m"
        case "err": "as in err~timeout"
        default: "as in \(name):inv*"
        }
    }

    private func complaint(_ what: String, _ hint: String) -> FilterComplaint {
        FilterComplaint(sentence: "\(typed): \(what); \(hint)")
    }

    /// Takes the sign that the rest begins with; nil when it begins with none.
    private static func sign(_ rest: inout ArraySlice<Sign>) -> String? {
        guard let first = rest.first, !first.isQuoted, ":~<>=".unicodeScalars.contains(first.scalar) else {
            return nil
        }
        rest = rest.dropFirst()
        guard first.scalar == "<" || first.scalar == ">", let second = rest.first,
            !second.isQuoted, second.scalar == "="
        else { return String(first.scalar) }
        rest = rest.dropFirst()
        return "\(first.scalar)="
    }

    private static func values(_ rest: ArraySlice<Sign>) -> [ArraySlice<Sign>] {
        rest.split(omittingEmptySubsequences: false) { $0.scalar == "," && !$0.isQuoted }
    }

    private static func text(_ signs: ArraySlice<Sign>) -> String {
        String(String.UnicodeScalarView(signs.map(\.scalar)))
    }

    private static func pattern(_ signs: ArraySlice<Sign>, isPart: Bool, takesSigns: Bool) -> FilterPattern {
        let parts: [FilterPattern.Part] = signs.map { sign in
            switch sign.scalar {
            case "*" where takesSigns && !sign.isQuoted: .anyMany
            case "?" where takesSigns && !sign.isQuoted: .anyOne
            default: .exactly(sign.scalar)
            }
        }
        return FilterPattern(parts, isPart: isPart)
    }

    /// Milliseconds of `1h30m`; nil when it is no span or too long a one.
    static func span(_ text: String) -> Int64? {
        var total: Int64 = 0
        var rest = Substring(text)
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { ("0"..."9").contains($0) }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { !("0"..."9").contains($0) }
            rest = rest.dropFirst(unit.count)
            guard let count = Int64(digits), let length = units[String(unit)] else { return nil }
            let (product, isTooLong) = count.multipliedReportingOverflow(by: length)
            let (sum, isTooMuch) = total.addingReportingOverflow(product)
            guard !isTooLong, !isTooMuch else { return nil }
            total = sum
        }
        return total
    }

    private static let units: [String: Int64] = [
        "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000,
    ]
}

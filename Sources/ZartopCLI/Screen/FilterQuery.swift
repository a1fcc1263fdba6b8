internal import Dashboard
internal import Timetable
internal import ZartCore

/// What of a filter the store can look for itself; the rest is looked for in what it finds.
struct FilterQuery {
    /// What the store looks for: everything that matches the filter is among what it finds.
    private(set) var query = ExecutionRowQuery()
    /// Whether everything it finds matches.
    private(set) var isExact = true

    init(_ filter: Filter, tasks: [String], at now: Instant) {
        for term in filter.terms where !add(term, tasks, now) { isExact = false }
    }

    /// Adds a term; false when what the store finds may not match it.
    private mutating func add(_ term: FilterTerm, _ tasks: [String], _ now: Instant) -> Bool {
        guard !term.isInverse else { return false }
        switch term.test {
        case .states(let states):
            let phases = Set(states.compactMap(ExecutionPhase.init))
            guard phases.count == states.count, query.phases.isEmpty else { return false }
            query.phases = phases
            return true
        case .text(.task, let patterns):
            let named = tasks.filter { name in patterns.contains { $0.matches(name) } }
            // One task has an index of its own; several are looked for among all.
            guard let only = named.first, named.count == 1, query.task == nil else { return false }
            query.task = Self.quoted(only)
            return true
        case .text(.id, let patterns):
            guard let only = patterns.first, patterns.count == 1, query.id == nil else { return false }
            query.id = Self.caseless(only.glob)
            return true
        case .text(.error, let patterns):
            guard let part = patterns.first?.literal, patterns.count == 1, query.error == nil else {
                return false
            }
            query.error = part
            return false
        case .number(.occurrence, .equal, let numbers):
            guard let only = numbers.first, numbers.count == 1, query.occurrence == nil else { return false }
            query.occurrence = Int(clamping: only)
            return true
        case .text(.step, _), .word, .levels, .number: return false
        }
    }

    /// A name as a pattern that only it matches.
    private static func quoted(_ name: String) -> String {
        String(name.flatMap { "*?[".contains($0) ? "[\($0)]" : "\($0)" })
    }

    /// A pattern in which the case of the letters A to Z does not matter.
    private static func caseless(_ glob: String) -> String {
        String(glob.flatMap { ("a"..."z").contains($0) ? "[\($0)\($0.uppercased())]" : "\($0)" })
    }
}

extension EventFilter {
    /// What of the wish the store can look for itself.
    init(_ wish: EventWish, tasks: [String], isExecution: (String) -> Bool) {
        self.init(level: EventRecord.Level(wish.level))
        for term in wish.filter.terms where !term.isInverse {
            guard case .text(let field, let patterns) = term.test, patterns.count == 1,
                let only = patterns.first
            else { continue }
            switch field {
            case .task:
                let named = tasks.filter { only.matches($0) }
                if named.count == 1 { task = named[0] }
            case .id: if let id = only.literal, !only.isPart, isExecution(id) { execution = id }
            case .step, .error: break
            }
        }
    }
}

extension EventRecord.Level {
    fileprivate init(_ level: EventLine.Level) {
        self =
            switch level {
            case .debug: .debug
            case .info: .info
            case .skip: .skip
            case .warn: .warn
            case .error: .error
            }
    }
}

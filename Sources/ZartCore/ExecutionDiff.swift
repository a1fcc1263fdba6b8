package import Timetable

/// Two executions side by side, field by field and step by step, with what differs.
///
/// Steps are those of the newest run of each, in the order in which they began; results that a later run kept are
/// compared like any other.
package struct ExecutionDiff: Sendable, Hashable {
    /// One thing compared.
    package struct Row: Sendable, Hashable {
        /// Such as `status` or `took`.
        package let field: String
        /// The step it is of; nil for the execution's own.
        package let step: String?
        package let left: String
        package let right: String
        package let differs: Bool
        /// How much longer, or later, the second is; nil for what is no duration, and where one has none.
        package let delta: Duration?

        /// How they differ, in a word: `+2.1s`, `differs`; empty where they do not.
        package var difference: String {
            guard differs else { return "" }
            guard let delta else { return "differs" }
            return (delta < .zero ? "" : "+") + delta.brief
        }

        /// Both as they are shown where there is no room for them whole: what they have in common at first is cut.
        package var short: (left: String, right: String) {
            let common = zip(left, right).prefix { $0 == $1 }.count
            guard differs, delta == nil, common > Self.mostCommon else { return (left, right) }
            func cut(_ text: String) -> String { "…" + text.dropFirst(common - Self.keptCommon) }
            return (cut(left), cut(right))
        }

        private static let mostCommon = 12
        private static let keptCommon = 6

        /// What it is, for people: `took`, `email: took`.
        package var label: String { step.map { "\($0): \(field)" } ?? field }
    }

    package private(set) var rows: [Row] = []

    /// Compares two executions as they stand at a time; definitions are the hashes of what each does, nil for a program's.
    package init(
        _ left: ExecutionDetail,
        _ right: ExecutionDetail,
        definitions: (left: String?, right: String?) = (nil, nil),
        at now: Instant
    ) {
        let (one, other) = (left.execution, right.execution)
        add("task", one.task, other.task)
        add("status", one.status.rawValue, other.status.rawValue)
        add("cause", one.cause.rawValue, other.cause.rawValue)
        add("due", Self.due(one), Self.due(other), isPlain: true)
        add("late", Self.late(one), Self.late(other))
        add("took", Length(one.startedAt, one.endedAt, now), Length(other.startedAt, other.endedAt, now))
        add("runs", "\(left.runs.count)", "\(right.runs.count)")
        add("payload", one.payload, other.payload)
        if definitions.left != nil || definitions.right != nil {
            add("definition", Self.short(definitions.left), Self.short(definitions.right))
        }
        add("result", one.result ?? "", other.result ?? "")
        add("error", one.error ?? "", other.error ?? "")
        let steps = (Self.steps(left), Self.steps(right))
        for name in Self.names(steps.0.map(\.name), steps.1.map(\.name)) {
            compare(name, steps.0.first { $0.name == name }, steps.1.first { $0.name == name }, at: now)
        }
    }

    /// The rows that differ.
    package var differences: [Row] { rows.filter(\.differs) }

    private mutating func compare(_ name: String, _ one: StepRecord?, _ other: StepRecord?, at now: Instant) {
        add("status", one?.status.rawValue ?? "", other?.status.rawValue ?? "", step: name)
        add(
            "took",
            one.flatMap { Length($0.startedAt, $0.endedAt, now) },
            other.flatMap { Length($0.startedAt, $0.endedAt, now) },
            step: name
        )
        add("attempts", Self.attempts(one), Self.attempts(other), step: name)
        add("result", one?.result ?? "", other?.result ?? "", step: name)
        add("error", Self.error(one), Self.error(other), step: name)
        add("earlier error", Self.earlierError(one), Self.earlierError(other), step: name)
    }

    /// What is nothing in both is left out.
    private mutating func add(
        _ field: String,
        _ left: String,
        _ right: String,
        step: String? = nil,
        isPlain: Bool = false
    ) {
        guard !left.isEmpty || !right.isEmpty else { return }
        let differs = !isPlain && left != right
        rows.append(Row(field: field, step: step, left: left, right: right, differs: differs, delta: nil))
    }

    /// A length of time, which may go on.
    private struct Length: Equatable {
        let time: Duration
        var goesOn = false

        init(_ time: Duration) { self.time = time }

        /// Nil for what has not begun.
        init?(_ start: Instant?, _ end: Instant?, _ now: Instant) {
            guard let start else { return nil }
            time = max(.zero, (end ?? now) - start)
            goesOn = end == nil
        }

        var text: String { time.brief + (goesOn ? " so far" : "") }
    }

    private mutating func add(_ field: String, _ left: Length?, _ right: Length?, step: String? = nil) {
        guard left != nil || right != nil else { return }
        let delta = left.flatMap { left in right.map { $0.time - left.time } }
        rows.append(
            Row(
                field: field,
                step: step,
                left: left?.text ?? "",
                right: right?.text ?? "",
                differs: left != right,
                delta: delta
            )
        )
    }

    /// What is backfilled was due long before anybody asked for it, and is not late.
    private static func due(_ execution: ExecutionRecord) -> String {
        (execution.backfilledFor ?? execution.dueAt).shortDescription
    }

    private static func late(_ execution: ExecutionRecord) -> Length? {
        execution.backfilledFor == nil ? execution.lag.map { Length($0) } : nil
    }

    private static func steps(_ detail: ExecutionDetail) -> [StepRecord] { detail.runs.last?.steps ?? [] }

    /// Every name once, in the order of the first list, those only in the second where they stand there.
    private static func names(_ left: [String], _ right: [String]) -> [String] {
        var names = left
        var place = 0
        for name in right {
            if let known = names.firstIndex(of: name) {
                place = known + 1
            } else {
                names.insert(name, at: min(place, names.count))
                place += 1
            }
        }
        return names
    }

    private static func attempts(_ step: StepRecord?) -> String {
        guard let step, step.kind.isTried else { return "" }
        if let run = step.keptFrom { return "kept from run \(run)" }
        return "\(step.attempts.count)"
    }

    private static func error(_ step: StepRecord?) -> String {
        guard let step, step.status != .completed else { return "" }
        return step.error ?? step.attempts.last { $0.error != nil }?.error ?? ""
    }

    /// Of a step that completed in the end.
    private static func earlierError(_ step: StepRecord?) -> String {
        guard let step, step.status == .completed else { return "" }
        return step.attempts.last { $0.error != nil }?.error ?? ""
    }

    private static func short(_ hash: String?) -> String { hash.map { String($0.prefix(12)) } ?? "" }
}

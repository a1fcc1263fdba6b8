internal import Timetable

/// What is done about instants that passed undecided for longer than the late-grace: the worker was down, the
/// machine suspended, the clock stepped forward, or the task paused.
public struct MissedPolicy: Sendable, Hashable {
    /// Which of the missed instants start an execution.
    public enum Rule: Sendable, Hashable {
        /// The newest one; the others are recorded as `coalesced` into it.
        case latest
        /// None; all are recorded as `missed`.
        case skip
        /// The newest ones up to a limit, oldest first; older ones are recorded as `limit`.
        case all(limit: Int)
    }

    /// Which of the missed instants start an execution.
    public let rule: Rule
    /// How far back the rule looks; anything older is recorded as `missed`.
    ///
    /// Nil looks back without limit.
    public let window: Duration?

    /// Creates a policy from its rule and how far back it looks.
    public init(_ rule: Rule, window: Duration? = nil) {
        self.rule = rule
        self.window = window
    }

    /// One start for the newest missed instant, however many there are.
    ///
    /// The default.
    public static let latest = MissedPolicy(.latest)
    /// No start for any missed instant.
    public static let skip = MissedPolicy(.skip)

    /// One start for each missed instant, for at most the newest `limit` of them.
    public static func all(_ limit: Int, window: Duration? = nil) -> MissedPolicy {
        MissedPolicy(.all(limit: limit), window: window)
    }

    /// One start for the newest missed instant, if it is not older than the window.
    public static func latest(window: Duration) -> MissedPolicy {
        MissedPolicy(.latest, window: window)
    }
}

extension MissedPolicy: CustomStringConvertible {
    /// The stable text form: `latest`, `skip` or `all-N`, followed by ` window D` where there is one.
    public var description: String {
        let base =
            switch rule {
            case .latest: "latest"
            case .skip: "skip"
            case .all(let limit): "all-\(limit)"
            }
        return base + (window.map { " window \($0.operatorText)" } ?? "")
    }

    /// Reads the stable text form back; nil if it is none.
    package init?(text: String) {
        let words = text.split(separator: " ")
        let rule: Rule
        switch words.first {
        case "latest": rule = .latest
        case "skip": rule = .skip
        case let word? where word.hasPrefix("all-"):
            guard let limit = Int(word.dropFirst(4)), limit >= 1 else { return nil }
            rule = .all(limit: limit)
        default: return nil
        }
        switch words.count {
        case 1: self.init(rule)
        case 3 where words[1] == "window":
            guard let window = Duration(operatorText: String(words[2])) else { return nil }
            self.init(rule, window: window)
        default: return nil
        }
    }
}

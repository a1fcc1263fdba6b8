internal import Timetable

/// What happens when a tick comes while executions of the same task are still scheduled or running.
///
/// The three policies of the page (``skipIfRunning``, ``cancelAndRestart``, ``alwaysStart``) are aliases in one
/// algebra: how many may run at a time, and what to do about a tick that finds all of them taken.
public struct OverlapPolicy: Sendable, Hashable {
    /// How many executions of the task may be scheduled or running at once; nil is unlimited.
    public let maximum: Int?
    /// What is done about a tick that finds the maximum reached.
    public let atCap: AtCap

    /// What a tick does that finds every slot of its task taken.
    public enum AtCap: Sendable, Hashable {
        /// The tick is a no-op, recorded with the execution that held the slot.
        case skip
        /// The oldest execution is cancelled and the new one dispatched in the same transaction.
        case cancelOldest
        /// The tick waits for a slot, among at most `limit` others, for at most `ttl`.
        case buffer(limit: Int = 1, keep: Keep = .latest, ttl: Duration? = nil)
    }

    /// Which instants a full buffer keeps.
    public enum Keep: String, Sendable, Hashable, CaseIterable {
        /// The ones already waiting; the new one is recorded as `limit`.
        case first
        /// The newest ones; the oldest waiting one is recorded as `skipped-overlap`.
        case latest
        /// All of them, however many: the limit is not applied.
        case all
    }

    private init(maximum: Int?, atCap: AtCap) {
        self.maximum = maximum
        self.atCap = atCap
    }

    /// Skips a tick while any execution of the task is scheduled or running.
    public static let skipIfRunning = OverlapPolicy(maximum: 1, atCap: .skip)
    /// Cancels what runs and starts the next occurrence in the same transaction.
    public static let cancelAndRestart = OverlapPolicy(maximum: 1, atCap: .cancelOldest)
    /// Starts whatever else runs.
    public static let alwaysStart = OverlapPolicy(maximum: nil, atCap: .skip)

    /// Allows that many executions at once, and says what to do about a tick beyond.
    ///
    /// A number below one is refused when the task is registered.
    public static func max(_ maximum: Int, atCap: AtCap) -> OverlapPolicy {
        OverlapPolicy(maximum: maximum, atCap: atCap)
    }
}

extension OverlapPolicy: CustomStringConvertible {
    /// The stable text form, as in `max-3 buffer(limit 5, keep latest, ttl 1h)`.
    public var description: String {
        switch self {
        case .skipIfRunning: "skip-if-running"
        case .cancelAndRestart: "cancel-and-restart"
        case .alwaysStart: "always-start"
        default: "max-\(maximum.map(String.init) ?? "unlimited") \(atCap)"
        }
    }
}

extension OverlapPolicy.AtCap: CustomStringConvertible {
    public var description: String {
        switch self {
        case .skip: "skip"
        case .cancelOldest: "cancel-oldest"
        case .buffer(let limit, let keep, let ttl):
            // Where all are kept there is no limit; one that was given is kept, or what is registered would differ from it.
            "buffer(\(keep == .all && limit == 1 ? "" : "limit \(limit), ")keep \(keep.rawValue)"
                + "\(ttl.map { ", ttl \($0.operatorText)" } ?? ""))"
        }
    }
}

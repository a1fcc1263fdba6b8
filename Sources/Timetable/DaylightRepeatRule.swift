/// What a fixed-time cron task does about a local time that comes twice when the clocks are set back.
///
/// A fixed-time expression is one whose minute and hour fields both begin with something else than `*`. The
/// others fire every real period and never need this rule.
public enum DaylightRepeatRule: String, Hashable, Sendable, Codable, CaseIterable {
    /// Only the first time counts.
    case first
    /// Only the last time counts.
    case last
    /// Each time counts.
    case both
}

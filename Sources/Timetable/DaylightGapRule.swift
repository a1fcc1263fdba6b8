/// What a fixed-time cron task does about a local time that the clocks skip.
///
/// A fixed-time expression is one whose minute and hour fields both begin with something else than `*`. The
/// others fire every real period and never need this rule.
public enum DaylightGapRule: String, Hashable, Sendable, Codable, CaseIterable {
    /// One instant right after the gap stands for all the times inside it.
    case after
    /// Times inside the gap have no instant.
    case skip
}

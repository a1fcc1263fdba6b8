/// Why a time, a zone, a cron expression or a recurrence was refused.
///
/// The ``message`` is one sentence for an operator and already names the field, the column and the reason;
/// programs compare ``code``, which never changes once released.
public struct TimetableError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One of `bad-cron` `never-matches` `bad-zone-name` `bad-zone-file` `missing-zone` `bad-delay`
    /// `bad-instant`.
    public let code: String

    /// One sentence for the operator, without a full stop.
    public let message: String

    /// Where in the refused text the reason lies, counted from 1, if the error is about a text.
    public let column: Int?

    package init(code: String, message: String, column: Int? = nil) {
        self.code = code
        self.message = message
        self.column = column
    }

    public var description: String { message }
}

@testable import Timetable

extension Instant {
    /// Beyond everything a test looks at.
    static let distant = Instant(seconds: 250_000_000_000)

    /// Reads an instant a test gives, or fails the test.
    init(_ text: String) throws {
        guard let instant = Instant(rfc3339: text) else {
            throw TimetableError(code: "bad-instant", message: "\(text) is not an instant")
        }
        self = instant
    }
}

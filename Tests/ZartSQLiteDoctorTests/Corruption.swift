import Testing

/// One thing made wrong in the healthy database, and what the doctor has to say about it.
struct Corruption: Sendable, CustomTestStringConvertible {
    /// The one check that must fail.
    let check: String
    /// What happened to the rows, in words.
    let story: String
    let sql: String
    /// What its detail must say, the culprit's name among it.
    let sentence: String

    init(_ check: String, _ story: String, _ sql: String, says sentence: String) {
        self.check = check
        self.story = story
        self.sql = sql
        self.sentence = sentence
    }

    var testDescription: String { "\(check): \(story)" }

    static let all = ofSchedule + ofTasks + ofWork + ofHolds + ofAlarms + ofBackfills

    /// A time of the healthy database, in milliseconds after its midnight.
    static func at(_ offset: Int64) -> Int64 { Patient.midnight + offset }
}

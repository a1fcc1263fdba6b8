internal import Timetable
internal import ZartCore

extension Order.Action {
    /// When a pause is to end by itself, as it was written on the command line or on the screen's.
    static func pauseEnd(_ text: String, now: Instant) throws(CommandFailure) -> Instant {
        let option = OptionTable.until
        if let complaint = option.complaint(about: text) {
            throw .usage("option \(option.name) \(complaint)")
        }
        let until = TimeText.read(text, direction: .ahead, now: now) ?? now
        guard until > now else { throw .usage("--until lies in the past: \(until)") }
        return until
    }
}

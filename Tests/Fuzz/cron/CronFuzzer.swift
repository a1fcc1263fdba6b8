import Timetable

/// A cron expression, in UTC: refused with a reason, or with instants that match it, each after the last.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCron(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    let anchor = Instant(seconds: 1_767_225_600)
    let expression: CronExpression
    do {
        expression = try CronExpression(text)
    } catch {
        precondition(!error.code.isEmpty && !error.message.isEmpty, "a refusal has a reason")
        return 0
    }
    let recurrence = Recurrence.cron(text, timezone: "UTC", gap: .after, repeat: .first)
    precondition(Recurrence(storedText: recurrence.storedText) == recurrence, "what is stored reads the same")
    guard let schedule = try? Schedule(recurrence, zone: nil, anchor: anchor, includesAnchor: false) else {
        return 0
    }
    var last = anchor
    for _ in 0..<20 {
        guard let next = schedule.next(after: last) else { return 0 }
        precondition(next > last, "instants go forward")
        precondition(expression.mismatch(at: Zone.utc.civil(at: next)) == nil, "an instant matches")
        precondition(schedule.count(after: last, through: next) == 1, "counted as enumerated")
        last = next
    }
    return 0
}

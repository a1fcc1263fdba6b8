import Timetable

/// A compiled zone file: refused with a reason, or a zone in which local times and instants agree.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzZone(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let file = Array(UnsafeBufferPointer(start: bytes, count: count))
    let zone: Zone
    do {
        zone = try Zone(name: "Fuzz/Zone", tzif: file)
    } catch {
        precondition(!error.message.isEmpty, "a refusal has a reason")
        return 0
    }
    // From the year 1900 to beyond 2500, and the ends of what can be written.
    for seconds in stride(from: -2_208_988_800, through: 17_000_000_000, by: 400_000_003) + [
        -62_135_596_800, 253_402_300_799,
    ] {
        let instant = Instant(seconds: Int64(seconds))
        let offset = zone.offset(at: instant)
        precondition(abs(offset) < 30 * 3_600, "an offset is some hours")
        _ = (zone.abbreviation(at: instant), zone.isDaylight(at: instant))
        switch zone.resolve(zone.civil(at: instant)) {
        case .unique(let found): precondition(found == instant, "a local time leads back to its instant")
        case .gap: preconditionFailure("the clocks did show that time")
        case .repeated(let first, let last):
            precondition(first <= instant && instant <= last && first < last, "and to one of its instants")
        }
    }
    let recurrence = Recurrence.cron("30 2 * * *", timezone: zone.name, gap: .after, repeat: .first)
    let anchor = Instant(seconds: 1_700_000_000)
    guard let schedule = try? Schedule(recurrence, zone: zone, anchor: anchor, includesAnchor: false) else {
        return 0
    }
    var last = anchor
    for _ in 0..<10 {
        guard let next = schedule.next(after: last) else { return 0 }
        precondition(next > last, "instants go forward")
        last = next
    }
    return 0
}

/// The content of a zone file on its way into a ``Zone``.
struct ZoneTable {
    var types: [ZoneType]
    var starts: [Int] = []
    var kinds: [UInt8] = [0]
    var cycle = 0

    /// Creates a table whose one segment has neither beginning nor end.
    init(initial: ZoneType) {
        types = [initial]
    }

    /// Creates a table of the types in a file, the first of which holds before all transitions.
    init(types: [ZoneType]) {
        self.types = types
    }

    /// Adds a segment; a later one with the same start takes the place of the earlier one.
    mutating func append(start: Int, kind: UInt8) {
        if start == starts.last {
            kinds[kinds.count - 1] = kind
        } else {
            starts.append(start)
            kinds.append(kind)
        }
    }

    /// Gives the number of that type, which is added if the file has none like it.
    mutating func kind(of type: ZoneType) -> UInt8? {
        if let index = types.firstIndex(of: type) { return UInt8(exactly: index) }
        types.append(type)
        return UInt8(exactly: types.count - 1)
    }

    /// Continues the table by the footer's rule for the 400 years after its last transition, which then
    /// repeat.
    mutating func extend(by rule: PosixRule) -> Bool {
        guard let standard = kind(of: rule.standard) else { return false }
        guard let daylight = rule.daylight else {
            // The file's last transition already leads to the type of the footer; if not, the footer counts.
            if let last = starts.last, kinds.last != standard {
                append(start: last, kind: standard)
            } else if starts.isEmpty {
                kinds = [standard]
            }
            return true
        }
        guard let daylightKind = kind(of: daylight.type) else { return false }
        let lastStart = starts.last ?? CivilDate.daysSinceEpoch(toFirstOf: 1, year: 1900) * 86_400
        let firstYear = CivilDate(daysSinceEpoch: floorDivide(lastStart, by: 86_400)).year
        func appendChange(_ start: Int, _ kind: UInt8) {
            if start > lastStart, start >= starts.last ?? .min { append(start: start, kind: kind) }
        }
        func appendChanges(in year: Int) {
            let onto = daylight.start.second(in: year) - rule.standard.offset
            let off = daylight.end.second(in: year) - daylight.type.offset
            if onto < off { appendChange(onto, daylightKind) }
            appendChange(off, standard)
            if onto >= off { appendChange(onto, daylightKind) }
        }
        // The first year may lie partly in the table, so the repeating part begins with the year after it.
        appendChanges(in: firstYear)
        let repeatingFrom = starts.count
        for year in firstYear + 1...firstYear + 400 { appendChanges(in: year) }
        let end = starts.count
        // Under daylight time all year each end is the next year's start, which takes its place.
        appendChanges(in: firstYear + 401)
        starts.removeLast(starts.count - end)
        kinds.removeLast(kinds.count - end - 1)
        cycle = end - repeatingFrom
        return true
    }
}

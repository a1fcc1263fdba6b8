/// Reads a zone file from front to back and never past its end.
struct TZifReader {
    private let bytes: [UInt8]
    private var position = 0
    /// 4 in the first table, 8 in the second.
    private var timeWidth = 4

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Takes the 44 bytes of a header.
    mutating func header() throws(TZif.Failure) -> TZifHeader {
        let start = try take(44)
        guard start.starts(with: "TZif".utf8) else {
            throw TZif.Failure(message: "it is not a compiled zone")
        }
        let digit = start[start.startIndex + 4]
        guard digit == 0 || UInt8(ascii: "2")...UInt8(ascii: "9") ~= digit else {
            throw TZif.Failure(message: "its version is unknown")
        }
        let counts = (0..<6).map { signed(start.dropFirst(20 + 4 * $0).prefix(4)) }
        return TZifHeader(
            version: digit == 0 ? 1 : Int(digit - UInt8(ascii: "0")),
            leapSeconds: counts[2],
            transitions: counts[3],
            types: counts[4],
            abbreviationBytes: counts[5],
            standardFlags: counts[1],
            universalFlags: counts[0]
        )
    }

    /// Passes over the table with 32-bit times; what follows has 64-bit times.
    mutating func skipTable(_ header: TZifHeader) throws(TZif.Failure) {
        let counts = [
            header.transitions, header.types, header.abbreviationBytes, header.leapSeconds,
            header.standardFlags,
            header.universalFlags,
        ]
        guard counts.allSatisfy({ 0...bytes.count ~= $0 }) else {
            throw TZif.Failure(message: "it is cut short")
        }
        let body = header.transitions * 5 + header.types * 6 + header.abbreviationBytes
        _ = try take(body + header.leapSeconds * 8 + header.standardFlags + header.universalFlags)
        timeWidth = 8
    }

    /// Takes the table after a header.
    mutating func table(_ header: TZifHeader) throws(TZif.Failure) -> ZoneTable {
        guard header.leapSeconds == 0 else {
            throw TZif.Failure(message: "it counts leap seconds, which this clock does not")
        }
        guard 1...255 ~= header.types else { throw TZif.Failure(message: "it has no local time types") }
        guard 0...bytes.count ~= header.transitions, 0...bytes.count ~= header.abbreviationBytes,
            0...bytes.count ~= header.standardFlags, 0...bytes.count ~= header.universalFlags
        else { throw TZif.Failure(message: "it is cut short") }
        let times = try take(header.transitions * timeWidth)
        let kinds = try take(header.transitions)
        let typeBytes = try take(header.types * 6)
        let names = try take(header.abbreviationBytes)
        _ = try take(header.standardFlags + header.universalFlags)
        var types: [ZoneType] = []
        for index in 0..<header.types {
            types.append(try type(typeBytes.dropFirst(index * 6).prefix(6), names: names))
        }
        var table = ZoneTable(types: types)
        for (index, kind) in kinds.enumerated() {
            let time = signed(times.dropFirst(index * timeWidth).prefix(timeWidth))
            guard Int(kind) < types.count else { throw TZif.Failure(message: "a transition has no type") }
            guard time > table.starts.last ?? .min else {
                throw TZif.Failure(message: "its transitions are not in order")
            }
            // Outside of this no calendar arithmetic is safe; zic writes -2^59 for "since ever".
            guard -1 << 59...1 << 40 ~= time else {
                throw TZif.Failure(message: "a transition is out of range")
            }
            table.append(start: time, kind: kind)
        }
        return table
    }

    /// Takes the text between the two line ends behind the second table.
    mutating func footer() throws(TZif.Failure) -> ArraySlice<UInt8> {
        let newline = UInt8(ascii: "\n")
        let rest = bytes[position...]
        guard rest.first == newline, let end = rest.dropFirst().firstIndex(of: newline) else {
            throw TZif.Failure(message: "its footer is cut short")
        }
        position = end + 1
        return rest[(rest.startIndex + 1)..<end]
    }

    private func type(_ record: ArraySlice<UInt8>, names: ArraySlice<UInt8>) throws(TZif.Failure) -> ZoneType
    {
        let offset = signed(record.prefix(4))
        guard ZoneType.possibleOffsets ~= offset else {
            throw TZif.Failure(message: "an offset is out of range")
        }
        guard let flag = record.dropFirst(4).first, flag <= 1, let name = record.last, Int(name) < names.count
        else { throw TZif.Failure(message: "a local time type is malformed") }
        let abbreviation = names.dropFirst(Int(name)).prefix { $0 != 0 }
        return ZoneType(
            offset: offset,
            isDaylight: flag == 1,
            abbreviation: String(decoding: abbreviation, as: UTF8.self)
        )
    }

    private mutating func take(_ count: Int) throws(TZif.Failure) -> ArraySlice<UInt8> {
        guard 0...(bytes.count - position) ~= count else { throw TZif.Failure(message: "it is cut short") }
        defer { position += count }
        return bytes[position..<(position + count)]
    }

    /// Reads a big-endian number in two's complement.
    private func signed(_ digits: ArraySlice<UInt8>) -> Int {
        let negative = (digits.first ?? 0) >= 128
        return digits.reduce(negative ? -1 : 0) { $0 << 8 | Int($1) }
    }
}

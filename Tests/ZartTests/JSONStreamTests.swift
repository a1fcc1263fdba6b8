import FoundationEssentials
import Testing

@testable import Zart

/// The encoder of the hot path writes what `JSONEncoder` writes, byte for byte, or leaves the value to it.
@Suite(.timeLimit(.minutes(5)))
struct JSONStreamTests {
    private static func reference(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private func expectSame(
        _ value: some Encodable,
        isOurs: Bool = true,
        _ place: SourceLocation = #_sourceLocation
    )
        throws
    {
        let ours = JSONStream.text(of: value)
        #expect((ours != nil) == isOurs, "\(value)", sourceLocation: place)
        if let ours { #expect(ours == (try Self.reference(value)), sourceLocation: place) }
        #expect(try JSONCoding.encode(value) == (try Self.reference(value)), sourceLocation: place)
    }

    struct Address: Codable, Hashable {
        var street: String
        var number: Int?
        var aliases: [String]
    }

    struct Order: Codable, Hashable {
        var zone: String
        var items: [Int: Double]
        var address: Address?
        var isPaid: Bool
        var notes: [String: [Address]]
        var weight: Float
        var kind: Kind

        enum Kind: Codable, Hashable {
            case plain
            case express(hours: Int, Address)
        }
    }

    @Test func `values of every shape are written alike`() throws {
        try expectSame(1)
        try expectSame(Int.min)
        try expectSame(UInt64.max)
        try expectSame(Int8(-5))
        try expectSame(true)
        try expectSame("plain")
        try expectSame(Optional<String>.none)
        try expectSame(Optional(3))
        try expectSame([Optional(1), nil, 3])
        try expectSame([Int]())
        try expectSame([String: Int]())
        try expectSame(["b": 1, "a10": 2, "a9": 3, "B": 4, "_": 5])
        try expectSame([10: "x", 2: "y", -1: "z"])
        try expectSame([[1], [], [2, 3]])
        try expectSame(Nothing())
        let address = Address(street: "Main \"St\" / 5\\", number: nil, aliases: ["a", "b\n"])
        try expectSame(address)
        try expectSame(
            Order(
                zone: "EU-1",
                items: [1: 0.1, 20: 1e20, 3: -0.0],
                address: address,
                isPaid: false,
                notes: ["z": [address, address], "a": []],
                weight: 0.1,
                kind: .express(hours: 3, address)
            )
        )
        try expectSame(Order.Kind.plain)
        try expectSame(AnyJSON(json: #"{"b":[1,true,null,"x",{"d":{},"c":-7}],"a":""}"#))
    }

    @Test func `every character is escaped alike`() throws {
        for scalar in (0...0x2FF).compactMap(Unicode.Scalar.init) { try expectSame("a\(scalar)b") }
        try expectSame("é😀\u{2028}\u{FEFF}\u{10FFFF}")
        try expectSame(String(repeating: "long ", count: 10_000))
    }

    @Test func `numbers are written alike`() throws {
        let plain: [Double] = [
            0, -0.0, 1, 0.1, 1e15, 1e16, 1e20, 1e-5, 1e-7, .pi, .greatestFiniteMagnitude,
            .leastNonzeroMagnitude,
        ]
        try expectSame(plain)
        try expectSame(plain.map { Float($0) }.filter(\.isFinite))
        for number in 1...2_000 {
            // Multiples of the golden ratio lie evenly among all there are, and are the same in every run.
            let bits = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
            let double = Double(bitPattern: bits)
            if double.isFinite { try expectSame(double) }
            let float = Float(bitPattern: UInt32(truncatingIfNeeded: bits >> 32))
            if float.isFinite { try expectSame([float]) }
            try expectSame(Int64(bitPattern: bits))
        }
    }

    @Test func `what has a form of its own is left to JSONEncoder`() throws {
        try expectSame(Date(timeIntervalSinceReferenceDate: 1.5), isOurs: false)
        try expectSame(["at": Date(timeIntervalSinceReferenceDate: 0)], isOurs: false)
        try expectSame(Data([1, 2, 3]), isOurs: false)
        try expectSame([Decimal(string: "1.10")], isOurs: false)
        try expectSame(["é": 1, "e": 2], isOurs: false)
        try expectSame(["a\"b": 1], isOurs: false)
        try expectSame(Twice(), isOurs: false)
        try expectSame(Inherited(), isOurs: false)
        #expect(throws: EncodingError.self) { try JSONCoding.encode(Double.nan) }
        #expect(throws: EncodingError.self) { try JSONCoding.encode(Silent()) }
        #expect(throws: Refusal.self) { try JSONCoding.encode([Refusing()]) }
    }

    @Test func `containers may be taken up again in turn`() throws {
        try expectSame(Woven())
        try expectSame([Silent()])
        try expectSame(["a": Silent()])
        try expectSame(Located(depth: 3))
    }

    private enum Name: String, CodingKey {
        case a, b, c, z
    }

    /// A member that is written twice: the later one counts.
    private struct Twice: Encodable {
        func encode(to encoder: any Encoder) throws {
            var members = encoder.container(keyedBy: Name.self)
            try members.encode(1, forKey: .b)
            try members.encode(2, forKey: .a)
            try members.encode(3, forKey: .b)
        }
    }

    private struct Inherited: Encodable {
        func encode(to encoder: any Encoder) throws {
            var members = encoder.container(keyedBy: Name.self)
            try members.encode(1, forKey: .b)
            try 2.encode(to: members.superEncoder(forKey: .a))
        }
    }

    private struct Silent: Encodable {
        func encode(to encoder: any Encoder) throws {}
    }

    private struct Refusal: Error {}

    private struct Refusing: Encodable {
        func encode(to encoder: any Encoder) throws { throw Refusal() }
    }

    /// The same container asked for again, and nested ones by hand.
    private struct Woven: Encodable {
        func encode(to encoder: any Encoder) throws {
            var members = encoder.container(keyedBy: Name.self)
            try members.encode("last", forKey: .z)
            var list = members.nestedUnkeyedContainer(forKey: .b)
            try list.encode(1)
            var inner = list.nestedContainer(keyedBy: Name.self)
            try inner.encode(2, forKey: .c)
            try inner.encodeNil(forKey: .a)
            try list.encode([3, 4])
            let count = list.count
            var again = encoder.container(keyedBy: Name.self)
            var object = again.nestedContainer(keyedBy: Name.self, forKey: .a)
            try object.encode(true, forKey: .a)
            try again.encode(count, forKey: .c)
        }
    }

    /// Writes where it stands.
    private struct Located: Encodable {
        let depth: Int

        func encode(to encoder: any Encoder) throws {
            var members = encoder.container(keyedBy: Name.self)
            try members.encode(encoder.codingPath.map(\.stringValue).joined(separator: "."), forKey: .z)
            if depth > 0 { try members.encode([Located(depth: depth - 1)], forKey: .a) }
        }
    }
}

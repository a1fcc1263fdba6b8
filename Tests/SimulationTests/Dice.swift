/// Random choices that follow from a seed alone: SplitMix64.
struct Dice: Sendable {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// Dice of their own for what these words name, the same however often and whenever they are asked for.
    init(seed: UInt64, _ words: String...) {
        // FNV-1a: Swift's own hashing differs from process to process.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ seed
        for word in words {
            for byte in word.utf8 + [0] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        state = hash
        _ = next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int {
        let width = UInt64(range.upperBound - range.lowerBound + 1)
        return range.lowerBound + Int(next().multipliedFullWidth(by: width).high)
    }

    /// Whether something happens that happens so often in a hundred times.
    mutating func chance(_ percent: Int) -> Bool { number(0...99) < percent }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[number(0...elements.count - 1)] }

    /// A duration between the two, short ones as likely as long ones on a logarithmic scale.
    mutating func duration(_ shortest: Duration, _ longest: Duration) -> Duration {
        var low = max(1, Self.milliseconds(shortest))
        let high = Self.milliseconds(longest)
        while low * 4 < high, chance(70) { low *= 4 }
        return .milliseconds(number(low...max(low, min(high, low * 4))))
    }

    mutating func unit() -> Double { Double(next() >> 11) / Double(1 << 53) }

    private static func milliseconds(_ duration: Duration) -> Int {
        Int(duration.components.seconds) * 1000 + Int(duration.components.attoseconds / 1_000_000_000_000_000)
    }
}

internal import Glibc

/// Random numbers that a failed test can be given again: SplitMix64.
package struct Seed: RandomNumberGenerator, Sendable {
    package let first: UInt64
    private var state: UInt64

    /// The seed in `CRASH_SEED`, or one of today's own.
    package init() {
        let given = getenv("CRASH_SEED").flatMap { UInt64(String(cString: $0)) }
        self.init(given ?? UInt64.random(in: 0..<1_000_000))
    }

    /// That seed, whatever the environment says.
    package init(_ first: UInt64) {
        self.first = first
        state = first
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Numbers that the environment may change.
package enum Variable {
    package static func number(_ name: String, default standard: Int) -> Int {
        getenv(name).flatMap { Int(String(cString: $0)) } ?? standard
    }
}

/// Spreads tasks that are due at the same instant, by a delay that only depends on task and instant.
///
/// Nothing is stored and nothing is random: a restarted worker, or another one, finds the same delay.
package enum Jitter {
    /// The delay of that task at that nominal instant: at least zero, below the limit, in whole milliseconds.
    ///
    /// The delayed instant also stays before the task's next nominal one, so that order is never changed.
    package static func offset(
        task: String,
        nominal: Instant,
        limit: Duration,
        next: Instant?
    ) -> Duration {
        var bound = limit.inMilliseconds
        if let next { bound = min(bound, nominal.duration(to: next).inMilliseconds) }
        guard bound > 1 else { return .zero }
        var hash = FNV1a()
        hash.combine(task.utf8)
        let mixed = mix(hash.value ^ mix(UInt64(bitPattern: nominal.milliseconds)))
        // The high word of the product is an even choice below the bound, without the bias of a remainder.
        return .milliseconds(Int64(mixed.multipliedFullWidth(by: UInt64(bound)).high))
    }

    /// The finaliser of SplitMix64: every bit of the input changes about half the bits of the output.
    private static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

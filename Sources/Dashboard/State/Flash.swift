/// A sentence shown for a few seconds in place of the keys.
package struct Flash: Hashable, Sendable {
    /// How it is meant.
    package enum Tone: Hashable, Sendable {
        case info, warn, error
    }

    /// The sentence.
    package var text: String
    /// How it is meant.
    package var tone: Tone
    /// When it goes, in milliseconds of the monotonic clock.
    package var until: Int64
}

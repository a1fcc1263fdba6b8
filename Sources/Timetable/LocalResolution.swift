/// Where on the time line a local time lies: once, never, or more than once.
package enum LocalResolution: Hashable, Sendable {
    /// The clocks show the time once.
    case unique(Instant)
    /// The clocks jump over the time at `transition`; the offsets are seconds east of UTC around it.
    case gap(transition: Instant, before: Int, after: Int)
    /// The clocks show the time more than once.
    case `repeated`(first: Instant, last: Instant)
}

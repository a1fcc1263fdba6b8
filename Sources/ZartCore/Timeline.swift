package import Timetable

/// The one place from which the engine learns the time and asks to be woken.
///
/// Two clocks: the wall clock, which people read and which may be set, and the boot-time clock, which only ever
/// advances, through suspend too. Deadlines are stored as wall instants and waited for on the boot-time clock.
package protocol Timeline: AnyObject, Sendable {
    /// The wall clock.
    func wall() -> Instant

    /// Time since boot, suspend included.
    func boot() -> Duration

    /// Calls the given function on the engine's queue whenever an armed time has come or the wall clock was set.
    ///
    /// Called once, before the first ``arm(at:)``. A spurious call is allowed.
    func start(_ wake: @escaping @Sendable () -> Void)

    /// Asks for a wake-up at that boot time, in the place of the one asked for before; nil asks for none.
    func arm(at boot: Duration?)

    /// Asks for one more wake-up within ``flushDelay``, whatever else is armed.
    ///
    /// From any thread.
    func armFlush()

    /// Stops waking.
    func stop()
}

extension Timeline {
    /// How long the record of an attempt's begin may wait for company; a promise says 20 ms at the latest.
    package static var flushDelay: Duration { .milliseconds(15) }
}

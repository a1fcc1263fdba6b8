internal import CPlatform
internal import Glibc

/// Wakes the loop on the main thread from any other thread or queue.
///
/// Raising it many times before the loop looks wakes the loop once.
package final class WakeFlag: Sendable {
    /// Readable while the flag is raised.
    package let descriptor: Int32

    /// Creates a flag that is down.
    ///
    /// - Throws: ``TerminalError`` `system` when the process has no descriptors left.
    package init() throws(TerminalError) {
        descriptor = zt_event_fd()
        guard descriptor >= 0 else {
            throw TerminalError(code: .system, message: "no descriptor for the wake flag: errno \(errno)")
        }
    }

    deinit {
        close(descriptor)
    }

    /// Raises the flag; never blocks.
    package func raise() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }

    /// Lowers the flag.
    package func lower() {
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
    }
}

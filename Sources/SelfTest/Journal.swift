internal import Glibc
package import Zart

/// What really happened, written by whoever did it: one line a happening, each in one write, never taken back.
///
/// A killed process loses nothing of it, since the kernel has what was written.
package final class Journal: Sendable {
    private let descriptor: Int32

    /// Opens the journal to add to it.
    ///
    /// - Throws: a ``SelfTestFailure`` when it cannot be written.
    package init(path: String) throws(SelfTestFailure) {
        descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw SelfTestFailure("cannot write '\(path)': \(String(cString: strerror(errno)))")
        }
    }

    deinit { close(descriptor) }

    /// Notes that the body of a step begins; called first thing in the body.
    package func body(_ step: String) { body(step, of: ExecutionContext.current) }

    /// Notes the same from where the context is not at hand.
    package func body(_ step: String, of context: ExecutionContext?) {
        guard let context else { preconditionFailure("called inside a step only") }
        let attempt = context.attempt ?? 0
        let key = context.idempotencyKey ?? "-"
        write("body \(context.id) \(context.run) \(step) \(attempt) \(key)")
    }

    /// Notes that an order was acknowledged: what was promised must be there afterwards.
    package func acknowledged(_ what: String, _ execution: String) { write("ack \(what) \(execution)") }

    /// Notes that this process has become the worker.
    func begun() { write("begun") }

    /// Notes that a worker's process was killed.
    func killed(_ process: Int32) { write("killed \(process)") }

    private func write(_ words: String) {
        let line = Array("\(SystemTimeline.wallMilliseconds) \(getpid()) \(words)\n".utf8)
        _ = line.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }
}

internal import Glibc
package import Zart

/// What really happened, written by whoever did it: one line a happening, each in one write, never taken back.
///
/// A killed process loses nothing of it, since the kernel has what was written.
package final class Journal: Sendable {
    private let descriptor: Int32

    package init(path: String) {
        descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        precondition(descriptor >= 0, "the journal cannot be opened")
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

    private func write(_ words: String) {
        let line = Array("\(SystemTimeline.wallMilliseconds) \(getpid()) \(words)\n".utf8)
        _ = line.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }

    /// A step's body that began.
    package struct Body: Sendable, Hashable {
        package let at: Int64
        package let process: Int32
        package let execution: String
        package let run: Int
        package let step: String
        package let attempt: Int
        package let key: String
    }

    /// Everything a journal holds.
    package struct Record: Sendable {
        package var bodies: [Body] = []
        /// Executions whose start was acknowledged.
        package var started: Set<String> = []
        /// Executions whose cancellation was acknowledged.
        package var cancelled: Set<String> = []
        /// Executions whose restart, the only one, was acknowledged.
        package var restarted: Set<String> = []
        /// Executions whose end was told to somebody in the worker's process who waited for it.
        package var awaited: Set<String> = []
        /// Lines that are not whole or not understood.
        package var faults: [String] = []

        package init(_ text: String) {
            for line in text.split(separator: "\n") {
                let words = line.split(separator: " ").map(String.init)
                switch (words.count, words.count > 2 ? words[2] : "") {
                case (8, "body"):
                    bodies.append(
                        Body(
                            at: Int64(words[0]) ?? 0,
                            process: Int32(words[1]) ?? 0,
                            execution: words[3],
                            run: Int(words[4]) ?? -1,
                            step: words[5],
                            attempt: Int(words[6]) ?? 0,
                            key: words[7]
                        )
                    )
                case (5, "ack") where words[3] == "start": started.insert(words[4])
                case (5, "ack") where words[3] == "cancel": cancelled.insert(words[4])
                case (5, "ack") where words[3] == "restart": restarted.insert(words[4])
                case (5, "ack") where words[3] == "end": awaited.insert(words[4])
                default: faults.append("the journal has the line '\(line)'")
                }
            }
        }
    }
}

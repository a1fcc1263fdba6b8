internal import CPlatform
internal import Dispatch
internal import Glibc
internal import Synchronization

/// This program once more, working on the scratch database until it is killed.
final class ScratchProcess: Sendable {
    let process: Int32
    private let alive: Int32
    private let ending = Mutex<Int32?>(nil)

    /// Variables that a worker gets from us.
    private static let inherited = ["HOME", "LANG", "PATH", "TMPDIR", "TZ", "TZDIR"]

    /// Starts one; the words are its command line, and the variable tells it what it is.
    ///
    /// - Throws: a ``SelfTestFailure`` when the program cannot be started.
    init(_ words: [String], variable: (name: String, value: String), log path: String) throws(SelfTestFailure)
    {
        let log = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(log) }
        guard log >= 0 else {
            throw SelfTestFailure("cannot write '\(path)': \(String(cString: strerror(errno)))")
        }
        let inherited = Self.inherited.compactMap { (name: String) -> String? in
            getenv(name).map { "\(name)=\(String(cString: $0))" }
        }
        var end: Int32 = -1
        process = Self.withStrings(["zartop"] + words) { arguments in
            Self.withStrings(inherited + ["\(variable.name)=\(variable.value)", "SWIFT_BACKTRACE=enable=no"])
            {
                zt_again_start(arguments, $0, log, &end)
            }
        }
        alive = end
        guard process > 0 else {
            throw SelfTestFailure("this program cannot be started again: \(String(cString: strerror(errno)))")
        }
    }

    deinit {
        if ending.withLock({ $0 }) == nil {
            Glibc.kill(process, SIGKILL)
            _ = zt_child_wait(process, 10_000)
        }
        close(alive)
    }

    /// Kills it and returns when the kernel has buried it.
    func killed() async -> Int32? {
        Glibc.kill(process, SIGKILL)
        return await ended(within: .seconds(60))
    }

    /// How it ended, 256 + a signal or its status; nil when it still runs after that time.
    func ended(within limit: Duration) async -> Int32? {
        if let known = ending.withLock({ $0 }) { return known }
        let milliseconds = Int32(
            clamping: limit.components.seconds * 1_000 + limit.components.attoseconds / 1_000_000_000_000_000
        )
        let process = process
        let code = await withCheckedContinuation { done in
            // A thread of its own: the pool has other things to do than to wait for a process.
            DispatchQueue(label: "zartop.scratch").async {
                done.resume(returning: zt_child_wait(process, milliseconds))
            }
        }
        guard code >= 0 else { return nil }
        ending.withLock { $0 = code }
        return code
    }

    private static func withStrings<T>(
        _ strings: [String],
        _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> T
    ) -> T {
        var copies = strings.map { strdup($0) }
        copies.append(nil)
        defer { for copy in copies { free(copy) } }
        return copies.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("the list has an end mark") }
            return body(base)
        }
    }
}

/// Why a self-test could not be made, which says nothing about the promises.
package struct SelfTestFailure: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

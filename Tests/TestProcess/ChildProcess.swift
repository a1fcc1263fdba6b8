internal import CPlatform
internal import CTestProcess
internal import Dispatch
internal import Glibc
internal import Synchronization

/// A program that a test runs beside itself, and kills at the latest when it lets go of it.
///
/// Its standard output and error go to files. Whatever becomes of the test, the kernel ends the child after a
/// quarter of an hour.
package final class ChildProcess: Sendable {
    package let process: Int32
    private let outputPath: String
    private let errorPath: String
    private let ending = Mutex<Ending?>(nil)

    /// How a process ended.
    package enum Ending: Sendable, Hashable {
        case status(Int32)
        case signal(Int32)
    }

    /// Where a child's standard output goes.
    package enum Output {
        case file
        case closed
        case descriptor(Int32)
    }

    /// Starts a program; the folder is where its output is kept.
    package init(
        _ path: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        folder: String,
        output: Output = .file,
        user: UInt32 = 0
    ) throws {
        let name = "\(folder)/child-\(UInt64.random(in: .min ... .max))"
        outputPath = "\(name).out"
        errorPath = "\(name).err"
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC
        let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
        let err = open(errorPath, flags, 0o600)
        let file = open(outputPath, flags, 0o600)
        let out =
            switch output {
            case .file: file
            case .closed: Int32(-1)
            case .descriptor(let descriptor): descriptor
            }
        defer { for descriptor in [null, err, file] { close(descriptor) } }
        var variables = [
            "PATH": "/usr/bin:/bin", "HOME": folder, "USER": "tester", "SWIFT_BACKTRACE": "enable=no",
        ]
        variables.merge(environment) { _, new in new }
        process = Self.withStrings([path] + arguments) { arguments in
            Self.withStrings(variables.map { "\($0)=\($1)" }) { environment in
                zt_child_start(path, arguments, environment, null, out, err, 900, user)
            }
        }
        guard process > 0 else { throw Failure("'\(path)' cannot be started") }
    }

    deinit {
        guard ending.withLock({ $0 }) == nil else { return }
        Glibc.kill(process, SIGKILL)
        _ = zt_child_wait(process, 5_000)
    }

    /// What it has written to its standard output so far.
    package var output: String { TextFile.read(outputPath) }
    /// What it has written to its standard error so far.
    package var errors: String { TextFile.read(errorPath) }

    package func kill(_ signal: Int32) { Glibc.kill(process, signal) }

    /// Waits for its end; one that outlives its time is killed, which is what is given then.
    @discardableResult
    package func ended(within limit: Duration = .seconds(20)) async -> Ending {
        if let known = ending.withLock({ $0 }) { return known }
        let process = process
        let code = await withCheckedContinuation { done in
            // A thread of its own, so that tests beside this one go on.
            DispatchQueue(label: "child").async {
                var code = zt_child_wait(process, Int32(limit.components.seconds * 1_000) + 1)
                if code < 0 {
                    Glibc.kill(process, SIGKILL)
                    code = zt_child_wait(process, 10_000)
                }
                done.resume(returning: code)
            }
        }
        let end = code < 256 ? Ending.status(code) : .signal(code - 256)
        ending.withLock { $0 = end }
        return end
    }

    /// Kills it and returns when it is gone.
    package func killed() async {
        kill(SIGKILL)
        await ended()
    }

    /// Lends texts to C as a list with an end mark.
    package static func withStrings<T>(
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

    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        package init(_ description: String) {
            self.description = description
        }
    }
}

/// Programs of this package, as they were built for the tests.
package enum BuiltProgram {
    /// The program itself.
    package static var zartop: String { "\(folder)/zartop" }
    /// The program with handlers of the tests' own.
    package static var crashWorker: String { "\(folder)/CrashWorker" }

    /// Where the running tests were built.
    private static let folder: String = {
        var bytes = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &bytes, bytes.count)
        let path = String(decoding: bytes.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }()
}

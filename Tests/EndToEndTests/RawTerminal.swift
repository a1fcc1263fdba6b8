import CPseudoTerminal
import Glibc
import Synchronization
import TestProcess
import Testing

/// A program on a terminal whose other end the test holds: it sees every byte, and may stop reading.
final class RawTerminal: Sendable {
    let process: Int32
    private let operatorEnd: Int32
    private let programEnd: Int32
    private let errors: String
    private let isOver = Mutex(false)

    /// Starts a program on a terminal of that size; what it says of errors goes to a file of the folder.
    init(
        _ path: String,
        _ words: [String],
        columns: Int32,
        rows: Int32,
        environment: [String: String] = [:],
        folder: Folder
    )
        throws
    {
        var program: Int32 = -1
        operatorEnd = zt_pty_open(columns, rows, &program)
        programEnd = program
        try #require(operatorEnd >= 0 && program >= 0)
        var name = [CChar](repeating: 0, count: 128)
        try #require(zt_pty_name(operatorEnd, &name, 128) == 0)
        errors = folder.file("terminal.err")
        let err = open(errors, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        defer { close(err) }
        let variables = [
            "PATH": "/usr/bin:/bin", "HOME": folder.path, "USER": "tester", "LANG": "C.UTF-8",
            "TERM": "xterm-256color", "SWIFT_BACKTRACE": "enable=no",
        ].merging(environment) { _, new in new }
        process = ChildProcess.withStrings([path] + words) { arguments in
            ChildProcess.withStrings(variables.map { "\($0)=\($1)" }) { environment in
                zt_pty_start(path, arguments, environment, name, err, 300)
            }
        }
        try #require(process > 0)
    }

    deinit {
        if !isOver.withLock({ $0 }) {
            kill(process, SIGKILL)
            var status: Int32 = 0
            waitpid(process, &status, 0)
        }
        close(operatorEnd)
        close(programEnd)
    }

    /// The terminal's modes, in a form that can be compared.
    func modes() throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = zt_pty_modes(programEnd, &bytes, Int32(bytes.count))
        try #require(count > 0)
        return Array(bytes.prefix(Int(count)))
    }

    /// Types bytes; those the terminal has no room for are lost, as those of a cat on the keyboard are.
    func type(_ bytes: [UInt8]) { write(operatorEnd, bytes, bytes.count) }

    /// Reads what has been shown since the last look.
    @discardableResult
    func read() -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(operatorEnd, &buffer, buffer.count)
            guard count > 0 else { return all }
            all += buffer.prefix(count)
        }
    }

    /// Whether the program still runs.
    var isAlive: Bool {
        var about = siginfo_t()
        guard waitid(P_PID, id_t(process), &about, WEXITED | WNOHANG | WNOWAIT) == 0 else { return false }
        return about._sifields._sigchld.si_pid == 0
    }

    /// Waits for its end and gives the exit status, or 128 and the signal; nil when the time is up first.
    func ended(within limit: Duration, reading: Bool) async throws -> Int32? {
        var status: Int32 = 0
        let hasEnded = try await eventually(within: limit) {
            if reading { read() }
            return waitpid(process, &status, WNOHANG) == process
        }
        guard hasEnded else { return nil }
        isOver.withLock { $0 = true }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F
    }
}

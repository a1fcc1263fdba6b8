internal import CPlatform
internal import Glibc
internal import Synchronization

/// Starts supervised commands, and finds those again that an earlier process started.
///
/// A process has one. Its commands do not end with it: whoever comes next adopts them by their folders. See
/// `supervisor.h` for what is in such a folder and for who runs what.
package final class Shell: Sendable {
    private struct Launcher {
        var socket: Int32
        var process: Int32
    }

    private let launcher = Mutex<Launcher?>(nil)
    private let watch: EndWatch

    /// - Throws: When there is no descriptor left.
    package init() throws(ShellError) {
        watch = try EndWatch()
    }

    deinit {
        launcher.withLock { if let launcher = $0 { zt_launcher_close(launcher.socket, launcher.process) } }
    }

    /// What an attempt was found to be.
    package enum Adoption: Sendable {
        /// Its supervisor lives.
        case running(ShellRun)
        /// It ended; its status was kept.
        case ended(ShellEnd)
        /// It never began, and now never will: a supervisor that comes late refuses to run it.
        case neverBegan
        /// It ran, and nobody knows how it ended; none of its processes is left.
        case interrupted(ShellEnd)
    }

    /// Hands a command to a supervisor, which begins it about a millisecond later.
    ///
    /// The folder is made for it alone, 0700. A program that cannot be run is told by the end of the run, not here.
    /// Blocks for well under a millisecond, except for the first time.
    ///
    /// - Throws: When the folder is there already or cannot be made, or the machine has no process or descriptor left.
    package func start(_ command: ShellCommand) throws(ShellError) -> ShellRun {
        let request = try Request(command)
        let folder = try AttemptFolder(creating: command.folder)
        defer { folder.close() }
        for (name, text) in request.files { try folder.write(text, to: name) }
        let body = try request.file()
        defer { close(body) }
        let orders = try folder.fifo("orders", O_RDWR | O_NONBLOCK)
        defer { close(orders) }
        let reading = try folder.fifo("alive", O_RDONLY | O_NONBLOCK)
        let alive: Int32
        do {
            alive = try folder.fifo("alive", O_WRONLY | O_NONBLOCK)
        } catch {
            close(reading)
            throw error
        }
        defer { close(alive) }
        // Before the launch, so that what is started is watched for certain; if that fails, the end of `alive` says so.
        let run = try watched(command.folder, reading)
        // An order that is given before the supervisor is there waits in the pipe, which the descriptor under way to
        // it keeps open.
        try launch(body, folder.descriptor, orders, alive)
        return run
    }

    /// Looks what became of an attempt that this process did not start, or does not know of any more.
    ///
    /// To be called only by who may decide about the attempt: one that has not begun is refused for ever.
    ///
    /// - Throws: When the folder cannot be read or written.
    package func adopt(_ folder: String) throws(ShellError) -> Adoption {
        if mkdir(folder, 0o700) != 0, errno != EEXIST {
            throw ShellError("cannot make the attempt's folder '\(folder)'", errno: errno)
        }
        var attempt = zt_attempt()
        switch try AttemptFolder.look(folder, &attempt) {
        case ZT_STANDING_ABSENT:
            switch zt_attempt_refuse(folder) {
            case 0: return .neverBegan
            case 1: return try adopt(folder)
            default: throw ShellError("cannot write into the attempt's folder '\(folder)'", errno: errno)
            }
        case ZT_STANDING_TOMBSTONE: return .neverBegan
        case ZT_STANDING_ENDED: return .ended(ShellEnd(attempt))
        case ZT_STANDING_BROKEN_OFF:
            AttemptFolder.killLeftovers(folder)
            return .interrupted(ShellEnd(attempt))
        default:
            let alive = open("\(folder)/alive", O_RDONLY | O_NONBLOCK | O_CLOEXEC)
            guard alive >= 0 else { throw ShellError("cannot open '\(folder)/alive'", errno: errno) }
            return .running(try watched(folder, alive))
        }
    }

    /// Has the whole tree of an attempt's command killed at once, whoever started it; one that has ended stays as it is.
    package static func killCommand(of folder: String) {
        _ = zt_attempt_order(folder, ZT_ORDER_KILL)
    }

    /// The process id of the launcher, for tests; nil before the first start.
    package var launcherProcess: Int32? { launcher.withLock { $0?.process } }

    private func watched(_ folder: String, _ alive: Int32) throws(ShellError) -> ShellRun {
        let run = ShellRun(folder: folder, watch: watch)
        try watch.add(run, alive)
        return run
    }

    private func launch(_ request: Int32, _ folder: Int32, _ orders: Int32, _ alive: Int32) throws(ShellError)
    {
        let failure = launcher.withLock { launcher -> Int32 in
            // Twice, for a launcher may have been killed since it was last used.
            for _ in 0..<2 {
                if launcher == nil {
                    var process: Int32 = 0
                    let socket = zt_launcher_open(&process)
                    guard socket >= 0 else { return errno }
                    launcher = Launcher(socket: socket, process: process)
                }
                guard let open = launcher else { return EPIPE }
                if zt_launcher_start(open.socket, request, folder, orders, alive) == 0 { return 0 }
                guard errno == EPIPE || errno == ECONNRESET else { return errno }
                zt_launcher_close(open.socket, open.process)
                launcher = nil
            }
            return EPIPE
        }
        guard failure == 0 else { throw ShellError("cannot start a supervisor", errno: failure) }
    }
}

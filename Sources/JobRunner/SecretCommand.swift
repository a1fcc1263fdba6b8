internal import Dispatch
internal import Glibc
internal import Synchronization

/// A command that prints a secret: straight into memory, never to the disk.
enum SecretCommand {
    /// How long one may take, in seconds.
    private static let patience = 30

    /// What the command prints; blocks until it has ended.
    static func run(_ text: String, _ environment: [String: String]) -> Result<[UInt8], SmallFile.Fault> {
        var ends: [Int32] = [-1, -1]
        // A pipe cannot be made from here so that no other child inherits it; a pair of sockets can.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return .failure(SmallFile.Fault(errno: errno)) }
        let (reading, writing) = (ends[0], ends[1])
        defer { close(reading) }
        let (code, process) = spawn(text, environment, writing)
        close(writing)
        guard code == 0 else { return .failure(SmallFile.Fault(errno: code)) }
        let alarm = Alarm(process)
        DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + .seconds(patience)) { alarm.ring() }
        let output = SmallFile.read(reading)
        if case .failure = output { alarm.ring() }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let hasRung = alarm.disarm()
        if hasRung, case .success = output {
            return .failure(SmallFile.Fault("the command took longer than \(patience)s"))
        }
        guard status == 0 else {
            let code = (status >> 8) & 0xFF
            return .failure(
                SmallFile.Fault(
                    status & 0x7F == 0 ? "exit status \(code)" : "killed by signal \(status & 0x7F)"
                )
            )
        }
        return output
    }

    /// Kills a process group unless it was disarmed before.
    private final class Alarm: Sendable {
        private let state = Mutex((isOver: false, hasRung: false))
        private let process: pid_t

        init(_ process: pid_t) {
            self.process = process
        }

        func ring() {
            state.withLock { state in
                guard !state.isOver else { return }
                state.hasRung = true
                kill(-process, SIGKILL)
            }
        }

        /// No kill after this; whether there was one before.
        func disarm() -> Bool {
            state.withLock { state in
                state.isOver = true
                return state.hasRung
            }
        }
    }

    /// Starts a shell in a group of its own, with default signals and nothing but its output.
    private static func spawn(_ text: String, _ environment: [String: String], _ output: Int32) -> (
        Int32, pid_t
    ) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        posix_spawnattr_setflags(&attributes, Int16(flags))
        var words = ["/bin/sh", "-eu", "-c", text].map { (word: String) in strdup(word) } + [nil]
        defer { for word in words { free(word) } }
        var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for variable in variables { free(variable) } }
        var process: pid_t = 0
        let code = posix_spawn(&process, "/bin/sh", &actions, &attributes, &words, &variables)
        return (code, process)
    }
}

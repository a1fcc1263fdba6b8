internal import CPlatform
internal import Glibc

/// The folder of one attempt, open.
struct AttemptFolder {
    let path: String
    let descriptor: Int32

    /// Makes the folder; one that is there already belongs to an attempt that was begun or given up.
    init(creating path: String) throws(ShellError) {
        guard mkdir(path, 0o700) == 0 else {
            throw ShellError("cannot make the attempt's folder '\(path)'", errno: errno)
        }
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw ShellError("cannot open the attempt's folder '\(path)'", errno: errno)
        }
        self.path = path
    }

    func close() { Glibc.close(descriptor) }

    /// Opens a FIFO of the folder, made if it is not there.
    func fifo(_ name: String, _ flags: Int32) throws(ShellError) -> Int32 {
        if mkfifoat(descriptor, name, 0o600) != 0, errno != EEXIST {
            throw ShellError("cannot make '\(path)/\(name)'", errno: errno)
        }
        let fifo = openat(descriptor, name, flags | O_CLOEXEC)
        guard fifo >= 0 else { throw ShellError("cannot open '\(path)/\(name)'", errno: errno) }
        return fifo
    }

    /// Writes a file that is not there yet, for the command to read.
    func write(_ text: String, to name: String) throws(ShellError) {
        let file = openat(descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw ShellError("cannot make '\(path)/\(name)'", errno: errno) }
        defer { Glibc.close(file) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { throw ShellError("cannot write '\(path)/\(name)'", errno: errno) }
            rest = rest.dropFirst(count)
        }
    }

    /// How an attempt stands.
    static func look(_ folder: String, _ attempt: inout zt_attempt) throws(ShellError) -> zt_standing {
        let standing = zt_attempt_look(folder, &attempt)
        guard standing >= 0 else { throw ShellError("cannot read '\(folder)/state'", errno: errno) }
        return zt_standing(UInt32(standing))
    }

    /// Kills what a supervisor that was killed itself left of its command: it would run beside the next attempt.
    static func killLeftovers(_ folder: String) {
        _ = zt_kill_marked("ZART_RESULT=\(folder)/result")
    }
}

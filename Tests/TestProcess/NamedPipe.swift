internal import Glibc

/// A named pipe that a script waits at, until the test writes a line into it.
///
/// The test holds both of its ends until it closes them: neither side waits for the other to open it, and a line is
/// there until it is read.
package struct NamedPipe {
    package let path: String
    private let descriptor: Int32

    package init(_ path: String) throws {
        self.path = path
        guard mkfifo(path, 0o600) == 0 else {
            throw ChildProcess.Failure("no named pipe at \(path): \(String(cString: strerror(errno)))")
        }
        descriptor = open(path, O_RDWR | O_CLOEXEC)
    }

    package func close() { _ = Glibc.close(descriptor) }

    /// Lets one reader of a line go on.
    package func writeLine() { _ = Glibc.write(descriptor, "\n", 1) }
}

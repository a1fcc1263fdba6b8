internal import Glibc
internal import Synchronization

/// The console of the process.
package final class StandardConsole: Console {
    /// Set to the reason once standard output could not be written.
    private let fault = Mutex<Int32>(0)

    package init() {}

    /// Why standard output could not be written; nil if it could, or if its reader has gone away.
    package var outputFault: String? {
        fault.withLock { $0 == 0 || $0 == EPIPE ? nil : String(cString: strerror($0)) }
    }

    package var isClosed: Bool { fault.withLock { $0 == EPIPE } }

    package func out(_ text: String) {
        guard let reason = Descriptor.write(text, to: STDOUT_FILENO) else { return }
        fault.withLock { $0 = reason }
    }

    package func err(_ text: String) {
        _ = Descriptor.write(text, to: STDERR_FILENO)
    }

    package func confirm(_ question: String) -> Bool {
        err("\(question) [y/N] ")
        let answer = readLine()?.lowercased()
        return answer == "y" || answer == "yes"
    }

    package func ask(_ question: String) -> String? {
        err(question)
        return readLine()
    }

    package var width: Int? {
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0
        else { return nil }
        return Int(size.ws_col)
    }

    package var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    package var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }
}

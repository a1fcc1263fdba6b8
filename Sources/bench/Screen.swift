internal import CPlatform
internal import Glibc

/// A program on a pseudo terminal whose operator is the bench.
final class Screen {
    private let process: Int32
    private let terminal: Int32
    private let watch = Stopwatch()
    private var hasEnded = false
    private var bytes = 0
    private var text: [UInt8] = []

    init(_ program: String, _ words: [String], columns: Int32, rows: Int32) throws {
        (process, terminal) = Spawned.start(program, words, columns: columns, rows: rows)
        guard process > 0 else {
            throw BenchOptions.Wrong(description: "'\(program)' cannot be started on a terminal")
        }
    }

    deinit {
        if process > 0, !hasEnded {
            kill(process, SIGKILL)
            _ = zt_child_wait(process, 5_000)
        }
        close(terminal)
    }

    /// Reads what comes within that time; whether anything came.
    @discardableResult
    func swallow(milliseconds: Int32) -> Bool {
        var ready = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
        guard poll(&ready, 1, milliseconds) > 0 else { return false }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = read(terminal, &buffer, buffer.count)
        guard count > 0 else { return false }
        bytes += count
        text.append(contentsOf: buffer.prefix(count))
        if text.count > 262_144 { text.removeFirst(text.count - 131_072) }
        return true
    }

    /// Seconds from the start until a text has been shown and the frame around it is whole; nil if it never is.
    func wait(for wanted: String) -> Double? {
        let pattern = Array(wanted.utf8)
        while watch.seconds < 10 {
            guard swallow(milliseconds: 50) else { continue }
            guard contains(pattern) else { continue }
            var seconds = watch.seconds
            while swallow(milliseconds: 5) { seconds = watch.seconds }
            return seconds
        }
        return nil
    }

    private func contains(_ pattern: [UInt8]) -> Bool {
        guard let first = pattern.first, text.count >= pattern.count else { return false }
        return text.indices.dropLast(pattern.count - 1).contains { place in
            text[place] == first && text[place..<place + pattern.count].elementsEqual(pattern)
        }
    }

    /// Returns when nothing has come for a while.
    func settle() {
        let patience = Stopwatch()
        while patience.seconds < 5, swallow(milliseconds: 300) {}
    }

    /// Seconds from a key to the first bytes of what it changed; nil when nothing comes.
    func press(_ key: String) -> Double? {
        let bytes = Array(key.utf8)
        let pressed = Stopwatch()
        write(terminal, bytes, bytes.count)
        guard swallow(milliseconds: 500) else { return nil }
        let seconds = pressed.seconds
        while swallow(milliseconds: 20) {}
        return seconds
    }

    /// The share of a processor and the bytes a second while nobody does anything.
    func observe(seconds: Double) -> (cpu: Double, bytes: Double) {
        let began = (cpu: cpuNanoseconds, bytes: bytes)
        let watch = Stopwatch()
        while watch.seconds < seconds {
            swallow(milliseconds: Int32(max(1, (seconds - watch.seconds) * 1_000)))
        }
        return (
            100 * Double(cpuNanoseconds - began.cpu) / 1e9 / watch.seconds,
            Double(bytes - began.bytes) / watch.seconds
        )
    }

    var bytesPerSecond: Double { Double(bytes) / watch.seconds }
    var cpuNanoseconds: Int64 { ProcessFile.cpu(process) }
    var writeCalls: Int { ProcessFile.io(process, "syscw") }
    var residentBytes: Int { ProcessFile.status("\(process)", "VmRSS") << 10 }

    /// Asks it to end as an operator's terminal would, and waits for that.
    func quit() throws {
        kill(process, SIGTERM)
        let patience = Stopwatch()
        while patience.seconds < 10 {
            _ = swallow(milliseconds: 10)
            hasEnded = zt_child_wait(process, 0) >= 0
            if hasEnded { return }
        }
        throw BenchOptions.Wrong(description: "the dashboard did not end within 10 s")
    }
}

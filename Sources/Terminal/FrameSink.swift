internal import CPlatform
internal import Glibc

/// Sends frames to the terminal: ncurses draws into a file in memory, and each frame leaves as one write.
///
/// The write never blocks. What a slow terminal does not take waits here, and while it waits no other frame
/// may be drawn: a frame is a difference to the one before and cannot be dropped.
final class FrameSink {
    /// The file in memory that ncurses writes to.
    let memory: Int32
    let tty: Int32
    /// True to mark where a frame begins and ends, so that a terminal that knows the marks shows no half of one.
    var isSynchronized = false
    /// A shorter frame is a few cells, which come in one piece: marks would be a good part of it.
    private static let markedFrom = 128
    private var pending: [UInt8] = []
    private var head = 0

    /// Creates a sink that takes over both descriptors; `tty` must not block.
    init(memory: Int32, tty: Int32) {
        self.memory = memory
        self.tty = tty
    }

    deinit {
        if memory >= 0 { close(memory) }
        if tty >= 0 { close(tty) }
    }

    /// True while a part of a frame waits for the terminal.
    var isBusy: Bool { head < pending.count }

    /// Sends what ncurses has written since the last frame.
    func flush() {
        let length = Int(lseek(memory, 0, SEEK_CUR))
        if length > 0 {
            let isMarked = isSynchronized && length >= Self.markedFrom
            pending.removeSubrange(..<head)
            head = 0
            if isMarked { pending += Array("\u{1B}[?2026h".utf8) }
            pending += [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
                count = max(0, pread(memory, buffer.baseAddress, length, 0))
            }
            if isMarked { pending += Array("\u{1B}[?2026l".utf8) }
            // The next frame is written over this one.
            lseek(memory, 0, SEEK_SET)
        }
        drain()
    }

    /// Sends bytes of our own, after what waits.
    func send(_ bytes: [UInt8]) {
        pending = pending[head...] + bytes
        head = 0
        drain()
    }

    /// Writes what the terminal takes now.
    func drain() {
        while isBusy {
            let written = pending[head...].withUnsafeBytes { write(tty, $0.baseAddress, $0.count) }
            if written > 0 {
                head += written
            } else if written < 0, errno == EINTR {
                continue
            } else {
                return
            }
        }
        pending.removeAll(keepingCapacity: true)
        head = 0
    }

    /// Forgets what waits, here and in the system: the screen is about to be left.
    func discard() {
        pending.removeAll(keepingCapacity: true)
        head = 0
        tcflush(tty, TCOFLUSH)
    }
}

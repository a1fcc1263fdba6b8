internal import CPlatform
internal import Dispatch
internal import Glibc
internal import Synchronization

/// Tells running commands when their supervisors have something to say, or are gone.
final class EndWatch: Sendable {
    /// Where that is told; nothing on it blocks.
    let queue = DispatchQueue(label: "zart.shell", target: .global(qos: .userInitiated))
    private let watch: Int32
    /// The runs by the descriptors they listen to: they live until their commands have ended.
    private let runs = Mutex<[Int32: ShellRun]>([:])
    // Dispatch sources may be used from any thread, but are not declared so on this platform.
    private nonisolated(unsafe) let source: any DispatchSourceRead

    init() throws(ShellError) {
        let watch = zt_watch_open()
        guard watch >= 0 else { throw ShellError("cannot watch commands", errno: errno) }
        self.watch = watch
        source = DispatchSource.makeReadSource(fileDescriptor: watch, queue: queue)
        source.setEventHandler { @Sendable [weak self] in self?.look() }
        source.setCancelHandler { @Sendable in close(watch) }
        source.resume()
    }

    deinit { source.cancel() }

    /// Watches the reading end of a run's `alive`, which becomes the run's when it has ended and is closed at once on an
    /// error.
    func add(_ run: ShellRun, _ alive: Int32) throws(ShellError) {
        runs.withLock { $0[alive] = run }
        guard zt_watch_add(watch, alive) != 0 else { return }
        let error = ShellError("cannot watch a command", errno: errno)
        runs.withLock { $0[alive] = nil }
        close(alive)
        throw error
    }

    private func look() {
        while true {
            let alive = zt_watch_next(watch)
            guard alive >= 0, let run = runs.withLock({ $0[alive] }) else { return }
            var notice = zt_notice()
            let count = read(alive, &notice, MemoryLayout<zt_notice>.size)
            let isTold = count == MemoryLayout<zt_notice>.size
            if isTold, notice.stage != Int32(ZT_STAGE_ENDED.rawValue) {
                run.told(notice)
            } else if isTold || count >= 0 || (errno != EAGAIN && errno != EINTR) {
                zt_watch_remove(watch, alive)
                runs.withLock { $0[alive] = nil }
                run.conclude(listeningBy: alive)
            }
        }
    }
}

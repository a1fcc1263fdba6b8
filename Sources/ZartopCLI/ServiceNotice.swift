internal import Dispatch
internal import Glibc
internal import Synchronization
internal import Zart

/// What a worker tells the service manager that started it: that it is ready, alive, reloading and stopping.
///
/// Datagrams to `$NOTIFY_SOCKET`, as sd_notify(3) has them.
final class ServiceNotice: Sendable {
    private let address: [UInt8]
    private let isAlive = Atomic<Bool>(true)
    private let works = Atomic<Bool>(false)
    private let timer = Mutex<Ticking?>(nil)

    // Dispatch sources may be used from any thread, but are not declared so on this platform.
    private struct Ticking: @unchecked Sendable {
        let source: any DispatchSourceTimer
    }

    /// Nil when no service manager asks.
    init?(_ variable: (String) -> String?) {
        guard let name = variable("NOTIFY_SOCKET"), name.hasPrefix("/") || name.hasPrefix("@") else {
            return nil
        }
        // A name that begins with `@` is one that no file system has: its first byte is zero.
        address = name.hasPrefix("@") ? [0] + name.utf8.dropFirst() : Array(name.utf8)
        guard address.count < 108 else { return nil }
        if let period = Self.period(variable) { tick(every: period) }
    }

    /// Takes what the engine has to say: it is ready once it works or stands by, and what speaks is alive.
    func take(_ event: LogEvent) {
        isAlive.store(true, ordering: .relaxed)
        switch event.event {
        case "worker-started", "standby":
            works.store(event.event == "worker-started", ordering: .relaxed)
            send("READY=1\nSTATUS=\(PlainText.harmless(event.message))")
        default: break
        }
    }

    /// The engine has committed something, as it does every few seconds at the least.
    func committed() { isAlive.store(true, ordering: .relaxed) }

    /// The worker has been told to stop.
    func stopping() { send("STOPPING=1") }

    // MARK: Inside

    /// A third of the time after which the manager takes the worker for hung; nil if it does not watch this process.
    private static func period(_ variable: (String) -> String?) -> Duration? {
        guard let limit = variable("WATCHDOG_USEC").flatMap({ Int64($0) }), limit > 0 else { return nil }
        if let process = variable("WATCHDOG_PID"), process != "\(getpid())" { return nil }
        return .microseconds(limit / 3)
    }

    private func tick(every period: Duration) {
        let milliseconds = max(
            1,
            Int(period.components.seconds * 1_000 + period.components.attoseconds / 1_000_000_000_000_000)
        )
        let source = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "zartop.watchdog"))
        source.setEventHandler { [weak self] in
            guard let self else { return }
            // Whoever stands by commits nothing.
            let isAlive = isAlive.exchange(!works.load(ordering: .relaxed), ordering: .relaxed)
            if isAlive { send("WATCHDOG=1") }
        }
        source.schedule(
            deadline: .now() + .milliseconds(milliseconds),
            repeating: .milliseconds(milliseconds)
        )
        source.resume()
        timer.withLock { $0 = Ticking(source: source) }
    }

    private func send(_ text: String) {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var to = sockaddr_un()
        to.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &to.sun_path) { $0.copyBytes(from: address) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + address.count)
        let bytes = Array(text.utf8)
        _ = withUnsafePointer(to: &to) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, length)
            }
        }
    }
}

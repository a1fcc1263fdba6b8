internal import Dispatch
internal import Glibc

/// The main thread of a program with handlers of its own: it belongs to the main actor, whom they may call.
enum MainThread {
    /// Does the work on a thread of its own, and ends the process with the status that it gives.
    ///
    /// Called elsewhere than on the main thread, where nobody can tell what that one does, it works there.
    static func serve(while work: @escaping @Sendable () -> Int32) -> Never {
        guard isCurrent else { exit(work()) }
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        // As much as the main thread itself has.
        pthread_attr_setstacksize(&attributes, 8 << 20)
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Work(work))
        let code = pthread_create(
            &thread,
            &attributes,
            { box in
                guard let box else { return nil }
                exit(Unmanaged<Work>.fromOpaque(box).takeRetainedValue().work())
            },
            box.toOpaque()
        )
        pthread_attr_destroy(&attributes)
        guard code == 0 else { exit(box.takeRetainedValue().work()) }
        dispatchMain()
    }

    /// Whether it is this thread: the one of a process that has its number.
    private static var isCurrent: Bool {
        var name = [CChar](repeating: 0, count: 64)
        let count = readlink("/proc/thread-self", &name, name.count)
        let bytes = name.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self) == "\(getpid())/task/\(getpid())"
    }

    private final class Work: Sendable {
        let work: @Sendable () -> Int32

        init(_ work: @escaping @Sendable () -> Int32) {
            self.work = work
        }
    }
}

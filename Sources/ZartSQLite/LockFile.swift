internal import CPlatform
internal import Dispatch
internal import Glibc
internal import Synchronization
internal import ZartCore

/// The file beside the database that carries the worker's lock; a write to it is the notice of a new order.
///
/// The database file itself is never locked or opened this way: POSIX drops all of a process's locks on a file
/// when any of its descriptors on it is closed, and SQLite's are such locks.
final class LockFile: Sendable {
    let path: String
    private let state = Mutex(State())

    private struct State {
        var descriptor: Int32 = -1
        var isHeld = false
        var isGivenUp = false
    }

    init(path: String) {
        self.path = path
    }

    deinit {
        let descriptor = state.withLock { $0.descriptor }
        if descriptor >= 0 { close(descriptor) }
    }

    func tryLock() throws(StoreError) -> Bool {
        let descriptor = try open()
        switch zt_lock_try(descriptor) {
        case 0:
            state.withLock { $0.isHeld = true }
            return true
        case 1: return false
        default: throw failure("lock")
        }
    }

    /// Waits on a thread of its own, which the kernel wakes the moment the holder dies.
    func wait(_ granted: @escaping @Sendable () -> Void) {
        guard let descriptor = try? open() else { return }
        state.withLock { $0.isGivenUp = false }
        DispatchQueue(label: "zart.worker-lock").async {
            guard zt_lock_wait(descriptor) == 0 else { return }
            let isWanted = self.state.withLock { state in
                state.isHeld = !state.isGivenUp
                return state.isHeld
            }
            if isWanted { granted() } else { zt_lock_release(descriptor) }
        }
    }

    func unlock() {
        let descriptor = state.withLock { state -> Int32 in
            state.isGivenUp = true
            guard state.isHeld else { return -1 }
            state.isHeld = false
            return state.descriptor
        }
        if descriptor >= 0 { zt_lock_release(descriptor) }
    }

    /// Tells a worker that watches the file that an order was written.
    func touch() {
        let descriptor = zt_lock_open(path)
        guard descriptor >= 0 else { return }
        var mark: UInt8 = 10
        _ = pwrite(descriptor, &mark, 1, 0)
        close(descriptor)
    }

    private func open() throws(StoreError) -> Int32 {
        let descriptor = state.withLock { state -> Int32 in
            if state.descriptor < 0 { state.descriptor = zt_lock_open(path) }
            return state.descriptor
        }
        guard descriptor >= 0 else { throw failure("open") }
        return descriptor
    }

    private func failure(_ what: String) -> StoreError {
        let reason = String(cString: strerror(errno))
        return StoreError(
            .cannotOpen,
            "cannot \(what) '\(path)': \(reason); check the folder and its permissions"
        )
    }
}

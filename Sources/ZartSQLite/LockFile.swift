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
    /// The open file that carries the lock; -1 while it is not held here.
    private let held = Mutex<Int32>(-1)

    init(beside database: String) {
        path = Self.path(beside: database)
    }

    static func path(beside database: String) -> String { "\(database)-worker" }

    /// Asks the kernel whether somebody holds the lock, without taking it; nil where one may not look.
    static func isHeld(beside database: String) -> Bool? {
        let descriptor = open(path(beside: database), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return errno == EACCES || errno == EPERM ? nil : false }
        defer { close(descriptor) }
        return zt_lock_is_held(descriptor) == 1
    }

    deinit { unlock() }

    // Each try has an open file of its own, and the lock belongs to that: so the kernel keeps two who share this
    // object apart just as it keeps two processes apart.

    func tryLock() throws(StoreError) -> Bool {
        let descriptor = zt_lock_open(path)
        guard descriptor >= 0 else { throw failure("open") }
        switch zt_lock_try(descriptor) {
        case 0:
            takeAfterDatabase(descriptor)
            held.withLock { $0 = descriptor }
            return true
        case 1:
            close(descriptor)
            return false
        default:
            let error = failure("lock")
            close(descriptor)
            throw error
        }
    }

    /// Waits on a thread of its own, which the kernel wakes the moment the holder dies.
    func wait(_ granted: @escaping @Sendable () -> Void) {
        let descriptor = zt_lock_open(path)
        guard descriptor >= 0 else { return }
        DispatchQueue(label: "zart.worker-lock").async {
            guard zt_lock_wait(descriptor) == 0 else {
                close(descriptor)
                return
            }
            self.held.withLock { $0 = descriptor }
            granted()
        }
    }

    /// Lets the lock go; for its holder only.
    func unlock() {
        let descriptor = held.withLock { held in
            defer { held = -1 }
            return held
        }
        guard descriptor >= 0 else { return }
        // A child between fork and exec has the open file too: closing alone would leave the lock with it.
        zt_lock_release(descriptor)
        close(descriptor)
    }

    /// Tells a worker that watches the file that an order was written.
    func touch() {
        let descriptor = zt_lock_open(path)
        guard descriptor >= 0 else { return }
        var mark: UInt8 = 10
        _ = pwrite(descriptor, &mark, 1, 0)
        close(descriptor)
    }

    /// Whoever may read the database may see whether it has a worker: as SQLite's own files, it takes after that.
    private func takeAfterDatabase(_ descriptor: Int32) {
        var about = stat()
        guard stat(String(path.dropLast("-worker".count)), &about) == 0 else { return }
        fchmod(descriptor, about.st_mode & 0o666)
    }

    private func failure(_ what: String) -> StoreError {
        let reason = String(cString: strerror(errno))
        return StoreError(
            .cannotOpen,
            "cannot \(what) '\(path)': \(reason); check the folder and its permissions"
        )
    }
}

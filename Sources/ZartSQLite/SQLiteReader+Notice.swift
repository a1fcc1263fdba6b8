#if canImport(Glibc)
    internal import Glibc
#endif
package import ZartCore

/// Being told of commits.
extension SQLiteReader {
    /// Watches the write-ahead log, into which every commit is written first.
    ///
    /// Where there is none yet, its folder is watched; that tells more than was asked, and ``hasChanged()`` sorts it
    /// out. The database file itself is never opened here: closing it would drop the locks of this process.
    package func makeChangeNotice() throws(StoreError) -> ChangeNotice {
        let descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard descriptor >= 0 else { throw Self.noNotice(connection.path) }
        let log = "\(connection.path)-wal"
        var isWatched = inotify_add_watch(descriptor, log, UInt32(IN_MODIFY)) >= 0
        if !isWatched {
            let folder = Self.folder(of: connection.path)
            let changes = UInt32(IN_MODIFY) | UInt32(IN_CREATE) | UInt32(IN_MOVED_TO)
            isWatched = inotify_add_watch(descriptor, folder, changes) >= 0
        }
        guard isWatched else {
            let error = Self.noNotice(connection.path)
            close(descriptor)
            throw error
        }
        return ChangeNotice(descriptor: descriptor) { close(descriptor) }
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func noNotice(_ path: String) -> StoreError {
        let reason = String(cString: strerror(errno))
        return StoreError(
            .inputOutput,
            "cannot watch database '\(path)' (\(reason)): raise the system's limit of inotify watches"
        )
    }
}

internal import Dispatch
internal import Glibc
internal import Timetable
internal import ZartCore

/// Waiting for another process's commit.
enum ChangeWait {
    /// Returns soon after the next commit to the store, or when the time is up; woken by the kernel, not by looking.
    ///
    /// Returns at once when what is waited for is there already: looked at once the kernel watches, so that no
    /// commit falls between.
    static func commit(
        of store: any Store,
        zones: @escaping @Sendable (String) -> Zone?,
        within limit: Duration,
        unless isThere: @escaping @Sendable (any StoreReader) -> Bool
    ) async {
        await withCheckedContinuation { done in
            // A thread of its own for the length of the wait: commands wait for one thing.
            DispatchQueue(label: "zart.wait").async {
                wait(for: store, zones: zones, limit: limit, unless: isThere)
                done.resume()
            }
        }
    }

    private static func wait(
        for store: any Store,
        zones: @escaping @Sendable (String) -> Zone?,
        limit: Duration,
        unless isThere: (any StoreReader) -> Bool
    ) {
        let milliseconds = Int32(clamping: max(0, limit.inMilliseconds))
        guard let reader = try? store.makeReader(zones: zones), let notice = try? reader.makeChangeNotice()
        else {
            poll(nil, 0, min(milliseconds, 100))
            return
        }
        if isThere(reader) { return }
        // The log may be taken away and made anew under another inode: hence a look now and then.
        var descriptor = pollfd(fd: notice.descriptor, events: Int16(POLLIN), revents: 0)
        poll(&descriptor, 1, min(milliseconds, 1_000))
    }
}

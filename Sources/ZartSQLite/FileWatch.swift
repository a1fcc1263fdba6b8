internal import Dispatch
internal import Glibc

/// Calls back when a file is written to.
final class FileWatch: Sendable {
    // Dispatch sources may be used from any thread, but are not declared so on this platform.
    private nonisolated(unsafe) let source: any DispatchSourceRead

    /// Begins to watch; nil if the kernel refuses, in which case the caller's own polling must do.
    init?(path: String, noticed: @escaping @Sendable () -> Void) {
        let descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard descriptor >= 0 else { return nil }
        guard inotify_add_watch(descriptor, path, UInt32(IN_MODIFY)) >= 0 else {
            Glibc.close(descriptor)
            return nil
        }
        let queue = DispatchQueue(label: "zart.file-watch", target: .global(qos: .userInitiated))
        source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler {
            var events = [UInt8](repeating: 0, count: 4096)
            while read(descriptor, &events, events.count) > 0 {}
            noticed()
        }
        source.setCancelHandler { Glibc.close(descriptor) }
        source.resume()
    }

    deinit { source.cancel() }
}

internal import Dispatch
internal import Glibc
internal import SwiftOverlayShims

/// Calls back when a file was saved, in place or by a new file under its name.
///
/// It looks once a second instead of having the kernel tell: so it sees what changes behind links and on file systems
/// of other machines, too.
final class FileSave: Sendable {
    // Dispatch sources may be used from any thread, but are not declared so on this platform.
    private nonisolated(unsafe) let source: any DispatchSourceTimer

    /// What tells one content of a file from another without reading it.
    private struct Mark: Equatable {
        let device: UInt
        let number: UInt
        let size: Int
        let seconds: Int
        let nanoseconds: Int

        init?(_ path: String) {
            var about = stat()
            guard stat(path, &about) == 0 else { return nil }
            device = UInt(about.st_dev)
            number = UInt(about.st_ino)
            size = Int(about.st_size)
            seconds = about.st_mtim.tv_sec
            nanoseconds = about.st_mtim.tv_nsec
        }
    }

    /// Begins with the file as it is now; a file that has gone is waited for.
    init(_ path: String, queue: DispatchQueue, saved: @escaping @Sendable () -> Void) {
        var known = Mark(path)
        source = DispatchSource.makeTimerSource(queue: queue)
        source.setEventHandler {
            guard let mark = Mark(path), mark != known else { return }
            known = mark
            saved()
        }
        source.schedule(deadline: .now() + .seconds(1), repeating: .seconds(1), leeway: .milliseconds(100))
        source.resume()
    }

    deinit { source.cancel() }
}

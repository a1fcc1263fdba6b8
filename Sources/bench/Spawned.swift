internal import CBench
internal import CPlatform
internal import Glibc

/// Programs started from here, with their words as C has them.
enum Spawned {
    /// Starts a program without a terminal; its process id.
    static func start(_ path: String, _ words: [String]) -> Int32 {
        withWords([path] + words) { cb_start(path, $0) }
    }

    /// Runs a program to its end.
    static func run(_ path: String, _ words: [String]) { _ = zt_child_wait(start(path, words), 60_000) }

    /// Starts a program on a terminal of its own; the process and the operator's end.
    static func start(_ path: String, _ words: [String], columns: Int32, rows: Int32) -> (
        process: Int32, terminal: Int32
    ) {
        var terminal: Int32 = -1
        let process = withWords([path] + words) {
            cb_start_on_terminal(path, $0, columns, rows, &terminal)
        }
        return (process, terminal)
    }

    private static func withWords<T>(
        _ words: [String],
        _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>?) -> T
    ) -> T {
        var copies = words.map { strdup($0) }
        copies.append(nil)
        defer { for copy in copies { free(copy) } }
        return copies.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}

internal import Glibc

/// The processes of the machine, as the kernel lists them.
package enum LivingProcesses {
    /// Those with a word in their command line; one that is dead and not yet buried has none.
    package static func with(_ word: String) -> [Int32] {
        Folder.names(in: "/proc").compactMap { Int32($0) }.filter { process in
            TextFile.read("/proc/\(process)/cmdline").split(separator: "\0").contains { $0 == word }
        }
    }

    /// The names of the files that a process has open.
    package static func files(of process: Int32) -> [String] {
        Folder.names(in: "/proc/\(process)/fd").map { name in
            var path = [CChar](repeating: 0, count: 4096)
            let count = readlink("/proc/\(process)/fd/\(name)", &path, path.count)
            return String(decoding: path.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
    }

    /// Whether a process is stopped, as by SIGSTOP: each of its threads, which may come to it one after the other.
    package static func isStopped(_ process: Int32) -> Bool {
        let threads = Folder.names(in: "/proc/\(process)/task").compactMap { Int32($0) }
        return !threads.isEmpty
            && threads.allSatisfy { thread in
                // The state follows the name, which is in parentheses and may hold anything.
                let stat = TextFile.read("/proc/\(process)/task/\(thread)/stat")
                return stat.lastIndex(of: ")").map { stat[$0...].hasPrefix(") T") } ?? false
            }
    }
}

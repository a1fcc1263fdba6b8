internal import Glibc

/// A folder for one run's database, removed with everything in it.
final class Scratch {
    let path: String

    init() throws {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/zart-bench-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw BenchOptions.Wrong(description: "no folder can be made in \(parent): set TMPDIR")
        }
        path = String(
            decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) },
            as: UTF8.self
        )
    }

    deinit {
        guard let folder = opendir(path) else { return }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { unlink("\(path)/\(name)") }
        }
        rmdir(path)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }
}

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

    deinit { Spawned.run("/bin/rm", ["-rf", path]) }

    func file(_ name: String) -> String { "\(path)/\(name)" }
}

internal import Glibc
internal import Shell
internal import TestProcess

/// A folder for attempts, and the shell that runs them.
struct Bench {
    let folder: TestProcess.Folder
    let shell: Shell

    init() throws {
        folder = try Folder()
        shell = try Shell()
    }

    /// The folder of an attempt.
    func attempt(_ name: String = "attempt") -> String { folder.file(name) }

    func command(
        _ arguments: [String],
        environment: [String: String] = [:],
        in directory: String? = nil,
        timeout: Duration? = nil,
        grace: Duration = .seconds(10),
        attempt name: String = "attempt",
        secrets: [String] = []
    ) -> ShellCommand {
        ShellCommand(
            arguments,
            environment: ["PATH": "/usr/bin:/bin"].merging(environment) { _, new in new },
            workingDirectory: directory ?? folder.path,
            timeout: timeout,
            grace: grace,
            folder: attempt(name),
            secrets: SecretMask(secrets)
        )
    }

    /// Runs a script to its end.
    @discardableResult
    func run(_ script: String, environment: [String: String] = [:], secrets: [String] = []) async throws
        -> ShellEnd
    {
        try await shell.start(
            command(ShellCommand.script(script), environment: environment, secrets: secrets)
        ).end()
    }

    /// What an attempt wrote to a stream, and `<n>` for n bytes cut out.
    func lines(_ stream: OutputStream = .stdout, attempt name: String = "attempt") throws -> [String] {
        try OutputReader.all(attempt(name)).compactMap { piece in
            switch piece {
            case .line(let line): line.stream == stream ? line.text : nil
            case .cut(let cut, let bytes): cut == stream ? "<\(bytes)>" : nil
            }
        }
    }
}

/// The processes of this machine.
enum Processes {
    /// Those that have a text on their command line.
    static func with(_ text: String) -> [Int32] {
        all().filter { TextFile.read("/proc/\($0)/cmdline").contains(text) }
    }

    /// A text that no other command line has.
    static func token() -> String { "4\(UInt32.random(in: 100_000_000 ... .max))" }

    /// The parent of a process; nil if it is gone.
    static func parent(of process: Int32) -> Int32? {
        let stat = TextFile.read("/proc/\(process)/stat")
        guard let end = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        return fields.count > 1 ? Int32(fields[1]) : nil
    }

    private static func all() -> [Int32] {
        guard let entries = opendir("/proc") else { return [] }
        defer { closedir(entries) }
        var found: [Int32] = []
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if let process = Int32(name) { found.append(process) }
        }
        return found
    }
}

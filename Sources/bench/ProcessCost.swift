internal import CBench
internal import Glibc

/// What a run took of the machine.
struct ProcessCost {
    var cpuSeconds: Double
    var peakRSS: Int
    var threads: Int
    /// Flushes to disk for each step, where steps are what was done.
    var syncs: Double?
}

/// Watches this process from its making on.
struct ProcessMeter {
    private let cpu = cb_cpu_nanoseconds()
    private let syncs = cb_syncs()

    init() {
        // Forgets the peak so far (proc(5), clear_refs).
        let file = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
        if file >= 0 {
            _ = write(file, "5", 1)
            close(file)
        }
    }

    /// The cost until now; of so many steps.
    func cost(steps: Int? = nil) -> ProcessCost {
        ProcessCost(
            cpuSeconds: Double(cb_cpu_nanoseconds() - cpu) / 1e9,
            peakRSS: ProcessFile.status("self", "VmHWM") << 10,
            threads: ProcessFile.status("self", "Threads"),
            syncs: steps.map { Double(cb_syncs() - syncs) / Double($0) }
        )
    }
}

/// What /proc says of processes.
enum ProcessFile {
    /// A number of `/proc/PID/status`; sizes are in KiB.
    static func status(_ process: String, _ name: String) -> Int {
        number(after: name, in: "/proc/\(process)/status")
    }

    /// A number of `/proc/PID/io`.
    static func io(_ process: Int32, _ name: String) -> Int {
        number(after: name, in: "/proc/\(process)/io")
    }

    /// Nanoseconds of processor time of all its threads.
    static func cpu(_ process: Int32) -> Int64 {
        guard let folder = opendir("/proc/\(process)/task") else { return 0 }
        defer { closedir(folder) }
        var sum: Int64 = 0
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.first != "." else { continue }
            let text = read("/proc/\(process)/task/\(name)/schedstat")
            sum += text.split(separator: " ").first.flatMap { Int64($0) } ?? 0
        }
        return sum
    }

    private static func number(after name: String, in path: String) -> Int {
        for line in read(path).split(separator: "\n") where line.hasPrefix("\(name):") {
            let words = line.dropFirst(name.count + 1).split(whereSeparator: \.isWhitespace)
            return words.first.flatMap { Int($0) } ?? 0
        }
        return 0
    }

    static func read(_ path: String) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return String(decoding: all, as: UTF8.self) }
            all += buffer.prefix(count)
        }
    }

    /// Where this program lies, and those built beside it.
    static let programFolder: String = {
        var bytes = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &bytes, bytes.count)
        let path = String(
            decoding: bytes.prefix(max(0, count)).map { UInt8(bitPattern: $0) },
            as: UTF8.self
        )
        return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }()
}

/// Seconds by the clock that only goes forward.
struct Stopwatch {
    private let began = cb_nanoseconds()

    var seconds: Double { Double(cb_nanoseconds() - began) / 1e9 }
}

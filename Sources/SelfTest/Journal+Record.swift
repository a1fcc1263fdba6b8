internal import Glibc

extension Journal {
    /// A step's body that began.
    package struct Body: Sendable, Hashable {
        package let at: Int64
        package let process: Int32
        package let execution: String
        package let run: Int
        package let step: String
        package let attempt: Int
        package let key: String
    }

    /// Something that befell a process.
    package struct Happening: Sendable, Hashable {
        package let at: Int64
        package let process: Int32

        init(_ at: String, process: String) {
            self.at = Int64(at) ?? 0
            self.process = Int32(process) ?? 0
        }
    }

    /// Everything a journal holds, in the order in which it was written.
    package struct Record: Sendable {
        package var bodies: [Body] = []
        /// Executions whose start was acknowledged.
        package var started: Set<String> = []
        /// Executions whose cancellation was acknowledged.
        package var cancelled: Set<String> = []
        /// Executions whose restart, the only one, was acknowledged.
        package var restarted: Set<String> = []
        /// Executions whose end was told to somebody in the worker's process who waited for it.
        package var awaited: Set<String> = []
        /// Events whose delivery to an execution was acknowledged.
        package var delivered: Set<String> = []
        /// When a process became the worker.
        package var begun: [Happening] = []
        /// When a worker's process was killed.
        package var killed: [Happening] = []
        /// Lines that are not whole or not understood.
        package var faults: [String] = []

        private init(_ text: String) {
            for line in text.split(separator: "\n") {
                let words = line.split(separator: " ").map(String.init)
                switch (words.count, words.count > 2 ? words[2] : "") {
                case (8, "body"):
                    bodies.append(
                        Body(
                            at: Int64(words[0]) ?? 0,
                            process: Int32(words[1]) ?? 0,
                            execution: words[3],
                            run: Int(words[4]) ?? -1,
                            step: words[5],
                            attempt: Int(words[6]) ?? 0,
                            key: words[7]
                        )
                    )
                case (5, "ack") where words[3] == "start": started.insert(words[4])
                case (5, "ack") where words[3] == "cancel": cancelled.insert(words[4])
                case (5, "ack") where words[3] == "restart": restarted.insert(words[4])
                case (5, "ack") where words[3] == "end": awaited.insert(words[4])
                case (5, "ack") where words[3] == "event": delivered.insert(words[4])
                case (3, "begun"): begun.append(Happening(words[0], process: words[1]))
                case (4, "killed"): killed.append(Happening(words[0], process: words[3]))
                default: faults.append("the journal has the line '\(line)'")
                }
            }
        }
    }
}

extension Journal.Record {
    /// Reads a journal; an empty one when nothing was written.
    package init(path: String) {
        self.init(Self.text(of: path))
    }

    private static func text(of path: String) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return String(decoding: all, as: UTF8.self) }
            all += buffer.prefix(count)
        }
    }
}

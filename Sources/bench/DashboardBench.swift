internal import CPlatform
internal import Glibc
internal import Zart
internal import ZartCore
internal import ZartSQLite

/// What the dashboard costs, measured from outside: `zartop` itself on a pseudo terminal.
struct DashboardBench {
    private let options: BenchOptions
    private let large: Int
    private static let program = "\(ProcessFile.programFolder)/zartop"

    init(_ options: BenchOptions) {
        self.options = options
        large = options.n ?? 1_000_000
    }

    func rows() throws -> [BenchRow] {
        guard access(Self.program, X_OK) == 0 else {
            throw BenchOptions.Wrong(
                description: "'\(Self.program)' is not built: swift build -c release --product zartop"
            )
        }
        var rows: [BenchRow] = []
        let scratch = try Scratch()
        for size in Set([1_000, large]).sorted() {
            // The header has the file's name: it must not be taken for the task's.
            let file = try HistoryFile(scratch.file("past-\(size).db"), size: size, options)
            rows += try measure(file.path, size)
        }
        return rows
    }

    private func row(_ size: Int, _ unit: String, _ samples: [Double], _ note: String = "")
        -> BenchRow
    {
        var row = BenchRow(workload: "dashboard", n: size, unit: unit)
        row.samples = samples
        row.note = note
        if samples.isEmpty { row.faults.append("nothing was seen on the terminal") }
        return row
    }

    private func measure(_ path: String, _ size: Int) throws -> [BenchRow] {
        var rows: [BenchRow] = []
        var first: [Double] = []
        for _ in 0..<max(3, options.runs) {
            let screen = try Screen(Self.program, ["--db", path], columns: 80, rows: 24)
            // The first frame is there when its last line is: the task is shown, and nothing more comes.
            if let seconds = screen.wait(for: "history") { first.append(seconds * 1_000) }
            try screen.quit()
        }
        rows.append(row(size, "ms, exec to first frame", first, "engine in the same process"))

        let screen = try Screen(Self.program, ["--db", path], columns: 80, rows: 24)
        _ = screen.wait(for: "history")
        screen.settle()
        // Another view and back again: every key paints anew.
        var keys: [Double] = []
        let callsBefore = screen.writeCalls
        for number in 0..<200 {
            guard let seconds = screen.press(number % 2 == 0 ? "2" : "1") else { continue }
            keys.append(seconds * 1_000)
        }
        let calls = screen.writeCalls - callsBefore
        rows.append(row(size, "ms, key to frame, p50", [keys.median].compactMap { $0 }))
        rows.append(row(size, "ms, key to frame, p99", [keys.quantile(0.99)].compactMap { $0 }))
        rows.append(
            row(
                size,
                "write calls a key",
                [Double(calls) / Double(max(1, keys.count))],
                "one to the terminal, the others into memory and to wake"
            )
        )
        screen.settle()
        let idle = screen.observe(seconds: 10)
        rows.append(
            row(
                size,
                "% CPU, nothing changes",
                [idle.cpu],
                "but the clock and an age: \(BenchReport.short(idle.bytes)) bytes/s to the terminal"
            )
        )
        let memory = screen.residentBytes
        try screen.quit()

        let headless = Spawned.start(Self.program, ["--no-ui", "--db", path])
        usleep(1_500_000)
        let engine = ProcessFile.status("\(headless)", "VmRSS") << 10
        kill(headless, SIGTERM)
        if zt_child_wait(headless, 10_000) != 0 {
            rows[0].faults.append("the headless worker did not end in order")
        }
        rows.append(
            row(
                size,
                "MB over the engine",
                [Double(memory - engine) / 1e6],
                "\(memory >> 20) MB, engine alone \(engine >> 20) MB"
            )
        )
        return rows + [try busy(path, size)]
    }

    /// Ten executions a second by a worker in this process, watched by an attached dashboard of 200x60.
    private func busy(_ path: String, _ size: Int) throws -> BenchRow {
        let count = BodyCount()
        let engine = try BenchEngine(path, options) { $0.registerDurable("work", NoOps(1, count)) }
        let screen = try Screen(Self.program, ["--db", path, "--attach"], columns: 200, rows: 60)
        _ = screen.wait(for: "history")
        screen.settle()
        let scheduler = engine.scheduler
        let seconds = 10
        let before = screen.cpuNanoseconds
        let watch = Stopwatch()
        for number in 0..<seconds * 10 {
            try BenchEngine.wait {
                try await scheduler.start("work", id: "busy-\(number)", payload: number)
            }
            let due = Double(number + 1) / 10
            while watch.seconds < due {
                screen.swallow(milliseconds: Int32(max(1, (due - watch.seconds) * 1_000)))
            }
        }
        let cpu = 100 * Double(screen.cpuNanoseconds - before) / 1e9 / watch.seconds
        var row = row(
            size,
            "% CPU at 10 updates/s, 200x60",
            [cpu],
            "\(BenchReport.short(screen.bytesPerSecond)) bytes/s"
        )
        try screen.quit()
        try engine.stop()
        if count.ran != seconds * 10 {
            row.faults.append("\(count.ran) steps ran instead of \(seconds * 10)")
        }
        return row
    }
}

import BusyWork
import Glibc
import TestProcess
import Testing

/// Terminals that do not behave: one that stops reading, and a cat on the keyboard.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct HostileTerminalTests {
    /// The dashboard of a busy worker, with the engine beside it.
    private func busy(_ folder: Folder, columns: Int32 = 200, rows: Int32 = 60) throws -> RawTerminal {
        try RawTerminal(
            BuiltProgram.crashWorker,
            ["--db", folder.file("zartop.db")],
            columns: columns,
            rows: rows,
            environment: ["CRASH_JOURNAL": folder.file("journal"), "CRASH_WORK": "busy"],
            folder: folder
        )
    }

    private func count(_ what: String, _ folder: Folder) -> Int {
        Rows.first(folder.file("zartop.db"), "SELECT count(*) FROM \(what)").flatMap { Int($0) } ?? 0
    }

    @Test func `a terminal that stops reading keeps neither the engine nor SIGTERM waiting`() async throws {
        let folder = try Folder()
        let terminal = try busy(folder)
        let before = try terminal.modes()
        let begins = try await eventually { count("zart_executions", folder) > 0 }
        try #require(begins)
        // Not one byte of some hundred frames is read: the kernel's few kilobytes are full after the first of them.
        let first = count("zart_executions", folder)
        let goesOn = try await eventually { count("zart_executions", folder) > first + 100 }
        #expect(goesOn, "the engine stands still")
        kill(terminal.process, SIGTERM)
        #expect(try await terminal.ended(within: .seconds(20), reading: false) == 0)
        #expect(try terminal.modes() == before)
    }

    @Test func `seconds of random bytes crash nothing and order nothing that asks first`() async throws {
        let folder = try Folder()
        let terminal = try busy(folder, columns: 80, rows: 24)
        let before = try terminal.modes()
        let begins = try await eventually { !terminal.read().isEmpty && count("zart_executions", folder) > 0 }
        try #require(begins)
        var seed = Seed()
        // Without what confirms, and without what rightly ends or stops the program.
        let without = Set("yq".utf8 + [3, 26, 28])
        let all = (UInt8.min...UInt8.max).filter { !without.contains($0) }
        let pieces: [[UInt8]] = [
            Array("\u{1B}[A".utf8), Array("\u{1B}[200~".utf8), Array("\u{1B}[201~".utf8),
            Array("\u{1B}[<0;9;9M".utf8),
            Array("\u{1B}[15~".utf8), Array("\u{1B}]11;rgb:0/0/0\u{7}".utf8), Array("2\r".utf8),
            Array("x".utf8),
            Array("S".utf8), Array("3".utf8), Array("T".utf8), Array("?".utf8), [0xF0, 0x9F], [0x1B],
        ]
        var typed = 0
        let end = ContinuousClock.now + .seconds(5)
        while ContinuousClock.now < end {
            // In bursts and one by one: the one is dropped as pasted, the other taken for typing.
            let bytes =
                Bool.random(using: &seed)
                ? (0..<Int.random(in: 1...200, using: &seed)).compactMap { _ in
                    all.randomElement(using: &seed)
                }
                : pieces.randomElement(using: &seed) ?? []
            terminal.type(bytes)
            typed += bytes.count
            terminal.read()
            try #require(terminal.isAlive, "seed \(seed.first): dead after \(typed) bytes")
            // The pace of the paws: nothing is waited for, and every byte is judged at whatever moment it comes.
            try await Task.sleep(for: .milliseconds(Int.random(in: 1...30, using: &seed)))
        }
        #expect(typed > 1_000)
        let asked = count("zart_orders WHERE kind IN ('cancel', 'stop', 'restart', 'rerun')", folder)
        #expect(asked == 0, "seed \(seed.first): \(asked) orders that nobody confirmed")
        kill(terminal.process, SIGTERM)
        let status = try await terminal.ended(within: .seconds(20), reading: true)
        #expect(status == 0, "seed \(seed.first)")
        #expect(try terminal.modes() == before, "seed \(seed.first)")
    }

    @Test func `thousands of keys at once are answered by a few frames, so that a signal is heard soon`()
        async throws
    {
        let folder = try Folder()
        let terminal = try busy(folder, columns: 80, rows: 24)
        let begins = try await eventually { !terminal.read().isEmpty && count("zart_executions", folder) > 0 }
        try #require(begins)
        // Each key moves the selection, and with it what a frame shows; the last one opens the help.
        terminal.type(Array(String(repeating: "jk", count: 2_000).utf8) + Array("?".utf8))
        var shown: [UInt8] = []
        let opened = try await eventually {
            shown += terminal.read()
            return String(decoding: shown, as: UTF8.self).contains("Help:")
        }
        #expect(opened)
        // Commits bring some frames a second of their own.
        let frames = String(decoding: shown, as: UTF8.self).ranges(of: "\u{1B}[?2026h").count
        #expect(frames < 200, "\(frames) frames")
        kill(terminal.process, SIGTERM)
        #expect(try await terminal.ended(within: .seconds(20), reading: true) == 0)
    }
}

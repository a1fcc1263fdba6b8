internal import Glibc
internal import Shell
internal import TestProcess
internal import Testing

@Suite(.timeLimit(.minutes(2)))
struct OutputTests {
    @Test func `streams are kept apart and told in the order of their time`() async throws {
        let bench = try Bench()
        try await bench.run("echo one; sleep 0.02; echo two >&2; sleep 0.02; printf three")
        let lines = try OutputReader.all(bench.attempt()).compactMap { piece -> OutputLine? in
            if case .line(let line) = piece { line } else { nil }
        }
        #expect(lines.map(\.text) == ["one", "two", "three"])
        #expect(lines.map(\.stream) == [.stdout, .stderr, .stdout])
        #expect(
            lines[0].at + .milliseconds(19) <= lines[1].at && lines[1].at + .milliseconds(19) <= lines[2].at
        )
        #expect(TextFile.read("\(bench.attempt())/stdout") == "one\nthree")
    }

    @Test func `of a flood the head and the tail are kept, and the cut is marked`() async throws {
        let bench = try Bench()
        let end = try await bench.run(
            "echo first; head -c 100000000 /dev/zero | tr '\\0' x | fold -w 99; echo; echo last"
        )
        #expect(end.isSuccess)
        let lines = try bench.lines()
        #expect(lines.first == "first")
        #expect(lines.last == "last")
        let cuts = lines.filter { $0.hasPrefix("<") }
        // 6 + 100,000,000 + one newline for each 99 but the last, + 1 + 5.
        let total = 6 + 100_000_000 + 1_010_101 + 6
        #expect(cuts == ["<\(total - 2 * 1_048_576)>"])
        var about = stat()
        #expect(stat("\(bench.attempt())/stdout", &about) == 0)
        #expect(about.st_size == 2 * 1_048_576)
    }

    @Test func `output up to the bounds is a plain file, byte for byte`() async throws {
        let bench = try Bench()
        try await bench.run("seq 1 250000")
        let text = TextFile.read("\(bench.attempt())/stdout")
        #expect(text == (1...250_000).map { "\($0)\n" }.joined())
        #expect(try bench.lines().count == 250_000)
    }

    @Test func `a live command can be followed, each line once`() async throws {
        let bench = try Bench()
        let gate = try NamedPipe(bench.folder.file("gate"))
        defer { gate.close() }
        let script =
            "printf 'old\\rhalf'; read -r line < \(gate.path); echo way; read -r line < \(gate.path)"
        let run = try bench.shell.start(bench.command(ShellCommand.script(script)))
        var reader = OutputReader(folder: bench.attempt())
        #expect(try await eventually { TextFile.read("\(bench.attempt())/stdout") == "old\rhalf" })
        #expect(try reader.next() == [])
        // A question without an end of its line is there to be seen, as a terminal shows it.
        #expect(reader.unfinished.map(\.text) == ["half"])
        gate.writeLine()
        var seen: [OutputPiece] = []
        #expect(
            try await eventually {
                seen += try reader.next()
                return !seen.isEmpty
            }
        )
        gate.writeLine()
        #expect(await run.end().isSuccess)
        seen += try reader.next()
        guard case .line(let line) = seen.first, seen.count == 1 else {
            Issue.record("not one line: \(seen)")
            return
        }
        #expect(line.text == "old\rhalfway")
    }

    @Test func `following a flood loses only what is marked as cut`() async throws {
        let bench = try Bench()
        let run = try bench.shell.start(bench.command(ShellCommand.script("seq 1 3000000")))
        var reader = OutputReader(folder: bench.attempt())
        var bytes = 0
        var last = 0
        var ended = false
        while true {
            ended = run.endIfKnown != nil
            let pieces = try reader.next()
            for piece in pieces {
                switch piece {
                case .cut(_, let cut): bytes += Int(cut)
                case .line(let line):
                    bytes += line.text.utf8.count + 1
                    if let number = Int(line.text), line.text == "\(number)" { last = number }
                }
            }
            // A call gives a portion: there is no more when one after the end gives nothing.
            if ended, pieces.isEmpty { break }
            await Task.yield()
        }
        #expect(last == 3_000_000)
        let total = (1...3_000_000).reduce(0) { $0 + String($1).utf8.count + 1 }
        // A line broken by a cut is given in two, each counted with a newline.
        #expect(bytes >= total && bytes <= total + 1_000)
    }

    @Test func `secrets are masked before they reach the disk, however they are written`() async throws {
        let bench = try Bench()
        let script = """
            echo "a $TOKEN b"; printf 'split: '; printf hunt; sleep 0.05; printf er2; echo '!'
            printf 'hun' >&2; echo "$TOKEN$TOKEN" >&2; echo "abc stays"; printf "{\\"t\\":\\"$TOKEN\\"}" > $ZART_RESULT
            printf hunter
            """
        try await bench.run(script, environment: ["TOKEN": "hunter2"], secrets: ["hunter2", "abc"])
        #expect(try bench.lines() == ["a *** b", "split: ***!", "abc stays", "hunter"])
        #expect(try bench.lines(.stderr) == ["hun******"])
        #expect(try AttemptResult.read(bench.attempt()) == #"{"t":"***"}"#)
        for name in ["stdout", "stderr", "state", "times", "result"] {
            #expect(!TextFile.read("\(bench.attempt())/\(name)").contains("hunter2"))
        }
    }

    @Test func `a mask takes the longest secret, and the lines of one of several lines`() {
        let mask = SecretMask(["pass", "password", "abc", "line one\nline two"])
        #expect(mask.masked("my password, my pass, abc") == "my ***, my ***, abc")
        #expect(mask.masked("line one / line two") == "*** / ***")
        #expect(SecretMask([""]).masked("nothing") == "nothing")
    }
}

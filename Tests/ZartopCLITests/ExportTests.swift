import TestDatabase
import Testing
import Zart

@testable import ZartopCLI

/// What is taken out, read again as other programs would.
@Suite(.timeLimit(.minutes(10)))
struct ExportTests {
    private func export(_ words: String...) async throws -> String {
        let bench = try Bench()
        let outcome = await bench.run(["export"] + words + ["--db", bench.database.path])
        #expect(outcome.status == 0, "\(outcome.err)")
        #expect(outcome.err == "")
        return outcome.out
    }

    // MARK: JSON Lines

    private func lines(_ text: String) throws -> [[String: AnyJSON]] {
        try text.split(separator: "\n").map { line in
            guard case .object(let members)? = AnyJSON(json: String(line)) else {
                throw Malformed("no object: \(line)")
            }
            return members
        }
    }

    @Test func `a line an execution, oldest first, in the shape of show`() async throws {
        let all = try lines(try await export())
        let ids = all.compactMap { $0["id"] }
        #expect(
            ids
                == ["report-0", "report-1", "config-0", "manual-1", "report-2", "config-1"].map {
                    .string($0)
                }
        )
        let bench = try Bench()
        let shown = await bench.zartop("show", "report-1", "--json")
        #expect(AnyJSON(json: shown.out) == .object(all[1]))
    }

    @Test func `an execution is one line whatever its payload looks like`() async throws {
        let bench = try Bench()
        try bench.database.run(
            "UPDATE zart_executions SET payload = '{' || char(10) || ' \"a\": \"x\\ny\"' || char(13, 10) || '}' WHERE seq = 1"
        )
        let outcome = await bench.zartop("export")
        let all = try lines(outcome.out)
        #expect(all.count == 6 && all[0]["payload"] == .object(["a": .string("x\ny")]))
    }

    @Test func `a task, a handler, an execution or a stretch of time alone`() async throws {
        func ids(_ text: String) throws -> [AnyJSON?] { try lines(text).map { $0["id"] } }
        #expect(try ids(try await export("config-refresh")) == [.string("config-0"), .string("config-1")])
        #expect(try ids(try await export("export")) == [.string("manual-1")])
        #expect(try ids(try await export("report-1")) == [.string("report-1")])
        #expect(
            try ids(try await export("--from", "-90s", "--to", "-20s")) == [
                .string("config-0"), .string("manual-1"),
            ]
        )
    }

    @Test func `decisions of one task and of all`() async throws {
        let one = try lines(try await export("config-refresh", "--what", "ledger"))
        #expect(
            one.compactMap { $0["decision"] }
                == ["missed", "skipped-overlap", "coalesced", "buffered"].map { .string($0) }
        )
        #expect(one[0]["count"] == .integer(4) && one[0]["version"] == .integer(1))
        let all = try lines(try await export("--what", "ledger"))
        #expect(all.count == 7 && Set(all.compactMap { $0["task"] }).count == 2)
    }

    @Test func `events are sentences, oldest first, each once`() async throws {
        let all = try lines(try await export("--what", "events"))
        let times = all.compactMap { members -> String? in
            if case .string(let at)? = members["at"] { at } else { nil }
        }
        #expect(all.count > 5 && times == times.sorted() && times.count == all.count)
        #expect(all.contains { $0["execution"] == .string("report-1") })
        // What failed is known by its step, and what is of no step says that.
        #expect(all.contains { $0["step"] == .string("write-report") })
        #expect(all.contains { $0["step"] == .null })
        #expect(Set(all.map { "\($0)" }).count == all.count)
    }

    // MARK: CSV

    /// Reads RFC 4180 to the letter.
    private func records(_ text: String) throws -> [[String]] {
        var records: [[String]] = []
        var record: [String] = []
        var field = ""
        var isQuoted = false
        var scalars = Array(text.unicodeScalars)[...]
        while let scalar = scalars.popFirst() {
            if isQuoted {
                if scalar != "\"" {
                    field.unicodeScalars.append(scalar)
                } else if scalars.first == "\"" {
                    scalars.removeFirst()
                    field += "\""
                } else {
                    isQuoted = false
                    guard scalars.first == "," || scalars.first == "\r" else {
                        throw Malformed("after a quote")
                    }
                }
            } else if scalar == "\"" {
                guard field.isEmpty else { throw Malformed("a quote inside a field") }
                isQuoted = true
            } else if scalar == "," {
                record.append(field)
                field = ""
            } else if scalar == "\r" {
                guard scalars.popFirst() == "\n" else { throw Malformed("a bare return") }
                records.append(record + [field])
                (record, field) = ([], "")
            } else {
                guard scalar != "\n" else { throw Malformed("a bare line feed") }
                field.unicodeScalars.append(scalar)
            }
        }
        guard record.isEmpty, field.isEmpty, !isQuoted else { throw Malformed("no line end") }
        return records
    }

    @Test(arguments: ["executions", "ledger", "events"])
    func `CSV has a header and as many fields in every record`(_ what: String) async throws {
        let all = try records(try await export("--format", "csv", "--what", what))
        #expect(all.count > 6 && Set(all.map(\.count)).count == 1)
        if what == "executions" {
            #expect(all[1][0] == "report-0" && all[1][10] == "{\"warehouse\":\"EU-1\"}")
            #expect(all[2][12] == "step 'write-report' failed: disk full" && all[2][9] == "2")
        }
    }

    @Test func `quotes, commas and line breaks come back as they were, and nothing steers a terminal`() throws
    {
        let fields = ["a,b", "say \"no\"", "two\nlines", "two\r\nlines", " blank ", "", "tab\there"]
        #expect(try records(CSV.record(fields)) == [fields])
        #expect(CSV.record(["\u{1B}[2J\u{202E}"]) == "\u{FFFD}[2J\u{FFFD}\r\n")
    }

    // MARK: Trace

    private struct Slice {
        let name: String
        let category: String
        let track: Int64
        let start: Int64
        let end: Int64
    }

    private func slices(_ text: String) throws -> [Slice] {
        guard case .object(let trace)? = AnyJSON(json: text), case .array(let events)? = trace["traceEvents"]
        else {
            throw Malformed("no trace")
        }
        return try events.compactMap { event in
            guard case .object(let members) = event, case .string(let phase)? = members["ph"] else {
                throw Malformed("no event")
            }
            guard phase == "X" else {
                #expect(phase == "M")
                return nil
            }
            guard case .string(let name)? = members["name"], case .string(let category)? = members["cat"],
                case .integer(let start)? = members["ts"], case .integer(let length)? = members["dur"],
                case .integer(let track)? = members["tid"], case .integer? = members["pid"]
            else { throw Malformed("an incomplete event") }
            return Slice(name: name, category: category, track: track, start: start, end: start + length)
        }
    }

    @Test func `a trace has runs, steps, attempts and back-offs, and nothing on a track overlaps`()
        async throws
    {
        let all = try slices(try await export("--format", "trace", "nightly-report"))
        #expect(Set(all.map(\.category)) == ["run", "step", "attempt", "back-off"])
        #expect(
            all.filter { $0.category == "run" }.map(\.name) == [
                "report-0", "report-1", "report-1 run 1", "report-2",
            ]
        )
        #expect(all.filter { $0.name == "write-report" }.count == 2)
        for one in all {
            for other in all where one.track == other.track {
                let isApart = one.end <= other.start || other.end <= one.start
                let isNested =
                    one.start <= other.start && other.end <= one.end
                    || other.start <= one.start && one.end <= other.end
                #expect(isApart || isNested, "\(one) \(other)")
            }
        }
        // The step that waits for its event runs beside the one that backs off.
        let tracks = Set(
            all.filter { $0.category == "step" && ["approval", "write-report"].contains($0.name) }.map(
                \.track
            )
        )
        #expect(tracks.count == 2)
    }

    // MARK: What is refused

    @Test func `what is not there or makes no sense is refused in a sentence`() async throws {
        let bench = try Bench()
        let nobody = await bench.zartop("export", "nihgtly-report")
        #expect(nobody.status == 3 && nobody.err.contains("did you mean 'nightly-report'?"))
        #expect(await bench.zartop("export", "--format", "trace", "--what", "ledger").status == 2)
        #expect(await bench.zartop("export", "--from", "now", "--to", "-1h").status == 2)
        #expect(await bench.zartop("export", "--format", "xml").status == 2)
        #expect(await bench.zartop("export", "manual-1", "--what", "ledger").status == 3)
    }
}

/// Text that a reader of its format would refuse.
private struct Malformed: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}

internal import JobRunner
internal import Shell
internal import Timetable
internal import ZartCore
internal import ZartSQLite

/// `logs`.
extension CommandRun {
    func showLogs() async throws(CommandFailure) -> ExitStatus {
        let follows = arguments.has("--follow")
        if follows, isJSON {
            throw .usage("--follow writes line by line, and --json one list: leave one of them out")
        }
        if follows, settings.at != nil {
            throw .usage("--follow goes on from now, and --at looks back: leave one of them out")
        }
        let reader = try openReader(including: [operand])
        let folders = AttemptFolders(database: settings.database)
        var readers: [String: OutputReader] = [:]
        var list = isJSON ? JSONList(console) : nil
        var isEmpty = true
        while true {
            let detail = try execution(reader, follows: follows)
            // Looked at before its output: what comes until its end is read once more after it.
            let isOver =
                detail.execution.status.isEnded
                && !detail.runs.contains { $0.steps.contains(where: \.isStopping) }
            for (run, step) in detail.runs.flatMap({ run in run.steps.map { (run.run, $0.name) } })
            where arguments.operands.count < 2 || step == arguments.operands[1] {
                for attempt in AttemptFolders.attempts(in: folders.step(step, run: run, of: operand)) {
                    let place = OutputPlace(run: run, step: step, attempt: attempt.number)
                    for piece in try pieces(
                        &readers[attempt.path, default: OutputReader(folder: attempt.path)]
                    ) {
                        isEmpty = false
                        if list == nil {
                            console.out("\(PlainText.harmless(place.line(piece)))\n")
                        } else {
                            list?.add(place.json(piece))
                        }
                    }
                }
            }
            guard follows, !isOver else { break }
            _ = try stored { () throws(StoreError) in try reader.hasChanged() }
            do {
                try await Task.sleep(for: .milliseconds(200))
            } catch {
                break
            }
        }
        list?.finish()
        if isEmpty, !isJSON { console.err("no command of '\(operand)' has written anything that is kept\n") }
        return .done
    }

    private func execution(_ reader: SQLiteReader, follows: Bool) throws(CommandFailure) -> ExecutionDetail {
        let id = operand
        guard let detail = try stored({ () throws(StoreError) in try reader.detail(id: id) }) else {
            throw try noExecution(id, reader)
        }
        guard arguments.operands.count > 1 else { return detail }
        let step = arguments.operands[1]
        let names = detail.runs.flatMap { $0.steps.map(\.name) }
        let coming = try stored { () throws(StoreError) in try reader.followingSteps(of: detail) ?? [] }
        if follows, !detail.execution.status.isEnded, coming.contains(step) { return detail }
        guard names.contains(step) else {
            throw CommandFailure(
                .notFound,
                "'\(id)' has begun no step '\(step)'\(NearestName.question(step, among: names + coming))"
            )
        }
        return detail
    }

    private func pieces(_ reader: inout OutputReader) throws(CommandFailure) -> [OutputPiece] {
        var all: [OutputPiece] = []
        do {
            while true {
                let more = try reader.next(until: settings.at)
                guard !more.isEmpty else { return all }
                all += more
            }
        } catch {
            throw CommandFailure(.ourFault, error.description)
        }
    }
}

/// Where a piece of output belongs.
private struct OutputPlace {
    let run: Int
    let step: String
    let attempt: Int

    func line(_ piece: OutputPiece) -> String {
        switch piece {
        case .line(let line):
            let mark = line.stream == .stderr ? "!" : " "
            return "\(Self.time(line)) \(name)\(mark) \(line.text)"
        case .cut(let stream, let bytes):
            return "\(name): \(bytes) bytes of \(stream.rawValue) were not kept"
        }
    }

    func json(_ piece: OutputPiece) -> JSONValue {
        switch piece {
        case .line(let line): json(line.stream, at: Self.time(line), text: line.text, cut: nil)
        case .cut(let stream, let bytes): json(stream, at: nil, text: nil, cut: Int(clamping: bytes))
        }
    }

    private func json(_ stream: OutputStream, at: String?, text: String?, cut: Int?) -> JSONValue {
        JSONValue.object([
            ("run", JSONValue.number(run)), ("step", JSONValue.string(step)),
            ("attempt", JSONValue.number(attempt)), ("stream", JSONValue.string(stream.rawValue)),
            ("at", JSONValue.text(at)), ("text", JSONValue.text(text)), ("cutBytes", JSONValue.number(cut)),
        ])
    }

    private var name: String {
        (run > 0 ? "run \(run) " : "") + step + (attempt > 1 ? "#\(attempt)" : "")
    }

    private static func time(_ line: OutputLine) -> String {
        Instant(milliseconds: line.at.inMilliseconds).description
    }
}

internal import Dashboard
internal import ZartCore
internal import ZartSQLite

/// `completions`.
extension CommandRun {
    func complete() throws(CommandFailure) -> ExitStatus {
        guard let shell = CompletionShell(rawValue: operand) else {
            let names = CompletionShell.allCases.map(\.rawValue)
            throw .usage(
                "'completions' takes \(OptionSpec.list(names)), not '\(operand)'"
                    + NearestName.question(operand, among: names)
            )
        }
        guard arguments.operands.count > 1 else {
            console.out(shell.script)
            return .done
        }
        let completion = Completion(shell.joined(Array(arguments.operands.dropFirst())))
        guard completion.wanted != .files else {
            console.out("files\n")
            return .done
        }
        let kept = shell.kept(of: completion.head + completion.typed)
        var lines = ["words"]
        for candidate in candidates(completion)
        where candidate.word.hasPrefix(completion.typed) && Self.isPlain(candidate.word) {
            let word = (completion.head + candidate.word).dropFirst(kept.count)
            lines.append(shell.line(Completion.Candidate(word: String(word), help: candidate.help)))
        }
        console.out(lines.map { "\($0)\n" }.joined())
        return .done
    }

    /// Whether the word means nothing else to a shell, into whose line it is put as it is.
    private static func isPlain(_ word: String) -> Bool {
        word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "._-:,=~".utf8.contains(byte)
            }
        }
    }

    /// A line that is being typed is no place for complaints: where the database cannot be read, nothing is offered.
    private func candidates(_ completion: Completion) -> [Completion.Candidate] {
        if case .words(let words) = completion.wanted { return words }
        guard
            let path = try? DatabasePath.find(completion.database, variable: surroundings.variable),
            let reader = try? SQLiteReader(path: path, zones: surroundings.zones)
        else { return [] }
        switch completion.wanted {
        case .words, .files: return []
        case .tasks: return tasks(reader)
        case .executions(let isOpen): return executions(reader, isOpen: isOpen)
        case .tasksOrExecutions: return tasks(reader) + executions(reader, isOpen: false)
        case .steps(let id):
            let steps = (try? reader.detail(id: id))?.runs.flatMap { $0.steps.map(\.name) } ?? []
            var seen: Set<String> = []
            return steps.filter { seen.insert($0).inserted }.map { Completion.Candidate(word: $0) }
        case .filter:
            let names = tasks(reader).map(\.word)
            return Filter.words(completing: completion.typed, tasks: names, ids: [], steps: []).map {
                Completion.Candidate(word: $0)
            }
        }
    }

    private func tasks(_ reader: SQLiteReader) -> [Completion.Candidate] {
        let tasks = (try? reader.tasks()) ?? []
        return tasks.map { Completion.Candidate(word: $0.name, help: $0.effectiveState.rawValue) }
    }

    /// The newest ones.
    private func executions(_ reader: SQLiteReader, isOpen: Bool) -> [Completion.Candidate] {
        let newest = (try? reader.executions(ExecutionFilter(), before: nil, limit: 100)) ?? []
        return newest.filter { !isOpen || !$0.status.isEnded }.map {
            Completion.Candidate(word: $0.id, help: $0.status.rawValue)
        }
    }
}

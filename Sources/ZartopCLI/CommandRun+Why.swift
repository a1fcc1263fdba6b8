internal import Timetable
internal import ZartCore
internal import ZartSQLite

/// `why`.
extension CommandRun {
    func explain() throws(CommandFailure) -> ExitStatus {
        let reader = try openReader()
        let now = surroundings.now()
        let name = operand
        var task = name
        var question = InstantQuestion.newest(now)
        let known = try stored { () throws(StoreError) in try reader.task(named: name) }
        if arguments.operands.count > 1 {
            let text = arguments.operands[1]
            guard let asked = InstantQuestion(text: text, now: now) else {
                throw .usage(
                    "'\(PlainText.harmless(text))' is no time: use such as 02:00, '2026-12-24 02:00', "
                        + "2026-12-24T02:00:00Z or 2h"
                )
            }
            question = asked
        } else if known == nil {
            // An execution's id stands for the instant it was dispatched for.
            guard let execution = try stored({ () throws(StoreError) in try reader.execution(id: name) })
            else {
                throw try noTask(name, reader)
            }
            guard let nominalAt = execution.nominalAt else {
                return try explain(byHand: name, reader, now: now)
            }
            task = execution.task
            question = .exactly(nominalAt)
        }
        let found = try stored { () throws(StoreError) in
            try reader.facts(task: task, about: question, now: now)
        }
        guard let found else { throw try noTask(task, reader) }
        let explanation = Explanation(found, now: now)
        if isJSON {
            console.out("\(JSONValue(explanation).text)\n")
        } else {
            tell(explanation.sentences)
        }
        return .done
    }

    /// What no instant of a schedule brought about.
    private func explain(byHand id: String, _ reader: SQLiteReader, now: Instant) throws(CommandFailure)
        -> ExitStatus
    {
        guard let detail = try stored({ () throws(StoreError) in try reader.detail(id: id) }) else {
            throw try noExecution(id, reader)
        }
        let sentences = Explanation.sentences(ofStartByHand: detail, now: now)
        if isJSON {
            let fields: [(key: String, value: JSONValue)] = [
                ("task", .string(detail.execution.task)), ("at", .time(detail.execution.scheduledAt)),
                ("isInstant", .bool(false)), ("decision", .null),
                ("sentences", .list(sentences.map { .string($0) })),
                ("evidence", .object([("execution", JSONValue(detail.execution))])),
            ]
            console.out("\(JSONValue.object(fields).text)\n")
        } else {
            tell(sentences)
        }
        return .done
    }

    /// Prints sentences, the first one foremost, in lines that fit.
    func tell(_ sentences: [String]) {
        for (index, sentence) in sentences.enumerated() {
            let indent = index == 0 ? "" : "  "
            let text = PlainText.harmless(sentence)
            for line in PlainText.wrap(text, to: console.width, indent: indent) { console.out("\(line)\n") }
        }
    }
}

internal import Timetable
internal import ZartCore
internal import ZartSQLite

/// `why`.
extension CommandRun {
    func explain() throws(CommandFailure) -> ExitStatus {
        let now = surroundings.now()
        let present = try presentReader()
        guard let (task, question) = try asked(present, now: now) else {
            return try explain(byHand: operand, openReader(including: [operand]), now: now)
        }
        let reader = settings.at == nil ? present : try pastReader(task, question, present, now: now)
        let found = try stored { () throws(StoreError) in
            try reader.facts(task: task, about: question, now: now)
        }
        guard let found else { throw try noTask(operand, reader) }
        let explanation = Explanation(found, now: now, isAboutNow: question == .newest(now))
        if isJSON {
            console.out("\(JSONValue(explanation).text)\n")
        } else {
            tell(explanation.sentences)
        }
        return .done
    }

    /// The task and the time that are meant; nil for an execution that no instant brought about.
    private func asked(_ reader: SQLiteReader, now: Instant) throws(CommandFailure) -> (
        String, InstantQuestion
    )? {
        let name = operand
        if arguments.operands.count > 1 {
            let text = arguments.operands[1]
            guard let asked = InstantQuestion(text: text, now: now) else {
                throw .usage(InstantQuestion.complaint(of: PlainText.harmless(text)))
            }
            return (name, asked)
        }
        let known = try stored { () throws(StoreError) in try reader.task(named: name) }
        guard known == nil else { return (name, .newest(now)) }
        // An execution's id stands for the instant it was dispatched for.
        guard let execution = try stored({ () throws(StoreError) in try reader.execution(id: name) }) else {
            guard try stored({ () throws(StoreError) in try reader.taskPruned(ofExecution: name) }) == nil
            else {
                throw try noExecution(name, reader)
            }
            throw try noTask(name, reader)
        }
        // A backfill's instant has a decision of the schedule's beside it, which is about another execution or none.
        guard execution.cause != .backfill else { return nil }
        return execution.nominalAt.map { (execution.task, .exactly($0)) }
    }

    /// The database as it was then, with all that the answer may rest on, however old that is.
    private func pastReader(
        _ task: String,
        _ question: InstantQuestion,
        _ present: SQLiteReader,
        now: Instant
    ) throws(CommandFailure) -> SQLiteReader {
        let entry = try stored { () throws(StoreError) in
            try present.facts(task: task, about: question, now: now)?.entry
        }
        let named = [operand, entry?.execution, entry?.heldBy].compactMap(\.self)
        let reader = try openReader(including: named, decisionsOf: task)
        if operand != task, try stored({ () throws(StoreError) in try reader.execution(id: operand) }) == nil
        {
            throw try noExecution(operand, reader)
        }
        return reader
    }

    /// What no instant of a schedule brought about.
    private func explain(byHand id: String, _ reader: SQLiteReader, now: Instant) throws(CommandFailure)
        -> ExitStatus
    {
        guard let detail = try stored({ () throws(StoreError) in try reader.detail(id: id) }) else {
            throw try noExecution(id, reader)
        }
        let isWorked = try stored { () throws(StoreError) in try reader.workers(limit: 1).isLocked }
        let sentences = Explanation.sentences(ofStartByHand: detail, isWorked: isWorked, now: now)
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
            print(sentence: sentence, indent: index == 0 ? "" : "  ")
        }
    }
}

internal import Timetable
internal import ZartCore
internal import ZartSQLite

/// `show`.
extension CommandRun {
    func showExecution() throws(CommandFailure) -> ExitStatus {
        let reader = try openReader(including: [operand])
        let id = operand
        guard let detail = try stored({ () throws(StoreError) in try reader.detail(id: id) }) else {
            throw try noExecution(id, reader)
        }
        if isJSON {
            console.out("\(JSONValue(detail).text)\n")
        } else {
            let isWorked = try stored { () throws(StoreError) in try reader.workers(limit: 1).isLocked }
            let story = ExecutionStory(detail, isWorked: isWorked, now: surroundings.now())
            for line in story.lines { print(row: line) }
            let goesOn = !detail.execution.status.isEnded || detail.queued != nil
            if goesOn, let note = try workerNote(reader) { print(sentence: note) }
        }
        return .done
    }
}

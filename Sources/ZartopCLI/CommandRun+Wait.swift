internal import Timetable
internal import ZartCore

/// `wait`.
extension CommandRun {
    func waitForExecution() async throws(CommandFailure) -> ExitStatus {
        _ = try openReader()
        let timeout = arguments.value("--timeout").flatMap { Duration(operatorText: $0) }
        let execution: ExecutionRecord
        do {
            execution = try await programs.openDesk(settings).wait(for: operand, timeout: timeout)
        } catch {
            throw CommandFailure(error)
        }
        if isJSON {
            console.out("\(JSONValue(waitedFor: execution).text)\n")
        } else {
            let told = execution.error ?? execution.result
            let end = told.map { ": \($0)" } ?? ""
            console.out(PlainText.harmless("\(execution.id) \(execution.status)\(end)") + "\n")
        }
        return execution.status == .completed ? .done : .endedBadly
    }
}

import Foundation
import TestProcess

/// The command line beside a dashboard that runs: what another terminal would see.
struct CommandLineBeside {
    let folder: Folder
    let database: String

    /// Runs a command and gives its standard output, parsed as JSON.
    func json(_ words: String...) async throws -> Any {
        let child = try ChildProcess(
            BuiltProgram.zartop,
            words + ["--json", "--db", database],
            folder: folder.path
        )
        let end = await child.ended()
        guard case .status(let status) = end, status <= 1 else {
            throw ChildProcess.Failure("\(words): \(end) \(child.errors)")
        }
        return try JSONSerialization.jsonObject(with: Data(child.output.utf8))
    }

    /// One member of one task.
    func task(_ name: String, _ member: String) async throws -> String? {
        let tasks = try await json("tasks") as? [[String: Any]] ?? []
        return tasks.first { $0["task"] as? String == name }.flatMap { $0[member] }.map { "\($0)" }
    }

    /// The state of an execution.
    func status(_ id: String) async throws -> String? {
        (try await json("show", id) as? [String: Any])?["status"] as? String
    }
}

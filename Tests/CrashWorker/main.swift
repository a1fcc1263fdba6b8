internal import BusyWork
internal import Glibc
internal import SelfTest
internal import Zart
internal import ZartSQLite
internal import ZartopCLI

// The program `zartop` with handlers of the tests' own: the same worker, signals and commands.
//
// CRASH_JOURNAL  where bodies are noted
// CRASH_WORK     `busy` for all tasks, `exit` for one that exits, `main` for one that calls the main actor, else only
//                the handler that orders start
// CRASH_AWAIT    an execution that somebody in this process waits for
// CRASH_LEASE    length of the lease in milliseconds, renewed three times as often

func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

let words = CommandLine.arguments
guard let option = words.firstIndex(of: "--db"), words.indices.contains(option + 1) else { exit(2) }
do {
    let store = try SQLiteStore(path: words[option + 1])
    let journal = try Journal(path: variable("CRASH_JOURNAL") ?? "/dev/null")
    var builder = Worker.Builder(store: store)
    builder =
        switch variable("CRASH_WORK") {
        case "busy": Workload.register(in: builder, journal: journal)
        case "exit": ExitingWork.register(in: builder)
        case "main": MainActorWork.register(in: builder)
        default: Workload.handlers(in: builder, journal: journal)
        }
    if let lease = variable("CRASH_LEASE").flatMap(Int.init) {
        builder.settings.leaseLength = .milliseconds(lease)
        builder.settings.leaseRenewal = .milliseconds(lease / 3)
    }
    if let id = variable("CRASH_AWAIT") {
        Task.detached {
            _ = try await DurableScheduler(store: store).wait(for: id)
            journal.acknowledged("end", id)
        }
    }
    Zartop.main(try builder.build())
} catch {
    let sentence = Array("zartop: \(error)\n".utf8)
    write(STDERR_FILENO, sentence, sentence.count)
    exit(70)
}

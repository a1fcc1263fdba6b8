internal import Dispatch
internal import Glibc
internal import Synchronization
package import Zart
internal import ZartCore
internal import ZartSQLite

/// The worker of a self-test, in the process that is to be killed.
package enum ScratchWorker {
    /// The variable that turns the program into such a worker, with where it kills itself in it.
    package static let variable = "ZARTOP_SELFTEST_WORKER"

    /// Works on the database until this process is killed, or its parent is gone.
    ///
    /// - Throws: why it cannot work.
    package static func run(database: String, death: String, log: @escaping @Sendable (LogEvent) -> Void)
        async throws
    {
        endWithParent()
        let journal = try Journal(path: CrashTest.journalPath(of: database))
        let store = try SQLiteStore(path: database)
        var builder = Workload.register(in: Worker.Builder(store: store), journal: journal)
        builder.settings.log = { event in
            if event.event == "worker-started" { journal.begun() }
            if event.level >= .warn { log(event) }
        }
        if let death = Life.Death(death) {
            let visits = Atomic<Int>(0)
            builder.settings.faultPoint = { point in
                guard point == death.point else { return }
                if visits.add(1, ordering: .relaxed).newValue == death.visit { kill(getpid(), SIGKILL) }
            }
        }
        try await builder.build().run()
    }

    /// Has this process die with the one that started it, whose end of our standard input is then closed.
    private static func endWithParent() {
        DispatchQueue(label: "zartop.parent").async {
            var byte: UInt8 = 0
            while read(STDIN_FILENO, &byte, 1) != 0 {}
            kill(getpid(), SIGKILL)
        }
    }
}

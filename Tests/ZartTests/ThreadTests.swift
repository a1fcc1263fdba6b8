import Dispatch
import Synchronization
import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// Marks the engine's queue and counts who calls from where.
private final class Watchman: Sendable {
    private let counts = Mutex<[String: Int]>([:])
    private let key = DispatchSpecificKey<Bool>()

    private let isWatching = Atomic<Bool>(false)

    func mark(_ queue: DispatchQueue) {
        queue.setSpecific(key: key, value: true)
        isWatching.store(true, ordering: .sequentiallyConsistent)
    }

    func note(_ what: String) {
        guard isWatching.load(ordering: .sequentiallyConsistent) else { return }
        let isOn = DispatchQueue.getSpecific(key: key) == true
        counts.withLock { $0["\(what) \(isOn ? "on" : "off") the queue", default: 0] += 1 }
    }

    subscript(_ what: String) -> Int { counts.withLock { $0[what] ?? 0 } }

    var strays: [String] { counts.withLock { $0.keys.filter { $0.hasSuffix("off the queue") }.sorted() } }
}

/// Touches an engine from a thread that is not its queue's.
private func touch() throws {
    let worker = try TestWorker { $0.registerDurable("h", Script.quick()) }
    worker.engine.assumeIsolated { _ in }
}

@Suite(.timeLimit(.minutes(10))) struct ThreadTests {
    @Test func `ticks, overlap decisions and every statement run on the engine's background queue`() throws {
        let watchman = Watchman()
        let worker = try TestWorker(settings: { settings in
            settings.committed = { _ in watchman.note("commit") }
            settings.log = { event in if event.event == "execution-started" { watchman.note(event.event) } }
            settings.faultPoint = { point in
                if point == .ticksDecided || point == .beforeCommit { watchman.note(point.rawValue) }
            }
        }) {
            $0.registerDurable("t", Script.quick())
                .registerRecurringDurable(
                    "t",
                    idTemplate: "t-{occurrence}",
                    recurrence: .fixedDelay(.seconds(10)),
                    overlap: .cancelAndRestart,
                    payload: "hi"
                )
        }
        worker.crash()
        worker.storeFaults = { _ in watchman.note("statement") }
        worker.marking = { watchman.mark($0) }
        try worker.restart()
        worker.advance(by: .seconds(100))
        #expect(watchman["execution-started on the queue"] >= 10)
        #expect(watchman["ticks-decided on the queue"] >= 10)
        #expect(watchman["statement on the queue"] > 100)
        #expect(watchman["commit on the queue"] > 10)
        #expect(watchman.strays.isEmpty)
        try worker.audit()
    }

    @Test func `the engine refuses to be touched from another queue`() async {
        await #expect(processExitsWith: .failure) {
            try touch()
        }
    }
}

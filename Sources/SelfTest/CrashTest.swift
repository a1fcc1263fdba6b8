internal import Glibc
internal import Timetable
internal import Zart
internal import ZartCore
internal import ZartSQLite

/// Kills workers under load on a database of their own, again and again, and then audits every promise.
///
/// The workers are this very program, started once more. Half of them are killed at an instant that the dice choose,
/// half kill themselves at a place between two things that must not come apart; at every fourth death another worker
/// stands by. Meanwhile this process, which outlives them, gives orders and notes which were acknowledged.
///
/// - Note: A seed repeats the choices. What they meet depends on the machine, so that a fault may need several runs.
package struct CrashTest: Sendable {
    private let kills: Int
    private let seed: Int
    private let database: String
    /// The command line that makes this program such a worker.
    private let words: [String]
    /// Called after each kill with how many there were.
    private let progress: @Sendable (Int) -> Void

    package init(
        kills: Int,
        seed: Int,
        database: String,
        words: [String],
        progress: @escaping @Sendable (Int) -> Void
    ) {
        self.kills = kills
        self.seed = seed
        self.database = database
        self.words = words
        self.progress = progress
    }

    /// Where step bodies and acknowledgements are noted.
    package static func journalPath(of database: String) -> String { database + "-journal-of-steps" }

    /// Where the workers write what goes wrong.
    package static func logPath(of database: String) -> String { database + "-workers.log" }

    /// Every file that a series leaves.
    package static func files(of database: String) -> [String] {
        ["", "-wal", "-shm", "-worker"].map { database + $0 } + [
            journalPath(of: database), logPath(of: database),
        ]
    }

    /// Kills, lets the rest come to its end, and audits; stops early when the calling task is cancelled.
    ///
    /// - Throws: a ``SelfTestFailure`` or an error of the store when the test itself cannot be made.
    package func run() async throws -> CrashVerdict {
        let began = ContinuousClock.now
        let journal = try Journal(path: Self.journalPath(of: database))
        let store = try SQLiteStore(path: database)
        let orders = OutsideOrders(store: store, journal: journal, seed: seed)
        var verdict = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await orders.give() }
            let verdict = try await killAll(journal)
            group.cancelAll()
            try await group.waitForAll()
            return verdict
        }
        let isFinished = try await FinishingWorker.run(
            database: database,
            journal: Self.journalPath(of: database),
            gates: await orders.gates,
            within: .seconds(120)
        )
        let record = Journal.Record(path: Self.journalPath(of: database))
        verdict.count(record)
        var audit = try Audit(database: database, journal: record)
        verdict.checks += try audit.checks()
        if !isFinished {
            verdict.checks.append(
                AuditedCheck(
                    name: "finish",
                    ok: false,
                    detail: "the last worker did not end everything in 120s"
                )
            )
        }
        verdict.executions = audit.executions
        verdict.completedSteps = audit.completedSteps
        verdict.interruptions = audit.interruptions
        verdict.elapsed = ContinuousClock.now - began
        return verdict
    }

    /// Starts and kills one worker after the other.
    private func killAll(_ journal: Journal) async throws -> CrashVerdict {
        var verdict = CrashVerdict()
        var dice = Dice(seed: seed)
        var ownEnds: [String] = []
        let longest = try await killFirst(journal)
        verdict.kills = 1
        var standby: (life: Life, worker: ScratchProcess)?
        while verdict.kills < kills, !Task.isCancelled {
            let (life, worker) = try standby ?? begin(Life(with: &dice))
            // Nobody would take over from the last one.
            standby = life.hasStandby && verdict.kills + 1 < kills ? try begin(Life(with: &dice)) : nil
            let early = await worker.ended(within: longest * life.length)
            let end = if let early { early } else { await worker.killed() }
            journal.killed(worker.process)
            verdict.kills += 1
            if early == Self.killed { verdict.chosenKills += 1 }
            if standby != nil { verdict.standbys += 1 }
            if end != Self.killed {
                ownEnds.append("worker \(worker.process) ended by itself with \(end ?? -1)")
                // Whatever it is, the next ones would fare no better.
                if ownEnds.count == 5 { break }
            }
            progress(verdict.kills)
        }
        if let worker = standby?.worker { _ = await worker.killed() }
        let detail =
            ownEnds.isEmpty
            ? "\(verdict.kills) killed, none ended by itself"
            : ownEnds.joined(separator: "; ") + ": see \(Self.logPath(of: database))"
        verdict.checks = [AuditedCheck(name: "workers", ok: ownEnds.isEmpty, detail: detail)]
        return verdict
    }

    /// How a process ends that was killed.
    private static let killed = 256 + SIGKILL

    private func begin(_ life: Life) throws -> (Life, ScratchProcess) {
        (life, try begin(life.death?.text ?? ""))
    }

    private func begin(_ death: String) throws -> ScratchProcess {
        try ScratchProcess(
            words,
            variable: (ScratchWorker.variable, death),
            log: Self.logPath(of: database)
        )
    }

    /// Lets one worker begin its work and kills it; gives how long the longest life of those after it is.
    ///
    /// Several times as long as this machine takes to begin, so that most of them are killed at work.
    private func killFirst(_ journal: Journal) async throws -> Duration {
        let start = ContinuousClock.now
        let worker = try begin("")
        while Journal.Record(path: Self.journalPath(of: database)).bodies.isEmpty {
            if let end = await worker.ended(within: .milliseconds(5)) {
                throw SelfTestFailure(
                    "the first worker ended by itself with \(end): see \(Self.logPath(of: database))"
                )
            }
            guard ContinuousClock.now - start < .seconds(60) else {
                throw SelfTestFailure(
                    "the first worker began no step within 60s: see \(Self.logPath(of: database))"
                )
            }
        }
        let beginning = ContinuousClock.now - start
        _ = await worker.killed()
        journal.killed(worker.process)
        return min(.seconds(5), max(.milliseconds(300), beginning * 6))
    }
}

internal import Glibc
internal import SelfTest
internal import Timetable
internal import Zart
internal import ZartCore

/// `selftest`.
extension CommandRun {
    func testItself() async throws(CommandFailure) -> ExitStatus {
        if let death = surroundings.variable(ScratchWorker.variable) {
            return try await workUntilKilled(death)
        }
        guard arguments.has("--crash") else {
            throw .usage("selftest needs a number of kills: zartop selftest --crash 100")
        }
        let kills = count("--crash", default: 0)
        let seed = count("--seed", default: Int.random(in: 1...OptionSpec.largestCount))
        let scratch = try ScratchDatabase(settings)
        let verdict = try await verdict(kills, seed, scratch.path)
        // Stopped by a signal, it proves less than was asked for.
        let isWhole = verdict.kills == kills
        let isKept = settings.isDatabaseGiven || !verdict.isSound
        if !isKept { scratch.remove() }
        let database = isKept ? scratch.path : nil
        if isJSON {
            console.out("\(json(verdict, seed, database).text)\n")
        } else {
            tell(verdict, seed, database)
        }
        if !isWhole, verdict.isSound {
            console.err("zartop: stopped after \(verdict.kills) of \(kills) kills\n")
        }
        return verdict.isSound && isWhole ? .done : .endedBadly
    }

    /// Kills and audits; the first SIGINT or SIGTERM has it audit what was done so far.
    private func verdict(_ kills: Int, _ seed: Int, _ database: String) async throws(CommandFailure)
        -> CrashVerdict
    {
        let console = console
        let isSilent = isJSON || !console.isInteractive
        let test = CrashTest(
            kills: kills,
            seed: seed,
            database: database,
            words: ["selftest", "--db", database]
        ) {
            let step = max(1, kills / 10)
            if !isSilent, $0.isMultiple(of: step) { console.err("\($0) of \(kills) kills\n") }
        }
        let work = Task { try await test.run() }
        let signals = SignalCalls([SIGINT, SIGTERM]) { _ in work.cancel() }
        defer { signals.end() }
        do {
            return try await work.value
        } catch {
            throw CommandFailure(.ourFault, "the self-test on '\(database)' could not be made: \(error)")
        }
    }

    /// This process is one of those that are killed.
    private func workUntilKilled(_ death: String) async throws(CommandFailure) -> ExitStatus {
        let console = console
        do {
            try await ScratchWorker.run(database: settings.database, death: death) { event in
                console.err(
                    PlainText.harmless("\(event.at) \(getpid()) \(event.event): \(event.message)") + "\n"
                )
            }
        } catch {
            throw CommandFailure(.ourFault, "\(error)")
        }
        return .done
    }

    private func tell(_ verdict: CrashVerdict, _ seed: Int, _ database: String?) {
        let recovery =
            verdict.medianRecovery.map { "median \($0) ms, longest \(verdict.longestRecovery ?? $0) ms" }
            ?? "none seen"
        let figures: [(String, String)] = [
            (
                "kills",
                "\(verdict.kills), \(verdict.chosenKills) of them between two things that must not come apart, "
                    + "\(verdict.standbys) with a standby"
            ),
            ("executions", "\(verdict.executions)"),
            ("steps", "\(verdict.completedSteps) completed, \(verdict.bodies) bodies begun"),
            (
                "repeats",
                "\(verdict.repeats) in flight at a death and begun again, \(verdict.interruptions) on record"
            ),
            ("orders", "\(verdict.orders) acknowledged"),
            ("recovery", "\(recovery), from a death to the next worker's first step"),
            ("took", "\(Duration.milliseconds(verdict.elapsed.inMilliseconds).operatorText), seed \(seed)"),
        ]
        for (name, figure) in figures {
            console.out(name + String(repeating: " ", count: 12 - name.count) + figure + "\n")
        }
        let faults = verdict.checks.filter { !$0.ok }
        for fault in faults { console.out(PlainText.harmless("FAULT \(fault.name): \(fault.detail)") + "\n") }
        console.out(
            faults.isEmpty
                ? "\(verdict.checks.count) checks, no faults\n"
                : "\(faults.count) of \(verdict.checks.count) checks found faults\n"
        )
        if let database { console.out(PlainText.harmless("the database is kept: \(database)") + "\n") }
    }

    private func json(_ verdict: CrashVerdict, _ seed: Int, _ database: String?) -> JSONValue {
        .object([
            ("ok", .bool(verdict.isSound)), ("seed", .number(seed)), ("kills", .number(verdict.kills)),
            ("chosenKills", .number(verdict.chosenKills)), ("standbys", .number(verdict.standbys)),
            ("executions", .number(verdict.executions)), ("steps", .number(verdict.completedSteps)),
            ("bodies", .number(verdict.bodies)), ("repeats", .number(verdict.repeats)),
            ("interrupted", .number(verdict.interruptions)), ("orders", .number(verdict.orders)),
            ("recoveryMedianMs", verdict.medianRecovery.map { .number($0) } ?? .null),
            ("recoveryMaxMs", verdict.longestRecovery.map { .number($0) } ?? .null),
            ("elapsedMs", .milliseconds(verdict.elapsed)), ("database", .text(database)),
            (
                "checks",
                .list(
                    verdict.checks.map { check in
                        .object([
                            ("name", .string(check.name)), ("ok", .bool(check.ok)),
                            ("detail", .string(check.detail)),
                        ])
                    }
                )
            ),
        ])
    }
}

/// Where a self-test keeps its database: the place that was named, or a folder of its own.
private struct ScratchDatabase {
    let path: String
    private let folder: String?

    init(_ settings: Settings) throws(CommandFailure) {
        guard settings.isDatabaseGiven else {
            guard let folder = Folder.makeTemporary("selftest") else {
                throw CommandFailure(
                    .ourFault,
                    "no folder for a scratch database can be made: name a file that is not there yet with --db"
                )
            }
            (path, self.folder) = ("\(folder)/selftest.db", folder)
            return
        }
        (path, folder) = (settings.database, nil)
        for file in CrashTest.files(of: path) where access(file, F_OK) == 0 {
            throw CommandFailure(
                .refused,
                "'\(file)' is there, and a self-test kills its workers: name a file that is not there yet with --db"
            )
        }
    }

    func remove() {
        for file in CrashTest.files(of: path) { unlink(file) }
        if let folder { rmdir(folder) }
    }
}

/// What came of a series of kills.
package struct CrashVerdict: Sendable {
    /// Workers that were killed, by whatever hand.
    package var kills = 0
    /// Of those, the ones that died between two things that must not come apart.
    package var chosenKills = 0
    /// Of those, the ones at whose death another worker stood by.
    package var standbys = 0
    package var executions = 0
    package var completedSteps = 0
    /// Step bodies that began.
    package var bodies = 0
    /// Of those, the ones that another process had begun before it was killed.
    package var repeats = 0
    /// Attempts that are on record as interrupted.
    package var interruptions = 0
    /// Orders whose acknowledgement was held against the store.
    package var orders = 0
    /// From a worker's death to the first step of the next one, in milliseconds, shortest first.
    package var recoveries: [Int64] = []
    package var elapsed = Duration.zero
    package var checks: [AuditedCheck] = []

    /// Whether every promise was kept.
    package var isSound: Bool { !checks.isEmpty && checks.allSatisfy(\.ok) }

    package var medianRecovery: Int64? { recoveries.isEmpty ? nil : recoveries[recoveries.count / 2] }
    package var longestRecovery: Int64? { recoveries.last }

    /// Counts what the journal tells.
    mutating func count(_ journal: Journal.Record) {
        bodies = journal.bodies.count
        orders =
            journal.started.count + journal.cancelled.count + journal.restarted.count
            + journal.delivered.count
        var owners: [String: Int32] = [:]
        for body in journal.bodies {
            let step = "\(body.execution) \(body.run) \(body.step)"
            if let owner = owners[step], owner != body.process { repeats += 1 }
            owners[step] = body.process
        }
        recoveries = Self.recoveries(in: journal)
    }

    /// Only a death of the process that was the worker interrupts anything, and the time counts until the next one works.
    private static func recoveries(in journal: Journal.Record) -> [Int64] {
        let workers = Set(journal.begun.map(\.process))
        var found: [Int64] = []
        var next = journal.bodies.startIndex
        for (index, death) in journal.killed.enumerated() where workers.contains(death.process) {
            while next < journal.bodies.endIndex, journal.bodies[next].at < death.at { next += 1 }
            let later = journal.bodies[next...].first { $0.process != death.process }
            let nextDeath = index + 1 < journal.killed.count ? journal.killed[index + 1].at : .max
            guard let later, later.at <= nextDeath else { continue }
            found.append(later.at - death.at)
        }
        return found.sorted()
    }
}

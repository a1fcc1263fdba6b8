internal import Timetable
internal import Zart
internal import ZartCore
internal import ZartSQLite

/// Holds what the store says against what the journal says was done, once nothing is left to do.
package struct Audit {
    private let reader: SQLiteReader
    private let journal: Journal.Record
    private let path: String
    private var faults: [AuditedPromise: [String]] = [:]

    /// How much was looked at, so that an audit of something can be told from one of nothing.
    package private(set) var executions = 0
    package private(set) var completedSteps = 0
    package private(set) var interruptions = 0
    package private(set) var transactions = 0

    package init(database: String, journal: Journal.Record) throws {
        path = database
        self.journal = journal
        reader = try SQLiteReader(path: database, zones: { ZoneDirectory.system.zone(named: $0) })
    }

    /// Everything that is not as promised, the doctor's findings among it.
    package mutating func examine() throws -> [String] {
        try checks().filter { !$0.ok }.map { "\($0.name): \($0.detail)" }
    }

    /// Every promise with what was found: the doctor's first, then those that need the journal.
    package mutating func checks() throws -> [AuditedCheck] {
        let doctor = try Doctor(path: path, zones: { ZoneDirectory.system.zone(named: $0) })
        let rows = try doctor.examine(now: Instant(milliseconds: SystemTimeline.wallMilliseconds))
        try examineAll()
        return rows.map { AuditedCheck(name: $0.name, ok: $0.ok, detail: $0.detail) }
            + AuditedPromise.allCases.map { promise in
                let found = faults[promise] ?? []
                return AuditedCheck(
                    name: promise.rawValue,
                    ok: found.isEmpty,
                    detail: found.isEmpty ? verified(promise) : Self.shown(found)
                )
            }
    }

    /// The first faults, and how many more there are.
    private static func shown(_ found: [String]) -> String {
        let most = 5
        let rest = found.count > most ? "; and \(found.count - most) more" : ""
        return found.prefix(most).joined(separator: "; ") + rest
    }

    /// How much a promise was held against.
    private func verified(_ promise: AuditedPromise) -> String {
        switch promise {
        case .checkpoints: "\(completedSteps) completed steps"
        case .keys, .records, .succession: "\(journal.bodies.count) step bodies"
        case .acknowledgements:
            "\(journal.started.count) starts, \(journal.cancelled.count) cancels, \(journal.restarted.count) restarts, "
                + "\(journal.delivered.count) events"
        case .counters, .ends: "\(executions) executions"
        case .transactions: "\(transactions) transactions"
        }
    }

    private mutating func fault(_ promise: AuditedPromise, _ sentence: String) {
        faults[promise, default: []].append(sentence)
    }

    private mutating func examineAll() throws {
        for line in journal.faults { fault(.records, line) }
        let bodies = Dictionary(grouping: journal.bodies) { StepName($0) }
        let all = try allExecutions()
        var recorded: Set<StepName> = []
        var booked: [String] = []
        for execution in all {
            executions += 1
            if !execution.status.isEnded { fault(.ends, "\(execution.id) is still \(execution.status)") }
            let runs = try reader.detail(id: execution.id)?.runs ?? []
            if runs.count > 2 || runs.count < 2 && journal.restarted.contains(execution.id) {
                fault(
                    .acknowledgements,
                    "\(execution.id) is in run \(execution.run) after at most one restart"
                )
            }
            for run in runs {
                for step in run.steps {
                    let name = StepName(execution: execution.id, run: run.run, step: step.name)
                    recorded.insert(name)
                    examine(step, name, bodies[name] ?? [])
                    if step.name == "book", step.status == .completed, step.keptFrom == nil {
                        booked.append(execution.id)
                    }
                }
            }
        }
        examineKeys(bodies)
        examineSequels()
        let known = Dictionary(all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for name in bodies.keys.sorted() where !recorded.contains(name) {
            if known[name.execution] == nil {
                fault(.records, "\(name) ran for an execution that is not there")
            }
            if known[name.execution]?.status == .completed { fault(.records, "\(name) ran, and has no row") }
        }
        examineAcknowledged(known)
        examineSuccession(known)
        try examineCounters(all)
        examineTransactions(booked.sorted())
    }

    private struct StepName: Hashable, Comparable, CustomStringConvertible {
        let execution: String
        let run: Int
        let step: String

        init(execution: String, run: Int, step: String) {
            (self.execution, self.run, self.step) = (execution, run, step)
        }

        init(_ body: Journal.Body) {
            self.init(execution: body.execution, run: body.run, step: body.step)
        }

        var description: String { "\(execution)/\(run)/\(step)" }

        static func < (left: StepName, right: StepName) -> Bool { left.description < right.description }
    }

    private func allExecutions() throws -> [ExecutionRecord] {
        var all: [ExecutionRecord] = []
        while true {
            let page = try reader.executions(ExecutionFilter(), before: all.last?.sequence, limit: 500)
            all += page
            if page.count < 500 { return all }
        }
    }

    /// A checkpoint is for ever: once a step is completed, its body has begun for the last time.
    private mutating func examine(_ step: StepRecord, _ name: StepName, _ bodies: [Journal.Body]) {
        interruptions += step.attempts.filter { $0.status == .interrupted }.count
        guard step.kind == .step, step.status == .completed, let last = step.attempts.last else { return }
        completedSteps += 1
        if !bodies.contains(where: { $0.attempt == last.attempt }) {
            fault(.checkpoints, "\(name) completed with attempt \(last.attempt), whose body never ran")
        }
        for body in bodies where body.at > (last.endedAt?.milliseconds ?? .max) {
            fault(
                .checkpoints,
                "\(name) had completed at \(last.endedAt.map { "\($0)" } ?? "?"), and its body ran again "
                    + "\(body.at - (last.endedAt?.milliseconds ?? 0)) ms later as attempt \(body.attempt)"
            )
        }
    }

    /// Every attempt of a step has one key, and no other step has it.
    private mutating func examineKeys(_ bodies: [StepName: [Journal.Body]]) {
        var owners: [String: StepName] = [:]
        for (name, list) in bodies {
            let keys = Set(list.map(\.key))
            if keys.count != 1 { fault(.keys, "\(name) ran with the keys \(keys.sorted())") }
            for key in keys {
                if let other = owners[key] { fault(.keys, "\(name) and \(other) have the key '\(key)'") }
                owners[key] = name
            }
        }
    }

    /// A handler goes on only from what is durable: the journal is in the order in which things happened.
    private mutating func examineSequels() {
        var passed: Set<StepName> = []
        for body in journal.bodies {
            if let earlier = Workload.sequels[body.step] {
                passed.insert(StepName(execution: body.execution, run: body.run, step: earlier))
            }
            if passed.contains(StepName(body)) {
                fault(.checkpoints, "\(StepName(body)) ran again after the step that follows it had begun")
            }
        }
    }

    private mutating func examineAcknowledged(_ known: [String: ExecutionRecord]) {
        for id in journal.started.sorted() where known[id] == nil {
            fault(.acknowledgements, "the start of \(id) was acknowledged, and it is not there")
        }
        for id in journal.cancelled.sorted() where known[id]?.status != .cancelled {
            let status = known[id]?.status.rawValue ?? "gone"
            fault(.acknowledgements, "the cancellation of \(id) was acknowledged, and it is \(status)")
        }
        for id in journal.delivered.sorted() where known[id]?.result != String(id.drop { !$0.isNumber }) {
            let result = known[id]?.result ?? "no result"
            fault(.acknowledgements, "an event for \(id) was acknowledged, and it ended with \(result)")
        }
    }

    /// The journal is in the order in which things happened, so that two executions at once would show in it.
    private mutating func examineSuccession(_ known: [String: ExecutionRecord]) {
        var newest: [String: (occurrence: Int, id: String)] = [:]
        for body in journal.bodies {
            guard let record = known[body.execution], Workload.oneAtATime.contains(record.task),
                let occurrence = record.occurrence
            else { continue }
            if let newer = newest[record.task], newer.occurrence > occurrence {
                fault(.succession, "\(StepName(body)) began after a step of \(newer.id) had")
            } else {
                newest[record.task] = (occurrence, record.id)
            }
        }
    }

    /// A transactional step that is completed wrote once, and no other wrote at all.
    private mutating func examineTransactions(_ booked: [String]) {
        transactions = booked.count
        let rows = (try? reader.userRows("SELECT execution FROM bookings ORDER BY execution")) ?? []
        let written = rows.map { if case .text(let id)? = $0.first { id } else { "?" } }
        if booked != written {
            fault(.transactions, "\(booked.count) transactions and \(written.count) bookings")
        }
    }

    /// The counter is the number of executions dispatched, and they are numbered without a gap.
    private mutating func examineCounters(_ all: [ExecutionRecord]) throws {
        let numbers = Dictionary(grouping: all, by: \.task).mapValues { $0.compactMap(\.occurrence).sorted() }
        for task in try reader.tasks() where task.kind == .durable {
            let numbers = numbers[task.name] ?? []
            if numbers != Array(0..<task.occurrence) {
                fault(
                    .counters,
                    "task '\(task.name)' counts \(task.occurrence), and \(numbers.count) are there"
                )
            }
        }
    }
}

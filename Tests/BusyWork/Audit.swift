internal import Timetable
internal import Zart
internal import ZartCore
internal import ZartSQLite

/// Holds what the store says against what the journal says was done, once nothing is left to do.
package struct Audit {
    private let reader: SQLiteReader
    private let journal: Journal.Record
    private let path: String
    private var faults: [String] = []

    /// How much was looked at, so that a test can tell an audit of something from one of nothing.
    package private(set) var executions = 0
    package private(set) var completedSteps = 0
    package private(set) var interruptions = 0
    package private(set) var transactions = 0

    package init(database: String, journal: Journal.Record) throws {
        path = database
        self.journal = journal
        reader = try SQLiteReader(path: database, zones: { ZoneDirectory.system.zone(named: $0) })
    }

    /// Everything that is not as promised.
    package mutating func examine() throws -> [String] {
        faults = journal.faults
        try examineFile()
        let bodies = Dictionary(grouping: journal.bodies) { StepName($0) }
        var known: [String: ExecutionStatus] = [:]
        var recorded: Set<StepName> = []
        var completed: Set<String> = []
        for execution in try allExecutions() {
            executions += 1
            known[execution.id] = execution.status
            if !execution.status.isEnded { faults.append("\(execution.id) is still \(execution.status)") }
            if execution.status == .completed { completed.insert(execution.id) }
            let runs = try reader.detail(id: execution.id)?.runs ?? []
            if runs.count > 2 || runs.count < 2 && journal.restarted.contains(execution.id) {
                faults.append("\(execution.id) is in run \(execution.run) after at most one restart")
            }
            for run in runs {
                for step in run.steps {
                    let name = StepName(execution: execution.id, run: run.run, step: step.name)
                    recorded.insert(name)
                    examine(step, name, bodies[name] ?? [])
                }
            }
        }
        examineKeys(bodies)
        for name in bodies.keys where !recorded.contains(name) {
            if known[name.execution] == nil {
                faults.append("\(name) ran for an execution that is not there")
            }
            if completed.contains(name.execution) { faults.append("\(name) ran, and has no row") }
        }
        for id in journal.started where known[id] == nil {
            faults.append("the start of \(id) was acknowledged, and it is not there")
        }
        for id in journal.cancelled where known[id] != .cancelled {
            faults.append(
                "the cancellation of \(id) was acknowledged, and it is \(known[id]?.rawValue ?? "gone")"
            )
        }
        try examineCounters()
        examineTransactions()
        return faults
    }

    private struct StepName: Hashable, CustomStringConvertible {
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
    }

    private mutating func examineFile() throws {
        let doctor = try Doctor(path: path, zones: { ZoneDirectory.system.zone(named: $0) })
        let now = Instant(milliseconds: SystemTimeline.wallMilliseconds)
        for check in try doctor.examine(now: now) where !check.ok {
            faults.append("doctor: \(check.name): \(check.detail)")
        }
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
            faults.append("\(name) completed with attempt \(last.attempt), whose body never ran")
        }
        for body in bodies where body.at > (last.endedAt?.milliseconds ?? .max) {
            faults.append(
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
            if keys.count != 1 { faults.append("\(name) ran with the keys \(keys.sorted())") }
            for key in keys {
                if let other = owners[key] { faults.append("\(name) and \(other) have the key '\(key)'") }
                owners[key] = name
            }
        }
    }

    /// A transactional step that is completed wrote once, and no other wrote at all.
    private mutating func examineTransactions() {
        let completed = """
            SELECT e.id FROM zart_steps s JOIN zart_executions e ON e.seq = s.execution
            WHERE s.name = 'book' AND s.status = 'completed' AND s.kept_from IS NULL ORDER BY e.id
            """
        let steps = Rows.query(path, completed)
        transactions = steps.count
        let bookings = Rows.query(path, "SELECT execution FROM bookings ORDER BY execution")
        if steps != bookings { faults.append("\(steps.count) transactions and \(bookings.count) bookings") }
    }

    /// The counter is the number of executions dispatched, and they are numbered without a gap.
    private mutating func examineCounters() throws {
        let all = try allExecutions()
        for task in try reader.tasks() where task.kind == .durable {
            let numbers = all.filter { $0.task == task.name }.compactMap(\.occurrence).sorted()
            if numbers != Array(0..<task.occurrence) {
                faults.append("task '\(task.name)' counts \(task.occurrence), and \(numbers.count) are there")
            }
        }
    }
}

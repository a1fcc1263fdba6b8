import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

/// A month under everything that an operator does and that befalls a machine.
@Suite(.timeLimit(.minutes(10))) struct MonthTests {
    @Test func `after a month of trouble rows, metrics, alarms and looks back agree`() throws {
        let month = try Month()
        let worker = month.worker
        // As long as nothing has gone since, a look back shows all that was seen.
        try month.pass(days: 11)
        let first = month.looks.count
        try compare(month.looks[..<first], month)
        try month.prune(olderThan: Month.day * 5)
        try month.pass(days: 10)
        let second = month.looks.count
        try compare(month.looks[first..<second], month)
        let border = try month.prune(olderThan: Month.day * 9, withoutWorker: true)
        try month.pass(days: 10)
        try compare(month.looks[second...], month)
        try compareKept(month.looks[..<second], month, since: border)

        // The month had some of everything, and nothing was refused throughout.
        #expect(month.done.count == 14, "\(month.done)")
        #expect(month.looks.count > 80)
        #expect(month.gone.executions.count == Month.names.count, "\(month.gone.executions)")
        try worker.audit()
        checkNights(month.looks)

        // Nothing moves any more while it is counted.
        try worker.perform(.pauseAll(until: nil, note: nil))
        worker.advance(by: Month.day)
        let alarms = try checkAlarms(month)
        let counted = try metrics(worker)
        try compare(counted, month, alarms)
        // Nor does pruning take anything from the counters.
        try worker.perform(.prune(task: nil, olderThan: Month.day))
        worker.advance(by: .seconds(600))
        let left = try worker.sql("SELECT count(*) FROM zart_executions")[0][0].flatMap { Int($0) }
        #expect(left ?? .max < 300)
        for (before, after) in zip(counted, try metrics(worker)) {
            #expect(before.decisions == after.decisions && before.runs == after.runs)
            #expect(before.dispatched == after.dispatched && before.attempts == after.attempts)
        }
        try worker.audit()
    }

    // MARK: Looks back

    private func compare(_ looks: ArraySlice<Month.Look>, _ month: Month) throws {
        for look in looks {
            let past = try month.sight(at: look.at, isPast: true)
            for difference in past.differences(from: look.sight) {
                Issue.record("\(look.at): \(difference)")
            }
        }
    }

    /// Looks back from behind a pruning that has taken whatever ended before the border.
    ///
    /// Of the time before it only workers and alarms are on record as they were; executions, decisions and events are
    /// from there on. A look shows a day of them: two days behind the border there is all that it takes.
    private func compareKept(_ looks: ArraySlice<Month.Look>, _ month: Month, since border: Instant) throws {
        let kept = Set(try month.worker.sql("SELECT id FROM zart_executions").compactMap { $0[0] })
        var whole = 0
        for look in looks {
            let past = try month.sight(at: look.at, isPast: true)
            #expect(past.tasks.map(\.name) == look.sight.tasks.map(\.name), "\(look.at)")
            #expect(past.sessions == look.sight.sessions, "\(look.at)")
            #expect(past.alarms == look.sight.alarms, "\(look.at)")
            guard look.at >= border + Month.day * 2 else { continue }
            whole += 1
            for difference in past.differences(from: look.sight, kept: kept) {
                Issue.record("\(look.at), after pruning: \(difference)")
            }
        }
        #expect(whole > 12)
    }

    /// By the clocks of Berlin it is always 02:30, once in the night in which that comes twice.
    private func checkNights(_ looks: [Month.Look]) {
        var nights: Set<Instant> = []
        for look in looks {
            for (task, decisions) in zip(look.sight.tasks, look.sight.ledgers) where task.name == "nightly" {
                nights.formUnion(decisions.filter { $0.decision == .started }.map(\.nominalAt))
            }
        }
        let summer = nights.filter { $0 < Month.clockChange }
        let winter = nights.subtracting(summer)
        #expect(summer.count > 5 && winter.count > 3, "\(nights.sorted())")
        // 00:30 and 01:30 UTC.
        #expect(summer.allSatisfy { $0.milliseconds % 86_400_000 == 1_800_000 }, "\(summer.sorted())")
        #expect(winter.allSatisfy { $0.milliseconds % 86_400_000 == 5_400_000 }, "\(winter.sorted())")
        #expect(!winter.contains(Month.clockChange + .seconds(1_800)))
    }

    // MARK: Alarms

    /// Somebody was told once of each end of each alarm, and of nothing else.
    private func checkAlarms(_ month: Month) throws -> [AlarmRecord] {
        let reader = try month.worker.store.makeReader(zones: { _ in nil })
        let alarms = try reader.alarms(.all, limit: 100_000)
        let kinds = Set(alarms.map(\.kind))
        #expect(kinds.isSuperset(of: [.late, .noSuccess, .failures, .starved]), "\(kinds)")
        #expect(alarms.contains { $0.acknowledgement != nil })
        var ids: [String] = []
        for alarm in alarms {
            let changes: [AlarmChange] = alarm.recoveredAt == nil ? [.raised] : [.raised, .recovered]
            #expect(alarm.notices.map(\.change) == changes, "\(alarm)")
            #expect(alarm.notices.allSatisfy { $0.status == .delivered }, "\(alarm)")
            ids += changes.map { "\(alarm.id)-\($0.rawValue)" }
        }
        #expect(month.told.lines.sorted() == ids.sorted())
        return alarms
    }

    // MARK: Metrics

    private func metrics(_ worker: TestWorker) throws -> [TaskMetrics] {
        let zones = EngineSettings().zones
        return try SQLiteReader(path: worker.path, zones: zones).metrics(at: worker.now).tasks
    }

    /// Counts everything one by one, what has gone and what is left, as monitoring was told.
    private func compare(_ counted: [TaskMetrics], _ month: Month, _ alarms: [AlarmRecord]) throws {
        var sum = month.gone
        for name in Month.names {
            for row in try month.worker.ledger(name) { sum.add(row, of: name) }
            for execution in try month.worker.scheduler.executions(of: name, limit: 100_000) {
                sum.add(try month.worker.show(execution.id))
            }
        }
        #expect(counted.map(\.name) == Month.names.sorted())
        for task in counted {
            #expect(task.decisions.filter { $0.value > 0 } == sum.decisions[task.name], "\(task.name)")
            #expect(task.dispatched == sum.executions[task.name], "\(task.name)")
            #expect(task.runs.filter { $0.value > 0 } == sum.runs[task.name], "\(task.name)")
            let raised = alarms.count { $0.task == task.name && $0.recoveredAt == nil }
            #expect(task.alarms == raised, "\(task.name)")
        }
    }
}

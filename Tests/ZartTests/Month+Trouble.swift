import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

extension Month {
    /// One thing that befalls the worker or is asked of it; gives its name.
    func trouble() throws -> String {
        let task = Self.names[dice.next(0...Self.names.count - 1)]
        let last = try worker.scheduler.executions(of: task, limit: 1).first
        switch dice.next(0...13) {
        case 0:
            worker.crash()
            let absence = dice.next(0...20_000)
            worker.advance(by: .seconds(absence))
            // Until its lease runs out nobody knows afterwards how long it lived.
            if absence > 3_600 { try look() }
            try worker.restart()
            return "crash"
        case 1:
            worker.stop(grace: .seconds(30))
            worker.advance(by: .seconds(dice.next(60...5_000)))
            try look()
            worker.crash()
            try worker.restart()
            return "stop of the worker"
        case 2:
            worker.setWall(by: .seconds(dice.next(1...4_000)))
            return "clock"
        case 3:
            ask(.pause(task: task, until: nil, note: "deploy"))
            worker.advance(by: .seconds(dice.next(1_000...20_000)))
            ask(.resume(task: task, missed: [.skip, .latest, .all(3)][dice.next(0...2)]))
            return "pause"
        case 4:
            ask(.pauseAll(until: nil, note: nil))
            worker.advance(by: .seconds(dice.next(1_000...9_000)))
            ask(.resumeAll(missed: .latest))
            return "pause of everything"
        case 5:
            ask(.pauseSteps(steps: "store", tasks: task, note: nil))
            worker.advance(by: .seconds(dice.next(1_000...9_000)))
            ask(.resumeSteps(steps: "store", tasks: task))
            return "step rule"
        case 6:
            last.map { ask(.cancel(id: $0.id)) }
            return "cancel"
        case 7:
            ask(.trigger(task: task, overlap: .alwaysStart))
            return "trigger"
        case 8:
            last.map { ask(.restart(id: $0.id, payload: nil, overlap: .alwaysStart)) }
            return "restart"
        case 9:
            ask(.skip(task: task, count: dice.next(1...4)))
            return "skip"
        case 10:
            ask(.stop(task: task))
            worker.advance(by: .seconds(dice.next(1_000...9_000)))
            ask(.revive(task: task))
            return "stop"
        case 11:
            let alarm = try worker.alarms().last { $0.recoveredAt == nil && $0.acknowledgement == nil }
            alarm.map { ask(.acknowledge(task: $0.task, alarm: $0.id)) }
            return "acknowledgement"
        case 12:
            try repeatTogether(task)
            return "orders given together"
        default:
            let range = BackfillRequest(from: worker.now - Self.day, to: worker.now - .seconds(1), maximum: 2)
            ask(.backfill(task: task, range))
            return "backfill"
        }
    }

    /// Asks the worker, which may have its reasons to refuse.
    private func ask(_ action: Order.Action) { _ = try? worker.perform(action) }

    /// Has some of what did not complete within a day run again, by orders that are given together.
    private func repeatTogether(_ task: String) throws {
        let query = ExecutionRowQuery(
            task: task,
            phases: [.failed, .cancelled],
            since: worker.now - Self.day
        )
        let reader = try SQLiteReader(path: worker.path, zones: EngineSettings().zones)
        let rows = try reader.executionRows(query, .newer, from: 0, limit: 6).rows
        let waits = dice.next(0...1) == 1
        var orders: [Order] = []
        for row in rows {
            let action: Order.Action =
                switch dice.next(0...2) {
                case 0: .restart(id: row.id, payload: nil, overlap: nil)
                case 1: .rerun(id: row.id, step: "fetch", overlap: nil)
                default: .retry(id: row.id, step: nil, overlap: nil)
                }
            orders.append(Order(action, actor: "anna", run: row.run, waits: waits))
        }
        // Given while no worker runs: one that does would hear of them at a time that is not the same each time.
        worker.crash()
        let store = try SQLiteStore(path: worker.path)
        let words = "run again at \(worker.now)"
        let bulk = try store.postBulk(orders, command: words, actor: "anna", at: worker.now)
        try worker.restart()
        if let bulk { try store.closeBulk(bulk.number, at: worker.now) }
    }
}

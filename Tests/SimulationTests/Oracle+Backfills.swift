import Timetable
import ZartCore

/// A backfill as it was committed, with what it started.
struct BackfillModel {
    var row: Backfill
    /// Never taken out: each instant is started once, whatever becomes of its execution.
    var started: Set<Instant> = []
    var executions: [Int64] = []
}

extension Oracle {
    mutating func apply(_ write: BackfillWrite, at moment: Moment) {
        switch write {
        case .begin(let backfill): begin(backfill, at: moment)
        case .advance(let advance): self.advance(advance, at: moment)
        case .change(let change): self.change(change)
        }
    }

    private mutating func begin(_ backfill: Backfill, at moment: Moment) {
        let name = "backfill \(backfill.id)"
        guard let task = tasks[backfill.task] else { return fault("\(name) is of no task") }
        if task.state != .active && task.state != .paused { fault("\(name) began while \(task.state)") }
        if backfill.request.to > moment.wall { fault("\(name) reaches into the future") }
        if backfills[backfill.id] != nil { fault("\(name) began twice") }
        let rival = backfills.values.first { other in
            other.row.task == backfill.task && !other.row.state.isEnded
                && other.row.request.from <= backfill.request.to
                && backfill.request.from <= other.row.request.to
        }
        if let rival { fault("\(name) began over the range of backfill \(rival.row.id)") }
        backfills[backfill.id] = BackfillModel(row: backfill)
    }

    /// Each instant once, in its order, within its range, into free room, and not before ticks that wait.
    private mutating func advance(_ advance: BackfillAdvance, at moment: Moment) {
        let name = "backfill \(advance.backfill)"
        guard var model = backfills[advance.backfill], var task = tasks[advance.task] else {
            return fault("\(name) goes on, and never began")
        }
        if model.row.state != .running { fault("\(name) goes on while \(model.row.state)") }
        if model.row.position != advance.from { fault("\(name) goes on from elsewhere") }
        if !advance.created.isEmpty {
            if task.state != .active { fault("\(name) starts something while its task is \(task.state)") }
            if !task.buffered.isEmpty { fault("\(name) goes before a tick that waits") }
        }
        var last = advance.from
        for (offset, new) in advance.created.enumerated() {
            guard let nominal = new.nominalAt, new.cause == .backfill, new.task == model.row.task else {
                fault("\(new.id) of \(name) says so nowhere")
                continue
            }
            let range = model.row.request.from...model.row.request.to
            if !range.contains(nominal) || nominal > moment.wall {
                fault("\(nominal) is not \(name)'s to start")
            }
            if !model.started.insert(nominal).inserted { fault("\(name) started \(nominal) twice") }
            if let last, model.row.request.order == .oldest ? nominal <= last : nominal >= last {
                fault("\(name) started \(nominal) after \(last)")
            }
            last = nominal
            if model.row.request.only == .missing,
                task.decided.contains(where: { $0.nominal == nominal && $0.decision == .started })
            {
                fault("\(name) started \(nominal), whose tick did so")
            }
            if new.occurrence != task.occurrence + offset {
                fault("\(new.id) has another number than the counter's")
            }
            create(new)
            model.executions.append(new.sequence)
        }
        let open = model.executions.filter { executions[$0]?.status.isEnded == false }.count
        // A further run of an ended one is an operator's doing.
        if !advance.created.isEmpty, open > model.row.request.maximum,
            model.executions.allSatisfy({ executions[$0]?.run == 0 })
        {
            fault("\(name) has \(open) open: allowed are \(model.row.request.maximum)")
        }
        if advance.occurrence != task.occurrence + advance.created.count {
            fault("\(name) moved the counter from \(task.occurrence) to \(advance.occurrence)")
        }
        task.occurrence = advance.occurrence
        tasks[advance.task] = task
        model.row.position = advance.position
        backfills[advance.backfill] = model
    }

    private mutating func change(_ change: BackfillChange) {
        guard let model = backfills[change.backfill] else {
            return fault("backfill \(change.backfill) changes, and never began")
        }
        if model.row.state != change.from || change.from.isEnded {
            fault("backfill \(change.backfill) is \(model.row.state), and changes from \(change.from)")
        }
        backfills[change.backfill]?.row.state = change.to
    }

    static func line(_ write: BackfillWrite) -> String {
        switch write {
        case .begin(let it): "\(it.id) of \(it.task): \(it.instants) \(it.request.only) \(it.request.order)"
        case .advance(let it):
            "\(it.backfill) at \(it.position.milliseconds): "
                + it.created.map { "\($0.id)@\($0.nominalAt?.milliseconds ?? 0)" }.joined(separator: " ")
        case .change(let it): "\(it.backfill) \(it.to)"
        }
    }
}

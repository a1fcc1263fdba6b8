import Timetable
import ZartCore
import ZartSQLite

@testable import Zart

extension Simulation {
    /// An operator asks for something, sensible or not, and the answer is held against what is on record.
    func order() {
        perform(drawAction(), waits: dice.chance(50))
    }

    /// Another process asks for something; the worker, or the next one, finds it.
    func postOrder() {
        let order = Order(drawAction(), actor: "elsewhere", waits: dice.chance(50))
        world.note("posted \(order.action)")
        do {
            if let store {
                try store.post(order, at: now)
            } else {
                _ = try SQLiteStore(path: path).postOrder(order, at: now)
            }
        } catch {
            world.fault("an order cannot be posted: \(error)")
        }
    }

    @discardableResult
    func perform(_ action: Order.Action, waits: Bool = false) -> OrderAnswer? {
        guard let engine else { return nil }
        let before = world.ask { $0.executions.count }
        let answer = engine.performNow(Order(action, actor: "operator", waits: waits))
        world.note(
            "asked \(action): \(answer.refusal?.rawValue ?? (answer.isQueued ? "queued" : "done")): \(answer.message)"
                .replacing(
                    folder,
                    with: ""
                )
        )
        if store?.hasDied == true { return nil }
        verify(answer, to: action, executionsBefore: before)
        return answer
    }

    private func drawAction() -> Order.Action {
        let tasks = world.ask { $0.tasks.values.map(\.spec.name).sorted() } + ["nobody"]
        let task = dice.pick(tasks)
        switch dice.number(0...34) {
        case 0...1:
            return .start(
                task: dice.pick(TaskDraft.handlers),
                id: newID(),
                payload: "\(dice.number(0...9))",
                overlap: nil
            )
        case 2: return .start(task: task, id: newID(), payload: nil, overlap: overlap())
        case 3: return .start(task: task, id: nil, payload: nil, overlap: overlap())
        case 4:
            // Once more under an id that is taken, or one that is not to be had.
            let id = dice.pick(startedIDs + ["t0-3", "no spaces"])
            return .start(
                task: dice.pick(tasks + TaskDraft.handlers),
                id: id,
                payload: "\(dice.number(0...2))",
                overlap: nil
            )
        case 5...7: return .trigger(task: task, overlap: overlap())
        case 8...11: return .cancel(id: executionID())
        case 12: return .stop(task: task)
        case 13: return .revive(task: task)
        case 14:
            let until = dice.chance(50) ? now + pace.gap(&dice) : dice.chance(20) ? now - .seconds(1) : nil
            return .pause(task: task, until: until, note: "for a while")
        case 15...16:
            let rules: [MissedPolicy?] = [nil, .latest, .skip, .all(3)]
            return .resume(task: task, missed: dice.pick(rules))
        case 17...19:
            let id = executionID(isEnded: dice.chance(60))
            return .retry(id: id, step: stepName(of: id), overlap: overlap())
        case 20...21:
            return .restart(
                id: executionID(isEnded: true),
                payload: dice.chance(30) ? "\(dice.number(0...9))" : nil,
                overlap: overlap()
            )
        case 22...23:
            let id = executionID(isEnded: true)
            return .rerun(id: id, step: stepName(of: id), overlap: overlap())
        case 24: return .skip(task: task, count: dice.pick([0, 1, 2, 5]))
        case 25:
            return .pauseAll(until: dice.chance(80) ? now + pace.gap(&dice) : nil, note: nil)
        case 26...27: return .resumeAll(missed: dice.pick([nil, .latest, .skip, .all(3)]))
        case 28:
            return .pauseSteps(
                steps: dice.pick(["s0", "s1", "*2"]),
                tasks: dice.pick(["*", task]),
                note: nil
            )
        case 29...30: return drawRuleToRemove()
        case 31...32: return .backfill(task: task, backfillRequest())
        case 33:
            let id = Int64(dice.number(1...max(1, world.ask { $0.backfills.count })))
            return dice.pick([.pauseBackfill(id: id), .resumeBackfill(id: id), .cancelBackfill(id: id)])
        default:
            let name = dice.chance(5) ? "no name!" : dice.pick(Script.events)
            return .event(id: executionID(), name: name, data: dice.chance(5) ? "{" : "\(dice.number(0...9))")
        }
    }

    private func drawRuleToRemove() -> Order.Action {
        let rules = world.ask { $0.rules }
        guard !rules.isEmpty else { return .resumeSteps(steps: "s0", tasks: "*") }
        let rule = dice.pick(rules)
        return .resumeSteps(steps: rule.steps.description, tasks: rule.tasks.description)
    }

    private func overlap() -> OverlapPolicy? {
        switch dice.number(0...9) {
        case 0...6: nil
        case 7...8: .alwaysStart
        default: .cancelAndRestart
        }
    }

    /// A range of the past, long or short, that may reach to before there was anything.
    private func backfillRequest() -> BackfillRequest {
        let length = pace.shortest * dice.number(0...60)
        let to = now - pace.shortest * dice.number(-1...20)
        return BackfillRequest(
            from: to - length,
            to: to,
            only: dice.pick(BackfillSelection.allCases),
            order: dice.pick(BackfillOrder.allCases),
            maximum: dice.number(0...3)
        )
    }

    private func newID() -> String {
        lastID += 1
        startedIDs.append("by-hand-\(lastID)")
        return "by-hand-\(lastID)"
    }

    private func executionID() -> String {
        let ids = world.ask { oracle in oracle.open.map(\.id) }
        if dice.chance(90), !ids.isEmpty { return dice.pick(ids) }
        let all = world.ask { oracle in oracle.executions.values.map(\.id).sorted() }
        return dice.pick(all + ["never-was"])
    }

    private func executionID(isEnded: Bool) -> String {
        let ids = world.ask { oracle in
            oracle.executions.values.filter { $0.status.isEnded }.map(\.id).sorted()
        }
        return isEnded && !ids.isEmpty ? dice.pick(ids) : executionID()
    }

    private func stepName(of id: String) -> String {
        let names = world.ask { oracle in oracle.execution(id)?.steps.keys.sorted() ?? [] }
        return dice.pick(names + ["s0"])
    }

    private func verify(_ answer: OrderAnswer, to action: Order.Action, executionsBefore: Int) {
        let executions = world.ask { $0.executions.count }
        guard !answer.isQueued, !answer.message.hasPrefix("took back") else { return }
        if answer.refusal != nil {
            if answer.refusal == .refused, answer.message.contains("already runs") { verifyRefusal(action) }
            return
        }
        switch action {
        case .start(_, let id, _, _):
            guard let started = answer.execution, world.ask({ $0.execution(started) }) != nil else {
                return world.fault("\(answer.message), but there is no such execution")
            }
            if let id, id != started { world.fault("\(id) was asked for, \(started) was started") }
            if answer.message.contains("exists already"), executions != executionsBefore, id == started {
                world.note("ticks came with it")
            }
        case .trigger:
            guard let started = answer.execution, world.ask({ $0.execution(started) }) != nil else {
                return world.fault("\(answer.message), but there is no such execution")
            }
        case .cancel(let id), .kill(let id):
            if world.ask({ $0.execution(id)?.status }) != .cancelled {
                world.fault("\(id) was cancelled, but is not")
            }
        case .stop(let task): verify(task, is: .stopped)
        case .pause(let task, _, _): verify(task, is: .paused)
        case .revive(let task), .resume(let task, _):
            let state = world.ask { $0.task(named: task)?.task.state }
            if state != .active && state != .finished {
                world.fault("\(task) goes on, but is \(state?.rawValue ?? "gone")")
            }
        case .restart(let id, _, _), .rerun(let id, _, _, _):
            if answer.isJoined { return }
            if world.ask({ $0.execution(id)?.run }) ?? 0 == 0 { world.fault("\(id) is not in a further run") }
        case .retry(let id, _, _, _):
            if world.ask({ $0.execution(id) }) == nil { world.fault("\(id) was retried, but never was") }
        case .pauseAll where !world.ask({ $0.isHeld }): world.fault("everything is to be paused, but is not")
        case .resumeAll where world.ask({ $0.isHeld }): world.fault("everything is released, but is not")
        case .skip(let task, let count):
            if world.ask({ $0.task(named: task)?.task.skips }) != count {
                world.fault("\(task) is to skip \(count), but does not")
            }
        case .backfill(let task, _):
            let isThere = world.ask { oracle in
                oracle.backfills.values.contains { $0.row.task == oracle.task(named: task)?.id }
            }
            if !isThere { world.fault("\(answer.message), but there is no such backfill") }
        case .cancelBackfill(let id):
            if world.ask({ $0.backfills[id]?.row.state }) != .cancelled {
                world.fault("backfill \(id) was cancelled, but is not")
            }
        case .pauseAll, .resumeAll, .pauseSteps, .resumeSteps, .event, .apply, .acknowledge, .prune,
            .pauseBackfill, .resumeBackfill:
            break
        }
    }

    private func verify(_ name: String, is state: TaskState) {
        let real = world.ask { $0.task(named: name)?.task.state }
        if real != state { world.fault("\(name) is to be \(state), but is \(real?.rawValue ?? "gone")") }
    }

    /// Who is refused for want of room must really find none.
    private func verifyRefusal(_ action: Order.Action) {
        let fault = world.ask { oracle -> String? in
            let id: Int64?
            let name: String
            switch action {
            case .trigger(let task, _), .start(let task, _, _, _):
                (id, name) = (oracle.task(named: task)?.id, task)
            case .retry(let execution, _, _, _), .restart(let execution, _, _),
                .rerun(let execution, _, _, _):
                (id, name) = (oracle.execution(execution)?.task, execution)
            default: return nil
            }
            guard let id, let task = oracle.tasks[id], task.spec.kind == .durable else { return nil }
            let open = oracle.open(of: id).count
            guard let maximum = task.spec.overlap.maximum, open >= maximum else {
                return "\(name) refused an execution beside \(open)"
            }
            return nil
        }
        if let fault { world.fault(fault) }
    }
}

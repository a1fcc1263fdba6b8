extension DashboardState {
    /// The order that makes things again as they are now, before the given one is carried out; nil when none does.
    func opposite(of request: OrderRequest) -> OrderRequest? {
        switch request.verb {
        case .pause(let name):
            // A pause of a paused task, or while everything is, changes what is said of it: a resume is no way back.
            return task(name)?.state == "paused" ? nil : OrderRequest(.resume(task: name, missed: nil))
        case .resume(let name, _): return task(name)?.pause.flatMap { pause(.pause(task: name), as: $0) }
        case .stop(let name):
            // A revive knows nothing of a pause that was, nor of instants that were to be skipped.
            guard let task = task(name), task.state != "paused", task.skips == 0 else { return nil }
            return OrderRequest(.revive(task: name))
        case .pauseAll: return snapshot.hold == nil ? OrderRequest(.resumeAll(missed: nil)) : nil
        case .resumeAll: return snapshot.holdPause.flatMap { pause(.pauseAll, as: $0) }
        case .skip(let name, let count):
            let before = task(name)?.skips ?? 0
            return before == count ? nil : OrderRequest(.skip(task: name, count: before))
        case .pauseSteps(let steps, let tasks):
            return rule(steps, tasks) == nil ? OrderRequest(.resumeSteps(steps: steps, tasks: tasks)) : nil
        case .resumeSteps(let steps, let tasks):
            return rule(steps, tasks).map {
                OrderRequest(.pauseSteps(steps: steps, tasks: tasks), note: $0.note)
            }
        case .cancel, .kill, .trigger, .revive, .retry, .restart, .rerun, .acknowledge, .backfill, .prune,
            .start, .event:
            return nil
        }
    }

    private func task(_ name: String) -> TaskLine? { snapshot.tasks.first { $0.name == name } }

    private func rule(_ steps: String, _ tasks: String) -> StepRuleLine? {
        snapshot.stepRules.first { $0.steps == steps && $0.tasks == tasks }
    }

    /// A pause as it was, unless its end has passed.
    private func pause(_ verb: OrderRequest.Verb, as pause: PauseLine) -> OrderRequest? {
        guard pause.until.map({ $0 > snapshot.now }) ?? true else { return nil }
        return OrderRequest(
            verb,
            until: pause.until.map { "\(TimeText.date($0))T\(TimeText.exact($0))Z" },
            note: pause.note
        )
    }
}

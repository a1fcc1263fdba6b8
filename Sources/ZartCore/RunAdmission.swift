package import Timetable

/// Whether a further run of an ended execution would be let in.
package enum RunAdmission: Sendable, Hashable {
    case starts
    /// In the place of these, which would be cancelled.
    case replaces([String])
    case refused(heldBy: String?)
    /// Once a slot is free.
    case waits(heldBy: String?)
    /// An order of that kind waits already.
    case queued(String)
}

/// Further runs of several executions, one after the other, as things stand.
package struct RunAdmissions {
    private var views: [String: TaskView] = [:]
    /// Tasks for a slot of which one waits already.
    private var queues: Set<String> = []
    /// What waits already: the kind of order by execution.
    private let queued: [String: String]

    package init(queued: [String: String] = [:]) {
        self.queued = queued
    }

    /// Whether the next of them would be let in; from then on it counts.
    ///
    /// `waits` is whether it would wait for a slot where it would be refused for want of one. `view` reads the task as
    /// it stands, and whether anything waits for a slot of it; nil when there is no such task any more.
    package mutating func admit<Failure: Error>(
        _ id: String,
        of task: String,
        _ override: OverlapPolicy?,
        waits: Bool = false,
        view: (String) throws(Failure) -> (TaskView, isQueued: Bool)?
    ) throws(Failure) -> RunAdmission {
        if waits, let kind = queued[id] { return .queued(kind) }
        if views[task] == nil, let (view, isQueued) = try view(task) {
            views[task] = view
            if isQueued { queues.insert(task) }
        }
        guard let view = views[task] else { return .starts }
        let decision = view.overlap.ofFurtherRun(override).decide(active: view.active, waiting: .max)
        let admission: RunAdmission =
            switch decision {
            case .start where waits && queues.contains(task): .waits(heldBy: nil)
            case .start: .starts
            case .replace(let ids): .replaces(ids)
            case .skip(let holder), .buffer(let holder), .displace(let holder), .refuse(let holder):
                waits ? .waits(heldBy: holder) : .refused(heldBy: holder)
            }
        switch admission {
        case .starts: break
        case .waits:
            queues.insert(task)
            return admission
        case .replaces(let ids): views[task]?.active.removeAll { ids.contains($0.id) }
        case .refused, .queued: return admission
        }
        views[task]?.active.append(.init(id: id, isRunning: false))
        return admission
    }

    /// When the next instant of the task cancels whatever was let in; nil where it does not.
    package func nextReplacement(of task: String) -> Instant? { views[task]?.nextReplacement }
}

extension OverlapPolicy {
    /// The policy for a further run of an ended execution: it takes no other's place, unless the order says so.
    package func ofFurtherRun(_ override: OverlapPolicy?) -> OverlapPolicy {
        override ?? maximum.map { .max($0, atCap: .skip) } ?? .alwaysStart
    }
}

/// Orders given together, until all of them are answered.
struct OrderBatch: Hashable {
    private var open: Set<OrderRequest>
    private var done: [OrderRequest] = []
    /// What takes back those that were done.
    private(set) var opposites: [OrderRequest] = []
    private var queued = 0
    private var refusals: [String] = []
    private let total: Int
    /// Those that end nothing: they take back a run that waits for a slot.
    private let takingBack: Set<OrderRequest>

    /// Waits for the answers of orders.
    init(_ requests: [OrderRequest], takingBack: [OrderRequest] = []) {
        open = Set(requests)
        total = requests.count
        self.takingBack = Set(takingBack)
    }

    /// Takes an answer; false when it belongs to another order.
    mutating func take(_ report: OrderReport, takenBackBy opposite: OrderRequest?) -> Bool {
        guard open.remove(report.request) != nil else { return false }
        if report.isQueued { queued += 1 }
        if report.isDone {
            done.append(report.request)
            if let opposite { opposites.append(opposite) }
        } else {
            refusals.append(report.message)
        }
        return true
    }

    /// Whether all of them are answered.
    var isComplete: Bool { open.isEmpty }

    /// Whether none of them was refused.
    var isDone: Bool { refusals.isEmpty }

    /// What came of them, one sentence.
    var sentence: String {
        let takenBack = done.count { takingBack.contains($0) }
        let verb = (done.first { !takingBack.contains($0) } ?? open.first)?.participle ?? "done"
        let waiting = queued > 0 ? ", \(queued) \(queued == 1 ? "waits" : "wait") for a slot" : ""
        let back = takenBack == 0 ? "" : "took back \(takenBack) \(takenBack == 1 ? "run" : "runs")"
        let ended = "\(verb) \(done.count - queued - takenBack)\(waiting)"
        let came =
            takenBack == 0 ? ended : takenBack == done.count ? back : "\(ended), \(back)"
        guard let refusal = refusals.first else { return came }
        let rest = refusals.count > 1 ? ", and \(refusals.count - 1) more" : ""
        let part = done.isEmpty ? "none of \(total)" : "\(came)\(queued > 0 ? "," : "") of \(total)"
        return "\(part): \(refusal)\(rest)"
    }
}

extension OrderRequest {
    /// What has become of its subject once it is done.
    fileprivate var participle: String {
        switch verb {
        case .cancel, .kill: "cancelled"
        case .trigger: "triggered"
        case .pause, .pauseAll, .pauseSteps: "paused"
        case .resume, .resumeAll, .resumeSteps: "resumed"
        case .skip: "skipped"
        case .stop: "stopped"
        case .revive: "revived"
        case .acknowledge: "acknowledged"
        case .retry: "retried"
        case .restart: "restarted"
        case .rerun: "run again:"
        case .backfill: "backfilled"
        case .prune: "pruned"
        case .start: "started"
        case .event: "offered"
        }
    }
}

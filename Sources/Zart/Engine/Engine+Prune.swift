internal import Timetable
internal import ZartCore

/// Removing what is past keeping, in bites between ticks.
extension Engine {
    /// Rows that go with one bite.
    private static var biteSize: Int { 100 }
    /// A bite that would begin so shortly before a tick begins after it.
    private static var clearance: Duration { .milliseconds(10) }
    /// How often a bite makes way before it is its turn.
    private static var mostDeferrals: Int { 100 }
    /// Between two bites; more where they take long, so that at most a tenth of the time is spent on them.
    private static var pause: Duration { .milliseconds(10) }
    /// While there is nothing to be removed, one part in so many of the time is spent on looking for it.
    private static var idleShare: Int { 2_000 }

    private var rule: RetentionRule {
        RetentionRule(age: settings.keepEnded, count: settings.keepPerTask, failed: settings.keepFailed)
    }

    /// Plans the next bite; one that was planned before no longer counts.
    func armPrune(after wait: Duration) {
        let due = port.timeline.boot() + wait
        pruning.due = due
        bootTimers.push(.prune, at: due)
    }

    /// Takes one bite and plans the next.
    func prune() {
        let begin = port.timeline.boot()
        guard role == .active, let due = pruning.due, due <= begin else { return }
        if let tick = wallTimers.next, tick - now < Self.clearance, pruning.deferrals < Self.mostDeferrals {
            pruning.deferrals += 1
            return armPrune(after: max(tick - now, .zero) + .milliseconds(1))
        }
        pruning.deferrals = 0
        pruning.due = nil
        bite()
        guard role == .active else { return }
        let taken = port.timeline.boot() - begin
        if pruning.last.rows == 0 { pruning.spent += taken }
        guard !pruning.last.hasMore else { return armPrune(after: max(Self.pause, taken * 9)) }
        settings.upkeep?(.pruned)
        armPrune(after: max(settings.pruneInterval, pruning.spent * Self.idleShare))
        pruning.spent = .zero
    }

    /// Removes one bite, durably.
    private func bite() {
        pruning.last = Pruned()
        add(.prune(PruneRequest(rule: rule, limit: Self.biteSize, at: now)), .pruned)
        flush()
    }

    /// A bite is durable.
    func pruned(_ outcome: Outcome) {
        guard case .pruned(let pruned) = outcome else { return }
        pruning.last = pruned
        pruning.executions += pruned.executions
        pruning.decisions += pruned.decisions
        if !pruned.hasMore, pruning.executions + pruning.decisions > 0 {
            log(
                .debug,
                "pruned",
                "removed \(pruning.executions.counted("execution")) and "
                    + "\(pruning.decisions.counted("decision")) past keeping"
            )
            (pruning.executions, pruning.decisions) = (0, 0)
        }
    }

    // MARK: On demand

    /// Has everything go now that is past keeping, and whatever ended longer ago than that.
    ///
    /// What was asked is on record until it is done, so that a worker that dies over it is followed by one that goes
    /// on. Without a worker it is done when this returns.
    func prune(_ name: String?, olderThan age: Duration?, _ order: Order) throws(ZartError) -> OrderAnswer {
        var task: Int64?
        if let name {
            task = taskIDs[name]
            guard task != nil else { throw ZartError(.notFound, "no task '\(name)'") }
        }
        if let age, age < .zero {
            throw ZartError(.invalid, "executions cannot be older than \(age.operatorText)")
        }
        add(.demandPrune(PruneDemand(task: task, before: age.map { now - $0 }, at: now)))
        guard !isOpen else {
            armPrune(after: .zero)
            let what = (name.map { " \($0)" } ?? "") + (age.map { " --older-than \($0.operatorText)" } ?? "")
            return OrderAnswer(
                "pruning in small bites: 'zartop prune\(what) --dry-run' tells what is still to go"
            )
        }
        flush()
        var executions = 0
        var decisions = 0
        repeat {
            guard role == .draining else {
                throw ZartError(.storage, "'\(store.location)' cannot be written: what was removed stays so")
            }
            bite()
            executions += pruning.last.executions
            decisions += pruning.last.decisions
        } while pruning.last.hasMore
        settings.upkeep?(.pruned)
        return OrderAnswer(
            "removed \(executions.counted("execution")) and \(decisions.counted("decision"))"
        )
    }
}

/// The bites as they go.
struct Pruning {
    /// When the next one is planned for; nil while one is under way.
    var due: Duration?
    /// How often the next one made way for a tick.
    var deferrals = 0
    /// What the last one removed.
    var last = Pruned()
    /// What was removed since everything was last looked at.
    var executions = 0
    var decisions = 0
    /// The time spent since then on bites that found nothing.
    var spent = Duration.zero
}

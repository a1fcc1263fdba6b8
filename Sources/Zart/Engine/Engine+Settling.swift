internal import Synchronization
internal import Timetable

/// Hearing first what ended while nobody looked: what is due and what is out of time is decided by that.
///
/// A command outlives its worker, or ends while the worker is frozen. Were the instants decided that have come
/// meanwhile, or time limits acted on, before that is known, they would be by what has long been over.
extension Engine {
    /// How long that may take.
    private static var settleTime: Duration { .seconds(1) }

    /// So much later than it asked for a worker that was not frozen is never woken.
    private static var frozenTime: Duration { .milliseconds(1_500) }

    /// Whether due times wait.
    var isSettling: Bool { settlesUntil.map { isWorking && port.timeline.boot() < $0 } ?? false }

    /// Executions of a former worker were taken up, of whose commands this one is about to hear.
    func hear(of executions: some Collection<EngineExecution>) {
        guard settings.leftBehind != nil else { return }
        let heardOf = executions.filter {
            handlers[$0.handler] != nil && $0.isRunning && $0.parkedUntil == nil
        }
        unheard = Set(heardOf.map(\.sequence))
        if !unheard.isEmpty { settlesUntil = port.timeline.boot() + Self.settleTime }
    }

    /// Looks, as it is woken, whether this process has not run for a while, and gives what ended meanwhile its time to
    /// be told.
    ///
    /// Where a time limit has passed, nothing new begins before it is known what ended in time.
    func noticeFreeze() {
        guard let armed = armedFor else { return }
        armedFor = nil
        let boot = port.timeline.boot()
        guard isWorking, boot - armed > Self.frozenTime else { return }
        let inFlight = executions.values.compactMap(\.live).filter { $0.inFlight > 0 }
        guard !inFlight.isEmpty else { return }
        let end = boot + Self.settleTime / 2
        settlesUntil = end
        port.asksFirst.store(true, ordering: .releasing)
        for live in inFlight where live.execution.deadline.map({ $0 <= now }) ?? false {
            live.overdueUntil = end
        }
    }

    /// Lets due times go on once all that ended has had its time.
    func endSettling() {
        if settlesUntil != nil, !isSettling { settled() }
    }

    /// What had ended of an execution has been told, and it goes on or is over.
    func heard(_ sequence: Int64) {
        if unheard.remove(sequence) != nil, unheard.isEmpty { settled() }
    }

    private func settled() {
        settlesUntil = nil
        unheard.removeAll()
        port.asksFirst.store(!rules.isEmpty, ordering: .releasing)
    }
}

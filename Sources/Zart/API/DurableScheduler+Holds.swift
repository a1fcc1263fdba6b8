public import Timetable
public import ZartCore

/// Holding work back, and letting it go on.
extension DurableScheduler {
    /// Pauses everything: from now on no instant of any task starts anything; each is recorded as `paused`.
    ///
    /// What is scheduled or running goes on, and executions can still be started by hand. It survives restarts and holds
    /// for tasks that are registered later, until ``resumeAll(missed:)`` or the time given.
    ///
    /// - Throws: a ``ZartError`` of code `invalid` for a time that is past.
    public func pauseAll(until: Instant? = nil, note: String? = nil) async throws(ZartError) {
        _ = try await done(.pauseAll(until: until, note: note))
    }

    /// Releases everything that ``pauseAll(until:note:)`` holds; tasks that are paused by themselves stay so.
    ///
    /// The rule says what becomes of the instants that passed, each task's own by default.
    ///
    /// - Throws: a ``ZartError`` of code `refused` when everything is not paused.
    public func resumeAll(missed: MissedPolicy? = nil) async throws(ZartError) {
        _ = try await done(.resumeAll(missed: missed))
    }

    /// Excludes the next instants of a task, so many from now on, whatever was said before; 0 takes that back.
    ///
    /// - Throws: a ``ZartError``: `notFound`, `invalid` for a number below 0, or `refused` when the task is stopped or
    ///   finished.
    public func skip(_ task: String, next count: Int) async throws(ZartError) {
        _ = try await done(.skip(task: task, count: count))
    }

    /// Holds back steps that have not begun: those whose name matches, of tasks whose name matches.
    ///
    /// In both patterns `*` stands for any characters and `?` for one. An execution that comes to such a step waits
    /// there without a slot, and counts against its task's maximum.
    ///
    /// - Throws: a ``ZartError``: `invalid` for a pattern that no name could match, or `refused` when there is that very
    ///   rule.
    public func pauseSteps(_ steps: String, of tasks: String, note: String? = nil) async throws(ZartError) {
        _ = try await done(.pauseSteps(steps: steps, tasks: tasks, note: note))
    }

    /// Removes the rule for just these patterns; what only it held back goes on.
    ///
    /// - Throws: a ``ZartError`` of code `notFound` when there is none.
    public func resumeSteps(_ steps: String, of tasks: String) async throws(ZartError) {
        _ = try await done(.resumeSteps(steps: steps, tasks: tasks))
    }

    /// What holds work back just now.
    package func holds() throws(ZartError) -> HoldReport {
        try read { reader throws(StoreError) in try reader.holds() }
    }

    /// How many instants a resume of each paused task would decide.
    package func heldBack(at now: Instant) throws(ZartError) -> [String: Int] {
        try read { reader throws(StoreError) in try reader.heldBack(at: now) }
    }
}

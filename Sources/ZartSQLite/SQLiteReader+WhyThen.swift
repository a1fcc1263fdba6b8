internal import Timetable
internal import ZartCore

/// How a task stood, for `why`: stopped, paused until when, and with which schedule.
extension SQLiteReader {
    /// The newest instant of all of a task that is stopped is the last one before that, and of one that is finished the
    /// last one that was decided.
    ///
    /// Where it had none by then, the question stays as it was put.
    func settled(
        _ question: InstantQuestion,
        of task: TaskRecord,
        _ id: Int64,
        _ versions: [VersionRecord],
        cursor: Instant,
        now: Instant
    ) throws(StoreError) -> InstantQuestion {
        guard question == .newest(now) else { return question }
        switch task.state {
        case .active, .paused: return question
        case .finished:
            guard let last = try lastDecided(of: id, versions, by: now) else { return question }
            return .newest(last)
        case .stopped: break
        }
        let stop = try lastChange(of: id)
        let end = min(cursor, stop?.at ?? cursor, now)
        guard let version = versions.last(where: { newestInstant(of: $0, through: end) != nil }) else {
            return question
        }
        // Of instants that follow from completions the rows tell anyway.
        if case .afterCompletion = version.recurrence { return question }
        return .newest(end)
    }

    /// The last instant of all that has been decided by then.
    private func lastDecided(of task: Int64, _ versions: [VersionRecord], by now: Instant) throws(StoreError)
        -> Instant?
    {
        for version in versions.reversed() {
            let row = try connection.statement(Self.rowAtSQL).first(
                task,
                version.version,
                now,
                read: Self.readEntry
            )
            if let row { return row.until }
        }
        return nil
    }

    /// What made the task's state what it is.
    func lastChange(of task: Int64) throws(StoreError) -> StateChangeRecord? {
        let newest = Instant(milliseconds: .max)
        return try connection.statement(Self.changeBeforeSQL).first(task, newest, read: Self.readChange)
    }

    /// When the task's pause of then was to end by itself.
    func pauseEnd(_ facts: InstantFacts, of task: Int64) throws(StoreError) -> Instant? {
        guard let change = facts.change, change.to == .paused else { return nil }
        return try connection.statement(Self.pauseUntilSQL).first(
            task,
            change.at,
            facts.nextChange?.at ?? Instant(milliseconds: .max)
        ) { $0.optionalInstant(0) } ?? nil
    }

    /// Whether a pause held what a row decides, and whether its schedule is the task's no more.
    func readHeld(
        _ entry: LedgerRecord,
        _ versions: [VersionRecord],
        of task: Int64,
        into facts: inout InstantFacts
    ) throws(StoreError) {
        facts.pausedAt =
            try connection.statement(Self.pausedAtSQL).first(task, entry.version, entry.nominalAt) {
                $0.optionalInstant(0)
            } ?? nil
        facts.replacedAt = versions.first { $0.version > entry.version }?.beganAt
    }
}

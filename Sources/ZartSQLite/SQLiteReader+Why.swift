package import Timetable
package import ZartCore

/// What is on record about one point in time of a task's life.
///
/// Each query finds a row or two by key; holds, sessions, clock events and the newest thousand orders are walked.
extension SQLiteReader {
    /// The facts about a time; nil if there is no task of that name.
    package func facts(task name: String, about question: InstantQuestion, now: Instant) throws(StoreError)
        -> InstantFacts?
    {
        try snapshot { () throws(StoreError) in
            guard let id = try taskID(name), let task = try task(named: name),
                let life = try connection.statement(Self.lifeSQL).first(id, read: Self.readLife)
            else { return nil }
            let versions = try versions(task: name)
            let question = try settled(question, of: task, id, versions, cursor: life.cursor, now: now)
            let clocks = task.timezone.flatMap(zones) ?? .utc
            let placed = question.placed(in: clocks, now: now)
            var facts = InstantFacts(
                task: task,
                createdAt: life.createdAt,
                lateGrace: life.lateGrace,
                cursor: life.cursor,
                at: placed.at
            )
            facts.place = placed.place
            facts.clocks = clocks
            facts.jitter = life.jitter
            facts.maxOccurrences = life.maxOccurrences
            facts.pendingAt = life.pendingAt
            try placeOnClocksOfThen(versions, question, of: id, now: now, into: &facts)
            try readSchedule(versions, question, of: id, now: now, into: &facts)
            try readLedger(versions, of: id, into: &facts)
            try readRules(of: id, into: &facts)
            facts.backfilled = try connection.statement(Self.backfilledSQL).first(id, facts.at) {
                row throws(StoreError) in (row.text(0), try row.word(1))
            }
            try readLife(of: id, now: now, into: &facts)
            try readWork(of: id, now: now, into: &facts)
            return facts
        }
    }

    private typealias Life = (
        createdAt: Instant, lateGrace: Duration, maxOccurrences: Int?, cursor: Instant, pendingAt: Instant?,
        jitter: Duration?
    )

    private static func readLife(_ row: borrowing Row) -> Life {
        (
            row.instant(0), row.optionalDuration(1) ?? .zero, row.optionalInt(2), row.instant(3),
            row.optionalInstant(4), row.optionalDuration(5)
        )
    }

    // MARK: The schedule

    /// Where the version in force had another zone than the task has now, its clocks are meant.
    private func placeOnClocksOfThen(
        _ versions: [VersionRecord],
        _ question: InstantQuestion,
        of task: Int64,
        now: Instant,
        into facts: inout InstantFacts
    ) throws(StoreError) {
        guard let version = try meantVersion(versions, question, of: task, facts, now: now),
            let zone = version.recurrence.zone(zones), zone.name != facts.clocks.name
        else { return }
        let placed = question.placed(in: zone, now: now)
        var other = facts
        (other.at, other.place, other.clocks) = (placed.at, placed.place, zone)
        // A time of day may have been of another version on those clocks.
        guard try meantVersion(versions, question, of: task, other, now: now)?.version == version.version
        else {
            return
        }
        facts = other
    }

    /// The version in force at the time, and the instant of it that was meant.
    private func readSchedule(
        _ versions: [VersionRecord],
        _ question: InstantQuestion,
        of task: Int64,
        now: Instant,
        into facts: inout InstantFacts
    ) throws(StoreError) {
        guard let version = try meantVersion(versions, question, of: task, facts, now: now) else { return }
        if question.isNewest, let end = version.endedAt { facts.at = min(facts.at, end) }
        facts.version = version
        facts.zone = version.recurrence.zone(zones)
        if case .afterCompletion = version.recurrence {
            facts.at = try meantEntry(question, of: task, version.version, facts, now: now) ?? facts.at
            return
        }
        facts.schedule = schedule(of: version)
        guard let schedule = facts.schedule else { return }
        switch facts.place {
        case .plain: facts.at = question.meant(facts.at, by: schedule)
        case .repeated(_, let first, let last):
            // Of a time that comes twice the one that counts is meant.
            if schedule.next(after: first - .milliseconds(1)) != first,
                schedule.next(after: last - .milliseconds(1)) == last
            {
                facts.at = last
            }
        case .gap: break
        }
    }

    /// The version whose instant was meant, or else the one that was in force.
    private func meantVersion(
        _ versions: [VersionRecord],
        _ question: InstantQuestion,
        of task: Int64,
        _ facts: InstantFacts,
        now: Instant
    ) throws(StoreError) -> VersionRecord? {
        // A time is written to the second or the minute at best, and a version may begin within it.
        let reach = facts.at + question.unit
        let begun = versions.filter { min($0.beganAt, $0.anchor) < reach }
        guard !question.isNewest else {
            // One that has just begun has no newest instant yet: the one before has.
            return begun.last { newestInstant(of: $0, through: facts.at) != nil } ?? begun.last
        }
        let inForce = begun.last { min($0.beganAt, $0.anchor) <= facts.at }
        for version in begun where version.version >= inForce?.version ?? 0 {
            let first: Instant?
            if case .afterCompletion = version.recurrence {
                first = try meantEntry(question, of: task, version.version, facts, now: now)
            } else {
                first = schedule(of: version)?.next(after: facts.at - .milliseconds(1))
            }
            if let first, first < reach, first <= version.endedAt ?? first { return version }
        }
        return inForce ?? begun.first
    }

    func schedule(of version: VersionRecord) -> Schedule? {
        try? Schedule(
            version.recurrence,
            zone: version.recurrence.zone(zones),
            anchor: version.anchor,
            includesAnchor: version.includesAnchor
        )
    }

    /// The last instant of a version up to then; of instants that follow from completions only the rows tell.
    func newestInstant(of version: VersionRecord, through time: Instant) -> Instant? {
        if case .afterCompletion = version.recurrence { return time }
        let end = [version.endedAt, version.endingAt, time].compactMap(\.self).min() ?? time
        return schedule(of: version)?.last(after: version.anchor - .milliseconds(1), through: end)
    }

    /// The instant on record that was meant, where none can be worked out.
    private func meantEntry(
        _ question: InstantQuestion,
        of task: Int64,
        _ version: Int,
        _ facts: InstantFacts,
        now: Instant
    ) throws(StoreError) -> Instant? {
        let at = facts.at
        if question.isNewest {
            // Of the time to come only the next one is known, and that only while none runs.
            guard at <= now else { return facts.pendingAt.flatMap { now < $0 && $0 <= at ? $0 : nil } }
            return try connection.statement(Self.rowAtSQL).first(task, version, at, read: Self.readEntry)?
                .until
        }
        let next = try connection.statement(Self.rowAfterSQL).first(
            task,
            version,
            at - .milliseconds(1),
            read: Self.readEntry
        )
        let meant = next?.nominalAt ?? facts.pendingAt.flatMap { $0 >= at ? $0 : nil }
        return meant.flatMap { $0 < at + question.unit ? $0 : nil }
    }

    // MARK: The ledger

    private func readLedger(_ versions: [VersionRecord], of task: Int64, into facts: inout InstantFacts)
        throws(StoreError)
    {
        guard let version = facts.version else { return }
        let at = facts.at
        let row = try connection.statement(Self.rowAtSQL).first(
            task,
            version.version,
            at,
            read: Self.readEntry
        )
        if let row, row.until >= at {
            facts.entry = row
            facts.before = try connection.statement(Self.rowAtSQL).first(
                task,
                version.version,
                row.nominalAt - .milliseconds(1),
                read: Self.readEntry
            )
        } else {
            facts.before = row
        }
        facts.after = try connection.statement(Self.rowAfterSQL).first(
            task,
            version.version,
            facts.entry?.until ?? at,
            read: Self.readEntry
        )
        facts.prunedThrough =
            try connection.statement(Self.prunedSQL).first(task, version.version) { $0.optionalInstant(0) }
            ?? nil
        // Earlier versions that reached beyond this one's begin: the clock was set back in between.
        for other in versions
        where other.version < version.version && (other.endedAt.map { $0 >= at } ?? false) {
            let row = try connection.statement(Self.rowAtSQL).first(
                task,
                other.version,
                at,
                read: Self.readEntry
            )
            guard let row, row.until >= at else { continue }
            if facts.entry == nil { facts.entry = row } else { facts.twin = row }
        }
        if let entry = facts.entry { try readHeld(entry, versions, of: task, into: &facts) }
        if let into = facts.entry?.into, let entry = facts.entry {
            let row = try connection.statement(Self.rowAtSQL).first(
                task,
                entry.version,
                into,
                read: Self.readEntry
            )
            facts.intoEntry = row.flatMap { $0.until >= into ? $0 : nil }
        }
    }

    /// The rules of when it was decided, which a change may have replaced since.
    private func readRules(of task: Int64, into facts: inout InstantFacts) throws(StoreError) {
        guard let entry = facts.entry else { return }
        var decided = entry.decision == .started ? entry.decidedAt : entry.resolvedAt ?? entry.decidedAt
        if entry.decision == .skippedOverlap, let lost = entry.resolvedAt {
            facts.isDisplaced =
                try connection.statement(Self.displacingSQL)
                .first(task, entry.version, entry.nominalAt, lost) { _ in true } ?? false
            // Otherwise it was the change itself that let it wait no longer.
            if !facts.isDisplaced { decided = lost + .milliseconds(1) }
        }
        let rules = try connection.statement(Self.rulesThenSQL).first(task, decided) { row in
            (
                overlap: row.optionalText(0).flatMap { OverlapPolicy(text: $0) },
                missed: row.optionalText(1).flatMap { MissedPolicy(text: $0) },
                lateGrace: row.optionalDuration(2), maxOccurrences: row.optionalInt(3),
                jitter: row.optionalDuration(4)
            )
        }
        guard let rules else { return }
        facts.overlap = rules.overlap ?? facts.overlap
        facts.missed = rules.missed ?? facts.missed
        facts.lateGrace = rules.lateGrace ?? facts.lateGrace
        (facts.maxOccurrences, facts.jitter) = (rules.maxOccurrences, rules.jitter)
    }

    // MARK: Who held it, who worked

    private func readLife(of task: Int64, now: Instant, into facts: inout InstantFacts) throws(StoreError) {
        let at = facts.at
        facts.change = try connection.statement(Self.changeThenSQL).first(task, at, read: Self.readChange)
        facts.nextChange = try connection.statement(Self.changeAfterSQL).first(
            task,
            at,
            read: Self.readChange
        )
        facts.lastChange = try lastChange(of: task)
        facts.pauseUntil = try pauseEnd(facts, of: task)
        if let entry = facts.entry, entry.decision == .missed || entry.decision == .expired {
            let end = entry.resolvedAt ?? entry.decidedAt
            let change = try connection.statement(Self.changeAfterSQL).first(
                task,
                end - .milliseconds(1),
                read: Self.readChange
            )
            facts.stop = change.flatMap { $0.to == .stopped && $0.at == end ? $0 : nil }
        }
        try readHolds(into: &facts)
        facts.session = try connection.statement(Self.sessionAtSQL).first(at, read: Self.readSession)
        facts.sessionBefore = try connection.statement(Self.sessionBeforeSQL).first(
            at,
            read: Self.readSession
        )
        facts.sessionAfter = try connection.statement(Self.sessionAfterSQL).first(at, read: Self.readSession)
        if let entry = facts.entry {
            facts.sessionDeciding = try connection.statement(Self.sessionAtSQL)
                .first(entry.decidedAt - .seconds(1), read: Self.readSession)
        }
        let worker = try presentWorker(at: now)
        facts.lateness = worker.lateness(of: facts.task.handler, among: try handlers(of: worker))
        let decided = facts.entry?.decidedAt ?? now
        let waited = facts.entry.flatMap {
            $0.decision == .buffered ? now : $0.heldBy == nil ? nil : $0.resolvedAt
        }
        facts.pauses = try pauses(of: task, after: facts.effective, through: waited ?? decided)
        facts.clockSteps = try connection.statement(Self.clockStepsSQL).all(
            min(at, decided),
            max(at, decided)
        ) { ClockStepRecord(at: $0.instant(0), delta: .milliseconds($0.int64(1))) }
        if facts.entry?.decision == .excluded {
            facts.skipOrder = try connection.statement(Self.skipOrderSQL).first(
                task,
                max(at, decided)
            ) { row throws(StoreError) in try Self.readOrder(row, from: 0) }
        }
    }

    private func pauses(of task: Int64, after due: Instant, through decided: Instant) throws(StoreError)
        -> [PauseSpan]
    {
        try connection.statement(Self.pausesSQL).all(task, due, decided) { row in
            PauseSpan(
                isOfEverything: row.bool(0),
                beganAt: row.instant(1),
                endedAt: row.optionalInstant(2),
                actor: row.text(3),
                terminal: row.text(4),
                note: row.optionalText(5)
            )
        }
    }

    /// What was recorded as paused was so when it was decided, which may be long after it came.
    private func readHolds(into facts: inout InstantFacts) throws(StoreError) {
        let rows = HoldRows(connection)
        var time = facts.effective
        if let entry = facts.entry, entry.decision == .paused { time = max(time, entry.decidedAt) }
        facts.hold = try rows.hold(at: time)
        facts.holdNow = try rows.hold()
        facts.rules = try rows.rules().filter { $0.tasks.matches(facts.task.name) }
    }

    private func readWork(of task: Int64, now: Instant, into facts: inout InstantFacts) throws(StoreError) {
        let name = facts.task.name
        if let id = facts.entry?.execution { facts.execution = try detail(id: id) }
        if let entry = facts.entry, facts.execution != nil || facts.wait(until: now) != nil {
            facts.workers = try connection.statement(Self.sessionsWithinSQL).all(
                entry.decidedAt,
                facts.execution?.runs.first?.startedAt ?? entry.resolvedAt ?? now,
                read: Self.readSession
            )
        }
        if let id = facts.entry?.heldBy {
            let freeing = try facts.entry.flatMap { entry throws(StoreError) in
                try self.freeing(entry, of: task)
            }
            facts.holder = try detail(id: freeing ?? id)
        }
        if let entry = facts.entry {
            if entry.decision == .buffered {
                try readPresentHolder(of: entry, of: task, now: now, into: &facts)
            }
            try readNeighbours(of: entry, of: task, into: &facts)
        }
        facts.usual = try statistics(tasks: [name])[name]
        if facts.holder != nil { facts.usualSteps = try usualSteps(task: name, limit: 20) }
        if facts.at > facts.cursor {
            facts.active = try connection.statement(Self.activeSQL).all(task) { $0.text(0) }
        }
    }

    /// Who has the slot that an instant waits for, once the one that had it first has ended.
    private func readPresentHolder(
        of entry: LedgerRecord,
        of task: Int64,
        now: Instant,
        into facts: inout InstantFacts
    ) throws(StoreError) {
        let open = try connection.statement(Self.openThenSQL).all(task, now, "") { $0.text(0) }
        facts.isSlotFree = facts.task.overlap.maximum.map { open.count < $0 } ?? true
        guard let first = open.first, !open.contains(where: { $0 == entry.heldBy }) else { return }
        facts.holder = try detail(id: first)
        facts.heldNow = now
    }

    /// Who had to go for it, and who else was there when it found no slot.
    private func readNeighbours(of entry: LedgerRecord, of task: Int64, into facts: inout InstantFacts)
        throws(StoreError)
    {
        if entry.decision == .started {
            facts.displaced = try connection.statement(Self.displacedSQL).all(task, entry.decidedAt) {
                $0.text(0)
            }
        } else if let holder = facts.holder?.execution.id ?? entry.heldBy {
            facts.otherHolders = try connection.statement(Self.openThenSQL).all(task, facts.moment, holder) {
                $0.text(0)
            }
        }
    }

    /// Whose end gave an instant the slot that it waited for: of several that held one it need not be the one that was
    /// named when it began to wait.
    private func freeing(_ entry: LedgerRecord, of task: Int64) throws(StoreError) -> String? {
        guard entry.decision == .started, let freed = entry.resolvedAt else { return nil }
        return try connection.statement(Self.freeingSQL).first(task, entry.decidedAt, freed) { $0.text(0) }
    }
}

internal import Timetable
internal import ZartCore

extension Doctor {
    /// Where one schedule version of a task follows another: the one before it has decided what fell due under it.
    struct VersionJoints {
        private let task: TaskRow
        /// What is on record of its states, in order: when it came to a rest, stopped or finished, or went on.
        private let changes: [(at: Instant, rests: Bool)]
        /// Whether earlier changes of its state were pruned.
        private let isPruned: Bool
        /// By how much instants were put off at most: one that has yet to come under the old schedule is the new one's.
        private let jitter: Duration

        init(of task: TaskRow, _ snapshot: Snapshot) throws(StoreError) {
            self.task = task
            var changes: [(at: Instant, rests: Bool)] = []
            var first = 0
            try snapshot.each(
                "SELECT at, to_state, min(number) OVER () FROM zart_state_changes WHERE task = ?1 ORDER BY number",
                task.id
            ) { row in
                first = row.int(2)
                changes.append((row.instant(0), ["stopped", "finished"].contains(row.text(1))))
            }
            self.changes = changes
            isPruned = first > 0
            var jitter = Duration.zero
            try snapshot.each(
                "SELECT max(iif(json_valid(spec), spec ->> 'jitterMs', 0)) FROM zart_specs WHERE task = ?1",
                task.id
            ) { row in jitter = row.optionalDuration(0) ?? .zero }
            self.jitter = jitter
        }

        /// Looks for instants after the end of a version that were due before the next one, or a stop, took over.
        func examine(
            _ older: VersionRow,
            _ newer: VersionRow,
            _ snapshot: Snapshot,
            _ findings: inout Findings
        ) {
            guard case .enumerated(let instants) = older.instants(zones: snapshot.zones),
                let ended = older.endedAt,
                // One that was replaced in the millisecond it began has left no specification, and so no jitter.
                older.beganAt < newer.beganAt,
                // What came first is not told then.
                !snapshot.clock.wasRepeated(older.beganAt), !snapshot.clock.wasRepeated(newer.beganAt)
            else { return }
            var through = min(newer.beganAt, newer.beginning)
            if let limit = older.limit(in: task) { through = min(through, limit) }
            // A version that has come to a rest is not gone on with: it ends with the first of them, or never lived.
            guard changes.last(where: { $0.at <= older.beganAt })?.rests != true else { return }
            let rests = changes.filter { $0.rests && older.beganAt <= $0.at && $0.at < newer.beganAt }
            let rest = rests.map(\.at).min()
            if let rest { through = min(through, rest) }
            let isKnown = !isPruned || changes.first.map { $0.at <= older.beganAt } ?? false
            guard rest != nil || isKnown, ended < through else { return }
            let last = through - jitter
            guard let first = instants.next(after: ended), first <= last else { return }
            let missing = instants.count(after: ended, through: last, limit: 100_000)
            let others = missing > 1 ? " and \(missing - 1) after it" : ""
            findings.fault(
                "\(first.shortDescription)\(others) of task '\(task.name)' came after the end of version "
                    + "\(older.version) and before the begin of version \(newer.version): no decision can be on record"
            )
        }
    }
}

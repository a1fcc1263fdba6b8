internal import Timetable

extension Doctor {
    /// A walk along one version's instants and its ledger rows, in step.
    struct LedgerWalk {
        /// Where more instants than this lack a decision, they are not counted any further.
        private static let countedGap = 100_000

        private let label: String
        private let instants: Enumeration?
        private let start: Instant
        private let end: Instant
        private let limit: Instant?
        private let pruned: PrunedTally
        /// Everything up to here has been looked at.
        private var position: Instant
        /// Instants without a row that lie where rows were pruned.
        private var withoutRow = 0
        /// How many instants the rows speak for.
        private(set) var decided = 0

        init(
            _ label: String,
            _ version: VersionRow,
            _ task: TaskRow,
            instants: Enumeration?,
            _ pruned: PrunedTally
        ) {
            self.label = label
            self.instants = instants
            self.pruned = pruned
            // What follows from completions, or cannot be enumerated, is only held against the other rows.
            start = instants?.start ?? Instant(milliseconds: .min)
            end = version.end(in: task)
            limit = version.limit(in: task)
            position = start
        }

        mutating func visit(nominal: Instant, until: Instant, count: Int, _ findings: inout Doctor.Findings) {
            decided += count
            defer { position = max(position, until) }
            let place = nominal.shortDescription
            if nominal <= position {
                let reason = nominal <= start ? "is before its first instant" : "has two decisions"
                findings.fault("\(place) in \(label) \(reason)")
                return
            }
            if until > end {
                let after = limit.map { until > $0 } ?? false ? "the task's end" : "the cursor"
                findings.fault("\(until.shortDescription) in \(label) is decided, beyond \(after)")
            }
            guard let instants else { return }
            var isInstant = true
            if instants.next(after: position) != nominal {
                gap(before: nominal, instants, &findings)
                isInstant = instants.contains(nominal)
            }
            guard isInstant else {
                findings.fault("\(place) in \(label) has a decision but is no instant of its recurrence")
                return
            }
            guard count != 1 || until != nominal else { return }
            guard instants.contains(until) else {
                findings.fault(
                    "\(until.shortDescription) in \(label) ends a span but is no instant of its recurrence"
                )
                return
            }
            let found = instants.count(after: nominal - .milliseconds(1), through: until, limit: count + 1)
            if found != count {
                let number = found > count ? "more than \(count)" : "\(found)"
                findings.fault(
                    "the span from \(place) to \(until.shortDescription) in \(label) says \(count), but the "
                        + "recurrence has \(number) instants there"
                )
            }
        }

        mutating func finish(_ findings: inout Doctor.Findings) {
            guard let instants else { return }
            gap(before: end + .milliseconds(1), instants, &findings)
            if withoutRow != pruned.count {
                let found = withoutRow > pruned.count ? "more" : "\(withoutRow)"
                findings.fault(
                    "\(label): \(pruned.count) decisions were pruned, but \(found) instants there have no row"
                )
            }
        }

        /// Accounts for the instants between the last row and the next one, which have no row.
        private mutating func gap(
            before nominal: Instant,
            _ instants: Doctor.Enumeration,
            _ findings: inout Doctor.Findings
        ) {
            let last = nominal - .milliseconds(1)
            var from = position
            if let through = pruned.through, through > from {
                withoutRow += instants.count(
                    after: from,
                    through: min(last, through),
                    limit: max(0, pruned.count - withoutRow) + 1
                )
                from = through
            }
            guard let first = instants.next(after: from), first <= last else { return }
            let missing = instants.count(after: from, through: last, limit: LedgerWalk.countedGap)
            let others = missing > 1 ? " and \(missing - 1) after it have" : " has"
            findings.fault("\(first.shortDescription)\(others) no decision in \(label)")
        }
    }
}

internal import ZartCore

extension Doctor {
    /// How many executions of a task were allowed at once, as its specifications said from time to time.
    struct OverlapLimits {
        /// From that time on; a nil maximum is none.
        private var stretches: [(from: Int64, maximum: Int?)] = []
        private let clock: ClockHistory

        init(of task: TaskRow, _ snapshot: Snapshot) throws(StoreError) {
            var stretches: [(from: Int64, maximum: Int?)] = []
            try snapshot.each(
                """
                SELECT at, CASE WHEN json_valid(spec) AND json_type(spec, '$.overlap') = 'text'
                    THEN json_extract(spec, '$.overlap') END, spec
                FROM zart_specs WHERE task = ?1 ORDER BY at
                """,
                task.id
            ) { row in
                let named = row.optionalText(1).flatMap { OverlapPolicy(text: $0) }
                let maximum = named.map(\.maximum) ?? OverlapLimits.maximum(somewhereIn: row.text(2))
                stretches.append((row.int64(0), maximum))
            }
            // What the task's own row says held at least from the last specification on.
            if let policy = OverlapPolicy(text: task.overlap) {
                stretches.append((stretches.last?.from ?? .min, policy.maximum))
            }
            self.stretches = stretches
            clock = snapshot.clock
        }

        var isEverFinite: Bool { stretches.contains { $0.maximum != nil } }

        /// The greatest maximum there ever was; nil is none.
        var greatest: Int? { Self.greatest(stretches) }

        /// The maximum at that time: where two specifications meet, the greater one.
        ///
        /// Where the clock was set back, one that bears another time may have been the one in force.
        func limit(at time: Int64) -> Int? {
            let next = stretches.firstIndex { $0.from > time } ?? stretches.endIndex
            let current = stretches[max(0, next - 1)].from
            var first = stretches[..<next].firstIndex { $0.from == current } ?? 0
            if current == time, first > 0 { first -= 1 }
            // One that began after the clock was set back may bear an earlier time than what it came after.
            while first > 0, clock.wasSetBack(from: time, to: stretches[first].from) { first -= 1 }
            let others = stretches.filter { stretch in
                stretch.from > time
                    ? clock.wasSetBack(from: stretch.from, to: time)
                    : clock.wasSetBack(from: current, to: stretch.from)
            }
            return Self.greatest(stretches[first..<max(1, next)] + others)
        }

        private static func greatest(_ stretches: some Sequence<(from: Int64, maximum: Int?)>) -> Int? {
            var greatest = 0
            for stretch in stretches {
                guard let maximum = stretch.maximum else { return nil }
                greatest = max(greatest, maximum)
            }
            return greatest
        }

        /// Looks for a policy anywhere in a specification of another form; nil, that is unlimited, if there is none.
        private static func maximum(somewhereIn spec: String) -> Int? {
            if spec.contains(OverlapPolicy.alwaysStart.description) { return nil }
            var found: Int?
            for single in [OverlapPolicy.skipIfRunning, .cancelAndRestart]
            where spec.contains(single.description) {
                found = 1
            }
            for part in spec.split(separator: "max-").dropFirst() {
                if let number = Int(part.prefix { $0.isASCII && $0.isNumber }) {
                    found = max(found ?? 0, number)
                }
            }
            return found
        }
    }
}

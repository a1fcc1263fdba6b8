extension Doctor {
    /// What one examination found: the first few sentences of each kind, and how many there were.
    struct Findings {
        /// How many sentences of a kind are shown; the others are only counted.
        private static let shown = 5

        private var faults: [String] = []
        private var notes: [String] = []
        private(set) var faultCount = 0
        private var noteCount = 0
        private var excuseCount = 0

        /// Records a broken promise; the sentence names the culprit.
        mutating func fault(_ sentence: String) {
            faultCount += 1
            if faults.count < Findings.shown { faults.append(sentence) }
        }

        /// Records something that cannot be verified, and is no fault.
        mutating func note(_ sentence: String) {
            noteCount += 1
            if notes.count < Findings.shown { notes.append(sentence) }
        }

        /// Records a row whose times contradict each other because the clock was set back between them.
        mutating func excuse() { excuseCount += 1 }

        /// Records a fault, unless the clock was set back so that the later time could come to be written first.
        mutating func fault(
            _ sentence: String,
            unless clock: ClockHistory,
            turnedBackFrom later: Int64,
            to earlier: Int64
        ) {
            if clock.wasSetBack(from: later, to: earlier) { excuse() } else { fault(sentence) }
        }

        func check(_ name: String, verified: String) -> Check {
            var parts = faultCount == 0 ? [verified] : Findings.cut(faults, of: faultCount)
            parts += Findings.cut(notes, of: noteCount)
            if excuseCount > 0 {
                parts.append("\(counted(excuseCount, "row")) not judged: the clock was set back then")
            }
            return Check(name: name, ok: faultCount == 0, detail: parts.joined(separator: "; "))
        }

        private static func cut(_ sentences: [String], of count: Int) -> [String] {
            count > sentences.count ? sentences + ["and \(count - sentences.count) more"] : sentences
        }
    }
}

/// A number with its noun, as in `1 row` and `12 rows`.
func counted(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
}

/// The same with a plural that is not made by an `s`.
func counted(_ count: Int, _ noun: String, plural: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(plural)"
}

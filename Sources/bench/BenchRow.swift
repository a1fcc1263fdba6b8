/// One line of the table: a workload at one size.
struct BenchRow {
    let workload: String
    let n: Int
    let unit: String
    /// One figure a run; nothing where what was done is not what it should be.
    var samples: [Double] = []
    /// The floor's figures in the same unit, one before and one after each run.
    var floors: [(before: Double, after: Double)] = []
    /// What was not as it must be.
    var faults: [String] = []
    /// Settings as read back from the database.
    var settings = ""
    var cost: ProcessCost?
    /// How much dearer it is at its full size than at the small one, and what is allowed.
    var growth: (ratio: Double, limit: Double)?
    /// What else is known, in words.
    var note = ""

    var isVerified: Bool { faults.isEmpty }
    var isWithinGate: Bool { growth.map { $0.ratio <= $0.limit } ?? true }

    var median: Double? { samples.median }

    var floor: Double? { floors.flatMap { [$0.before, $0.after] }.median }

    /// Ours over the floor's, run by run.
    var ratio: Double? {
        guard floors.count == samples.count else { return nil }
        return zip(samples, floors).map { $0 / (($1.before + $1.after) / 2) }.median
    }

    /// Whether the floor moved by more than 15 % while a run went on.
    var isNoisy: Bool {
        floors.contains { max($0.before, $0.after) > 1.15 * min($0.before, $0.after) }
    }
}

extension [Double] {
    var median: Double? { quantile(0.5) }

    /// The value below which that part of all lies.
    func quantile(_ part: Double) -> Double? {
        guard !isEmpty else { return nil }
        let sorted = sorted()
        let place = part * Double(count - 1)
        let low = Int(place)
        guard low + 1 < count else { return sorted[low] }
        return sorted[low] + (sorted[low + 1] - sorted[low]) * (place - Double(low))
    }
}

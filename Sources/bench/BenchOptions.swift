internal import ZartSQLite

/// What is measured, and how.
struct BenchOptions {
    var workloads: [Workload] = []
    /// The size; each workload has its own when none is given.
    var n: Int?
    var durability = SQLiteStore.Durability.full
    var runs = 5
    var isJSON = false
    var showsHelp = false

    struct Wrong: Error, CustomStringConvertible {
        let description: String
    }

    init(_ words: [String]) throws {
        var words = words[...]
        func number(after option: String) throws -> Int {
            guard let word = words.popFirst(), let number = Int(word), number > 0 else {
                throw Wrong(description: "\(option) wants a number above 0")
            }
            return number
        }
        while let word = words.popFirst() {
            switch word {
            case "--n": n = try number(after: word)
            case "--runs": runs = try number(after: word)
            case "--json": isJSON = true
            case "--help", "-h": showsHelp = true
            case "--sync":
                guard let level = words.popFirst().flatMap(SQLiteStore.Durability.init), level != .off
                else {
                    throw Wrong(description: "--sync wants full or normal")
                }
                durability = level
            default:
                guard let workload = Workload(rawValue: word) else {
                    throw Wrong(
                        description: "'\(word)' is neither a workload nor an option: see bench --help"
                    )
                }
                workloads.append(workload)
            }
        }
        if workloads.isEmpty { workloads = Workload.allCases }
    }

    static let help = """
        bench [WORKLOAD…] [--n N] [--sync full|normal] [--runs 5] [--json]

        \(Workload.allCases.map { "  \($0.rawValue.padded(to: 10)) \($0.summary)" }.joined(separator: "\n"))

        Without a workload all are measured. Everything runs on databases of its own in $TMPDIR, which are removed.
        A row says no figure unless every step body, row and outcome was counted and is as it must be. Exit status: 0 all
        is well, 1 something was not as it must be, 2 wrong usage, 3 a cost grew with size beyond its gate.
        """
}

extension String {
    /// Filled up with blanks on the right.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }

    /// Filled up with blanks on the left.
    func indented(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - count)) + self
    }
}

/// What somebody who mistyped a name may have meant.
package enum NearestName {
    /// The nearest of the known names, if one is near: a few keys away, or begun with what was typed.
    package static func of(_ typed: String, among known: some Sequence<String>) -> String? {
        let typedBytes = Array(typed.utf8)
        let limit = typedBytes.count <= 3 ? 1 : max(2, typedBytes.count / 3)
        var best: (name: String, distance: Int)?
        for name in known where name != typed {
            let distance = distance(typedBytes, Array(name.utf8))
            if distance <= limit, distance < best?.distance ?? .max { best = (name, distance) }
        }
        if let best { return best.name }
        return typedBytes.count < 2 ? nil : known.first { $0.hasPrefix(typed) && $0 != typed }
    }

    /// The half of a sentence that asks; empty if no name is near.
    package static func question(_ typed: String, among known: some Sequence<String>) -> String {
        of(typed, among: known).map { "; did you mean '\($0)'?" } ?? ""
    }

    /// How many keys were left out, added, changed or swapped.
    static func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...second.count)
        for i in first.indices {
            var row = [i + 1]
            for j in second.indices {
                var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (first[i] == second[j] ? 0 : 1))
                if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
                    best = min(best, beforeLast[j - 1] + 1)
                }
                row.append(best)
            }
            beforeLast = last
            last = row
        }
        return last[second.count]
    }
}

/// The candidate most like a word, for "did you mean"; nil when none is near enough to help.
///
/// Nearness is the number of letters to insert, remove, exchange or swap with a neighbour.
package func nearestName(to word: String, among candidates: [String]) -> String? {
    let distances = candidates.map { ($0, editDistance(Array(word.utf8), Array($0.utf8))) }
    guard let best = distances.min(by: { $0.1 < $1.1 }) else { return nil }
    return best.1 <= max(1, word.utf8.count / 3) ? best.0 : nil
}

private func editDistance(_ from: [UInt8], _ to: [UInt8]) -> Int {
    var before: [Int] = []
    var above = Array(0...to.count)
    for row in from.indices {
        var line = [row + 1]
        for column in to.indices {
            let same = from[row] == to[column]
            var cost = min(above[column + 1] + 1, line[column] + 1, above[column] + (same ? 0 : 1))
            if row > 0, column > 0, from[row] == to[column - 1], from[row - 1] == to[column] {
                cost = min(cost, before[column - 1] + 1)
            }
            line.append(cost)
        }
        before = above
        above = line
    }
    return above[to.count]
}

internal import Canvas

extension DashboardState {
    /// The comparison on the screen, once it has been read.
    var diffPage: DiffPage? { snapshot.diff.flatMap { $0.ids == diff?.ids ? $0 : nil } }

    /// Its rows, all or those that differ.
    var shownDiff: [DiffPage.Row] {
        let rows = diffPage?.rows ?? []
        return diff?.isNarrow == true ? rows.filter { !$0.difference.isEmpty } : rows
    }

    /// Compares the two marked executions.
    mutating func compare(at moment: Int64) -> [Effect] {
        let marked = snapshot.executions.rows.filter { executions.marks.contains($0.id) }
        guard marked.count == 2 else {
            let key = settings.keys.name(.markToggle, .ascii)
            say("mark two executions to compare them (\(key)): \(marked.count) marked", .warn, at: moment)
            return [.redraw]
        }
        // The older one is what the newer is held against, whatever the list goes by.
        return showDiff(marked.sorted { $0.sequence < $1.sequence }.map(\.id))
    }

    /// Shows two executions side by side.
    mutating func showDiff(_ ids: [String]) -> [Effect] {
        diff = DiffState(ids, from: wayBack(from: .diff))
        turn(to: .diff)
        return [.redraw]
    }
}

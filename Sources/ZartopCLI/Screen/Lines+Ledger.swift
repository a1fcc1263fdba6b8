internal import Dashboard
internal import Timetable
internal import ZartCore

// How decisions, their reasons and comparisons become lines of the screen.

extension LedgerLine {
    init(_ entry: LedgerRecord) {
        self.init(
            "\(entry.version)/\(entry.nominalAt.milliseconds)",
            at: entry.nominalAt.milliseconds,
            until: entry.until.milliseconds,
            count: entry.count,
            decision: entry.decision.rawValue,
            decidedAt: entry.decidedAt.milliseconds
        )
        execution = entry.execution ?? ""
        heldBy = entry.heldBy ?? ""
        into = entry.into?.milliseconds
        spread = entry.spread.milliseconds
    }
}

extension WhyPage {
    init(_ explanation: Explanation, asked: Int64?) {
        self.init(
            explanation.facts.task.name,
            asked: asked,
            sentences: explanation.sentences.map(\.inOneLine),
            isStart: explanation.decision == .started || !explanation.isInstant
        )
        cause = (explanation.cause ?? "").inOneLine
    }
}

extension DiffPage {
    init(_ ids: [String], _ diff: ExecutionDiff) {
        self.init(ids)
        rows = diff.rows.map { compared in
            var row = Row(
                compared.label,
                compared.left.inOneLine,
                compared.right.inOneLine,
                difference: compared.difference
            )
            let (left, right) = compared.short
            if left != compared.left { row.short = .init(left: left.inOneLine, right: right.inOneLine) }
            return row
        }
    }
}

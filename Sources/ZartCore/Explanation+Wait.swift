internal import Timetable

/// How a start waited: for a slot, and for the end of what paused it meanwhile.
extension Explanation {
    /// What paused it while it waited for the slot that it got in the end, oldest first.
    var waitPauses: [PauseSpan] {
        guard facts.entry?.decision == .started, let wait = facts.wait(until: now) else { return [] }
        return facts.pauses.filter { pause in
            pause.beganAt < wait.upperBound && pause.endedAt.map { $0 > wait.lowerBound } ?? true
        }
    }

    /// That it waited, and what for, as time went; empty if it did not.
    func waitSentences(_ entry: LedgerRecord) -> [String] {
        guard let first = entry.heldBy, let resolved = entry.resolvedAt else { return [] }
        let pauses = waitPauses
        let span = (resolved - entry.decidedAt).brief
        // A pause of the task may have begun before one of everything and ended after it.
        guard let last = pauses.max(by: { ($0.endedAt ?? now) < ($1.endedAt ?? now) }) else {
            return ["it waited \(span) for a slot, until \(words.brief(resolved)): \(holderText(entry))"]
        }
        var sentences = ["it was buffered at \(words.brief(entry.decidedAt)): \(first) held the slot"]
        sentences += pauses.map(thenText)
        if let holder = facts.holder, let freed = lastEnd(of: holder, by: resolved),
            let end = last.endedAt, freed <= end
        {
            // Then it was nothing but the pause that kept it from starting.
            let what = last.isOfEverything ? "release" : "resume"
            sentences.append(
                "it started with the \(what): \(holder.execution.id) was the last to hold a slot, until "
                    + words.brief(freed)
            )
        } else {
            sentences.append(
                "it waited \(span) in all, for a slot and for the pause to end, until \(words.brief(resolved)): "
                    + holderText(entry)
            )
        }
        return sentences
    }

    /// When the last run of an execution that was over by then had ended.
    private func lastEnd(of holder: ExecutionDetail, by time: Instant) -> Instant? {
        holder.runs.compactMap(\.endedAt).filter { $0 <= time }.max()
    }
}

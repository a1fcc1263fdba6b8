internal import Timetable

/// How the task stands, for who asks why it does not run and names no time.
extension Explanation {
    /// The answer with what is so now and has not been said.
    func sentencesOfNow(besides said: [String]) -> [String] {
        var sentences = said
        // Of one that nothing has come of yet, the time of the question means nothing.
        if hasHadNoInstant { sentences[0] = "'\(facts.task.name)' has had no instant yet" }
        let isKnown = { (text: String) in sentences.contains { $0.contains(text) } }
        let pauses = pausesNow.filter { !isKnown($0.text) && !isKnown($0.past) }
        return sentences + pauses.map { "\($0.text): what falls due is held until it is \($0.end)" }
            + standing.filter { !isKnown($0.known) }.map(\.sentence)
    }

    /// Whether the first instant of its first schedule is still to come.
    private var hasHadNoInstant: Bool {
        guard !isInstant, before == nil, facts.schedule != nil, facts.version?.version == 1 else {
            return false
        }
        switch facts.task.effectiveState {
        case .active, .paused: return facts.task.occurrence == 0
        case .stopped, .finished: return false
        }
    }

    /// What keeps it from starting anything, with the part of each sentence that another may have said already.
    private var standing: [(sentence: String, known: String)] {
        var sentences: [(sentence: String, known: String)] = []
        switch facts.task.effectiveState {
        case .stopped:
            let who = facts.lastChange.flatMap {
                $0.to == .stopped ? "\(by($0)) at \(words.brief($0.at))" : nil
            }
            let text = "stopped\(who ?? "")"
            sentences.append(("the task is \(text): nothing fires until it is revived", text))
            return sentences
        case .finished:
            let reason =
                facts.lastChange.flatMap { $0.to == .finished ? $0.reason : nil } ?? "no instant is left"
            return [("the task is finished: \(reason)", "'\(facts.task.name)' was finished at")]
        case .paused, .active: break
        }
        let skips = facts.task.skips
        if skips > 0 {
            let text = skips == 1 ? "the next instant is skipped" : "the next \(skips) instants are skipped"
            sentences.append(("\(text): an operator asked for it", "asked for the next \(skips) to be"))
        }
        if let stillness { sentences.append(("\(stillness.cause): \(stillness.effect)", stillness.cause)) }
        return sentences
    }

    /// That nobody begins anything now; nil where a worker does.
    var stillness: (cause: String, effect: String)? {
        guard facts.isWorked else { return ("no worker runs", "nothing fires until one does") }
        return facts.drainingSince.map {
            ("the worker has been stopping since \(words.brief($0))", "nothing fires until another runs")
        }
    }
}

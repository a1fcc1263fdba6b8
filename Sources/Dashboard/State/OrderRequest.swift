/// What an operator asks of the engine, in the words of the command line.
package struct OrderRequest: Hashable, Sendable {
    /// Which backfill is to be ended for good by what follows `backfill`; nil if none is.
    static func endedBackfill(_ words: [String]) -> String? {
        let option = "--cancel"
        guard let place = words.firstIndex(where: { $0 == option || $0.hasPrefix("\(option)=") }) else {
            return nil
        }
        guard words[place] == option else { return String(words[place].dropFirst(option.count + 1)) }
        return place + 1 < words.count ? words[place + 1] : ""
    }

    /// The thing asked.
    package enum Verb: Hashable, Sendable {
        case cancel(execution: String)
        /// A cancel without a grace.
        case kill(execution: String)
        case trigger(task: String, regardless: Bool)
        case pause(task: String)
        case resume(task: String, missed: Missed?)
        case pauseAll
        case resumeAll(missed: Missed?)
        case skip(task: String, count: Int)
        case pauseSteps(steps: String, tasks: String)
        case resumeSteps(steps: String, tasks: String)
        case stop(task: String)
        case revive(task: String)
        case acknowledge(task: String, alarm: Int64)
        case retry(execution: String, step: String)
        /// With another payload, as JSON text, if one is given.
        case restart(execution: String, payload: String?)
        case rerun(execution: String, from: String)
        /// An execution under an id of its own, or the task's next occurrence; with a payload as JSON text, if one is given.
        case start(task: String, id: String?, payload: String?)
        /// What an execution waits for, with its data as JSON text.
        case event(execution: String, name: String, data: String?)
        /// What follows `backfill` on the command line.
        case backfill(words: [String])
        /// What follows `prune` on the command line.
        case prune(words: [String])
    }

    /// What a resume does with the instants missed meanwhile.
    package enum Missed: String, CaseIterable, Hashable, Sendable {
        case latest, skip, all
    }

    /// The thing asked.
    package var verb: Verb
    /// Why, in the operator's words; nil when not said.
    package var reason: String?
    /// When a pause ends by itself, as the operator wrote it; nil for one without an end.
    package var until: String?
    /// What is shown beside what is paused.
    package var note: String?

    /// Creates a request.
    package init(_ verb: Verb, reason: String? = nil, until: String? = nil, note: String? = nil) {
        self.verb = verb
        self.reason = reason
        self.until = until
        self.note = note
    }
}

/// What came of a request.
package struct OrderReport: Hashable, Sendable {
    /// What was asked.
    package var request: OrderRequest
    /// One sentence for the operator.
    package var message: String
    /// Whether it was done.
    package var isDone: Bool
    /// Whether it is on record and waits for a slot.
    package var isQueued: Bool

    /// Creates a report.
    package init(_ request: OrderRequest, message: String, isDone: Bool, isQueued: Bool = false) {
        self.isQueued = isQueued
        self.request = request
        self.message = message
        self.isDone = isDone
    }
}

internal import Dashboard
internal import Timetable
internal import ZartCore

/// Why instants were decided as they were; of a task's newest one the answer is kept while the task is as it was.
struct NewestReasons {
    /// Who holds the slot may have been restarted meanwhile, which the task does not show.
    private static let againAfter = Duration.seconds(20)

    private var known: (task: TaskRecord, at: Instant, page: WhyPage?)?

    /// The answer to the wish; nil when there is no such task.
    mutating func page(_ wish: WhyWish, of task: TaskRecord?, at now: Instant, _ reader: any StoreReader)
        throws(StoreError) -> WhyPage?
    {
        // What is late is told with the time it has waited.
        if let text = wish.text { return try page(text, wish, at: now, reader) }
        let mayBeKept = wish.at == nil && task.map { !$0.isLate(at: now) } ?? false
        if mayBeKept, let known, known.task == task, now >= known.at, now - known.at < Self.againAfter {
            return known.page
        }
        let question = wish.at.map { InstantQuestion.exactly(Instant(milliseconds: $0)) } ?? .newest(now)
        let page = try reader.facts(task: wish.task, about: question, now: now).map {
            WhyPage(Explanation($0, now: now), asked: wish.at)
        }
        if mayBeKept, let task { known = (task, now, page) }
        return page
    }

    /// The answer to a question as an operator wrote it.
    private func page(_ text: String, _ wish: WhyWish, at now: Instant, _ reader: any StoreReader)
        throws(StoreError)
        -> WhyPage?
    {
        guard let question = InstantQuestion(text: text, now: wish.at.map(Instant.init(milliseconds:)) ?? now)
        else {
            var page = WhyPage(
                wish.task,
                asked: nil,
                sentences: [InstantQuestion.complaint(of: text)],
                isStart: false
            )
            page.text = text
            return page
        }
        return try reader.facts(task: wish.task, about: question, now: now).map { facts in
            let explanation = Explanation(facts, now: now, isAboutNow: question == .newest(now))
            var page = WhyPage(explanation, asked: nil)
            page.text = text
            page.meant = facts.at.milliseconds
            return page
        }
    }
}

import Dispatch
import Testing
import Timetable
import Zart
import ZartCore
import ZartSQLite
import ZartTesting

extension TestWorker {
    /// What the store has to say about a task at a time.
    func explain(_ time: String, of task: String = "t") throws -> Explanation {
        let zones = EngineSettings().zones
        let reader = try SQLiteReader(path: path) { zones($0) }
        let question = try #require(InstantQuestion(text: time, now: now))
        return Explanation(try #require(try reader.facts(task: task, about: question, now: now)), now: now)
    }

    /// The sentences, with what differs from machine to machine left out.
    func why(_ time: String, of task: String = "t") throws -> [String] {
        try explain(time, of: task).sentences.map { sentence in
            sentence.replacing(/\(pid \d+ on [^)]*\)/, with: "(pid)")
        }
    }

    /// Lets time pass while the worker is stopped, as by a signal: what came meanwhile it finds when it goes on.
    func freeze(for duration: Duration) {
        let end = timeline.boot() + duration
        // Its queue is held, so that no wake-up reaches it before.
        engine.queue.sync {
            while timeline.pass(until: end) {}
        }
    }
}

func whyWorker(
    _ recurrence: Recurrence = .fixedDelay(.seconds(60)),
    overlap: OverlapPolicy = .skipIfRunning,
    missed: MissedPolicy = .latest,
    jitter: Duration? = nil,
    endingAt: Instant? = nil,
    maxOccurrences: Int? = nil,
    now: Instant = start,
    running handler: Script = Script.quick()
) throws -> TestWorker {
    let task = whyTask(
        recurrence,
        overlap: overlap,
        missed: missed,
        jitter: jitter,
        endingAt: endingAt,
        maxOccurrences: maxOccurrences,
        running: handler
    )
    return try TestWorker(now: now, settings: { _ in }, task)
}

/// The task of a ``whyWorker``, as it is defined from now on.
func whyTask(
    _ recurrence: Recurrence = .fixedDelay(.seconds(60)),
    overlap: OverlapPolicy = .skipIfRunning,
    missed: MissedPolicy = .latest,
    jitter: Duration? = nil,
    endingAt: Instant? = nil,
    maxOccurrences: Int? = nil,
    running handler: Script = Script.quick()
) -> (Worker.Builder) -> Worker.Builder {
    {
        $0.registerDurable("t", handler)
            .registerRecurringDurable(
                "t",
                idTemplate: "t-{occurrence}",
                recurrence: recurrence,
                overlap: overlap,
                missed: missed,
                payload: "hi",
                jitter: jitter,
                endingAt: endingAt,
                maxOccurrences: maxOccurrences
            )
    }
}

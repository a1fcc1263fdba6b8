internal import Timetable
internal import ZartCore

/// Executions as a timeline in the trace event format that Perfetto and chrome://tracing open.
///
/// One process is what was asked for. Executions that overlap in time have tracks of their own, and so have steps of
/// one execution that do; a step's attempts and back-offs lie within it. What has not ended reaches to now and says so.
/// The format: docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU.
struct TraceTimeline {
    private let name: String
    private let now: Instant
    /// When the last execution on each lane ended.
    private var lanes: [Instant] = []
    private var named: Set<Int> = []

    /// Tracks of one lane: its executions', and its steps'.
    private static let tracksOfLane = 1_000
    private static let process: Int64 = 1

    init(_ name: String, now: Instant) {
        self.name = name
        self.now = now
    }

    /// The event that names the process.
    var opening: JSONValue { Self.metadata("process_name", track: 0, [("name", .string(name))]) }

    /// The events of one execution; to be called for each in the order in which they were created.
    mutating func events(of detail: ExecutionDetail) -> [JSONValue] {
        let execution = detail.execution
        let runs = detail.runs.filter { $0.startedAt != nil }
        guard let first = runs.compactMap(\.startedAt).min() else { return [] }
        // A step that was told to stop ends after its execution.
        let steps = runs.flatMap(\.steps).map { $0.endedAt ?? ($0.isStopping ? now : first) }
        let end = max(first, execution.endedAt ?? now, steps.max() ?? first)
        let lane = lanes.firstIndex { $0 <= first } ?? lanes.count
        if lane == lanes.count { lanes.append(end) } else { lanes[lane] = end }
        var events: [JSONValue] = []
        let base = lane * Self.tracksOfLane
        name(base, lane == 0 ? "executions" : "executions (\(lane + 1))", &events)
        for run in runs {
            guard let start = run.startedAt else { continue }
            events.append(
                Self.complete(
                    run.run == 0 ? execution.id : "\(execution.id) run \(run.run)",
                    "run",
                    from: start,
                    to: run.endedAt ?? now,
                    track: base,
                    [
                        ("task", .string(execution.task)), ("status", .string(run.status.rawValue)),
                        ("trigger", .string(run.trigger.rawValue)), ("nominalAt", .time(execution.nominalAt)),
                        ("error", .text(run.error)), ("open", .bool(run.endedAt == nil)),
                    ]
                )
            )
            add(run, of: execution, lane, base, &events)
        }
        return events
    }

    private mutating func add(
        _ run: RunRecord,
        of execution: ExecutionRecord,
        _ lane: Int,
        _ base: Int,
        _ events: inout [JSONValue]
    ) {
        var tracks: [Instant] = []
        for step in run.steps where step.keptFrom == nil && step.status != .skipped {
            let end = max(step.startedAt, step.endedAt ?? (step.isStopping ? now : run.endedAt ?? now))
            let place = tracks.firstIndex { $0 <= step.startedAt } ?? tracks.count
            if place == tracks.count { tracks.append(end) } else { tracks[place] = end }
            let track = base + 1 + min(place, Self.tracksOfLane - 2)
            let title = place == 0 ? "steps" : "parallel steps \(place + 1)"
            name(track, lane == 0 ? title : "\(title) (\(lane + 1))", &events)
            events.append(
                Self.complete(
                    step.name,
                    "step",
                    from: step.startedAt,
                    to: end,
                    track: track,
                    [
                        ("execution", .string(execution.id)), ("run", .number(run.run)),
                        ("kind", .string(step.kind.rawValue)), ("status", .string(step.status.rawValue)),
                        ("error", .text(step.error)), ("open", .bool(step.endedAt == nil)),
                    ]
                )
            )
            add(step, until: end, track, &events)
        }
    }

    private func add(_ step: StepRecord, until end: Instant, _ track: Int, _ events: inout [JSONValue]) {
        for (index, attempt) in step.attempts.enumerated() {
            // Within the step, so that viewers nest it there.
            let start = min(max(attempt.startedAt, step.startedAt), end)
            let next = index + 1 < step.attempts.count ? step.attempts[index + 1].startedAt : end
            let stop = min(max(attempt.endedAt ?? next, start), end)
            events.append(
                Self.complete(
                    "attempt \(attempt.attempt)",
                    "attempt",
                    from: start,
                    to: stop,
                    track: track,
                    [
                        ("status", .string(attempt.status.rawValue)), ("error", .text(attempt.error)),
                        ("worker", .number(attempt.worker)), ("open", .bool(attempt.endedAt == nil)),
                    ]
                )
            )
            let isFollowed = index + 1 < step.attempts.count || step.status == .retrying
            guard isFollowed, min(next, end) > stop else { continue }
            events.append(
                Self.complete(
                    "back-off",
                    "back-off",
                    from: stop,
                    to: min(next, end),
                    track: track,
                    [("nextRetryAt", .time(attempt.nextRetryAt))]
                )
            )
        }
    }

    /// Names a track when it is first used.
    private mutating func name(_ track: Int, _ title: String, _ events: inout [JSONValue]) {
        guard named.insert(track).inserted else { return }
        events.append(Self.metadata("thread_name", track: track, [("name", .string(title))]))
        events.append(Self.metadata("thread_sort_index", track: track, [("sort_index", .number(track))]))
    }

    private static func metadata(
        _ what: String,
        track: Int,
        _ values: [(key: String, value: JSONValue)]
    ) -> JSONValue {
        .object([
            ("name", .string(what)), ("ph", .string("M")), ("pid", .number(process)), ("tid", .number(track)),
            ("args", .object(values)),
        ])
    }

    /// A complete event; times are microseconds.
    private static func complete(
        _ name: String,
        _ category: String,
        from start: Instant,
        to end: Instant,
        track: Int,
        _ values: [(key: String, value: JSONValue)]
    ) -> JSONValue {
        .object([
            ("name", .string(name)), ("cat", .string(category)), ("ph", .string("X")),
            ("ts", .number(start.milliseconds * 1_000)),
            ("dur", .number(max(0, (end - start).inMilliseconds) * 1_000)), ("pid", .number(process)),
            ("tid", .number(track)), ("args", .object(values)),
        ])
    }
}

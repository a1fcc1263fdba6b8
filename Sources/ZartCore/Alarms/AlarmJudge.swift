package import Timetable

/// Says which alarms a task's facts are worth: state in, conditions out.
///
/// Knows no clock and no store. An alarm is latched by who asks: it stays raised until its condition is not among
/// those of a judgement, and its kind not among those that could not be judged.
package enum AlarmJudge {
    /// What is the matter with a task, and when that may change without anything happening.
    package struct Judgement: Sendable, Hashable {
        package var conditions: [AlarmCondition] = []
        /// Executions of whose length nothing can be said now: what is raised of that stays.
        package var unmeasured: Set<String> = []
        /// Kinds that could not be judged: what is raised of them stays as it is.
        package var unjudged: Set<AlarmKind> = []
        /// The earliest time at which a judgement may come out otherwise by time alone.
        package var next: Instant?
        /// Executions of which it must be known how long they usually take, to judge them now.
        package var lacksUsual: [String] = []

        /// Counts a limit that lies in the past as exceeded, and one to come among what may change.
        fileprivate mutating func isExceeded(_ limit: Instant, at now: Instant) -> Bool {
            if limit <= now { return true }
            next = min(next ?? limit, limit)
            return false
        }
    }

    /// What becomes of raised alarms.
    package struct Changes: Sendable, Hashable {
        package var raised: [AlarmCondition]
        package var recovered: [RaisedAlarm]
    }

    package static func judge(_ facts: AlarmFacts, by rules: AlarmRules, now: Instant) -> Judgement {
        var judgement = Judgement()
        judgeDue(facts, rules, now, &judgement)
        for open in facts.open {
            judgeWaiting(open, facts, rules, now, &judgement)
            judgeLength(open, facts, rules, now, &judgement)
        }
        judgeStarved(facts, rules, &judgement)
        judgeFailures(facts, rules, &judgement)
        judgeSuccess(facts, rules, now, &judgement)
        judgeShortness(facts, rules, &judgement)
        if !facts.isStubbornKnown { judgement.unjudged.insert(.stubborn) }
        for step in facts.stubborn { judgement.conditions.append(stubborn(step)) }
        return judgement
    }

    /// Which alarms begin, and which end.
    package static func changes(of raised: [RaisedAlarm], to judgement: Judgement) -> Changes {
        let known = Set(raised.map(\.key))
        let present = Set(judgement.conditions.map(\.key))
        return Changes(
            raised: judgement.conditions.filter { !known.contains($0.key) },
            recovered: raised.filter {
                !present.contains($0.key) && !judgement.unjudged.contains($0.kind)
                    && !($0.kind == .longerThan && judgement.unmeasured.contains($0.subject))
            }
        )
    }

    // MARK: Late

    private static func judgeDue(
        _ facts: AlarmFacts,
        _ rules: AlarmRules,
        _ now: Instant,
        _ judgement: inout Judgement
    ) {
        guard facts.state == .active, let due = facts.due.map({ max($0, facts.activeSince ?? $0) }),
            let limit = rules.lateLimit
        else { return }
        guard facts.hasHandler else {
            guard judgement.isExceeded(due + limit, at: now) else { return }
            return judgement.conditions.append(
                AlarmCondition(
                    kind: .noHandler,
                    subject: "",
                    since: due,
                    sentence: "due since \(due.shortDescription), and no running worker has handler "
                        + "'\(facts.handler)'",
                    evidence: AlarmEvidence([
                        "dueAt": .time(due), "limitMs": .duration(limit), "handler": .text(facts.handler),
                    ])
                )
            )
        }
        // A worker that can run it decides it at once: late is what nobody did before, and only rules ask for that.
        guard rules.late != .standard, due + limit <= now else { return }
        judgement.conditions.append(
            AlarmCondition(
                kind: .late,
                subject: "",
                since: due,
                sentence: "due since \(due.shortDescription), not decided after \((now - due).roughText) "
                    + "(limit \(limit.operatorText))",
                evidence: AlarmEvidence([
                    "dueAt": .time(due), "lateMs": .duration(now - due), "limitMs": .duration(limit),
                ])
            )
        )
    }

    /// An execution that was dispatched and has not begun.
    ///
    /// It waits since it was dispatched: that its instant was decided late is told of the instant.
    private static func judgeWaiting(
        _ open: AlarmFacts.Open,
        _ facts: AlarmFacts,
        _ rules: AlarmRules,
        _ now: Instant,
        _ judgement: inout Judgement
    ) {
        guard open.startedAt == nil, !facts.isBeginning, let due = open.scheduledAt,
            let limit = rules.lateLimit,
            judgement.isExceeded(max(due, open.dispatchedAt ?? due) + limit, at: now)
        else { return }
        let why =
            if !facts.hasHandler {
                ": no running worker has handler '\(facts.handler)'"
            } else if let obstacle = open.obstacle {
                ": it waits for \(obstacle) to stop"
            } else {
                facts.isFull ? ": no slot is free" : ""
            }
        judgement.conditions.append(
            AlarmCondition(
                kind: .late,
                subject: open.id,
                execution: open.id,
                since: due,
                sentence: "\(open.id) was to begin at \(due.shortDescription) and has not after "
                    + "\(limit.operatorText)\(why)",
                evidence: AlarmEvidence([
                    "scheduledAt": .time(due), "limitMs": .duration(limit),
                    "waitsFor": open.obstacle.map { .text($0) },
                ])
            )
        )
    }

    // MARK: How long runs take

    private static func judgeLength(
        _ open: AlarmFacts.Open,
        _ facts: AlarmFacts,
        _ rules: AlarmRules,
        _ now: Instant,
        _ judgement: inout Judgement
    ) {
        guard let startedAt = open.startedAt else { return }
        let limit: Duration
        let measure: String
        var evidence: [(String, AlarmEvidence.Value?)] = []
        switch rules.longerThan {
        case .off: return
        case .at(let given): (limit, measure) = (given, "its limit of \(given.roughText)")
        case .standard:
            guard judgement.isExceeded(startedAt + AlarmRules.usualMargin, at: now) else { return }
            switch open.usual {
            case .unknown: return judgement.lacksUsual.append(open.id)
            case .unmeasured:
                judgement.unmeasured.insert(open.id)
                return
            case .p95(let p95, let samples):
                limit = AlarmRules.usualLimit(p95: p95)
                measure = "\(limit.roughText): 95 of 100 take up to \(p95.roughText)"
                evidence = [("p95Ms", .duration(p95)), ("samples", .number(samples))]
            }
        }
        // It may have ended while nobody was there, and its worker have yet to find out.
        if let since = open.watchedSince, !judgement.isExceeded(since + AlarmRules.findingOut, at: now) {
            judgement.unmeasured.insert(open.id)
            return
        }
        guard judgement.isExceeded(startedAt + limit, at: now) else { return }
        let id = open.id.isEmpty ? "its function" : open.id
        judgement.conditions.append(
            AlarmCondition(
                kind: .longerThan,
                subject: open.id,
                execution: open.id.isEmpty ? nil : open.id,
                since: startedAt,
                // For as long as it runs on.
                sentence: "\(id) runs since \(startedAt.shortDescription), for more than \(measure)",
                evidence: AlarmEvidence(
                    [
                        ("startedAt", .time(startedAt)), ("runningMs", .duration(now - startedAt)),
                        ("limitMs", .duration(limit)),
                    ] + evidence
                )
            )
        )
    }

    private static func judgeShortness(
        _ facts: AlarmFacts,
        _ rules: AlarmRules,
        _ judgement: inout Judgement
    ) {
        guard let minimum = rules.shorterThan.value(standard: nil),
            facts.state == .active || facts.state == .paused
        else { return }
        guard let last = facts.lastCompleted else {
            judgement.unjudged.insert(.shorterThan)
            return
        }
        guard last.duration < minimum else { return }
        judgement.conditions.append(
            AlarmCondition(
                kind: .shorterThan,
                subject: "",
                execution: last.id.isEmpty ? nil : last.id,
                since: last.endedAt,
                sentence: "\(last.id.isEmpty ? "its function" : last.id) completed after "
                    + "\(last.duration.roughText), less than \(minimum.operatorText)",
                evidence: AlarmEvidence([
                    "durationMs": .duration(last.duration), "minimumMs": .duration(minimum),
                    "endedAt": .time(last.endedAt),
                ])
            )
        )
    }

    // MARK: How ticks and executions end

    private static func judgeStarved(
        _ facts: AlarmFacts,
        _ rules: AlarmRules,
        _ judgement: inout Judgement
    ) {
        guard let limit = rules.starved.value(standard: AlarmRules.standardStarved), facts.state == .active
        else { return }
        // What a worker missed, or caught up on, takes nothing back.
        if facts.starving != nil { judgement.unjudged.insert(.starved) }
        guard let (skips, count, holder) = facts.starvation, count >= limit else { return }
        judgement.conditions.append(
            AlarmCondition(
                kind: .starved,
                subject: skips.heldBy,
                execution: skips.heldBy.isEmpty ? nil : skips.heldBy,
                since: skips.first,
                sentence: AlarmFacts.Skips.sentence(count, heldBy: skips.heldBy, since: holder.startedAt),
                evidence: AlarmEvidence([
                    "skipped": .number(count), "limit": .number(limit),
                    "heldBy": skips.heldBy.isEmpty ? nil : .text(skips.heldBy),
                    "firstNominalAt": .time(skips.first), "lastNominalAt": .time(skips.last),
                    "startedAt": holder.startedAt.map { .time($0) },
                ])
            )
        )
    }

    private static func judgeFailures(
        _ facts: AlarmFacts,
        _ rules: AlarmRules,
        _ judgement: inout Judgement
    ) {
        guard let limit = rules.failures.value(standard: AlarmRules.standardFailures),
            facts.state == .active || facts.state == .paused
        else { return }
        guard let streak = facts.streak else {
            judgement.unjudged.insert(.failures)
            return
        }
        guard streak.count >= limit else {
            if streak.isAtLeast, streak.count > 0 { judgement.unjudged.insert(.failures) }
            return
        }
        judgement.conditions.append(
            AlarmCondition(
                kind: .failures,
                subject: "",
                execution: streak.lastID.isEmpty ? nil : streak.lastID,
                since: streak.lastAt,
                sentence: streak.sentence,
                evidence: AlarmEvidence([
                    "failures": .number(streak.count), "limit": .number(limit),
                    "lastEndedAt": .time(streak.lastAt), "error": streak.error.map { .text($0) },
                ])
            )
        )
    }

    private static func judgeSuccess(
        _ facts: AlarmFacts,
        _ rules: AlarmRules,
        _ now: Instant,
        _ judgement: inout Judgement
    ) {
        guard let limit = rules.noSuccess.value(standard: nil) else { return }
        switch facts.state {
        case .stopped, .finished: return
        case .paused:
            // None is expected, but one by hand is one.
            if let last = facts.lastSuccess, now < last + limit { return }
            judgement.unjudged.insert(.noSuccess)
        case .active:
            guard let last = facts.lastSuccess else {
                judgement.unjudged.insert(.noSuccess)
                return
            }
            guard judgement.isExceeded(last + limit + facts.idle, at: now) else { return }
            let idle =
                facts.idle > .zero ? ", \(facts.idle.roughText) of a pause or a stop not counted" : ""
            judgement.conditions.append(
                AlarmCondition(
                    kind: .noSuccess,
                    subject: "",
                    since: last,
                    sentence: "no success since \(facts.hasSucceeded ? "" : "the task was made at ")"
                        + "\(last.shortDescription), which is more than \(limit.operatorText) ago\(idle)",
                    evidence: AlarmEvidence([
                        "lastSuccessAt": facts.hasSucceeded ? .time(last) : nil,
                        "limitMs": .duration(limit),
                        "idleMs": facts.idle > .zero ? .duration(facts.idle) : nil,
                    ])
                )
            )
        }
    }

    private static func stubborn(_ step: AlarmFacts.Stubborn) -> AlarmCondition {
        AlarmCondition(
            kind: .stubborn,
            subject: "\(step.execution)/\(step.step)",
            execution: step.execution,
            step: step.step,
            since: step.since,
            sentence: "step \(step.step) of \(step.execution) still runs although it was told to stop at "
                + step.since.shortDescription,
            evidence: AlarmEvidence(["toldAt": .time(step.since)])
        )
    }
}

extension Duration {
    /// To the second from ten seconds on, and to a tenth from one on: nobody reads the milliseconds of an hour.
    var roughText: String {
        if self >= .seconds(10) { return Duration.milliseconds(inMilliseconds / 1000 * 1000).operatorText }
        return self < .seconds(1) || inMilliseconds % 1000 == 0 ? operatorText : brief
    }
}

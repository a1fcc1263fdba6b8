/// What an operator wants to know of a task first: why it does not run, or what its next instant will do.
enum TaskOutlook {
    /// How it stands and what comes next, in one sentence; with who brought that about, where it has been read.
    ///
    /// With `stillness` nothing starts, for that reason.
    static func sentence(_ task: TaskLine, now: Int64, stillness: String? = nil, why: WhyPage? = nil)
        -> String
    {
        let cause = why?.cause ?? ""
        func stands(_ what: String) -> String {
            guard !cause.isEmpty else { return "\(task.state): \(what)" + also(task) }
            // Whoever paused or stopped the task is told with the note; who paused everything with another.
            return "\(cause): \(what)" + (task.isHeld ? also(task) : "")
        }
        switch task.state {
        case "paused":
            return stands("held until it is \(task.isHeld ? "released" : "resumed")")
        case "stopped": return stands("it never fires again unless revived")
        case "finished": return "finished: its schedule has no more instants" + also(task)
        case "late":
            let late = task.nextFireAt.map { " \(TimeText.span(max(0, now.since($0))))" } ?? ""
            let reason = stillness ?? (cause.isEmpty ? task.note : cause)
            return "late\(late): " + (reason.isEmpty ? "its instant has come and is not decided" : reason)
        default: break
        }
        // By its state alone nobody knows whether it was active.
        if task.isPruned { return "how it stood then, and what was to come, is no longer kept" }
        if let stillness { return stillness + also(task) }
        guard let next = task.nextFireAt else {
            return (task.running > 0 ? "fires again after it has ended" : "no instant is known") + also(task)
        }
        return coming(task, next, now: now) + also(task)
    }

    /// Why its newest instant did not start; nil when it did, and when that says nothing new.
    ///
    /// The date of today goes without saying.
    static func reason(_ task: TaskLine, _ why: WhyPage?, now: Int64) -> String? {
        guard let why, why.task == task.name, !why.isStart, task.state == "active" || task.state == "paused",
            let sentence = why.sentences.first
        else {
            return nil
        }
        let today = TimeText.date(now) + " "
        return sentence.hasPrefix(today) ? String(sentence.dropFirst(today.count)) : sentence
    }

    private static func also(_ task: TaskLine) -> String {
        [task.backfill, task.note].filter { !$0.isEmpty }.map { "; \($0)" }.joined()
    }

    private static func coming(_ task: TaskLine, _ next: Int64, now: Int64) -> String {
        let wait = TimeText.until(next, from: now)
        let when = next.since(now) < 86_400_000 ? (wait == "now" ? "now" : "in \(wait)") : "on \(wait)"
        if task.skips > 0 { return "the instant \(when) is left out" }
        let name = nextName(task)
        let rule = OverlapRule(task.overlap)
        let active = max(task.running, task.holders.count)
        guard active > 0 else { return "\(name) starts \(when)" }
        let holder = task.holders.first ?? task.last.flatMap { $0.isOpen ? $0.id : nil } ?? "the one before"
        guard let maximum = rule.maximum, active >= maximum else {
            return "\(name) starts \(when), beside the \(active) that run\(active == 1 ? "s" : "")"
        }
        switch rule.atCap {
        case .skip: return "the instant \(when) is skipped if \(holder) still runs"
        case .cancelOldest: return "\(name) starts \(when) and cancels \(holder) if it still runs"
        case .buffer(let limit, let keepsFirst):
            let waits = task.buffered == 1 ? "waits" : "wait"
            guard let limit, task.buffered >= limit else {
                guard task.buffered > 0 else { return "the instant \(when) waits for \(holder) to end" }
                return "the instant \(when) waits behind \(task.buffered) that \(waits) for \(holder)"
            }
            guard keepsFirst else {
                return "the instant \(when) takes the place of one that waits if \(holder) still runs"
            }
            return "the instant \(when) is dropped if \(holder) still runs: \(task.buffered) \(waits) already"
        }
    }

    /// The id its next execution will have, or its number where the template is not known.
    static func nextName(_ task: TaskLine) -> String {
        let template = task.template.utf8
        let token = "{occurrence}".utf8
        guard let start = template.indices.first(where: { template[$0...].starts(with: token) }) else {
            return "number \(task.occurrence)"
        }
        let end = template.index(start, offsetBy: token.count)
        return "\(task.template[..<start])\(task.occurrence)\(task.template[end...])"
    }

    /// What became of its newest execution, as pieces for a line: state, duration, step, age, error.
    static func last(_ task: TaskLine, now: Int64) -> (state: String, pieces: [String]) {
        guard let last = task.last else {
            let none = task.isPartlyPruned ? "what it did until then is no longer kept" : "has never run"
            return ("scheduled", [none])
        }
        var pieces = [last.id]
        guard last.isOpen else {
            let took = last.startedAt.flatMap { began in last.endedAt.map { $0.since(began) } }
            pieces.append(last.state + (took.map { " \(TimeText.length($0))" } ?? ""))
            if let end = last.endedAt {
                let age = TimeText.age(end, now: now)
                pieces.append(age == "now" ? "just now" : "\(age) ago")
            }
            if !last.note.isEmpty { pieces.append(last.note) }
            return (last.state, pieces)
        }
        var state = last.state
        if let began = last.startedAt {
            state += " \(TimeText.growing(now.since(began)))"
            if let p95 = task.p95 { state += " of p95 \(TimeText.length(p95))" }
        }
        pieces.append(state)
        if last.stepsKnown > 0 { pieces.append("step \(last.stepsDone)/\(last.stepsKnown)") }
        if let step = last.step {
            let attempt =
                last.attempt.map { $0 > 1 || last.state == "retrying" ? " attempt \($0)" : "" } ?? ""
            let most = attempt.isEmpty ? "" : last.attempts.map { "/\($0)" } ?? ""
            let again = last.nextRetryAt.map { " in \(TimeText.until($0, from: now))" } ?? ""
            pieces.append(step + attempt + most + again)
        }
        if !last.note.isEmpty { pieces.append(last.note) }
        return (last.state, pieces)
    }

    /// The share of executions that completed in the last 24 hours; nil when none ended.
    static func share(_ task: TaskLine) -> String? {
        guard task.endedInDay > 0 else { return nil }
        let share = Double(task.completedInDay) / Double(task.endedInDay)
        let tenths = Int((min(1, max(0, share)) * 1000).rounded(.down))
        return tenths == 1000 ? "OK 24h 100%" : "OK 24h \(tenths / 10).\(tenths % 10)%"
    }
}

internal import Dashboard
internal import Timetable
internal import ZartCore

// How tasks and what is the matter with them become lines of the screen.

extension TaskLine {
    init(_ task: TaskRecord) {
        self.init(task.name, state: task.effectiveState.rawValue, nextFireAt: task.dueAt?.milliseconds)
        occurrence = task.occurrence
        running = task.running
        buffered = task.buffered
        queuedRuns = task.queuedRuns
        overlap = task.overlap.description
        missed = task.missed.description
        canSkip = task.overlap.maximum != nil && task.overlap.atCap != .cancelOldest
        skipped = task.skipped
        schedule = task.recurrence.description
        timezone = task.timezone
        template = task.template ?? ""
        payload = task.payload
        isHeld = task.isHeld && task.state == .active
        if task.state == .paused { pause = PauseLine(note: task.note, until: task.pausedUntil?.milliseconds) }
        skips = task.skips
        let skipping = task.skips > 0 ? "next \(task.skips) skipped" : nil
        let told = (task.note ?? task.lastError)?.inOneLine
        note = [skipping, task.queuedPhrase, told].compactMap(\.self).joined(separator: "; ")
    }
}

extension AttentionLine {
    init(_ record: AttentionRecord, at now: Instant) {
        switch record {
        case .late(let task, let handler, let since, let reason):
            let why =
                switch reason {
                case .noWorker: "no worker runs"
                case .noHandler: "no running worker has handler '\(handler)'"
                case .draining: "its worker is stopping"
                case .busy: "its worker has not come to it"
                case .frozen(let silence):
                    silence.isDiskFull ? "its worker's disk is full" : "its worker is frozen"
                case .onRecord: "the worker on record had not come to it"
                case .unknown: "does the running worker have handler '\(handler)'?"
                }
            self.init(
                "late",
                subject: task,
                message: "late since \(HumanTime.clock(since).prefix(8)): \(why)"
            )
        case .retrying(let row):
            let step = row.step
            let error = (step?.error ?? row.error ?? "").inOneLine
            self.init(
                "retrying",
                subject: row.id,
                isExecution: true,
                message: "\(step?.name ?? "") failed \(step?.failures ?? 0) times: \(error)"
            )
        case .failing(let task, let streak):
            let count = "\(streak.isAtLeast ? "at least " : "")the last \(streak.count) failed"
            self.init(
                "failed",
                subject: task,
                message: "\(count), \(streak.lastID) with: \((streak.error ?? "").inOneLine)"
            )
        case .pausedByFailures(let task, _, let reason):
            self.init("failed", subject: task, message: "paused until it is resumed: \(reason.inOneLine)")
        case .stopping(let execution, let step, _, let successor):
            let waits = successor.map { "; \($0) waits for it" } ?? ""
            self.init(
                "cancelled",
                subject: execution,
                isExecution: true,
                message: "step \(step) has not stopped\(waits)"
            )
        case .alarm(let alarm):
            let sentence = HumanTime.shortened(alarm.attention.inOneLine, besides: now)
            self.init(alarm.mark, subject: alarm.task, message: sentence)
            self.alarm = alarm.id
            isAcknowledged = alarm.acknowledgement != nil
        case .untold(let alarm, let others, let isAtLeast):
            let message = alarm.untold(others: others, isAtLeast: isAtLeast)
            self.init("failed", subject: alarm.task, message: message.inOneLine)
        case .leaseExpired(let session, let silence):
            self.init(
                "late",
                subject: "w\(session)",
                message: silence.sentence(since: HumanTime.seconds(silence.since))
            )
            isWorker = true
        }
    }
}

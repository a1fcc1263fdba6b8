internal import Timetable
internal import ZartCore

/// Telling somebody of alarms: at least once, in order, tried again with growing waits, and never in a tick's way.
extension Engine {
    /// How many notices are on their way at a time.
    private static let mostDeliveries = 4

    /// Whether somebody is to be told of a task's alarms.
    func isAddressed(_ task: EngineTask) -> Bool { settings.notify != nil || task.alarms.hasHook }

    /// Has a notice delivered once it is durable.
    func queueNotice(_ notice: AlarmNotice, of task: EngineTask, at: Instant) {
        guard isAddressed(task) else { return }
        notices.put(PendingNotice(notice, task: task.id, dueAt: at))
        afterwards.append(.deliver)
    }

    /// Takes up what has yet to be delivered; what is on its way already is not sent twice.
    func takeUpNotices(_ pending: [PendingNotice]) {
        notices.put(pending)
        if !pending.isEmpty { afterwards.append(.deliver) }
    }

    /// Sends what is due, as far as there is room, and asks to be woken for the rest.
    func deliverNotices() {
        guard isWorking else { return }
        let at = now
        while delivering.count < Self.mostDeliveries,
            let next = notices.takeNext(due: at, besides: Set(delivering.values))
        {
            if canDeliver(next) { deliver(next) } else { notices.setAside(next.notice.id) }
        }
        guard delivering.count < Self.mostDeliveries, let next = notices.nextDue() else { return }
        let due = bootTime(of: next)
        // One timer is enough: whatever it finds asks again.
        if let deliveryDue, deliveryDue <= due { return }
        deliveryDue = due
        bootTimers.push(.deliver, at: due)
    }

    /// The time has come for a notice that had to wait.
    func deliveryIsDue() {
        // An older timer; the one that was armed for sooner has come, or is still to come.
        guard let due = deliveryDue, due <= port.timeline.boot() else { return }
        deliveryDue = nil
        afterwards.append(.deliver)
    }

    /// Whether this worker can run what is to be told; another one may have to.
    private func canDeliver(_ pending: PendingNotice) -> Bool {
        guard let task = tasks[pending.task] else { return false }
        return settings.notify != nil || settings.hook != nil || !task.alarms.hasHook
    }

    private func deliver(_ pending: PendingNotice) {
        guard let task = tasks[pending.task] else { return }
        let id = pending.notice.id
        let notify = settings.notify
        let hook = task.alarms.hasHook ? settings.hook : nil
        guard notify != nil || hook != nil else { return record(pending, .unaddressed) }
        delivering[id] = pending.task
        let call = HookCall(
            notice: pending.notice,
            failedAttempts: pending.attempts,
            conduct: task.conduct,
            definition: task.definition?.body
        )
        let port = port
        Task.detached(executorPreference: port.handlerExecutor, priority: .medium) {
            do {
                try await hook?(call)
                try await notify?(call.notice)
                port.post(.noticed(id: id, .delivered))
            } catch is CancellationError {
                port.post(.noticed(id: id, .left))
            } catch {
                port.post(.noticed(id: id, .failed(StepFailure(describing: error).message)))
            }
        }
    }

    /// A try has ended.
    func noticed(_ id: String, _ outcome: NoticeOutcome) {
        if let task = delivering.removeValue(forKey: id) { notices.release(task) }
        guard isWorking || role == .draining, let pending = notices[id] else { return }
        switch outcome {
        // The worker ends, and the next one goes on with it.
        case .left: return
        case .delivered:
            record(pending, .delivered)
            log(.info, "alarm-notice-delivered", task: pending.notice.task, "told of alarm: \(id)")
        case .failed(let error): failed(pending, error)
        }
        afterwards.append(.deliver)
    }

    private func failed(_ pending: PendingNotice, _ error: String) {
        var pending = pending
        pending.attempts += 1
        guard let wait = PendingNotice.wait(after: pending.attempts) else {
            record(pending, .failed, error: error)
            return log(
                .error,
                "alarm-notice-failed",
                task: pending.notice.task,
                "nobody could be told of alarm \(pending.notice.id), given up after \(pending.attempts) tries: \(error)"
            )
        }
        pending.dueAt = now + wait
        notices.put(pending)
        record(pending, .pending, error: error)
        log(
            .warn,
            "alarm-notice-failed",
            task: pending.notice.task,
            "nobody could be told of alarm \(pending.notice.id), tried again in \(wait.operatorText): \(error)"
        )
    }

    private func record(_ pending: PendingNotice, _ status: NoticeStatus, error: String? = nil) {
        let notice = pending.notice
        if status != .pending { notices.remove(notice.id) }
        add(
            .noticeAttempt(
                NoticeAttempt(
                    alarm: notice.number,
                    change: notice.change,
                    status: status,
                    attempts: pending.attempts + (status == .delivered ? 1 : 0),
                    dueAt: status == .pending ? pending.dueAt : nil,
                    error: error.map(Limits.cutError),
                    at: now
                )
            )
        )
    }

    func shiftNotices(by jump: Duration) { notices.shift(by: jump) }
}

/// What a hook is given: the notice, and what its task's job file says about the command.
package struct HookCall: Sendable {
    package let notice: AlarmNotice
    /// Tries that failed before this one.
    package let failedAttempts: Int
    /// As JSON text; nil for a task of a program.
    package let conduct: String?
    package let definition: String?
}

/// What came of a try to deliver a notice.
enum NoticeOutcome: Sendable {
    case delivered
    case failed(String)
    /// It goes on without this worker.
    case left
}

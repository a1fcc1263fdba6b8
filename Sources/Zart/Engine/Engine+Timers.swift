internal import Timetable
internal import ZartCore

extension Engine {
    /// The greatest number of tasks decided before what they decided is committed.
    private static var tickBatch: Int { 64 }

    /// Waits on the boot-time clock until a wall instant, as the wall clock stands now.
    func bootTime(of instant: Instant) -> Duration { port.timeline.boot() + (instant - now) }

    /// Whether a time has come that was left for the next turn.
    var hasDueTimer: Bool {
        guard role == .active || role == .draining || role == .standby, !isSettling else { return false }
        return (wallTimers.next.map { $0 <= now && isWorking } ?? false)
            || (bootTimers.next.map { $0 <= port.timeline.boot() } ?? false)
    }

    /// Does what is due, at most one batch of ticks.
    func runTimers() {
        if let jump = clock.observe(wall: now, boot: port.timeline.boot()) {
            switch role {
            case .active, .draining: clockWasSet(by: jump)
            // It is recorded when memory is read anew.
            case .broken:
                unrecordedJump += jump
                nextCatchUp += jump
            case .idle, .standby, .stopped: break
            }
        }
        endSettling()
        guard !isSettling else { return }
        let boot = port.timeline.boot()
        // One of them may be a takeover, after which what is due waits for what ended unseen.
        while !isSettling, let event = bootTimers.pop(due: boot) { fire(event) }
        guard isWorking, !isSettling else { return }
        let wall = now
        var ticks = 0
        while ticks < Self.tickBatch, let event = wallTimers.pop(due: wall) {
            if case .tick = event { ticks += 1 }
            fire(event)
        }
        if ticks > 0 { settings.faultPoint?(.ticksDecided) }
    }

    /// Asks to be woken when the next thing is due.
    func arm() {
        var next = bootTimers.next
        if isWorking, let wall = wallTimers.next {
            let boot = bootTime(of: wall)
            next = min(next ?? boot, boot)
        }
        if isSettling { next = settlesUntil }
        armedFor = next
        port.timeline.arm(at: next)
    }

    private func fire(_ event: TimerEvent) {
        switch event {
        case .tick(let task): tick(task)
        case .unpause(let task): unpause(task)
        case .expire(let task): expire(task)
        case .release: releaseInTime()
        case .due(let execution): becameDue(execution)
        case .step(let execution, let epoch, let name): stepWakes(execution, epoch, name)
        case .attemptLimit(let execution, let epoch, let name, let attempt):
            attemptLimitPassed(execution, epoch, name, attempt)
        case .executionLimit(let execution): executionLimitPassed(execution)
        case .overrun(let execution, let epoch): overran(execution, epoch)
        case .stubborn(let execution): nameStubborn(execution)
        case .wake(let execution): wake(execution)
        case .putAside(let execution, let epoch): putAside(execution, epoch)
        case .renewLease: renewLease()
        case .lookForOrders: lookForOrders()
        case .watchLease: watchLease()
        case .seekLock: seekLock()
        case .prune: prune()
        case .retryCommit: recover()
        case .graceOver: graceOver()
        case .alarms(let task): alarmsDue(task)
        case .deliver: deliveryIsDue()
        }
    }

    // MARK: The clock was set

    /// Records the jump, moves stored deadlines along, and begins new versions where cursors no longer make sense.
    private func clockWasSet(by jump: Duration) {
        let at = now
        unrecordedJump += jump
        add(.clockEvent(ClockEvent(delta: jump, at: at)))
        log(
            .warn,
            "clock-set",
            "the wall clock was set \(jump < .zero ? "back" : "forward") by \(Self.size(jump))"
        )
        nextCatchUp += jump
        for execution in executionsInOrder { shift(execution, by: jump) }
        shiftAlarms(by: jump)
        shiftNotices(by: jump)
        for task in tasksInOrder {
            // How long an instant may wait for a slot is a length of time, too.
            task.view.buffered = task.view.buffered.map { .init(nominal: $0.nominal, since: $0.since + jump) }
            correctCursor(task, at: at)
            armTick(task)
        }
    }

    /// Records a jump whose commit failed: stored deadlines must have moved before they are read anew.
    func recordJump() throws(StoreError) {
        guard unrecordedJump != .zero else { return }
        _ = try store.commit([.clockEvent(ClockEvent(delta: unrecordedJump, at: now))])
        unrecordedJump = .zero
    }

    private func shift(_ execution: EngineExecution, by jump: Duration) {
        execution.deadline = execution.deadline.map { $0 + jump }
        execution.clockShift += jump
        // What was asked for at a time to come waits for that; what was due already, and an instant's turn to be caught
        // up, is no time of the clock.
        let wasDue = execution.nominalAt != nil || execution.scheduledAt <= now - jump
        if jump < .zero, wasDue, execution.scheduledAt > now {
            execution.isDue = true
            if !execution.isRunning { enqueue(execution) }
        }
        if case .some(.some(let wake)) = execution.parkedUntil {
            execution.parkedUntil = .some(.some(wake + jump))
        }
        guard let live = execution.live else { return }
        live.totalDeadlines = live.totalDeadlines.mapValues { $0 + jump }
        for name in live.steps.keys {
            guard var step = live.steps[name] else { continue }
            step.wakeAt = step.wakeAt.map { $0 + jump }
            step.start.totalDeadline = step.start.totalDeadline.map { $0 + jump }
            live.steps[name] = step
        }
    }

    /// Begins a new version for a task whose cursor lies too far in the future to be waited for.
    func correctCursor(_ task: EngineTask, at: Instant) {
        guard task.view.state == .active || task.view.state == .paused, task.view.cursor > at else { return }
        let ahead = task.view.cursor - at
        let tolerated: Duration
        switch task.spec.recurrence {
        // Up to three hours back is what Debian's cron treats as a change to be waited out (man 8 cron).
        case .cron: tolerated = .seconds(3 * 3600)
        case .fixedDelay(let delay): tolerated = delay
        case .afterCompletion, .at: return
        }
        guard ahead > tolerated else { return }
        beginVersion(task, anchor: at, includesAnchor: false, cursor: at, cause: "clock set back", at: at)
        armTick(task)
    }

    private static func size(_ jump: Duration) -> String {
        let size = jump < .zero ? .zero - jump : jump
        return Duration.milliseconds(size.inMilliseconds).operatorText
    }
}

internal import Timetable
internal import ZartCore

extension Engine {
    // MARK: As rows

    func write(
        _ start: StepStart,
        of live: LivePass,
        _ status: StepStatus,
        attempt: AttemptStatus,
        endedAt: Instant? = nil
    ) -> StepWrite {
        StepWrite(
            ref: live.pass.ref,
            name: start.name,
            kind: start.kind,
            status: status,
            startedAt: start.stepStartedAt,
            endedAt: endedAt,
            totalDeadline: start.totalDeadline,
            attempt: start.attempt,
            attemptStatus: attempt,
            attemptStartedAt: start.startedAt,
            attemptEndedAt: endedAt,
            failures: start.failures,
            keyRun: start.keyRun,
            retry: start.retry.retries > 0 ? start.retry : nil,
            session: session?.number ?? 0
        )
    }

    func closing(
        _ step: EngineStep,
        of live: LivePass,
        as status: StepStatus,
        attempt: AttemptStatus
    ) -> StepWrite {
        var write = write(
            step.start,
            of: live,
            status,
            attempt: step.isParked ? .failed : attempt,
            endedAt: now
        )
        if step.start.attempt == 0 { write.attemptStatus = .cancelled }
        return write
    }

    /// A step without attempts: a sleep, a wait, a captured value.
    func plainStart(_ name: String, _ kind: StepKind, of live: LivePass) -> StepStart {
        let known = live.pass.recorded[name]
        return StepStart(
            name: name,
            kind: kind,
            attempt: 0,
            failures: 0,
            stepStartedAt: known?.startedAt ?? now,
            startedAt: known?.startedAt ?? now,
            totalDeadline: nil,
            retry: .none,
            timeout: nil,
            keyRun: known?.keyRun ?? live.pass.freshKeyRun(name)
        )
    }
}

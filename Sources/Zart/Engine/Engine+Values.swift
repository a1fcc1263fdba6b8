internal import Timetable
internal import ZartCore

/// Transactional steps, values that are kept, and steps that are skipped.
extension Engine {
    func transact(
        _ pass: Pass,
        _ start: StepStart,
        _ body: TransactionBody,
        _ reply: CheckedContinuation<StepVerdict, Never>
    ) {
        guard let live = live(pass), !live.isHalted else { return reply.resume(returning: .halted) }
        guard !holdBack(start, body, of: live, reply) else { return }
        let write = write(start, of: live, .completed, attempt: .completed, endedAt: now)
        ownCommit(of: live.execution)
        add(.transaction(write, timed(body, start.name, of: live.execution)), .transacted(live, start, reply))
    }

    /// A closure that keeps everybody waiting is named in the log.
    private func timed(_ body: TransactionBody, _ name: String, of execution: EngineExecution)
        -> TransactionBody
    {
        guard let log = settings.log else { return body }
        let timeline = port.timeline
        let task = taskName(execution)
        let id = execution.id
        return TransactionBody { database in
            let began = timeline.boot()
            defer {
                let took = timeline.boot() - began
                if took > .milliseconds(50) {
                    log(
                        LogEvent(
                            at: timeline.wall(),
                            level: .warn,
                            event: "transaction-slow",
                            task: task,
                            execution: id,
                            step: name,
                            message:
                                "held everybody up for \(took.operatorText): 50ms is the limit of good manners"
                        )
                    )
                }
            }
            return try body.run(database)
        }
    }

    func transacted(
        _ live: LivePass,
        _ start: StepStart,
        _ outcome: Outcome,
        _ reply: CheckedContinuation<StepVerdict, Never>
    ) {
        switch outcome {
        case .transaction(.success(let json)):
            reply.resume(returning: .completed(json))
            park(live)
        case .transaction(.failure(let failure)):
            var write = write(start, of: live, .failed, attempt: .failed, endedAt: now)
            write.error = failure.message
            write.failures = start.failures + 1
            add(.step(write), .answer(reply, .failed(message: failure.message, attempts: start.attempt)))
            park(live)
        default: reply.resume(returning: .halted)
        }
    }

    func capture(
        _ pass: Pass,
        _ name: String,
        _ json: String,
        _ reply: CheckedContinuation<StepVerdict, Never>
    ) {
        guard let live = live(pass), !live.isHalted else { return reply.resume(returning: .halted) }
        var write = write(
            plainStart(name, .value, of: live),
            of: live,
            .completed,
            attempt: .completed,
            endedAt: now
        )
        write.result = json
        add(.step(write), .answer(reply, .completed(nil)))
        park(live)
    }

    func skip(_ pass: Pass, _ names: [String], _ reply: CheckedContinuation<StepVerdict, Never>) {
        guard let live = live(pass), !live.isHalted else { return reply.resume(returning: .halted) }
        for name in names where pass.isOpen(name) {
            add(
                .step(
                    write(
                        plainStart(name, pass.recorded[name]?.kind ?? .step, of: live),
                        of: live,
                        .skipped,
                        attempt: .cancelled,
                        endedAt: now
                    )
                )
            )
        }
        afterwards.append(.answer(reply, .completed(nil)))
    }
}

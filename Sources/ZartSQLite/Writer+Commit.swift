internal import Timetable
internal import ZartCore

extension Writer {
    /// One transaction for all of them; what is refused leaves the others alone.
    func commit(_ transitions: [Transition]) throws(StoreError) -> [Outcome] {
        do {
            let outcomes = try connection.transaction { () throws(StoreError) -> [Outcome] in
                try checkEpoch()
                var outcomes: [Outcome] = []
                outcomes.reserveCapacity(transitions.count)
                for transition in transitions { outcomes.append(try apply(transition)) }
                return outcomes
            }
            noteOwnCommit()
            return outcomes
        } catch {
            // What was to go is still there: a look that has passed it would leave it.
            pruneRound = nil
            ledgerCounted.removeAll()
            throw error
        }
    }

    private func apply(_ transition: Transition) throws(StoreError) -> Outcome {
        switch transition {
        case .step(let step): try write(step)
        case .transaction(let step, let body): try write(step, running: body)
        case .endExecution(let end): try write(end)
        case .beginRun(let start): try write(start)
        case .skipWait(let skip): try write(skip)
        case .tick(let tick): try write(tick)
        case .claim(let claim): try write(claim)
        case .createExecution(let new): try write(new)
        case .withdrawStep(let ref, let name): try withdraw(name, of: ref)
        case .callOffStep(let ref, let name, let at): try callOff(name, of: ref, at: at)
        case .stepStopped(let stopped): try write(stopped)
        case .moveSuccessors(let successors): try write(successors)
        case .registerTask(let registration): try write(registration)
        case .beginVersion(let start): try write(start)
        case .changeState(let change): try write(change)
        case .hold(let write): try HoldRows(connection).write(write)
        case .offerEvent(let offer): try write(offer)
        case .consumeEvent(let consumption): try write(consumption)
        case .taskOutcome(let outcome): try write(outcome)
        case .answerOrder(let id, let answer, let order, let at):
            try OrderRows(connection).answer(id, answer, order, at: at)
        case .clockEvent(let event): try write(event)
        case .renewLease(let at, let until): try renewLease(at: at, until: until)
        case .endSession(let at, let reason): try endSession(at: at, reason: reason)
        case .drainSession(let at): try drainSession(at: at)
        case .recordHandlers(let names): try record(handlers: names)
        case .handlerDeath(let execution, let deaths):
            Outcome(
                changes: try connection.run(
                    "UPDATE zart_executions SET deaths = ? WHERE seq = ?",
                    deaths,
                    execution
                )
            )
        case .prune(let request): .pruned(try prune(request))
        case .raiseAlarm(let raise): try write(raise)
        case .endAlarm(let end): try write(end)
        case .acknowledgeAlarm(let acknowledgement): try write(acknowledgement)
        case .noticeAttempt(let attempt): try write(attempt)
        case .demandPrune(let demand): try write(demand)
        case .backfill(let backfill): try write(backfill)
        }
    }

    private func record(handlers names: [String]) throws(StoreError) -> Outcome {
        // Names have nothing in them that JSON writes otherwise.
        let list = "[" + names.map { "\"\($0)\"" }.joined(separator: ",") + "]"
        return Outcome(
            changes: try connection.run(
                "UPDATE zart_sessions SET handlers = ? WHERE number = ?",
                list,
                sessionNumber
            )
        )
    }

    private func drainSession(at now: Instant) throws(StoreError) -> Outcome {
        try connection.run("UPDATE zart_sessions SET draining_at = ? WHERE number = ?", now, sessionNumber)
        return .done
    }

    private func endSession(at now: Instant, reason: String) throws(StoreError) -> Outcome {
        try connection.run(
            "UPDATE zart_sessions SET ended_at = ?, end_reason = ? WHERE number = ?",
            now,
            reason,
            sessionNumber
        )
        try connection.run(
            "UPDATE zart_lease SET session = NULL, renewed_at = ?, expires_at = NULL WHERE id = 1",
            now
        )
        return .done
    }

    func write(_ event: ClockEvent) throws(StoreError) -> Outcome {
        try connection.run("INSERT INTO zart_clock_events (at, delta) VALUES (?, ?)", event.at, event.delta)
        // Open deadlines are waited for on the boot-time clock; their wall instants move with the wall.
        try connection.run(
            """
            UPDATE zart_steps SET wake_at = wake_at + ?1, total_deadline = total_deadline + ?1
            WHERE execution IN (SELECT seq FROM zart_executions WHERE ended_at IS NULL) AND ended_at IS NULL
            """,
            event.delta
        )
        try connection.run(
            "UPDATE zart_executions SET deadline = deadline + ? WHERE ended_at IS NULL AND deadline IS NOT NULL",
            event.delta
        )
        try connection.run(
            "UPDATE zart_alarm_notices SET due_at = due_at + ? WHERE status = 'pending'",
            event.delta
        )
        // The last sign of life is on the new clock too: a standby must not wait for a lease in a future that is gone.
        try connection.run(
            "UPDATE zart_lease SET renewed_at = ?, expires_at = expires_at + ? WHERE id = 1",
            event.at,
            event.delta
        )
        return .done
    }
}

extension Outcome {
    /// Done if the guarded statement changed a row, else refused.
    init(changes: Int) {
        self = changes > 0 ? .done : .refused
    }
}

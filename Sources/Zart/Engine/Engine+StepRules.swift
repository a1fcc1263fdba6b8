internal import Synchronization
internal import Timetable
internal import ZartCore

/// Rules that hold steps back which have not begun.
extension Engine {
    func pauseSteps(_ steps: String, _ tasks: String, _ note: String?, _ order: Order) throws(ZartError)
        -> OrderAnswer
    {
        let (steps, tasks) = (try pattern(steps), try pattern(tasks))
        if let known = rules.first(where: { $0.steps == steps && $0.tasks == tasks }) {
            throw ZartError(.refused, "\(known.scope) wait already, by \(known.phrase)")
        }
        lastRule += 1
        let rule = StepRule(
            number: lastRule,
            steps: steps,
            tasks: tasks,
            actor: order.actor,
            terminal: order.terminal,
            note: note ?? order.reason,
            beganAt: now
        )
        rules.append(rule)
        add(.hold(.addRule(rule)))
        // From here on every step asks before it begins. One that is about to do so at this very moment has begun.
        port.asksFirst.store(true, ordering: .releasing)
        log(.warn, "steps-paused", "\(rule.scope) wait, by \(rule.phrase)")
        let known = self.tasks.values.count { tasks.matches($0.spec.name) }
        return OrderAnswer(
            "rule \(rule.number): \(rule.scope) (\(known) now) wait before they begin; what has begun goes on"
        )
    }

    func resumeSteps(_ steps: String, _ tasks: String, _ order: Order) throws(ZartError) -> OrderAnswer {
        let (steps, tasks) = (try pattern(steps), try pattern(tasks))
        guard let index = rules.firstIndex(where: { $0.steps == steps && $0.tasks == tasks }) else {
            let known = rules.map { "--step '\($0.steps)' '\($0.tasks)'" }.joined(separator: ", ")
            throw ZartError(
                .notFound,
                "no rule holds back steps '\(steps)' of tasks '\(tasks)'"
                    + (known.isEmpty ? ": there is none at all" : ": there are \(known)")
            )
        }
        let rule = rules.remove(at: index)
        // Nothing begins for it before it is on record that the rule is gone.
        add(.hold(.removeRules([rule.number], at: now, actor: order.actor)), .rulesRemoved)
        log(.info, "steps-resumed", "rule \(rule.number) is gone: \(rule.scope) go on")
        return OrderAnswer("removed rule \(rule.number): \(rule.scope) go on")
    }

    private func pattern(_ text: String) throws(ZartError) -> NamePattern {
        do {
            return try NamePattern(text)
        } catch {
            throw ZartError(.invalid, error.message)
        }
    }

    // MARK: Holding

    /// Parks a step that a rule holds back; whether it did.
    ///
    /// The step waits without an attempt, and its execution without a slot.
    func holdBack(
        _ start: StepStart,
        _ body: TransactionBody? = nil,
        of live: LivePass,
        _ reply: CheckedContinuation<StepVerdict, Never>
    ) -> Bool {
        guard !rules.isEmpty, start.attempt == 1, start.kind == .step || start.kind == .transaction,
            let rule = rules.holding(start.name, of: taskName(live.execution))
        else { return false }
        var asked = start
        asked.attempt = 0
        asked.totalDeadline = nil
        if live.pass.recorded[start.name] == nil {
            add(.step(write(asked, of: live, .waiting, attempt: .running)))
            log(
                .info,
                "step-held",
                task: taskName(live.execution),
                execution: live.execution.id,
                step: start.name,
                "waits: held by \(rule.phrase)"
            )
        }
        var step = EngineStep(start: asked, status: .waiting)
        step.continuation = reply
        step.isHeld = true
        step.heldBody = body
        if live.leftOut.contains(start.name) {
            skip(held: step, of: live, reply)
            return true
        }
        live.steps[start.name] = step
        rest(live, start.name)
        return true
    }

    /// Lets the parallel siblings of a step that has failed be, those of them that a rule holds back or will.
    func leaveOut(_ names: [String], of pass: Pass) {
        guard let live = live(pass), !live.isHalted, !live.hasEnded else { return }
        live.leftOut.formUnion(names)
        for name in names {
            guard let step = live.steps[name], step.isHeld, step.isParked, let reply = step.continuation
            else {
                continue
            }
            unpark(live, name, for: .goOn(step, reply))
        }
    }

    /// Puts on record that a step which a rule held back will not begin, and lets its handler go on.
    func skip(held step: EngineStep, of live: LivePass, _ reply: CheckedContinuation<StepVerdict, Never>) {
        add(
            .step(write(step.start, of: live, .skipped, attempt: .cancelled, endedAt: now)),
            .answer(reply, .failed(message: StepStatus.skipped.rawValue, attempts: 0))
        )
        // What sleeps beside it may be all that is left to wait for.
        park(live)
    }

    /// Lets everything go on that only rules held back which are gone.
    func goOnWithHeldSteps() {
        port.asksFirst.store(!rules.isEmpty, ordering: .releasing)
        for live in executionsInOrder.compactMap(\.live) where !live.isToldToStop {
            for (name, step) in live.stepsInOrder where step.isHeld {
                guard let reply = step.continuation, rules.holding(name, of: taskName(live.execution)) == nil
                else { continue }
                goOn(held: step, name, of: live, reply)
            }
        }
        goOnPutAside()
    }

    private func goOn(
        held step: EngineStep,
        _ name: String,
        of live: LivePass,
        _ reply: CheckedContinuation<StepVerdict, Never>
    ) {
        guard step.heldBody == nil else { return unpark(live, name, for: .goOn(step, reply)) }
        let start = firstAttempt(of: step)
        live.totalDeadlines[name] = start.totalDeadline
        live.steps[name] = nil
        grant(live, start, reply)
    }

    /// The first attempt of a step that was held: its time begins now.
    func firstAttempt(of held: EngineStep) -> StepStart {
        var start = held.start
        start.attempt = 1
        start.stepStartedAt = now
        start.startedAt = now
        start.totalDeadline = start.timeout?.total.map { now + $0 }
        return start
    }

    /// Passes that were put aside are made anew, and ask again.
    private func goOnPutAside() {
        do {
            for held in try store.heldSteps() where rules.holding(held.name, of: held.task) == nil {
                guard let execution = executions[held.execution], execution.live == nil,
                    case .some = execution.parkedUntil
                else { continue }
                execution.parkedUntil = nil
                enqueue(execution)
            }
        } catch {
            commitFailed(error, [])
        }
    }
}

internal import ZartCore

/// Slots bound what is at work at once: a pass holds one, and one more for each attempt beyond the first.
extension Engine {
    /// Gives free slots to those who wait for one, in the order of asking.
    func handOutSlots() {
        while freeSlots > 0, let next = slotQueue.popFirst() {
            next.live.queued -= 1
            guard !next.live.isToldToStop else {
                next.use.reply.resume(returning: .halted)
                continue
            }
            if case .attempt = next.use {
            } else if next.live.slots == 0 {
                freeSlots -= 1
                next.live.slots = 1
            }
            perform(next.use, next.live)
            goOn(next.live)
        }
    }

    /// Gives back every slot of a pass.
    func release(_ live: LivePass) {
        freeSlots += live.slots
        live.slots = 0
    }

    /// Tells whatever of a pass waits for a slot that it does so in vain.
    ///
    /// Its handler cannot return before that, and the slot that is waited for may be the one that it holds.
    func dismissQueued(_ live: LivePass) {
        guard live.queued > 0 else { return }
        for use in slotQueue.remove(live) { use.reply.resume(returning: .halted) }
        live.queued = 0
    }

    /// Goes on with a pass that gave its slot back, now or when one is free.
    func acquire(_ live: LivePass, for use: SlotUse) {
        if live.slots == 0 {
            guard freeSlots > 0 else { return enqueue(live, use) }
            freeSlots -= 1
            live.slots = 1
        }
        perform(use, live)
        // The slot may be the one that another attempt of the pass waits for.
        goOn(live)
    }

    /// Lets a pass wait for a slot.
    func enqueue(_ live: LivePass, _ use: SlotUse) {
        live.queued += 1
        slotQueue.append(live, use)
    }

    /// Goes on with whatever else a pass that has a slot waits for.
    ///
    /// To wake needs no slot of its own, and the one that is waited for may be the very one that the pass has.
    private func goOn(_ live: LivePass) {
        while live.slots > 0, live.queued > 0,
            let use = slotQueue.removeFirst(of: live, orAttempt: live.inFlight < live.slots)
        {
            live.queued -= 1
            perform(use, live)
        }
    }

    /// An attempt that begins only now; with the first one its step does.
    private func begunNow(_ start: StepStart, of live: LivePass) -> StepStart {
        var start = start
        start.startedAt = now
        guard start.attempt == 1 else { return start }
        start.stepStartedAt = now
        start.totalDeadline = start.timeout?.total.map { now + $0 }
        live.totalDeadlines[start.name] = start.totalDeadline
        return start
    }

    private func perform(_ use: SlotUse, _ live: LivePass) {
        switch use {
        // Nobody waits for it any more.
        case .attempt(let start, let reply) where live.calledOff.contains(start.name):
            calledOff(start.name, of: live, reply)
        case .goOn(let step, let reply) where live.calledOff.contains(step.start.name):
            calledOff(step.start.name, of: live, reply)
        case .goOn(let step, let reply) where step.isHeld && live.leftOut.contains(step.start.name):
            skip(held: step, of: live, reply)
        case .attempt(var start, let reply):
            // What it waited is none of its own time; one that a former worker began has begun when that did.
            if live.pass.recorded[start.name]?.attempt != start.attempt { start = begunNow(start, of: live) }
            // A rule may have come while it waited.
            if !holdBack(start, of: live, reply) { grant(live, start, reply) }
        case .goOn(let step, let reply): goOn(live, step, reply)
        case .event(let sequence, let data, let start, let reply): take((sequence, data), start, live, reply)
        }
    }
}

extension ConfirmationText {
    /// Describes orders of one kind on several things.
    mutating func describe(_ requests: [OrderRequest], like first: OrderRequest) {
        let subjects = requests.map(\.subject)
        let shown = subjects.prefix(8).joined(separator: ", ")
        let names = shown + (subjects.count > 8 ? " and \(subjects.count - 8) more" : "")
        switch first.verb {
        case .cancel: cancel(subjects, names)
        case .kill: cancel(subjects, names, byForce: true)
        case .stop:
            title = "Stop \(requests.count) recurring tasks?"
            (yes, no) = ("stop them", "let them go on")
            say(names, worth: 60)
            say("They never fire again; what runs keeps running to its end.", worth: 90)
            say("Undo: \(undo):revive", worth: 50)
        case .trigger: trigger(subjects, names)
        case .restart, .rerun, .retry:
            (title, yes, no) = ("Run \(requests.count) executions again?", "run them again", "leave them")
            if case .retry = first.verb {
                title = "Retry \(requests.count) executions?"
                say(
                    "Each goes on where it failed, with the same keys: what has completed is kept.",
                    worth: 92
                )
            } else {
                sayAgain(requests)
            }
            say(names, worth: 60)
            say("One for which no slot of its task is free waits for one.", worth: 70)
            if case .restart(_, let payload?) = first.verb {
                say("Payload \(Self.short(payload))", strong: true, worth: 91)
            }
            say("Each gets one run more; the ones before stay as they are.", worth: 80)
        case .pause:
            title = "Pause \(requests.count) tasks?"
            (yes, no) = ("pause them", "leave them")
            say(names, worth: 60)
            say("What runs goes on; instants that pass are kept for the resume.", worth: 80)
        case .acknowledge:
            title = "Acknowledge \(requests.count) alarms?"
            (yes, no) = ("I have them in hand", "leave them")
            say(names, worth: 60)
        case .backfill: title = "Backfill \(requests.count) ranges?"
        case .resume, .revive:
            let verb = if case .resume = first.verb { "resume" } else { "revive" }
            title = "\(verb == "resume" ? "Resume" : "Revive") \(requests.count) tasks?"
            (yes, no) = ("\(verb) them", "leave them")
            say(names, worth: 60)
            let missed = snapshot.tasks.filter { subjects.contains($0.name) }.reduce(0) {
                $0 + ($1.heldBack ?? 0)
            }
            if missed > 0 { say(ResumeBox.sentence(missed), strong: true, worth: 85) }
            say("Missed instants go by each task's own rule; p on one asks what to do.", worth: 80)
        case .pauseAll, .resumeAll, .skip, .pauseSteps, .resumeSteps, .start, .event, .prune:
            (title, yes, no) = ("Give \(requests.count) orders?", "give them", "leave it")
            say(names, worth: 60)
        }
    }

    /// From where on they run again.
    private mutating func sayAgain(_ requests: [OrderRequest]) {
        let starts = requests.map { request in
            if case .rerun(_, let step) = request.verb { "from \(step) on" } else { "from the start" }
        }
        let counts = Self.counts(starts)
        let shown = counts.prefix(4).map { counts.count == 1 ? "Each \($0.key)" : "\($0.value) \($0.key)" }
        let rest = counts.dropFirst(4).reduce(0) { $0 + $1.value }
        let more = rest > 0 ? ", \(rest) from other steps on" : ""
        say("\(shown.joined(separator: ", "))\(more), with new idempotency keys.", worth: 92)
    }

    /// How often each of them comes, the most frequent first.
    private static func counts(_ texts: [String]) -> [(key: String, value: Int)] {
        Dictionary(grouping: texts, by: \.self).mapValues(\.count)
            .sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
    }

    private mutating func cancel(_ subjects: [String], _ names: String, byForce: Bool = false) {
        let waiting = subjects.filter { state.execution($0)?.isQueued ?? false }
        guard waiting.count < subjects.count else { return takeBack(subjects.count, names) }
        let ids = subjects.filter { !waiting.contains($0) }
        let what = "\(ids.count) \(ids.count == 1 ? "execution" : "executions")\(byForce ? " by force" : "")"
        let runs = waiting.count == 1 ? "1 run that waits" : "\(waiting.count) runs that wait"
        title = waiting.isEmpty ? "Cancel \(what)?" : "Cancel \(what), and take back \(runs)?"
        (yes, no) = (byForce ? "kill them" : "cancel them", "keep them running")
        if !waiting.isEmpty { (yes, no) = ("do both", "leave them") }
        let states = ids.map { state.execution($0)?.state ?? "not on the screen" }
        let counts = Self.counts(states)
        say(counts.map { "\($0.value) \($0.key)" }.joined(separator: ", "), strong: true, worth: 80)
        say(names, worth: 60)
        lines.append(.blank)
        if !subjects.contains(where: { state.execution($0)?.isCancellable ?? true }) {
            no = "leave them"
            guard byForce else {
                isRefused = true
                return say("They have ended meanwhile: there is nothing to cancel.", danger: true, worth: 95)
            }
        }
        say("Completed steps are kept; steps in flight may have had side effects.", worth: 75)
        say("The schedules stay as they are.", worth: 40)
        guard byForce else { return }
        say("Commands get no TERM and no grace: KILL to the whole tree.", danger: true, worth: 96)
    }

    private mutating func takeBack(_ count: Int, _ names: String) {
        title = "Take back the \(count) runs that wait?"
        (yes, no) = ("take them back", "let them wait")
        say(names, worth: 60)
        lines.append(.blank)
        say("Their executions have ended and stay as they are: no further run of them begins.", worth: 90)
    }

    private mutating func trigger(_ tasks: [String], _ names: String) {
        title = "Trigger \(tasks.count) tasks now?"
        (yes, no) = ("start them", "leave them")
        say(names, worth: 60)
        var (replaced, beside): ([String], [String]) = ([], [])
        for task in snapshot.tasks where tasks.contains(task.name) {
            switch OverlapAtCap(task) {
            case .free: continue
            case .replaces(let id): replaced.append(id)
            case .refused(let id): beside.append(id)
            }
        }
        if !replaced.isEmpty {
            say("Cancelled for it: \(replaced.joined(separator: ", ")).", danger: true, worth: 95)
        }
        if !beside.isEmpty {
            say("Started beside \(beside.joined(separator: ", ")), recorded as overrides.", worth: 90)
        }
    }
}
